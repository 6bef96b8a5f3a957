"""What it costs to move a price, and whether open interest may grow."""

from solvent import events as e
from solvent.apply.register import writes
from solvent.book import Book


@writes(e.ManipulationCostReported)
def _reported(book: Book, event: e.ManipulationCostReported) -> None:
    m, market = book.markets, event.market
    m.move_cost[market], m.move[market], m.move_ns[market] = event.cost, event.move, event.reported_ns
    m.touch(market)


@writes(e.ListingFrozen)
def _frozen(book: Book, event: e.ListingFrozen) -> None:
    book.markets.frozen[event.market], book.markets.move_until_ns[event.market] = event.cause, 0
    book.markets.touch(event.market)


@writes(e.ListingReleased)
def _released(book: Book, event: e.ListingReleased) -> None:
    book.markets.frozen[event.market], book.markets.move_until_ns[event.market] = 0, event.until_ns
    book.markets.touch(event.market)
