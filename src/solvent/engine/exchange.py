"""Coins that become money: which of them are sold, how much of each, and the exchange that always finishes.

Where a bucket owes in its settlement asset, coins are sold in the rulebook's order until the debt is covered: into the
market by liquidation orders (`orders`), or by exchange with the outside at the valuation less the rulebook's fee. The
exchange is what happens beyond a threshold of debt without any breach, and what is left when no market took the coins.
"""

from dataclasses import astuple, dataclass

import numpy as np

from solvent import events as e
from solvent.book import Book, House, Kind
from solvent.columns import Int64Array
from solvent.engine.holdings import outside_rows, transfers
from solvent.engine.refusal import Stages
from solvent.fixed import mul_div_up
from solvent.grid import value
from solvent.perps.collateral import auto_exchange
from solvent.reasons import Moved, Posting
from solvent.revalue.coins import any_coins, counts_for_nothing
from solvent.revalue.rows import Standing, owed_in_asset, perps_in, rows_in
from solvent.units import PPM


def in_asset(book: Book, bucket: int) -> int:
    """What a bucket has in its settlement asset, atoms: the balance and what its positions are worth, coins aside."""
    return int(book.ledger.balance[bucket]) + sum(
        _worth(book, row, int(book.rows.lots[row]))
        for row in book.rows_of(bucket)
        if book.markets.kind[book.rows.market[row]] == Kind.PERPETUAL
    )


def _worth(book: Book, row: int, lots: int) -> int:
    market = int(book.rows.market[row])
    worth: int = value(lots, int(book.markets.valuation[market]), int(book.markets.den[market]))
    return worth


def coins_held(book: Book, bucket: int, side: int) -> list[int]:
    """Rows of coins that are held (side 1) or owed (-1) and have a price, in the order they are exchanged.

    What counts for nothing as collateral comes last: it pays a debt all the same.
    """
    m, r, nothing = book.markets, book.rows, counts_for_nothing(book)
    rows = [
        row for row in book.rows_of(bucket)
        if m.kind[r.market[row]] == Kind.COIN and int(r.lots[row]) * side > 0
        and m.usable[r.market[row]] and not m.paused[r.market[row]]
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (int(nothing[r.market[row]]), int(m.rank[r.market[row]]), row))


def rows_to_close(book: Book, buckets: Int64Array) -> Int64Array:
    """What is left to close: positions, coins owed, and coins held by who owes in the settlement asset."""
    if not any_coins(book):
        return rows_in(book, buckets)
    rows = perps_in(book, buckets).tolist()
    for bucket in buckets.tolist():
        rows += coins_held(book, bucket, -1)
        rows += coins_held(book, bucket, 1) if in_asset(book, bucket) < 0 else []
    return np.array(sorted(rows), np.int64)


def sale_size(book: Book, row: int, owed: int, cost: int) -> int:
    """The lots of a coin that cover a debt at the valuation, all of them where they do not.

    owed   atoms, 1 or more
    cost   ppm of what is sold: fees, and slippage where it is allowed for
    """
    held, market = int(book.rows.lots[row]), int(book.rows.market[row])
    ticks, den = int(book.markets.valuation[market]), int(book.markets.den[market])
    needed = auto_exchange(owed, max(PPM - cost, 1))
    return held if needed >= value(held, ticks, den) else min(held, mul_div_up(needed, den, ticks))


def coins_due(book: Book, bucket: int) -> list[tuple[int, int]]:
    """(row, lots) of the coins that liquidation orders trade now: what is owed is bought back, then coins are sold.

    They are sold until what is owed in the settlement asset by then is covered.
    """
    owed = coins_held(book, bucket, -1)
    if owed:
        return [(row, -int(book.rows.lots[row])) for row in owed]
    due, cash, m = [], in_asset(book, bucket), book.markets
    for row in coins_held(book, bucket, 1):
        market = int(book.rows.market[row])
        cost = int(m.taker_fee[market] + m.liquidation_fee[market]) + book.policy.closing.assumed_cost
        if cash < 0:
            lots = sale_size(book, row, -cash, cost)
            worth = _worth(book, row, int(book.rows.lots[row])) - _worth(book, row, int(book.rows.lots[row]) - lots)
            cash += worth - mul_div_up(worth, min(cost, PPM), PPM)
            due.append((row, lots))
    return due


