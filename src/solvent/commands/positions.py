"""What is reported of positions and orders, and what they cost by time."""

from solvent.commands.base import Command
from solvent.policy import Int64


class ReportTrade(Command, frozen=True):
    """Two parties traded. A party is an account or `@outside`; legs: 0 one-way, 1 long, -1 short (hedge mode).

    taker   "buyer", "seller" or "": who pays the taker fee
    """

    market: str
    buyer: str
    seller: str
    lots: Int64
    ticks: Int64
    buyer_leg: Int64 = 0
    seller_leg: Int64 = 0
    taker: str = ""


class LoadPosition(Command, frozen=True):
    """A position that exists already, against `@outside`, without a margin check: how a book in any state is read in.

    lots   lots, signed
    cost   atoms, signed as its value: what was paid (above 0: a linear long, an inverse short) or received
    """

    account: str
    market: str
    lots: Int64
    cost: Int64
    leg: Int64 = 0


class ReportOrders(Command, frozen=True):
    """The open orders of an account in a market as they now stand, in all: lots bid and lots offered."""

    account: str
    market: str
    buy_lots: Int64
    sell_lots: Int64
    leg: Int64 = 0


class ReportFill(Command, frozen=True):
    """Liquidation orders were filled: three columns of one length, at most one fill an order.

    lots are without sign; an order may be filled in several reports
    """

    orders: list[Int64]
    lots: list[Int64]
    ticks: list[Int64]


class ReportExpiry(Command, frozen=True):
    """Liquidation orders are over; what they left unfilled goes to the next taker."""

    orders: list[Int64]


class SettleFunding(Command, frozen=True):
    """Longs pay shorts `rate_ppb` of notional at the valuation price (shorts pay longs where it is negative)."""

    market: str
    rate_ppb: Int64


class SamplePremium(Command, frozen=True):
    """How far the contract's own book stands from its index now, kept for the rate of this interval.

    bid, ask   in parts of a tick: impact prices of both sides; 0 where that side is absent
    parts      count of parts in one tick
    """

    market: str
    bid: Int64 = 0
    ask: Int64 = 0
    parts: Int64 = 1


class FormFunding(Command, frozen=True):
    """Forms the rate of the interval of its samples, by the rulebook, and settles it."""

    market: str


class AccrueInterest(Command, frozen=True):
    """Interest of one period on all that is owed: in a coin (`market`) or in a settlement asset (`asset`), not both.

    rate_ppb   of what is owed, 0 or more
    """

    rate_ppb: Int64
    market: str = ""
    asset: str = ""
