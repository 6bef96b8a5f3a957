"""Whose position is reduced when a loser's must be closed against its counterparties."""

import numpy as np

from solvent.book import Book, House, Status
from solvent.columns import Int64Array
from solvent.ledger import Holder
from solvent.liquidation.deleverage import rank
from solvent.liquidation.proportion import given_up
from solvent.revalue.rows import everyone


def ranked_candidates(book: Book, losers: Int64Array, row: int, asked: int) -> tuple[Int64Array, Int64Array]:
    """The rows on the other side of a loser's row, first to be reduced first, and the lots each may be asked for.

    Clients not being closed, by the rulebook's ranking; then the house's fund and vault, then clients who are being
    closed themselves, last the outside. Longs and shorts are equal in number, so together they always suffice.
    """
    r = book.rows
    market, side = int(r.market[row]), 1 if int(r.lots[row]) > 0 else -1
    opposite = np.flatnonzero((r.market == market) & (r.lots * side < 0))
    buckets = r.bucket[opposite]
    being_closed = np.zeros(book.buckets.n, bool)
    being_closed[losers] = True
    holder, loser = book.ledger.holder[buckets], being_closed[buckets]
    closing = (book.buckets.status[buckets] == Status.CLOSING) | loser
    outside = buckets == book.house(int(book.markets.asset[market]), House.OUTSIDE)
    client = (holder == Holder.CLIENT) & ~closing
    house = (holder != Holder.CLIENT) & ~outside & ~loser
    rest = ~client & ~house & ~outside
    ranked, lots = _ranked(book, opposite[client], market, asked)
    others = np.concatenate((opposite[house], opposite[rest], opposite[outside]))
    return np.concatenate((ranked, others)), np.concatenate((lots, np.abs(r.lots[others])))


def _ranked(book: Book, rows: Int64Array, market: int, asked: int) -> tuple[Int64Array, Int64Array]:
    """Client rows by the rulebook's ranking, and the lots it asks each for; ties in the order the rows were opened."""
    if len(rows) == 0:
        return rows, rows
    equity = everyone(book).equity[book.rows.bucket[rows]]
    m = book.markets
    ticks, den = int(m.valuation[market]), int(m.den[market])
    order = np.zeros(len(rows), np.int64)
    level = rank(
        book.rows.lots[rows], book.rows.cost[rows], equity, ticks, den, int(book.policy.ranking), book.orders.n, order
    )  # fmt: skip
    have = np.abs(book.rows.lots[rows[order]])
    return rows[order], given_up(have, level, asked)
