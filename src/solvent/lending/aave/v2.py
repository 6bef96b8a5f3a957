"""A liquidation call of Aave v2: half of one debt at most, no fee, no leftover rule, and bad debt that simply stays."""

from typing import NamedTuple

from solvent.fixed import mul_div_down
from solvent.lending.aave.account import account, balance, debt
from solvent.lending.aave.pool import Holding, Holdings, Reserve, Reserves
from solvent.lending.aave.versions import V2
from solvent.lending.refusal import Refusal
from solvent.lending.scales import BPS, RAY, mul_div_half_up

CLOSE_FACTOR = 5_000  # parts in 10^4 of the debt chosen


class Liquidation(NamedTuple):
    """What a liquidation call does: units repaid and seized, and the account's scaled balances afterwards."""

    repaid: int
    seized: int
    holdings: dict[int, Holding]


def seizure(collateral: Reserve, owing: Reserve, covered: int, held: int) -> tuple[int, int]:
    """What an amount of debt buys.

    covered   units of the debt
    held      units of the collateral
    returns   (units seized, units repaid): the bonus is taken half up, then all is divided once, rounded down
    Source    aave/protocol-v2 LendingPoolCollateralManager.sol (read 2026-11-26)
    """
    with_bonus = mul_div_half_up(owing.price * covered * collateral.unit, collateral.bonus, BPS)
    seized = mul_div_down(with_bonus, 1, collateral.price * owing.unit)
    if seized <= held:
        return seized, covered
    worth = mul_div_down(collateral.price * held, owing.unit, owing.price * collateral.unit)
    return held, min(covered, mul_div_half_up(worth, BPS, collateral.bonus))


def liquidate(
    reserves: Reserves, holdings: Holdings, collateral: int, owing: int, wanted: int
) -> Liquidation | Refusal:
    """A liquidation call; debt at a variable rate only.

    reserves, holdings  by asset
    collateral, owing   the assets chosen
    wanted              units of the debt the liquidator would repay at most
    returns             HEALTHY, NOT_PLEDGED, NOT_OWED, or NOTHING where nothing would be burnt
    Source              aave/protocol-v2 LendingPoolCollateralManager.sol liquidationCall (read 2026-11-26)
    Law                 never more is seized than held, nor more repaid than half of the debt
    """
    if not account(V2, reserves, holdings).liquidatable:
        return Refusal.HEALTHY
    of_collateral, of_debt = reserves[collateral], reserves[owing]
    if not holdings[collateral].pledged or not of_collateral.threshold:
        return Refusal.NOT_PLEDGED
    owed = debt(V2, of_debt, holdings[owing])
    if not owed:
        return Refusal.NOT_OWED
    held = balance(V2, of_collateral, holdings[collateral])
    most = mul_div_half_up(owed, CLOSE_FACTOR, BPS)
    seized, repaid = seizure(of_collateral, of_debt, min(wanted, most), held)
    gone = V2.take_supply(seized, RAY, of_collateral.supply_index)
    burnt = V2.take_debt(repaid, RAY, of_debt.borrow_index)
    if not gone or not burnt:
        return Refusal.NOTHING
    after = dict(holdings)
    after[collateral] = after[collateral]._replace(supplied=after[collateral].supplied - gone, pledged=seized != held)
    after[owing] = after[owing]._replace(owed=after[owing].owed - burnt)
    return Liquidation(repaid, seized, after)
