"""Hedge mode: the long and the short of one bucket in one market, closed against each other before anything is sold.

The same lots leave both sides at one price, so what one side receives the other pays: no money moves, nobody else
trades, no fee is due. The bucket keeps its equity and no longer has to maintain what was hedged.
"""

import numpy as np

from solvent import events as e
from solvent.book import Book
from solvent.columns import Int64Array
from solvent.engine.holdings import reduction
from solvent.reasons import Moved
from solvent.revalue.rows import Standing, perps_in


def hedged_pairs(book: Book, buckets: Int64Array) -> tuple[Int64Array, Int64Array]:
    """(long rows, short rows) that stand in one bucket and one market, pair by pair."""
    rows = perps_in(book, np.sort(buckets))
    place = book.rows.bucket[rows] * len(book.market_names) + book.rows.market[rows]
    longs, shorts = (np.flatnonzero(book.rows.lots[rows] * side > 0) for side in (1, -1))
    _, of_long, of_short = np.intersect1d(place[longs], place[shorts], return_indices=True)
    return rows[longs[of_long]], rows[shorts[of_short]]


def offset(book: Book, standing: Standing, longs: Int64Array, shorts: Int64Array) -> list[e.Event]:
    """The events that close each pair by its smaller side, at the valuation price."""
    lots = np.minimum(book.rows.lots[longs], -book.rows.lots[shorts])
    buckets = book.rows.bucket[longs]
    ticks = book.markets.valuation[book.rows.market[longs]]
    places = np.argsort(standing.bucket)[np.searchsorted(np.sort(standing.bucket), buckets)]
    cause = np.full(len(lots), int(Moved.OFFSET))
    return [
        e.HedgeOffset(buckets, longs, shorts, lots, ticks, standing.equity[places], standing.maintenance[places]),
        e.PositionChanged(longs, -lots, reduction(book, longs, -lots), cause, ticks),
        e.PositionChanged(shorts, lots, reduction(book, shorts, lots), cause, ticks),
    ]