@dataclass(frozen=True, slots=True)
class Leg:
    """One exchange, as events.CoinExchanged has it."""

    bucket: int
    row: int
    lots: int
    ticks: int
    quote: int
    fee: int
    owed: int
    equity: int
    maintenance: int
    closing: int


def exchange(book: Book, standing: Standing, everything: bool, closing: bool) -> Stages:
    """Exchanges coins of some buckets with the outside at the valuation, for a fee.

    everything   of who has positions, all that counts as collateral, not only what covers the debt
    closing      the bucket is being closed: what it owes in coins is bought back first
    """
    legs: list[Leg] = []
    for place, bucket in enumerate(standing.bucket.tolist()):
        stand = int(standing.equity[place]), int(standing.maintenance[place]), int(closing)
        legs += _legs(book, bucket, stand, everything and len(perps_in(book, standing.bucket[place : place + 1])) > 0)
    if not legs:
        return
    columns = [np.array(column, np.int64) for column in zip(*map(astuple, legs), strict=True)]
    bucket, row, lots, _, quote, fee = columns[:6]
    asset = book.ledger.asset[bucket]
    outside, fees = book.houses(asset, House.OUTSIDE), book.houses(asset, House.FEES)
    other, nothing = outside_rows(book, book.rows.market[row]), np.zeros(len(row), np.int64)
    cause = np.full(len(row), int(Moved.COIN_EXCHANGE))
    yield [
        e.CoinExchanged(*columns),
        transfers(np.where(quote > 0, outside, bucket), np.where(quote > 0, bucket, outside), np.abs(quote),
                Posting.COIN_EXCHANGE),
        transfers(bucket, fees, fee, Posting.EXCHANGE_FEE),
        e.PositionChanged(row, lots, nothing, cause, columns[3]),
        e.PositionChanged(other, -lots, nothing, cause, columns[3]),
    ]  # fmt: skip


def _legs(book: Book, bucket: int, stand: tuple[int, int, int], everything: bool) -> list[Leg]:
    """The exchanges of one bucket, in order. stand: its equity, maintenance, and whether it is being closed."""
    legs, cash, rate, nothing = (
        [],
        in_asset(book, bucket),
        book.policy.collateral.exchange_fee,
        counts_for_nothing(book),
    )
    rows = coins_held(book, bucket, -1) if stand[2] else []
    for row in [*rows, *coins_held(book, bucket, 1)]:
        held, market = int(book.rows.lots[row]), int(book.rows.market[row])
        lots, all_of_it = -held, held < 0 or (everything and not nothing[market])
        if not all_of_it:
            if cash >= 0:
                continue
            lots = -sale_size(book, row, -cash, rate)
        quote = _worth(book, row, held) - _worth(book, row, held + lots)
        fee = mul_div_up(abs(quote), rate, PPM)
        if quote:
            legs.append(Leg(bucket, row, lots, int(book.markets.valuation[market]), quote, fee, max(-cash, 0), *stand))
            cash += quote - fee
    return legs


def relieve(book: Book, standing: Standing, healthy: Int64Array) -> Stages:
    """Exchanges coins of healthy buckets (places) that owe more than the rulebook lets them in the settlement asset."""
    below = book.policy.collateral.exchange_below
    if below < 0 or not any_coins(book):
        return
    owed = owed_in_asset(book, standing) > below
    due = healthy[owed[healthy] & (standing.blocked[healthy] == 0) & (book.buckets.account[healthy] >= 0)]
    if len(due):
        yield from exchange(book, standing.take(due), everything=False, closing=False)
