"""Aave v4: a liquidation restores a target health, at a bonus that grows as health falls.

Not settled history: the rounding of these lines changed at least five times in seven months. What stands here is the
commit named. Values are base units with 26 decimals: a price of 8 times a wad.
"""

from typing import NamedTuple

from solvent.fixed import mul_div_down, mul_div_up
from solvent.lending.aave.seizure import Seizure, Side
from solvent.lending.refusal import Refusal
from solvent.lending.scales import BPS, WAD

LEAST_LEFT = 1_000 * 10**26  # of value, that must be left of debt and collateral, if something is left of both


class Terms(NamedTuple):
    """What a spoke and a collateral say of liquidations.

    health_of_most      wad, below 1: at this health and below the bonus is the most
    factor              parts in 10^4: the least bonus as a share of the most
    target              wad, 1 or more: the health that a liquidation restores
    most                parts in 10^4 of what is repaid, 10^4 or more
    collateral_factor   parts in 10^4; most x collateral_factor must be below 1
    fee                 parts in 10^4 of the bonus, to the protocol
    """

    health_of_most: int
    factor: int
    target: int
    most: int
    collateral_factor: int
    fee: int


def bonus(health: int, health_of_most: int, factor: int, most: int) -> int:
    """The liquidation bonus at a health factor: from the least at 1, in a line, to the most at `health_of_most`.

    health    wad, below 1
    the rest  as in Terms
    returns   parts in 10^4, rounded down twice
    Source    aave/aave-v4 0051c6e src/spoke/libraries/LiquidationLogic.sol (read 2026-11-26)
    """
    if health <= health_of_most:
        return most
    least = mul_div_down(most - BPS, factor, BPS) + BPS
    return least + mul_div_down(most - least, WAD - health, WAD - health_of_most)


def to_target(debt_value: int, health: int, target: int, paid: int, collateral_factor: int, debt: Side) -> int:
    """The debt that must be repaid for the account to reach its target: D (T - H) / (T - bonus x factor).

    debt_value         base units with 26 decimals, of all debt
    health, target     wad, health below target
    paid               parts in 10^4: the bonus that holds
    collateral_factor  parts in 10^4
    debt               of the asset repaid
    returns            units of the debt, rounded up; finer ones where debt_value is finer
    Source             as `bonus`
    """
    penalty = mul_div_up(mul_div_down(paid, WAD, BPS), collateral_factor, BPS)
    return mul_div_up(debt_value, debt.unit * (target - health), (target - penalty) * debt.price * WAD)


def liquidation(
    terms: Terms, debt_value: int, health: int, collateral: Side, debt: Side, held: int, owed: int, covered: int
) -> Seizure | Refusal:
    """What a liquidation takes and repays.

    debt_value   base units with 26 decimals, of all debt
    health       wad
    held, owed   units of the collateral and of the debt chosen
    covered      units of the debt that the liquidator is ready to repay; less than what avoids dust is refused
    returns      HEALTHY, or DUST (MustNotLeaveDust)
    Source       as `bonus`
    Law          never more is seized than held
    """
    if health >= WAD:
        return Refusal.HEALTHY
    paid = bonus(health, terms.health_of_most, terms.factor, terms.most)
    target = to_target(debt_value, health, terms.target, paid, terms.collateral_factor, debt)
    repaid = min(owed, covered, target)
    if repaid < owed and _worth(owed - repaid, debt) < LEAST_LEFT:
        repaid = owed
    per_debt, per_collateral = debt.price * collateral.unit * paid, debt.unit * collateral.price * BPS
    seized = mul_div_down(repaid, per_debt, per_collateral)
    dust = seized < held and _worth(held - seized, collateral) < LEAST_LEFT
    if seized > held or (dust and repaid < owed):
        seized, repaid = held, mul_div_up(held, per_collateral, per_debt)
    if covered < repaid:
        return Refusal.DUST
    fee = mul_div_down(seized, terms.fee * (paid - BPS), paid * BPS)
    return Seizure(seized - fee, fee, repaid)


def deficit(collateral_empty: bool, debt_empty: bool, collaterals: int, debts: int) -> bool:
    """Whether the rest of the debt becomes the hub's deficit: only when the last collateral is emptied.

    collaterals, debts   count, before the liquidation
    Source               as `bonus`
    """
    return collateral_empty and collaterals <= 1 and (not debt_empty or debts > 1)


def _worth(amount: int, asset: Side) -> int:
    return mul_div_down(amount, asset.price * WAD, asset.unit)
