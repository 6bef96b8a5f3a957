"""The walk of one price tick: read this page first.

A source said something; is it believed; what is the asset worth elsewhere; what do we value with; who is in danger; who
is closed. Each question is one stage, written before the next is asked. A cascade is not a loop in this code: a
liquidation places an order, whoever fills it answers with `ReportFill`, and its impact arrives as the next price.
"""

from collections.abc import Sequence

import numpy as np

from solvent import commands as c
from solvent import events as e
from solvent.book import Book
from solvent.columns import distinct
from solvent.engine import refusal as r
from solvent.engine import regimes
from solvent.engine.closing import close_out
from solvent.engine.forming import forming
from solvent.engine.hearing import heard, lasting, plain
from solvent.engine.pricing import grown_stale, reprice, source_of
from solvent.engine.refusal import Stages, require
from solvent.reasons import Reason
from solvent.units import MAX_PRICE, MAX_PRODUCT


def walk(book: Book, markets: Sequence[int], said: Sequence[e.Event]) -> Stages:
    """One price tick, from what a source said to the orders that close whoever it put in danger."""
    yield list(said)  # 1 feed: what did a source say?
    yield from regimes.due(book)
    # 2 source: fresh, or silent for too long? 3 index: what is it worth elsewhere? 4 mark: what do we value with?
    touched = yield from reprice(book, markets)
    for market in touched:
        yield from regimes.follow(book, market)  # and does the requirement follow it?
    yield from grown_stale(book)  # nobody is closed on another market's silent price
    # 5 revalue, 6 trigger, 7 size, 8 execute, 9 absorb
    yield from close_out(book, touched[0] if len(touched) == 1 else -1)


def observe_price(book: Book, command: c.ObservePrice) -> Stages:
    """1 feed: a constituent of an index printed a price."""
    market = r.index_of(book, command.market)
    source = source_of(book, market, command.source)
    _not_earlier(book, source, command)
    r.positive_price(command.ticks)
    _not_ahead(command)
    form, one = forming(book), np.array([source], np.int64)
    said: list[e.Event] = (
        [e.PriceObserved(source, command.ticks, command.venue_ns)]
        if plain(form, market)
        else heard(book, form, command.time_ns, one, np.array([command.ticks]), np.array([command.venue_ns]))
    )
    yield from walk(book, [market], said)


def observe_quote(book: Book, command: c.ObserveQuote) -> Stages:
    """1 feed: a constituent told more than a price, right or wrong; what is wrong leaves it out, and is said."""
    market = r.index_of(book, command.market)
    source = source_of(book, market, command.source)
    _not_earlier(book, source, command)
    _not_ahead(command)
    for what, number in (("last trade", command.traded_ns), ("bid", command.bid), ("ask", command.ask)):
        require(number >= 0, Reason.OUT_OF_RANGE, f"expected a {what} of 0 or more, found {number}")
    require(command.traded_ns <= command.time_ns, Reason.OUT_OF_RANGE,
            f"expected a last trade at {command.time_ns} ns or before, found {command.traded_ns}")  # fmt: skip
    one = np.array([source], np.int64)
    ticks, venue_ns = np.array([command.ticks], np.int64), np.array([command.venue_ns], np.int64)
    yield from walk(book, [market], heard(book, forming(book), command.time_ns, one, ticks, venue_ns, command))


def observe_prices(book: Book, command: c.ObservePrices) -> Stages:
    """1 feed: many constituents of many markets printed prices at once."""
    rows, ticks, venue_ns = (
        np.array(column, np.int64) for column in (command.sources, command.ticks, command.venue_ns)
    )
    known = bool(((rows >= 0) & (rows < book.sources.n)).all())
    require(known, Reason.UNKNOWN_SOURCE, f"expected sources from 0 to {book.sources.n - 1}")
    require(len(distinct(rows)) == len(rows), Reason.ALREADY_EXISTS, "a source stands twice")
    require(len(rows) == len(ticks) == len(venue_ns) > 0, Reason.LENGTHS_DIFFER, "expected three columns of one "
            f"length, 1 or more, found {len(rows)} sources, {len(ticks)} ticks and {len(venue_ns)} times")  # fmt: skip
    form = forming(book)
    said = heard(book, form, command.time_ns, rows, ticks, venue_ns)
    yield from walk(book, distinct(book.sources.market[rows]).tolist(), said)


def _not_earlier(book: Book, source: int, command: c.ObservePrice | c.ObserveQuote) -> None:
    """Refuses what a source said before what it said last."""
    before = int(book.sources.venue_ns[source])
    require(command.venue_ns >= before, Reason.TIME_WENT_BACK,
            f"expected {command.source} at {before} ns or later, found {command.venue_ns}")  # fmt: skip


def _not_ahead(command: c.ObservePrice | c.ObserveQuote) -> None:
    """Refuses what a source has not said yet."""
    require(command.venue_ns <= command.time_ns, Reason.OUT_OF_RANGE,
            f"expected a venue time of at most {command.time_ns} ns, found {command.venue_ns}")  # fmt: skip


def observe_trade(book: Book, command: c.ObserveTrade) -> Stages:
    """1 feed: the venue's own market traded."""
    market = r.market_of(book, command.market)
    r.positive_price(command.ticks)
    at_ns = lasting(forming(book), market, command.time_ns)
    yield from walk(book, [market], [e.LastTraded(market, command.ticks, at_ns)])


def observe_book(book: Book, command: c.ObserveBook) -> Stages:
    """1 feed: the venue's own best bid and offer, 0 where a side is empty."""
    market = r.market_of(book, command.market)
    for ticks in (command.bid, command.ask):
        require(0 <= ticks <= MAX_PRICE, Reason.OUT_OF_RANGE, f"expected 0 to {MAX_PRICE} ticks, found {ticks}")
    crossed = command.bid and command.ask and command.bid >= command.ask
    require(not crossed, Reason.OUT_OF_RANGE, f"expected bid below ask, found {command.bid} and {command.ask}")
    yield from walk(book, [market], [e.BookObserved(market, command.bid, command.ask)])


def observe_depth(book: Book, command: c.ObserveDepth) -> Stages:
    """1 feed: what the venue's own book would take, 0 where a side is empty."""
    market = r.market_of(book, command.market)
    for lots in (command.bids, command.asks):
        require(0 <= lots <= MAX_PRODUCT, Reason.OUT_OF_RANGE, f"expected 0 to {MAX_PRODUCT} lots, found {lots}")
    yield from walk(book, [market], [e.DepthObserved(market, command.bids, command.asks)])


def advance_time(book: Book, _: c.AdvanceTime) -> Stages:
    """Time alone makes sources stale, ends cooldowns and lets the queue move."""
    yield []
    yield from regimes.due(book)
    for market in range(len(book.market_names)):
        yield from reprice(book, [market])
        yield from regimes.follow(book, market)
    yield from close_out(book, -1)
