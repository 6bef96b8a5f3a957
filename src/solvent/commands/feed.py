"""What is seen of the world: prices, trades, books, time."""

from solvent.commands.base import Command
from solvent.policy import Int64


class ObservePrice(Command, frozen=True):
    """An index constituent printed a price; `venue_ns` is the venue's own time of it."""

    market: str
    source: str
    ticks: Int64
    venue_ns: Int64


class ObserveQuote(Command, frozen=True, omit_defaults=True):
    """A constituent told more than a price, right or wrong: what is wrong with it is found by the gates, and said.

    ticks       its price; 0 or less where it sent none that is one (empty, NaN, negative): that leaves it out
    traded_ns   its last trade, 0: this is one
    bid, ask    its own best, 0: not told
    halted      it says that it does not trade, or only in an auction
    unit        what it is quoted in, such as BTC/USDT; held against the registry's
    """

    market: str
    source: str
    ticks: Int64
    venue_ns: Int64
    traded_ns: Int64 = 0
    bid: Int64 = 0
    ask: Int64 = 0
    halted: bool = False
    unit: str = ""


class ObservePrices(Command, frozen=True):
    """Many constituents of many markets printed prices: three columns of one length, at most one row a source.

    sources   as they are numbered, from 0 in the order in which they were listed
    A row that is out of order or from the future is set aside and said; it does not keep the others from counting.
    """

    sources: list[Int64]
    ticks: list[Int64]
    venue_ns: list[Int64]


class ObserveTrade(Command, frozen=True):
    """The venue's own market traded: the last price."""

    market: str
    ticks: Int64


class ObserveBook(Command, frozen=True):
    """Best bid and offer of the venue's own market; 0 where a side is empty."""

    market: str
    bid: Int64
    ask: Int64


class ObserveDepth(Command, frozen=True):
    """How many lots of a market's own book stand where forced orders may trade: bids for sellers, asks for buyers.

    Or how many were lately traded there: a rulebook that caps participation does so against what it is told here. Each
    telling stands for itself: what is ordered after it uses it up, and the next one allows anew.
    """

    market: str
    bids: Int64
    asks: Int64


class AdvanceTime(Command, frozen=True):
    """Time passed and nothing else happened: staleness, cooldowns and queues are looked at."""
