"""Standing: equity and maintenance of all buckets, or of some."""

from dataclasses import dataclass

import numpy as np

from solvent.book import Book, Kind
from solvent.columns import Int64Array
from solvent.fixed import mul_div_up
from solvent.grid import notional, value
from solvent.perps.margin import initial, scaled_initial_rate
from solvent.revalue.coins import any_coins, coins_in, counts_for_nothing
from solvent.revalue.sweep import row_margins, sweep
from solvent.tiers import tier_of

FEW = 64  # up to this many buckets, walking their chains beats scanning all rows


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """Buckets (ascending) with their equity and maintenance in atoms, and whether they may be acted on.

    equity   what counts: coins less their haircuts
    cut      atoms, those haircuts: with them, equity is what the bucket is worth
    coins    atoms, signed, full value of all coins: without them, that is what it has in its settlement asset
    """

    bucket: Int64Array
    equity: Int64Array
    maintenance: Int64Array
    blocked: Int64Array
    cut: Int64Array
    coins: Int64Array

    def take(self, places: Int64Array) -> "Standing":
        """The standing of some of these buckets, by place."""
        return Standing(*(column[places] for column in (
            self.bucket, self.equity, self.maintenance, self.blocked, self.cut, self.coins
        )))  # fmt: skip


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
    return _standing(book, np.arange(book.buckets.n), equity, maintenance, r.bucket, r.market, r.lots)


def some(book: Book, buckets: Int64Array) -> Standing:
    """The standing of the given buckets, which must be ascending and distinct."""
    rows = rows_in(book, buckets)
    r, m = book.rows, book.markets
    equity, maintenance = book.ledger.balance[buckets], np.zeros(len(buckets), np.int64)
    place = np.searchsorted(buckets, r.bucket[rows])
    held = r.market[rows], r.lots[rows]
    sweep(place, *held, r.tier[rows], m.valuation, m.den, *_schedule(book), book.tiers.ceiling, equity, maintenance)
    return _standing(book, buckets, equity, maintenance, place, *held)


def _standing(
    book: Book, buckets: Int64Array, equity: Int64Array, maintenance: Int64Array, place: Int64Array,
    market: Int64Array, lots: Int64Array,
) -> Standing:  # fmt: skip
    """What the sweep found, with haircuts and debts where the book has coins. Who owes must have something at least."""
    cut = worth = np.zeros(len(buckets), np.int64)
    if any_coins(book):
        found = coins_in(book, place, market, lots, equity, book.policy.collateral.debt_maintenance)
        cut, worth, equity = found.cut, found.worth, equity - found.cut
        maintenance = np.maximum(maintenance + found.required, (found.owed > 0).astype(np.int64))
    return Standing(buckets, equity, maintenance, _blocked(book, len(buckets), place, market, lots), cut, worth)


def _blocked(book: Book, count: int, bucket: Int64Array, market: Int64Array, lots: Int64Array) -> Int64Array:
    """Which buckets hold a position whose price may not be acted on: stale, never formed, or paused (flags).

    A coin that is no collateral anyway does not need a price: nobody hides from being closed behind one.
    """
    blocked = np.zeros(count, np.int64)
    m = book.markets
    unusable = (m.usable == 0) | (m.paused == 1)
    if unusable.any():
        silent = unusable[market] & (lots != 0)
        if any_coins(book):
            silent &= (counts_for_nothing(book)[market] == 0) | (lots < 0)
        blocked[bucket[silent]] = 1
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


def perps_in(book: Book, buckets: Int64Array, flat_too: bool = False) -> Int64Array:
    """The rows of some buckets that hold a position in a perpetual, ascending by row; `flat_too` as rows_in."""
    rows = rows_in(book, buckets, flat_too)
    held: Int64Array = rows[book.markets.kind[book.rows.market[rows]] == Kind.PERPETUAL]
    return held


def margins_of(book: Book, rows: Int64Array) -> tuple[Int64Array, Int64Array]:
    """Value (atoms, signed) and maintenance (atoms) of single rows at the valuation prices."""
    values, margins = np.zeros(len(rows), np.int64), np.zeros(len(rows), np.int64)
    m = book.markets
    row_margins(
        book.rows.market[rows], book.rows.lots[rows], m.valuation, m.den, *_schedule(book), values, margins
    )  # fmt: skip
    return values, margins


def owed_in_asset(book: Book, standing: Standing) -> Int64Array:
    """What every bucket that has coins owes in its settlement asset, atoms; what its positions are worth counts."""
    present = np.zeros(book.buckets.n, bool)
    r = book.rows
    present[r.bucket[(book.markets.kind[r.market] == Kind.COIN) & (r.lots != 0)]] = True
    owed = np.maximum(standing.coins - standing.equity - standing.cut, 0)
    return np.where(present, owed, 0).astype(np.int64)


def initial_margin(book: Book, bucket: int, cash: int = 0) -> int:
    """What a bucket's positions, open orders and debts require at entry, atoms: each row on its riskier side.

    cash   atoms it would have more (what it owes depends on it)
    """
    margin = sum(row_initial(book, row) for row in book.rows_of(bucket))
    return margin + would_be(book, bucket, cash).initial if any_coins(book) else margin


@dataclass(frozen=True, slots=True)
class Would:
    """A bucket as it would be, in atoms: what counts, what is owed, and what that requires at entry."""

    equity: int
    owed: int
    initial: int


def would_be(book: Book, bucket: int, cash: int = 0, coin: int = -1, lots: int = 0) -> Would:
    """A bucket after a change; one that is not open yet holds nothing.

    cash   atoms it would have more
    coin   market of a coin of which it would hold `lots` more
    """
    r, m, known = book.rows, book.markets, bucket < book.buckets.n
    held = {row: (int(r.market[row]), int(r.lots[row])) for row in (book.rows_of(bucket) if known else ())}
    changed = next((row for row, (market, _) in held.items() if market == coin), -1)
    held[changed] = (coin, held.get(changed, (coin, 0))[1] + lots) if coin >= 0 else held.get(changed, (0, 0))
    market, amount = (np.array(column, np.int64) for column in zip(*held.values(), strict=True))
    full = cash + (int(book.ledger.balance[bucket]) if known else 0)
    full += sum(value(lot, int(m.valuation[at]), int(m.den[at])) for at, lot in held.values())
    place, equity = np.zeros(len(market), np.int64), np.array([full], np.int64)
    coins = coins_in(book, place, market, amount, equity, book.policy.collateral.debt_initial)
    return Would(full - int(coins.cut[0]), int(coins.owed[0]), int(coins.required[0]))


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
