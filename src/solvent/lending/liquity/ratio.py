"""Collateral ratios of a trove and of the system, in wad."""

from typing import NamedTuple

from solvent.fixed import mul_div_down
from solvent.lending.scales import INFINITE

MCR = 110 * 10**16  # v1, and v2's WETH branch
CCR = 150 * 10**16
WHOLE = 10**18


class Lines(NamedTuple):
    """The least ratios, in wad: of a trove, and of all together."""

    minimum: int = MCR
    critical: int = CCR


V1 = Lines()


def ratio(collateral: int, debt: int, price: int) -> int:
    """Collateral at its price over debt.

    collateral   wad
    debt         wad
    price        wad
    returns      wad, rounded down; INFINITE where nothing is owed
    Source       liquity/dev 39f1f7f LiquityMath.sol _computeCR; the same in liquity/bold (read 2026-11-26)
    """
    return mul_div_down(collateral, price, debt) if debt else INFINITE
