"""The walk of one price tick: read this page first.

A source said something; is it believed; what is the asset worth elsewhere; what do we value with; who is in danger; who
is closed. Each question is one stage, written before the next is asked. A cascade is not a loop in this code: a
liquidation places an order, whoever fills it answers with `ReportFill`, and its impact arrives as the next price.
"""

from solvent import commands as c
from solvent import events as e
from solvent.book import Book
from solvent.engine import refusal as r
from solvent.engine import regimes
from solvent.engine.closing import close_out
from solvent.engine.pricing import (
    grown_stale,
    index_change,
    mark_change,
    revalue_market,
    source_changes,
    source_of,
)
from solvent.engine.refusal import Stages, require
from solvent.reasons import Reason
from solvent.units import MAX_PRICE, MAX_PRODUCT


def walk(book: Book, market: int, said: e.Event) -> Stages:
    """One price tick, from what a source said to the orders that close whoever it put in danger."""
    yield [said]  # 1 feed: what did a source say?
    yield from regimes.due(book)
    yield source_changes(book, market)  # 2 source: fresh, or silent for too long?
    yield index_change(book, market)  # 3 index: what is the asset worth elsewhere?
    yield [mark_change(book, market)]  # 4 mark: what do we value with?
    yield from regimes.follow(book, market)  # and does the requirement follow it?
    yield from grown_stale(book)  # nobody is closed on another market's silent price
    yield from close_out(book, market)  # 5 revalue, 6 trigger, 7 size, 8 execute, 9 absorb


def observe_price(book: Book, command: c.ObservePrice) -> Stages:
    """1 feed: a constituent of an index spoke."""
    market = r.market_of(book, command.market)
    source = source_of(book, market, command.source)
    before = int(book.sources.venue_ns[source])
    require(command.venue_ns >= before, Reason.TIME_WENT_BACK,
            f"expected {command.source} at {before} ns or later, found {command.venue_ns}")  # fmt: skip
    r.positive_price(command.ticks)
    require(command.venue_ns <= command.time_ns, Reason.OUT_OF_RANGE,
            f"expected a venue time of at most {command.time_ns} ns, found {command.venue_ns}")  # fmt: skip
    yield from walk(book, market, e.PriceObserved(source, command.ticks, command.venue_ns))


def observe_trade(book: Book, command: c.ObserveTrade) -> Stages:
    """1 feed: the venue's own market traded."""
    market = r.market_of(book, command.market)
    r.positive_price(command.ticks)
    yield from walk(book, market, e.LastTraded(market, command.ticks))


def observe_book(book: Book, command: c.ObserveBook) -> Stages:
    """1 feed: the venue's own best bid and offer, 0 where a side is empty."""
    market = r.market_of(book, command.market)
    for ticks in (command.bid, command.ask):
        require(0 <= ticks <= MAX_PRICE, Reason.OUT_OF_RANGE, f"expected 0 to {MAX_PRICE} ticks, found {ticks}")
    crossed = command.bid and command.ask and command.bid >= command.ask
    require(not crossed, Reason.OUT_OF_RANGE, f"expected bid below ask, found {command.bid} and {command.ask}")
    yield from walk(book, market, e.BookObserved(market, command.bid, command.ask))


def observe_depth(book: Book, command: c.ObserveDepth) -> Stages:
    """1 feed: what the venue's own book would take, 0 where a side is empty."""
    market = r.market_of(book, command.market)
    for lots in (command.bids, command.asks):
        require(0 <= lots <= MAX_PRODUCT, Reason.OUT_OF_RANGE, f"expected 0 to {MAX_PRODUCT} lots, found {lots}")
    yield from walk(book, market, e.DepthObserved(market, command.bids, command.asks))


def advance_time(book: Book, _: c.AdvanceTime) -> Stages:
    """Time alone makes sources stale, ends cooldowns and lets the queue move."""
    yield []
    yield from regimes.due(book)
    for market in range(len(book.market_names)):
        yield from revalue_market(book, market)
        yield from regimes.follow(book, market)
    yield from close_out(book, -1)
