"""Standing: equity and maintenance of all buckets, or of some."""

from dataclasses import dataclass

import numpy as np

from solvent.book import Book
from solvent.columns import Int64Array
from solvent.fixed import mul_div_up
from solvent.grid import notional, value
from solvent.perps.margin import initial, scaled_initial_rate
from solvent.revalue.sweep import row_margins, sweep
from solvent.tiers import tier_of

FEW = 64  # up to this many buckets, walking their chains beats scanning all rows


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """Buckets (ascending) with their equity and maintenance in atoms, and whether they may be acted on."""

    bucket: Int64Array
    equity: Int64Array
    maintenance: Int64Array
    blocked: Int64Array

    def take(self, places: Int64Array) -> "Standing":
        """The standing of some of these buckets, by place."""
        return Standing(
            self.bucket[places], self.equity[places], self.maintenance[places], self.blocked[places]
        )  # fmt: skip


def _schedule(book: Book) -> tuple[Int64Array, ...]:
    t = book.tiers
    return (
        book.markets.tier_first, book.markets.tier_last, t.floor, t.mm_num, t.mm_den, t.mm_fraction, t.deduction
    )  # fmt: skip


def everyone(book: Book) -> Standing:
    """The standing of every bucket."""
    r, m = book.rows, book.markets
    equity, maintenance = book.ledger.balance.copy(), np.zeros(book.buckets.n, np.int64)
    sweep(
        r.bucket,
        r.market,
        r.lots,
        r.tier,
        m.valuation,
        m.den,
        *_schedule(book),
        book.tiers.ceiling,
        equity,
        maintenance,
    )
    return Standing(
        np.arange(book.buckets.n), equity, maintenance, _blocked(book, book.buckets.n, r.bucket, r.market, r.lots)
    )


def some(book: Book, buckets: Int64Array) -> Standing:
    """The standing of the given buckets, which must be ascending and distinct."""
    rows = rows_in(book, buckets)
    r, m = book.rows, book.markets
    equity, maintenance = book.ledger.balance[buckets], np.zeros(len(buckets), np.int64)
    place = np.searchsorted(buckets, r.bucket[rows])
    held = r.market[rows], r.lots[rows]
    sweep(place, *held, r.tier[rows], m.valuation, m.den, *_schedule(book), book.tiers.ceiling, equity, maintenance)
    return Standing(buckets, equity, maintenance, _blocked(book, len(buckets), place, *held))


def _blocked(book: Book, count: int, bucket: Int64Array, market: Int64Array, lots: Int64Array) -> Int64Array:
    """Which buckets hold a position whose price may not be acted on: stale, never formed, or paused (flags)."""
    blocked = np.zeros(count, np.int64)
    m = book.markets
    unusable = (m.usable == 0) | (m.paused == 1)
    if unusable.any():
        blocked[bucket[unusable[market] & (lots != 0)]] = 1
    return blocked


def rows_in(book: Book, buckets: Int64Array, flat_too: bool = False) -> Int64Array:
    """The rows of some buckets that hold a position, ascending by row; with `flat_too` the others as well."""
    if len(buckets) <= FEW:
        rows = np.array(sorted(row for bucket in buckets.tolist() for row in book.rows_of(bucket)), np.int64)
    else:
        member = np.zeros(book.buckets.n, bool)
        member[buckets] = True
        rows = np.flatnonzero(member[book.rows.bucket])
    return rows if flat_too else rows[book.rows.lots[rows] != 0]


def margins_of(book: Book, rows: Int64Array) -> tuple[Int64Array, Int64Array]:
    """Value (atoms, signed) and maintenance (atoms) of single rows at the valuation prices."""
    values, margins = np.zeros(len(rows), np.int64), np.zeros(len(rows), np.int64)
    m = book.markets
    row_margins(
        book.rows.market[rows], book.rows.lots[rows], m.valuation, m.den, *_schedule(book), values, margins
    )  # fmt: skip
    return values, margins


def initial_margin(book: Book, bucket: int) -> int:
    """What a bucket's positions and open orders require at entry, atoms: each row on its riskier side."""
    return sum(row_initial(book, row) for row in book.rows_of(bucket))


def row_initial(
    book: Book,
    row: int,
    change: int = 0,
    leverage: int | None = None,
    market: int = -1,
    orders: tuple[int, int] | None = None,
) -> int:
    """Initial margin of one row with its open orders, on its riskier side (atoms); also as it would be.

    row        index; -1 for a row that does not exist yet in `market`
    change     lots it would hold more
    leverage   ppm it would have
    orders     lots it would bid and offer
    """
    r, m, t = book.rows, book.markets, book.tiers
    held, buy, sell, chosen = 0, 0, 0, 0
    if row >= 0:
        held, buy, sell = int(r.lots[row]), int(r.buy[row]), int(r.sell[row])
        market, chosen = int(r.market[row]), int(r.leverage[row])
    buy, sell = orders or (buy, sell)
    held += change
    widest = max(abs(held), abs(held + buy), abs(held - sell))
    price = int(m.valuation[market])
    if widest == 0 or price == 0:
        return 0
    first, last = int(m.tier_first[market]), int(m.tier_last[market])
    size = notional(widest, price, int(m.den[market]))
    tier = tier_of(size, first, last, t.floor.tolist(), first)
    num, den = int(t.im_num[tier]), int(t.im_den[tier])
    if m.oi_upper[market] > 0:
        interest = abs(value(int(m.open_lots[market]), price, int(m.den[market])))
        rate = mul_div_up(num, 1_000_000, den)
        num = scaled_initial_rate(rate, interest, int(m.oi_lower[market]), int(m.oi_upper[market]))
        den = 1_000_000
    return initial(size, num, den, chosen if leverage is None else leverage)
