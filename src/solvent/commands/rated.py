"""Branches of Liquity v2: troves at a rate of their owner's, a shutdown, and what follows it.

Supply, Redeem, Borrow, Repay, LiquidateTroves, RedeemCoin and ClaimSurplus act here too, as in `commands.troves`.
A trove that is read in is at the least rate.
"""

from solvent.commands.base import Command
from solvent.policy import Int64


class OpenRatedTrove(Command, frozen=True):
    """Pays units of collateral in and takes units of the coin out, at a rate of its owner's: wad of a year."""

    pool: str
    account: str
    collateral: str
    amount: str
    rate: Int64


class SetTroveRate(Command, frozen=True):
    """An owner chooses another rate, wad of a year; within a week of the last choice a fee is owed for it."""

    pool: str
    account: str
    rate: Int64


class ShutBranch(Command, frozen=True):
    """Somebody says that all troves together are below the line of a shutdown; `actor` is who."""

    pool: str


class RedeemUrgently(Command, frozen=True, omit_defaults=True):
    """The coin for collateral and 2 % of a branch that was shut down, out of these troves in this order.

    least   units of collateral below which it is refused
    """

    pool: str
    accounts: list[str]
    amount: str
    least: str = "0"
