"""Pools of troves: what an account and a stranger do in them, beside what `commands.loans` says.

Supply, Redeem, Borrow, Repay and LoadLoan act here too: with the collateral on a trove; with the coin, supplied or
redeemed, on a deposit in the stability pool, and borrowed or repaid on the trove's debt. Repaying all closes the trove.
"""

from solvent.commands.base import Command
from solvent.policy import Int64
from solvent.units import PPM


class OpenTrove(Command, frozen=True):
    """Pays units of collateral in and takes units of the coin out; the fee and what is set aside are owed on top."""

    pool: str
    account: str
    collateral: str
    amount: str


class LiquidateTroves(Command, frozen=True):
    """A stranger closes troves in this order, as far as they may be; `actor` is who. accounts: each once, all known."""

    pool: str
    accounts: list[str]


class RedeemCoin(Command, frozen=True):
    """Anybody gives units of the coin for collateral at par, out of the troves with the lowest ratio, less a fee.

    most_ppm   ppm of the collateral that the fee may be at most
    """

    pool: str
    amount: str
    most_ppm: Int64 = PPM


class ClaimSurplus(Command, frozen=True):
    """An owner takes the collateral that was left of a closed trove."""

    pool: str
    account: str
