"""Pools of troves: what an account and a stranger do in them, beside what `commands.loans` says.

Supply, Redeem, Borrow, Repay and LoadLoan act here too: with the collateral on a trove; with the coin, supplied or
redeemed, on a deposit in the stability pool, and borrowed or repaid on the trove's debt. Repaying all closes the trove.
"""

from solvent.commands.base import Command


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


class ClaimSurplus(Command, frozen=True):
    """An owner takes the collateral that was left of a closed trove."""

    pool: str
    account: str
