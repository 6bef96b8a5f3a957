"""Collateral for debt: what a liquidator of Aave v3 receives, pays, and leaves to the protocol."""

from typing import NamedTuple

from solvent.fixed import mul_div_down
from solvent.lending.aave.versions import Version
from solvent.lending.scales import BPS


class Side(NamedTuple):
    """One asset of the exchange: price in base units of a whole, and how many units are a whole."""

    price: int
    unit: int


class Seizure(NamedTuple):
    """What changes hands: units of the collateral to the liquidator and to the protocol, units of the debt repaid."""

    to_liquidator: int
    fee: int
    repaid: int

    @property
    def seized(self) -> int:
        """All that the account loses, in units of the collateral."""
        return self.to_liquidator + self.fee


def seizure(
    version: Version, collateral: Side, debt: Side, bonus: int, fee: int, covered: int, balance: int
) -> Seizure:
    """What an amount of debt buys, at most all of the collateral; where that is too little, the debt it pays for.

    bonus     parts in 10^4 of what is repaid, 10^4 or more
    fee       parts in 10^4 of the bonus
    covered   units of the debt that the liquidator may and wants to repay
    balance   units of the collateral held
    returns   units
    Source    aave-dao/aave-v3-origin LiquidationLogic.sol _calculateAvailableCollateralToLiquidate, v3.3.0 to fd1fbd9
    Law       never more is seized than held, nor more repaid than covered
    """
    plain = mul_div_down(debt.price * covered, collateral.unit, collateral.price * debt.unit)
    seized, repaid = version.seize(plain, bonus, BPS), covered
    if seized > balance:
        worth = mul_div_down(collateral.price * balance, debt.unit, debt.price * collateral.unit)
        seized, repaid = balance, version.needed(worth, BPS, bonus)
    kept = version.fee(seized - version.plain(seized, BPS, bonus), fee, BPS) if fee else 0
    return Seizure(seized - kept, kept, repaid)
