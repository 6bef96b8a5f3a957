"""What was seen of prices and what was made of it."""

from solvent import events as e
from solvent.apply.register import writes
from solvent.book import Book, unit_hashes


@writes(e.PriceObserved)
def _price(book: Book, event: e.PriceObserved) -> None:
    s = book.sources
    s.ticks[event.source], s.venue_ns[event.source], s.received_ns[event.source] = (
        event.ticks, event.venue_ns, book.now_ns,
    )  # fmt: skip
    s.said[event.source], s.rhythm_ns[event.source] = event.said, event.rhythm_ns
    s.traded_ns[event.source], s.moved_ns[event.source] = event.traded_ns, event.moved_ns
    s.width[event.source] = event.width
    s.touch(event.source)


@writes(e.PriceSetAside)
@writes(e.IndexComposed)
@writes(e.GuardFailed)
def _nothing(_: Book, __: e.PriceSetAside | e.IndexComposed | e.GuardFailed) -> None:
    """Said for whoever asks later; the book stays as it is."""


@writes(e.ConstituentExcluded)
def _excluded(book: Book, event: e.ConstituentExcluded) -> None:
    book.sources.exclusion[event.source], book.sources.since_ns[event.source] = event.exclusion, 0
    book.sources.touch(event.source)


@writes(e.ConstituentOnProbation)
def _on_probation(book: Book, event: e.ConstituentOnProbation) -> None:
    book.sources.since_ns[event.source] = book.now_ns
    book.sources.touch(event.source)


@writes(e.ConstituentReadmitted)
def _readmitted(book: Book, event: e.ConstituentReadmitted) -> None:
    book.sources.exclusion[event.source], book.sources.since_ns[event.source] = 0, 0
    book.sources.touch(event.source)


@writes(e.IndexUpdated)
def _index(book: Book, event: e.IndexUpdated) -> None:
    m, market = book.markets, event.market
    m.index[market], m.index_fresh[market], m.serving[market] = event.ticks, event.fresh, event.serving
    m.computed[market], m.glided_ns[market], m.unguarded[market] = event.computed, event.glided_ns, 0
    m.touch(market)


@writes(e.OracleStale)
def _held(book: Book, event: e.OracleStale) -> None:
    m, market = book.markets, event.market
    m.index[market], m.index_fresh[market] = event.ticks, event.fresh
    m.computed[market], m.serving[market], m.glided_ns[market], m.unguarded[market] = 0, 0, 0, 0
    m.touch(market)


@writes(e.IndexDelayed)
def _delayed(book: Book, event: e.IndexDelayed) -> None:
    m, market = book.markets, event.market
    m.current[market], m.following[market], m.hopped_ns[market] = event.current, event.following, event.since_ns
    m.touch(market)


@writes(e.IndexGuarded)
def _guarded(book: Book, event: e.IndexGuarded) -> None:
    m, market = book.markets, event.market
    m.index[market], m.unguarded[market] = event.ticks, event.unguarded
    m.failing[market], m.unsafe[market] = event.failing, event.unsafe
    m.good[market], m.good_before[market], m.heard_ns[market] = event.good, event.before, event.heard_ns
    m.touch(market)


@writes(e.GateClosed)
def _gate_closed(book: Book, event: e.GateClosed) -> None:
    book.markets.gate_ns[event.market], book.markets.usable[event.market] = event.since_ns, 0
    book.markets.touch(event.market)


@writes(e.GateOpened)
def _gate_opened(book: Book, event: e.GateOpened) -> None:
    book.markets.gate_ns[event.market] = 0
    book.markets.touch(event.market)


@writes(e.ConstituentSet)
def _constituent(book: Book, event: e.ConstituentSet) -> None:
    s, source = book.sources, event.source
    s.weight[source], s.heartbeat_ns[source], s.review_ns[source] = event.weight, event.heartbeat_ns, event.review_ns
    s.base[source], s.quote[source] = unit_hashes(event.unit)
    s.convert[source], s.assumed[source], s.suspended[source] = event.convert, event.assumed, event.suspended
    s.touch(source)


@writes(e.IndexSet)
def _registered(book: Book, event: e.IndexSet) -> None:
    book.markets.base[event.market], book.markets.quote[event.market] = unit_hashes(event.unit)
    book.markets.review_ns[event.market] = event.review_ns
    book.markets.touch(event.market)


@writes(e.DepthObserved)
def _depth(book: Book, event: e.DepthObserved) -> None:
    m, market = book.markets, event.market
    m.bids[market], m.asks[market], m.bids_taken[market], m.asks_taken[market] = event.bids, event.asks, 0, 0
    m.touch(market)


@writes(e.LastTraded)
def _last(book: Book, event: e.LastTraded) -> None:
    book.markets.last[event.market], book.markets.last_ns[event.market] = event.ticks, event.at_ns
    book.markets.touch(event.market)


@writes(e.BookObserved)
def _best(book: Book, event: e.BookObserved) -> None:
    book.markets.bid[event.market], book.markets.ask[event.market] = event.bid, event.ask
    book.markets.touch(event.market)


@writes(e.MarkUpdated)
def _mark(book: Book, event: e.MarkUpdated) -> None:
    m, market = book.markets, event.market
    m.previous_mark[market], m.mark[market], m.mark_ns[market] = m.mark[market], event.ticks, book.now_ns
    m.basis[market], m.valuation[market], m.usable[market] = event.basis, event.valuation, event.usable
    m.booked[market] = event.booked
    m.touch(market)
