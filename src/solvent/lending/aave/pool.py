"""What the rules of Aave are told of a reserve, a holding and an e-mode category."""

from collections.abc import Mapping
from typing import NamedTuple

from solvent.lending.refusal import Refusal


class Reserve(NamedTuple):
    """One asset of a pool.

    decimals                    of the asset's unit
    price                       base units of one whole asset: 8 decimals of a dollar in v3, wei of an ether in v2
    supply_index, borrow_index  ray, brought up to now
    ltv, threshold              parts in 10^4 of the collateral's value
    bonus                       parts in 10^4 of what is repaid, 10^4 or more
    fee                         parts in 10^4 of the bonus, to the protocol
    """

    decimals: int
    price: int
    supply_index: int
    borrow_index: int
    ltv: int
    threshold: int
    bonus: int
    fee: int = 0
    active: bool = True
    paused: bool = False
    grace_until: int = -1  # seconds; liquidation is allowed only after it

    @property
    def unit(self) -> int:
        """How many units of the asset are one whole."""
        return int(10**self.decimals)


class Holding(NamedTuple):
    """What an account has in one reserve: scaled balances, and whether the collateral counts."""

    supplied: int = 0
    owed: int = 0
    pledged: bool = True


class Category(NamedTuple):
    """An e-mode: other parameters for some collateral. `isolated` (v3.7): other collateral cannot borrow."""

    collateral: frozenset[int]
    ltv: int
    threshold: int
    bonus: int
    isolated: bool = False


Reserves = Mapping[int, Reserve]
Holdings = Mapping[int, Holding]


def category_of(category: Category | None, asset: int) -> Category | None:
    """The category an asset is collateral of, None where its own parameters hold."""
    return category if category and asset in category.collateral else None


def threshold(reserve: Reserve, inside: Category | None) -> int:
    """The liquidation threshold that holds, in parts in 10^4."""
    return inside.threshold if inside else reserve.threshold


def bonus(reserve: Reserve, inside: Category | None) -> int:
    """The liquidation bonus that holds, in parts in 10^4."""
    return inside.bonus if inside else reserve.bonus


def shut(reserve: Reserve, now: int) -> Refusal | None:
    """Why nothing of a reserve may be liquidated at all.

    now       seconds, as the contract's clock has it
    returns   None where it may
    Source    aave-dao/aave-v3-origin fd1fbd9 ValidationLogic.sol validateLiquidationCall: the grace period is strict
    """
    if not reserve.active:
        return Refusal.INACTIVE
    if reserve.paused:
        return Refusal.PAUSED
    return Refusal.GRACE if reserve.grace_until >= now else None
