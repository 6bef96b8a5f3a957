"""What Aave asks before an account borrows, or before its collateral leaves."""

from collections.abc import Iterator

from solvent.fixed import mul_div_down, mul_div_up
from solvent.lending.aave.account import account, health_of_totals, ltv_of, owed_value, value
from solvent.lending.aave.pool import Category, Holding, Holdings, Reserve, Reserves, category_of
from solvent.lending.aave.versions import V2, Version
from solvent.lending.refusal import Refusal
from solvent.lending.scales import BPS, WAD, mul_div_half_up


def may_borrow(
    version: Version, reserves: Reserves, holdings: Holdings, asset: int, scaled: int, amount: int,
    category: Category | None = None,
) -> Refusal | None:  # fmt: skip
    """Why an account may not borrow an amount at the variable rate.

    holdings   before
    scaled     what the debt grows by
    amount     units
    returns    NOT_PLEDGED, HEALTH (up to v3.3: not *above* 1 before; from v3.5: below 1 after), POWER (more than the
               average ltv of the collateral), or None
    Source     aave/protocol-v2 and aave-dao/aave-v3-origin v3.3.0 ValidationLogic.sol validateBorrow; v3.5.0 and
               fd1fbd9 validateHFAndLtv, which is asked of what the account is afterwards (read 2026-11-26)
    """
    if not version.asks_after:
        whole = account(version, reserves, holdings, category)
        wanted = whole.debt + owed_value(version, reserves[asset], amount)
        if not whole.collateral:
            return Refusal.NOT_PLEDGED
        if whole.health <= WAD:
            return Refusal.HEALTH
        needed = mul_div_half_up(wanted, BPS, whole.ltv) if whole.ltv else 0
    else:
        here = holdings.get(asset, Holding(pledged=False))
        whole = account(version, reserves, {**holdings, asset: here._replace(owed=here.owed + scaled)}, category)
        if whole.ltv and whole.health < WAD:
            return Refusal.HEALTH
        needed = mul_div_up(whole.debt, BPS, whole.ltv) if whole.ltv else 0
    return Refusal.POWER if not whole.ltv or needed > whole.collateral else None


def may_leave_v2(reserves: Reserves, holdings: Holdings, asset: int, amount: int) -> Refusal | None:
    """Why an amount of collateral may not leave an account of v2: its health would be below 1 without it.

    holdings   before
    amount     units
    returns    HEALTH or None; what is no collateral, and whoever owes nothing, may leave
    Source     aave/protocol-v2 GenericLogic.sol balanceDecreaseAllowed (read 2026-11-26)
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


def may_leave(
    version: Version, reserves: Reserves, holdings: Holdings, asset: int, category: Category | None = None
) -> Refusal | None:
    """Why an account of v3 may not be left with these holdings once some of an asset, which was pledged, has gone.

    holdings   after
    returns    HEALTH below 1; NO_LTV where other collateral with an ltv of 0 is kept, which must leave first
    Source     aave-dao/aave-v3-origin v3.3.0 ValidationLogic.sol validateHFAndLtv; v3.5.0, v3.6.0 and fd1fbd9
               validateHFAndLtvzero (read 2026-11-26)
    """
    if not any(holding.owed for holding in holdings.values()):
        return None
    if account(version, reserves, holdings, category).health < WAD:
        return Refusal.HEALTH
    dead = any(
        reserves[other].threshold or not version.own_threshold
        for other in _without_ltv(version, reserves, holdings, category)
    )
    return Refusal.NO_LTV if dead and may_pledge(version, reserves[asset], asset, category) else None


def _without_ltv(version: Version, reserves: Reserves, holdings: Holdings, category: Category | None) -> Iterator[int]:
    """The assets that are collateral, and that nothing may be borrowed against."""
    for asset, holding in holdings.items():
        pledged = holding.pledged and holding.supplied
        if pledged and not ltv_of(version, reserves[asset], category, category_of(category, asset)):
            yield asset


def may_pledge(version: Version, reserve: Reserve, asset: int, category: Category | None = None) -> bool:
    """Whether what is supplied may count as collateral: in v3 only what has an ltv, in v2 whatever is supplied.

    Source    aave-dao/aave-v3-origin v3.3.0 to fd1fbd9 ValidationLogic.sol validateUseAsCollateral, isolation mode
              left out (read 2026-11-26)
    """
    if version is V2:
        return True
    if version.own_threshold:
        return reserve.ltv > 0
    return ltv_of(version, reserve, category, category_of(category, asset)) > 0


def within_cap(total: int, cap: int, unit: int) -> bool:
    """Whether a total stays within a cap; 0 is no cap.

    total    units of the asset, after
    cap      whole assets
    Source   aave-dao/aave-v3-origin ValidationLogic.sol validateSupply, validateBorrow; in v2 ours
    """
    return not cap or total <= cap * unit


def may_enter(
    version: Version, holdings: Holdings, reserves: Reserves, category: Category | None, borrowable: frozenset[int]
) -> Refusal | None:
    """Why an account may not change to an e-mode, None for leaving them.

    borrowable   what may be owed there
    returns      NOT_BORROWABLE, NO_LTV (v3.6 on: what is pledged must have one there), HEALTH (below 1 there), or None
    Source       aave-dao/aave-v3-origin v3.3.0, v3.5.0, v3.6.0, fd1fbd9 ValidationLogic.sol validateSetUserEMode, and
                 validateHealthFactor in executeSetUserEMode (read 2026-11-26)
    """
    owed = [asset for asset, holding in holdings.items() if holding.owed]
    if (category or not version.own_threshold) and any(asset not in borrowable for asset in owed):
        return Refusal.NOT_BORROWABLE
    if not version.own_threshold and any(True for _ in _without_ltv(version, reserves, holdings, category)):
        return Refusal.NO_LTV
    return Refusal.HEALTH if owed and account(version, reserves, holdings, category).health < WAD else None
