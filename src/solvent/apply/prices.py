"""What was seen of prices and what was made of it."""

from solvent import events as e
from solvent.apply.register import writes
from solvent.book import Book


@writes(e.PriceObserved)
def _price(book: Book, event: e.PriceObserved) -> None:
    s = book.sources
    s.ticks[event.source], s.venue_ns[event.source], s.received_ns[event.source] = (
        event.ticks, event.venue_ns, book.now_ns,
    )  # fmt: skip
    s.touch(event.source)


@writes(e.ConstituentExcluded)
def _excluded(book: Book, event: e.ConstituentExcluded) -> None:
    book.sources.exclusion[event.source] = event.exclusion
    book.sources.touch(event.source)


@writes(e.ConstituentReadmitted)
def _readmitted(book: Book, event: e.ConstituentReadmitted) -> None:
    book.sources.exclusion[event.source] = 0
    book.sources.touch(event.source)


@writes(e.IndexUpdated)
@writes(e.OracleStale)
def _index(book: Book, event: e.IndexUpdated | e.OracleStale) -> None:
    book.markets.index[event.market], book.markets.index_fresh[event.market] = event.ticks, event.fresh
    book.markets.touch(event.market)


@writes(e.DepthObserved)
def _depth(book: Book, event: e.DepthObserved) -> None:
    m, market = book.markets, event.market
    m.bids[market], m.asks[market], m.bids_taken[market], m.asks_taken[market] = event.bids, event.asks, 0, 0
    m.touch(market)


@writes(e.LastTraded)
def _last(book: Book, event: e.LastTraded) -> None:
    book.markets.last[event.market] = event.ticks
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
    m.touch(market)
