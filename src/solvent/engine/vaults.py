"""Which buckets a fund or vault takes over: as far as its own equity and its capacity bear them.

An isolated vault is a bucket for each market. What it holds and loses in one market is out of reach of every other: it
refuses, and is deleveraged, alone.
"""

import numpy as np
from numpy.typing import NDArray

from solvent import events as e
from solvent.book import Book, House
from solvent.columns import Int64Array, as_column, numbered
from solvent.engine.holdings import purses
from solvent.fixed import kernel
from solvent.grid import notional
from solvent.policy import Taker, TakerPolicy
from solvent.revalue.rows import Standing, perps_in, some

TAKING_HOUSE = {Taker.FUND: House.FUND, Taker.BACKSTOP: House.BACKSTOP}


def _bear(place, home, lots, gain, ticks, den, slot, capacity, equity, held, sizes, would, accepted):  # type: ignore[no-untyped-def]
    """Accepts buckets one after the other while what receives them stays solvent and within its capacity.

    A bucket that leaves its receiver with no more than before is welcome however much that holds.

    place      index of the bucket, shape (rows,): the rows of one stand together
    home       index into equity, sizes and would, shape (rows,): the receiver
    lots       lots, signed, shape (rows,)
    gain       atoms, signed, shape (rows,): what the receiver is better off
    ticks      ticks, valuation, shape (rows,)
    den        count of lot x ticks in one atom; below 0: an inverse contract, see grid
    slot       index into held, shape (rows,): the receiver's position in the row's market
    capacity   atoms of notional, -1: without limit
    equity     atoms, signed, shape (receivers,); written
    held       lots, signed, shape (slots,); written
    sizes      atoms of notional, shape (receivers,); written
    would      atoms of notional, as sizes; written
    accepted   flag, shape (buckets,); written
    Source     capacity and isolation: limits of single vaults after Hyperliquid's JELLY, March 2025; the rule is ours
    """
    first = 0
    while first < len(place):
        end, fits = first, 1
        while end < len(place) and place[end] == place[first]:
            h, s = home[end], slot[end]
            if capacity >= 0:
                would[h] -= notional(held[s], ticks[end], den[end])
                would[h] += notional(held[s] + lots[end], ticks[end], den[end])
            held[s] += lots[end]
            equity[h] += gain[end]
            end += 1
        for i in range(first, end):
            if equity[home[i]] < 0 or (capacity >= 0 and would[home[i]] > max(capacity, sizes[home[i]])):
                fits = 0
        accepted[place[first]] = fits
        for i in range(first, end):
            if fits == 0:
                held[slot[i]] -= lots[i]
                equity[home[i]] -= gain[i]
                would[home[i]] = sizes[home[i]]
        for i in range(first, end):
            sizes[home[i]] = would[home[i]]
        first = end


bear = kernel(_bear, out=("equity", "held", "sizes", "would", "accepted"))


def bucket_of(book: Book, taker: TakerPolicy, market: int) -> int:
    """The bucket that receives positions of a market, -1 where an isolated vault is yet to be opened."""
    if taker.isolated:
        return int(book.markets.vault[market]) or -1
    return int(purses(book, TAKING_HOUSE[taker.kind], as_column(market))[0])


def opened(book: Book, taker: TakerPolicy, markets: Int64Array) -> list[e.Event]:
    """The events that open the vaults and rows a taker lacks in these markets (ascending, each once)."""
    events: list[e.Event] = []
    count = book.buckets.n
    for market in markets.tolist():
        bucket = bucket_of(book, taker, market)
        if bucket < 0:
            events += [e.VaultOpened(market), e.RowOpened(count, market, 0)]
            count += 1
        elif book.row_for(bucket, market) is None:
            events.append(e.RowOpened(bucket, market, 0))
    return events


def affordable(
    book: Book, standing: Standing, taker: TakerPolicy, rows: Int64Array, gains: Int64Array
) -> NDArray[np.bool_]:
    """Which of these buckets, in their order, the taker bears beside those before them (flags).

    rows    of these buckets
    gains   atoms, signed, of each row: what an isolated vault is better off with it, or a pooled taker's part of the
            bucket's equity
    """
    ascending = np.argsort(standing.bucket)
    place = ascending[np.searchsorted(standing.bucket[ascending], book.rows.bucket[rows])]
    order = np.argsort(place, kind="stable")
    rows, place, gains = rows[order], place[order], gains[order]
    m, market = book.markets, book.rows.market[rows]
    markets, slot = numbered(market)
    buckets = np.array([bucket_of(book, taker, at) for at in markets.tolist()], np.int64)
    _, receivers, home = np.unique(np.where(buckets < 0, -1 - markets, buckets), return_index=True, return_inverse=True)
    equity, sizes = (np.array(column, np.int64) for column in zip(
        *(_purse(book, bucket) for bucket in buckets[receivers].tolist()), strict=True
    ))  # fmt: skip
    held = np.array([_held(book, *pair) for pair in zip(buckets.tolist(), markets.tolist(), strict=True)], np.int64)
    accepted = np.zeros(len(standing.bucket), np.int64)
    bear(
        place, home[slot], book.rows.lots[rows], gains, m.valuation[market], m.den[market], slot, taker.capacity,
        equity, held, sizes, sizes.copy(), accepted,
    )  # fmt: skip
    return accepted.astype(bool)


def _purse(book: Book, bucket: int) -> tuple[int, int]:
    """Equity and notional (atoms) of what receives positions; one that is not open has none."""
    if bucket < 0:
        return 0, 0
    m, places = book.markets, np.array([bucket], np.int64)
    rows = perps_in(book, places)
    columns = (book.rows.lots[rows], m.valuation[book.rows.market[rows]], m.den[book.rows.market[rows]])
    size = sum(notional(*cells) for cells in zip(*(column.tolist() for column in columns), strict=True))
    return int(some(book, places).equity[0]), size


def _held(book: Book, bucket: int, market: int) -> int:
    row = book.row_for(bucket, market) if bucket >= 0 else None
    return 0 if row is None else int(book.rows.lots[row])
