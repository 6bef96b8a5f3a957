"""A liquidation call of Aave v3: how much may be closed, what may be left, and which debt becomes a deficit."""

from typing import NamedTuple

from solvent.fixed import mul_div_down
from solvent.lending.aave import pool
from solvent.lending.aave.account import Account, account, balance, debt, owed_value, value
from solvent.lending.aave.pool import Category, Holding, Holdings, Reserve, Reserves, category_of, shut
from solvent.lending.aave.seizure import Seizure, Side, seizure
from solvent.lending.aave.versions import Version
from solvent.lending.refusal import Refusal
from solvent.lending.scales import BPS, RAY, WAD, mul_div_half_up

CLOSE_FACTOR = 5_000  # parts in 10^4 of all debt
FULL_BELOW = 95 * 10**16  # wad: at this health and below all of it may be closed
FULL_UNDER = 2_000 * 10**8  # base units: so may a debt or a collateral that is worth less
LEAST_LEFT = 1_000 * 10**8  # base units that must be left of both, if something is left of both


class Liquidation(NamedTuple):
    """What a liquidation call does.

    repaid          units of the debt asset, paid by the liquidator
    to_liquidator   units of the collateral
    fee             units of the collateral, to the protocol
    holdings        the account's scaled balances afterwards, by asset
    deficits        units by asset: debt that is burnt and owed by nobody, named until the protocol covers it
    """

    repaid: int
    to_liquidator: int
    fee: int
    holdings: dict[int, Holding]
    deficits: dict[int, int]


def closable(whole: Account, owed: int, owed_worth: int, held_worth: int, reserve: Reserve) -> int:
    """How much of one debt may be repaid at once: half of *all* debt, or all of this one.

    whole        the account
    owed         units of this debt
    owed_worth   base units of it
    held_worth   base units of the collateral chosen
    reserve      of the debt
    returns      units; with several debts one of them may be closed completely
    Source       aave-dao/aave-v3-origin LiquidationLogic.sol executeLiquidationCall, v3.3.0 to fd1fbd9
    """
    if min(held_worth, owed_worth) < FULL_UNDER or whole.health <= FULL_BELOW:
        return owed
    half = mul_div_half_up(whole.debt, CLOSE_FACTOR, BPS)
    return mul_div_down(half, reserve.unit, reserve.price) if owed_worth > half else owed


def liquidate(
    version: Version,
    reserves: Reserves,
    holdings: Holdings,
    collateral: int,
    owing: int,
    wanted: int,
    category: Category | None = None,
    now: int = 0,
) -> Liquidation | Refusal:
    """A liquidation call.

    version             V3_3 to V3_7
    reserves, holdings  by asset
    collateral, owing   the assets chosen
    wanted              units of the debt the liquidator would repay at most
    category            the e-mode of the account
    now                 seconds, for grace periods
    returns             HEALTHY (HealthFactorNotBelowThreshold), NOT_PLEDGED, NOT_OWED, DUST (MustNotLeaveDust),
                        NOTHING (InvalidBurnAmount) ...
    Source              aave-dao/aave-v3-origin LiquidationLogic.sol executeLiquidationCall, tags v3.3.0 to v3.6.0,
                        fd1fbd9 (v3.7); the sequencer sentinel of v3.3 to v3.6 is not here (read 2026-11-26)
    """
    of_collateral, of_debt = reserves[collateral], reserves[owing]
    if closed := shut(of_collateral, now) or shut(of_debt, now):
        return closed
    whole = account(version, reserves, holdings, category)
    if not whole.liquidatable:
        return Refusal.HEALTHY
    held, owed = balance(version, of_collateral, holdings[collateral]), debt(version, of_debt, holdings[owing])
    usable = of_collateral.threshold or not version.own_threshold
    if not holdings[collateral].pledged or not held or not usable:
        return Refusal.NOT_PLEDGED
    if not owed:
        return Refusal.NOT_OWED
    most = closable(whole, owed, owed_value(version, of_debt, owed), value(of_collateral, held), of_debt)
    taken = seizure(
        version,
        Side(of_collateral.price, of_collateral.unit),
        Side(of_debt.price, of_debt.unit),
        pool.bonus(of_collateral, category_of(category, collateral)),
        of_collateral.fee,
        min(wanted, most),
        held,
    )
    if leaves_dust(version, of_collateral, of_debt, held - taken.seized, owed - taken.repaid):
        return Refusal.DUST
    return _settled(version, reserves, holdings, collateral, owing, taken, whole)


def leaves_dust(version: Version, collateral: Reserve, owing: Reserve, held: int, owed: int) -> bool:
    """Whether something of both is left, and of one of them too little.

    held, owed   units left of the collateral and of the debt
    """
    if not held or not owed:
        return False
    return owed_value(version, owing, owed) < LEAST_LEFT or value(collateral, held) < LEAST_LEFT


def _settled(
    version: Version,
    reserves: Reserves,
    holdings: Holdings,
    collateral: int,
    owing: int,
    taken: Seizure,
    whole: Account,
) -> Liquidation | Refusal:
    """The balances after the exchange; collateral leaves in two conversions, and bad debt is burnt if none is left."""
    of_collateral, of_debt = reserves[collateral], reserves[owing]
    after = dict(holdings)
    left, fee, worth = _collateral_left(version, of_collateral, holdings[collateral], taken)
    bare = worth == whole.collateral
    pledged = left > 0 and not (bare and version.by_scaled)
    after[collateral] = after[collateral]._replace(supplied=left, pledged=pledged)
    owed = debt(version, of_debt, holdings[owing])
    burnt = version.take_debt(owed if bare else taken.repaid, RAY, of_debt.borrow_index)
    if not burnt or not version.take_supply(taken.to_liquidator, RAY, of_collateral.supply_index):
        return Refusal.NOTHING
    after[owing] = after[owing]._replace(owed=max(after[owing].owed - burnt, 0))
    deficits = {owing: owed - taken.repaid} if bare and owed > taken.repaid else {}
    if bare:
        for asset, holding in after.items():
            if holding.owed and asset != owing and reserves[asset].active:
                deficits[asset] = debt(version, reserves[asset], holding)
                after[asset] = holding._replace(owed=0)
    return Liquidation(taken.repaid, taken.to_liquidator, fee, after, deficits)


def _collateral_left(version: Version, reserve: Reserve, holding: Holding, taken: Seizure) -> tuple[int, int, int]:
    """(scaled amount left, fee in units as it can still be paid, base units that count as consumed)."""
    paid = version.take_supply(taken.to_liquidator, RAY, reserve.supply_index)
    kept, fee = version.take_supply(taken.fee, RAY, reserve.supply_index), taken.fee
    rest = holding.supplied - paid
    if kept > rest:
        kept, fee = rest, version.supplied(rest, reserve.supply_index, RAY)
    gone = version.supplied(paid + kept, reserve.supply_index, RAY) if version.by_scaled else taken.seized
    return rest - kept, fee, value(reserve, gone)


def health_falls(health: int, threshold: int, bonus: int) -> bool:
    """Whether repaying a little makes the health factor worse: health < threshold x bonus.

    health      wad
    threshold   parts in 10^4
    bonus       parts in 10^4, 10^4 or more
    Source      Warmuz et al. 2022, arXiv 2212.07306: the toxic spiral
    """
    return health * BPS * BPS < threshold * bonus * WAD
