"""What the pool does not take goes to the other borrowers by stake: more collateral, and more debt.

Source    liquity/dev 39f1f7f TroveManager.sol _redistributeDebtAndColl, getPendingETHReward, _computeNewStake; the
          same in liquity/bold 405f912 (read 2026-11-26)
"""

from typing import NamedTuple

from solvent.fixed import mul_div_down
from solvent.lending.scales import WAD


class Shared(NamedTuple):
    """What one unit of stake has been given so far [wad], and the errors carried into the next."""

    collateral: int = 0
    debt: int = 0
    collateral_error: int = 0
    debt_error: int = 0


def share(shared: Shared, collateral: int, debt: int, stakes: int) -> Shared:
    """The running totals after one redistribution.

    collateral, debt   wad
    stakes             wad, of all who remain; above 0
    returns            rounded down, what is cut off carried
    """
    if not debt:
        return shared
    given, owed = collateral * WAD + shared.collateral_error, debt * WAD + shared.debt_error
    each, charge = mul_div_down(given, 1, stakes), mul_div_down(owed, 1, stakes)
    return Shared(
        collateral=shared.collateral + each,
        debt=shared.debt + charge,
        collateral_error=given - each * stakes,
        debt_error=owed - charge * stakes,
    )


def pending(shared: Shared, since: Shared, stake: int) -> tuple[int, int]:
    """What a trove has been given since it last looked: (collateral, debt), wad, each rounded down."""
    gained, charged = shared.collateral - since.collateral, shared.debt - since.debt
    return mul_div_down(stake, gained, WAD), mul_div_down(stake, charged, WAD)


def stake(collateral: int, stakes: int, total: int) -> int:
    """The stake of a trove: its collateral as it would have been before all redistributions.

    collateral      wad
    stakes, total   wad: all stakes and all collateral after the last liquidation; total 0: there was none
    returns         wad, rounded down
    """
    return mul_div_down(collateral, stakes, total) if total else collateral
