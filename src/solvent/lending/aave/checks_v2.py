"""What Aave v2 asks before an account borrows, or before its collateral leaves."""

from solvent.fixed import mul_div_down
from solvent.lending.aave.account import account, health_of_totals, owed_value, value
from solvent.lending.aave.pool import Holdings, Reserves
from solvent.lending.aave.versions import V2
from solvent.lending.refusal import Refusal
from solvent.lending.scales import BPS, WAD, mul_div_half_up


def may_borrow(reserves: Reserves, holdings: Holdings, asset: int, amount: int) -> Refusal | None:
    """Why an account may not borrow an amount at the variable rate.

    amount    units
    returns   NOT_PLEDGED, HEALTH (not *above* 1 before), POWER (more than the average ltv of the collateral), or None
    Source    aave/protocol-v2 ValidationLogic.sol validateBorrow (read 2026-11-26)
    """
    whole = account(V2, reserves, holdings)
    if not whole.collateral:
        return Refusal.NOT_PLEDGED
    if whole.health <= WAD:
        return Refusal.HEALTH
    wanted = whole.debt + owed_value(V2, reserves[asset], amount)
    if not whole.ltv or mul_div_half_up(wanted, BPS, whole.ltv) > whole.collateral:
        return Refusal.POWER
    return None


def may_leave(reserves: Reserves, holdings: Holdings, asset: int, amount: int) -> Refusal | None:
    """Why an amount of collateral may not leave an account: its health would be below 1 without it.

    amount    units
    returns   HEALTH or None; what is no collateral, and whoever owes nothing, may leave
    Source    aave/protocol-v2 GenericLogic.sol balanceDecreaseAllowed (read 2026-11-26)
    """
    whole, reserve = account(V2, reserves, holdings), reserves[asset]
    if not holdings[asset].pledged or not reserve.threshold or not whole.debt:
        return None
    worth = value(reserve, amount)
    left = whole.collateral - worth
    weighted = whole.collateral * whole.threshold - worth * reserve.threshold
    if left <= 0 or weighted < 0:
        return Refusal.HEALTH
    return Refusal.HEALTH if health_of_totals(left, mul_div_down(weighted, 1, left), whole.debt) < WAD else None
