"""Rows of the house, and what a reduction does to a position's cost."""

import numpy as np

from solvent import events as e
from solvent.book import Book, House
from solvent.columns import Int64Array, numbered
from solvent.errors import InvariantBroken
from solvent.fixed import kernel, mul_div_down, rule
from solvent.reasons import Posting


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
    touched, place = numbered(rows)
    changes = np.zeros(len(rows), np.int64)
    reductions(place, lots, book.rows.lots[touched].copy(), book.rows.cost[touched].copy(), changes)
    return changes


def funds_of(book: Book, markets: Int64Array) -> Int64Array:
    """The bucket of each market's fund."""
    own = book.markets.fund[markets]
    of_asset = book.houses(book.markets.asset[markets], House.FUND)
    return np.where(own > 0, own, of_asset)


def purses(book: Book, which: House, markets: Int64Array) -> Int64Array:
    """The bucket of the house that takes positions in each market over: of a fund the market's own."""
    if which == House.FUND:
        return funds_of(book, markets)
    return book.houses(book.markets.asset[markets], which)


def house_rows(book: Book, which: House, markets: Int64Array) -> list[e.Event]:
    """The events that open a row of the house in markets where it has none."""
    opened: list[e.Event] = []
    for market, bucket in zip(markets.tolist(), purses(book, which, markets).tolist(), strict=True):
        if book.row_for(bucket, market) is None:
            opened.append(e.RowOpened(bucket, market, 0))
    return opened


def lendable(book: Book, market: int) -> int:
    """Lots of a coin that clients may still borrow: what the operator holds of it, less what is owed already."""
    r, bucket = book.rows, book.house(int(book.markets.asset[market]), House.OPERATOR)
    pool = book.row_for(bucket, market)
    owed = r.lots[(r.market == market) & (r.lots < 0) & (book.buckets.account[r.bucket] >= 0)]
    return max((0 if pool is None else int(r.lots[pool])) + int(owed.sum()), 0)


def outside_rows(book: Book, markets: Int64Array) -> Int64Array:
    """The outside's row in each of these markets."""
    outside = book.houses(book.markets.asset[markets], House.OUTSIDE)
    return rows_for(book, outside, markets)


def rows_for(book: Book, buckets: Int64Array, markets: Int64Array) -> Int64Array:
    """The row of each of these buckets of the house in the market beside it; there are few of them."""
    pairs, place = numbered(buckets * book.markets.n + markets)
    firsts = np.zeros(len(pairs), np.int64)
    firsts[place] = np.arange(len(place))
    found = [_row_for(book, int(buckets[at]), int(markets[at])) for at in firsts.tolist()]
    return np.array(found, np.int64)[place]


def _row_for(book: Book, bucket: int, market: int) -> int:
    row = book.row_for(bucket, market)
    if row is None:
        raise InvariantBroken(f"{book.holder_name(bucket)} has no row in {book.market_names[market]}")
    return row


def transfers(source: Int64Array, target: Int64Array, amount: Int64Array, posting: Posting) -> e.CashTransferred:
    """The postings of one kind whose amount is above 0."""
    some_money = np.flatnonzero(amount > 0)
    postings = np.full(len(some_money), int(posting))
    return e.CashTransferred(source[some_money], target[some_money], amount[some_money], postings)
