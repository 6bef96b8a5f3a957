"""Pools of vaults: auctions from their start to their end, and the breaker. `actor` is who keeps, buys and bids.

Auctions are numbered from 0 in the order in which they began. Amounts are digits: wad of collateral, rad of the coin.
"""

from solvent.commands.base import Command
from solvent.policy import Int64


class StartAuction(Command, frozen=True):
    """Anybody sends an unsafe vault, or a part of it, to auction: bark in 2.0, bite in 1.2."""

    pool: str
    account: str


class TakeAuction(Command, frozen=True, omit_defaults=True):
    """Buys of a falling auction at its price now.

    amount   wad of collateral at most, or "all"
    most     ray the buyer would pay at most, "": any
    """

    pool: str
    auction: Int64
    amount: str
    most: str = ""


class ResetAuction(Command, frozen=True):
    """Begins an auction anew: redo in 2.0, tick in 1.2."""

    pool: str
    auction: Int64


class BidAuction(Command, frozen=True):
    """Bids in a rising auction: more for all of the lot, then less of it for all that is to be raised.

    bid   rad; lot: wad
    """

    pool: str
    auction: Int64
    bid: str
    lot: str


class EndAuction(Command, frozen=True):
    """Gives a lot to who has won it."""

    pool: str
    auction: Int64


class SetBreaker(Command, frozen=True):
    """What stops: 0 nothing, 1 starting, 2 resetting as well, 3 buying as well. Falling auctions only."""

    pool: str
    level: Int64
