"""One stage of the market: what its terms leave of the orders that the sizing asks for."""

import numpy as np

from solvent import events as e
from solvent.book import Book
from solvent.columns import Int64Array
from solvent.liquidation.slices import allowed, band_limits, slices
from solvent.policy import PriceRole, TakerPolicy

BIDS, ASKS = 0, 1  # of a market: what is sold is sold into its bids


def sliced(book: Book, stage: TakerPolicy, rows: Int64Array, sizes: Int64Array) -> Int64Array:
    """The lots a stage orders now, most urgent first; 0 where the depth told has no more or there is no band."""
    if not (stage.slice or stage.participation or stage.band):
        return sizes
    m, market = book.markets, book.rows.market[rows]
    side = 2 * market + np.where(book.rows.lots[rows] > 0, BIDS, ASKS)
    cut = np.where((_around(book, stage)[market] > 0) | (stage.band == 0), sizes, 0)
    slices(cut, m.valuation[market], m.den[market], side, stage.slice, _left(book, stage))
    return cut


def banded(book: Book, stage: TakerPolicy, rows: Int64Array, limits: Int64Array) -> Int64Array:
    """The limits (ticks) of a stage's orders, none of them outside its band."""
    if stage.band:
        market = book.rows.market[rows]
        band_limits(book.rows.lots[rows], np.maximum(_around(book, stage)[market], 1), stage.band, limits)
    return limits


def withheld(book: Book, rows: Int64Array, next_taker: int) -> e.LiquidationWithheld:
    """Says that nothing was ordered from the buckets of these rows; one row a bucket."""
    m, market = book.markets, book.rows.market[rows]
    depth = np.where(book.rows.lots[rows] > 0, m.bids[market], m.asks[market])
    return e.LiquidationWithheld(book.rows.bucket[rows], market, depth, np.full(len(rows), next_taker))


def _around(book: Book, stage: TakerPolicy) -> Int64Array:
    """The price in the middle of the band, per market, ticks; 0 where there is none yet."""
    m = book.markets
    return {PriceRole.MARK: m.mark, PriceRole.INDEX: m.index, PriceRole.LAST: m.last}[stage.around]


def _left(book: Book, stage: TakerPolicy) -> Int64Array:
    """Lots that may still be ordered of the depth, two sides a market: bids, asks; -1 where any depth will do."""
    m = book.markets
    left = np.full(2 * m.n, -1, np.int64)
    if stage.participation:
        for side, told, taken in ((BIDS, m.bids, m.bids_taken), (ASKS, m.asks, m.asks_taken)):
            pairs = zip(told.tolist(), taken.tolist(), strict=True)
            left[side::2] = [allowed(depth, stage.participation, used) for depth, used in pairs]
    return left
