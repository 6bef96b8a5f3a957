"""Whose position is reduced when a loser's must be closed against its counterparties."""

import numpy as np

from solvent.book import Book, House, Status
from solvent.columns import Int64Array
from solvent.ledger import Holder
from solvent.liquidation.deleverage import rank
from solvent.revalue.rows import everyone


def ranked_candidates(book: Book, losers: Int64Array, row: int) -> Int64Array:
    """The rows on the other side of a loser's row, first to be reduced first.

    Clients not being closed, by the rulebook's ranking; then the house's fund and vault, then clients who are being
    closed themselves, last the outside. Longs and shorts are equal in number, so together they always suffice.
    """
    r = book.rows
    market, side = int(r.market[row]), 1 if int(r.lots[row]) > 0 else -1
    opposite = np.flatnonzero((r.market == market) & (r.lots * side < 0))
    buckets = r.bucket[opposite]
    holder = book.ledger.holder[buckets]
    closing = (book.buckets.status[buckets] == Status.CLOSING) | np.isin(buckets, losers)
    outside = buckets == book.house(int(book.markets.asset[market]), House.OUTSIDE)
    client = (holder == Holder.CLIENT) & ~closing
    house = (holder != Holder.CLIENT) & ~outside & ~np.isin(buckets, losers)
    rest = ~client & ~house & ~outside
    groups = (_ranked(book, opposite[client], market), opposite[house], opposite[rest], opposite[outside])
    return np.concatenate(groups)


def _ranked(book: Book, rows: Int64Array, market: int) -> Int64Array:
    """Client rows by the rulebook's ranking; ties in the order the rows were opened."""
    if len(rows) == 0:
        return rows
    equity = everyone(book).equity[book.rows.bucket[rows]]
    m = book.markets
    ticks, den = int(m.valuation[market]), int(m.den[market])
    order = np.zeros(len(rows), np.int64)
    rank(
        book.rows.lots[rows], book.rows.cost[rows], equity, ticks, den, int(book.policy.ranking), book.orders.n, order
    )  # fmt: skip
    return rows[order]
