"""Rows of the house, and what a reduction does to a position's cost."""

import numpy as np

from solvent import events as e
from solvent.book import Book, House
from solvent.columns import Int64Array
from solvent.fixed import kernel, mul_div_down, rule


def _cost_given_back(cost: int, held: int, lots: int) -> int:
    """The change of a position's cost when some of it is closed: its share, all of it with the last lot.

    cost      atoms, signed as held
    held      lots, signed
    lots      lots closed, signed as traded (against held)
    returns   atoms
    Source    ours
    """
    if abs(lots) == abs(held):
        return -cost
    return -mul_div_down(cost, abs(lots), abs(held))


cost_given_back = rule(_cost_given_back)


def _reductions(row, lots, left, cost, changes):  # type: ignore[no-untyped-def]
    """The cost change of closings that may touch one row several times, in order.

    row       index into left and cost, shape (closings,)
    lots      lots, signed as traded
    left      lots of each row, signed; written
    cost      atoms of each row, signed; written
    changes   atoms, shape (closings,); written
    """
    for i in range(len(row)):
        j = row[i]
        change = cost_given_back(cost[j], left[j], lots[i])
        left[j] = left[j] + lots[i]
        cost[j] = cost[j] + change
        changes[i] = change


reductions = kernel(_reductions, out=("left", "cost", "changes"))


def reduction(book: Book, rows: Int64Array, lots: Int64Array) -> Int64Array:
    """The cost changes (atoms) of rows that are reduced by these lots, in order."""
    distinct, place = np.unique(rows, return_inverse=True)
    changes = np.zeros(len(rows), np.int64)
    reductions(place, lots, book.rows.lots[distinct].copy(), book.rows.cost[distinct].copy(), changes)
    return changes


def house_rows(book: Book, which: House, markets: Int64Array) -> list[e.Event]:
    """The events that open a row of the house in markets where it has none."""
    opened: list[e.Event] = []
    for market in markets.tolist():
        bucket = book.house(int(book.markets.asset[market]), which)
        if book.row_for(bucket, market) is None:
            opened.append(e.RowOpened(bucket, market, 0))
    return opened
