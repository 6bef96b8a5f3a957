"""From a breach to its end: who is closed, how much is ordered, what a fill brings, what is left.

A bucket in breach goes from taker to taker (the policy's list): the market by orders, a fund or vault by takeover, its
counterparties by deleveraging. The last always finishes. Once a bucket is flat, what it owes is absorbed (`absorb`).
A handover changes others too: they are looked at in the same step, until nobody is left in breach or in debt.
"""

from collections.abc import Generator

import numpy as np

from solvent import commands as c
from solvent import events as e
from solvent.book import Book, Status
from solvent.columns import Int64Array, as_column, distinct, without
from solvent.engine import absorb, exchange, funds, offsetting, orders, takers
from solvent.engine.exchange import rows_to_close
from solvent.engine.pricing import grown_stale
from solvent.engine.refusal import Stages, require
from solvent.ledger import Holder
from solvent.liquidation.trigger import ask, judge, warn
from solvent.policy import Taker, TakerPolicy, TransferPrice
from solvent.reasons import Close, Reason
from solvent.revalue.coins import any_coins
from solvent.revalue.rows import Standing, everyone, perps_in, rows_in, some

Closing = Generator[list[e.Event], None, Int64Array]
NOBODY = np.zeros(0, np.int64)


def close_out(book: Book, market: int) -> Stages:
    """5 revalue, 6 trigger: everyone's standing, who is warned, who is closed; `market`: whose price moved, or -1."""
    if book.rows.n == 0:
        return
    standing, verdicts = yield from relieved(book)
    yield _warnings(book, standing)
    free = (book.buckets.working == 0) & (book.buckets.cooldown_ns <= book.now_ns)  # also where it breaches anew
    recovered = np.flatnonzero((verdicts == 3) & (book.buckets.working == 0))
    fresh = np.flatnonzero(verdicts == 1)
    if len(recovered):
        yield [_ended(standing.take(recovered), Close.RECOVERED)]
    if len(fresh):
        yield _triggered(book, standing.take(fresh), market)
    chosen = np.flatnonzero(((verdicts == 1) | (verdicts == 2)) & free)
    if len(chosen):
        others = yield from close(book, by_urgency(standing.take(chosen)))
        yield from until_quiet(book, market, others)


def relieved(book: Book) -> Generator[list[e.Event], None, tuple[Standing, Int64Array]]:
    """Everyone's standing and verdict, after healthy buckets that owe too much have exchanged coins for it."""
    standing = everyone(book)
    verdicts = _verdicts(book, standing)
    if book.policy.collateral.exchange_below < 0 or not any_coins(book):
        return standing, verdicts
    healthy = np.flatnonzero((verdicts == 0) & (book.buckets.status == Status.OPEN))
    yield from exchange.relieve(book, standing, healthy)
    bare = without(healthy, book.rows.bucket[rows_to_close(book, healthy)])
    yield from absorb.cover(book, bare[(book.ledger.balance[bare] < 0) & (book.buckets.account[bare] >= 0)])
    standing = everyone(book)
    return standing, _verdicts(book, standing)


def until_quiet(book: Book, market: int, others: Int64Array) -> Stages:
    """Whom handovers changed, whom closing those changed, and so on; each round closes a position, so it ends."""
    while len(others):
        others = yield from _look_again(book, market, others)


def _look_again(book: Book, market: int, others: Int64Array) -> Closing:
    """Counterparties that are flat and owe are absorbed; those in breach are closed; returns whom that changed."""
    b, others = book.buckets, others[book.ledger.holder[others] != Holder.WORLD]
    changed = [(yield from aftermath(book, others[b.status[others] == Status.CLOSING]))]
    standing = some(book, others[b.status[others] == Status.OPEN])
    flat = without(standing.bucket, book.rows.bucket[rows_to_close(book, standing.bucket)])
    changed.append((yield from absorb.cover(book, flat[book.ledger.balance[flat] < 0])))
    standing = some(book, without(standing.bucket, flat))
    fresh = np.flatnonzero(_verdicts(book, standing) == 1)
    if len(fresh):
        yield _triggered(book, standing.take(fresh), market)
        free = fresh[b.cooldown_ns[standing.bucket[fresh]] <= book.now_ns]
        changed.append((yield from close(book, by_urgency(standing.take(free)))))
    return distinct(np.concatenate(changed))


def _verdicts(book: Book, standing: Standing) -> Int64Array:
    verdicts = np.zeros(len(standing.bucket), np.int64)
    b, places = book.buckets, standing.bucket
    judge(
        book.ledger.holder[places], b.status[places], b.rows[places], standing.blocked, standing.equity,
        standing.maintenance, int(book.policy.closing.comparator), verdicts,
    )  # fmt: skip
    return verdicts


def _warnings(book: Book, standing: Standing) -> list[e.Event]:
    """Who stands on another rung of the warning ladder than before."""
    ladder = book.policy.closing.warnings
    if not ladder:
        return []
    b, levels = book.buckets, book.buckets.level.copy()
    warn(
        book.ledger.holder, b.status, b.rows, standing.blocked, standing.equity, standing.maintenance,
        np.array(ladder, np.int64), levels,
    )  # fmt: skip
    moved = np.flatnonzero(levels != b.level)
    return [e.MarginWarningIssued(moved, levels[moved], standing.equity[moved], standing.maintenance[moved])]


def _triggered(book: Book, fresh: Standing, market: int) -> list[e.Event]:
    count = len(fresh.bucket)
    ticks = int(book.markets.valuation[market]) if market >= 0 else 0
    prices = np.full(count, market), np.full(count, ticks)
    triggered = e.LiquidationTriggered(fresh.bucket, fresh.equity, fresh.maintenance, *prices)
    return [triggered, *funds.shares_set(book, fresh.bucket)]


def _ended(standing: Standing, close: Close) -> e.LiquidationEnded:
    reasons = np.full(len(standing.bucket), int(close))
    return e.LiquidationEnded(standing.bucket, reasons, standing.equity, standing.maintenance)


def by_urgency(standing: Standing) -> Standing:
    """The most under water first; the older bucket where two are equal."""
    return standing.take(np.lexsort((standing.bucket, standing.equity - standing.maintenance)))


def close(book: Book, standing: Standing) -> Closing:
    """7 size, 8 execute: buckets in breach, most urgent first, each to the taker it has come to.

    Returns the buckets of others that changed, in ascending order.
    """
    if book.policy.closing.cancel_orders:
        yield cancel_orders(book, standing.bucket)
    if book.policy.closing.offset_hedged:
        longs, shorts = offsetting.hedged_pairs(book, standing.bucket)
        if len(longs):
            return (yield from _less_hedged(book, standing, longs, shorts))
    changed = [NOBODY]
    if any_coins(book):  # who owes and has nothing that could be sold
        left = np.isin(standing.bucket, book.rows.bucket[rows_to_close(book, np.sort(standing.bucket))])
        changed.append((yield from aftermath(book, np.sort(standing.bucket[~left]))))
        standing = standing.take(np.flatnonzero(left))
    asked = np.zeros(len(standing.bucket), np.int64)
    below = np.array([taker.below for taker in book.policy.takers], np.int64)
    ask(standing.equity, standing.maintenance, book.buckets.taker[standing.bucket], below, asked)
    asked[book.ledger.holder[standing.bucket] != Holder.CLIENT] = len(below) - 1
    for index, taker in enumerate(book.policy.takers):
        group = standing.take(np.flatnonzero(asked == index))
        if len(group.bucket) == 0:
            continue
        if taker.kind == Taker.MARKET:
            refused = yield from orders.place(book, group, index)
            asked[np.isin(standing.bucket, refused)] = index + 1
            continue
        if any_coins(book):
            group = yield from _without_coins(book, group, taker, changed)
            if len(group.bucket) == 0:
                continue
        if taker.kind == Taker.ADL:
            changed.append((yield from takers.deleverage(book, group, taker)))
            changed.append((yield from aftermath(book, group.bucket)))
        else:
            refused, houses = yield from takers.take_over(book, group, taker)
            asked[np.isin(standing.bucket, refused)] = index + 1
            changed.append(houses)
            changed.append((yield from aftermath(book, distinct(without(group.bucket, refused)))))
    return distinct(np.concatenate(changed))


def _less_hedged(book: Book, standing: Standing, longs: Int64Array, shorts: Int64Array) -> Closing:
    """Closes hedged pairs against each other; who is then still in breach goes on, and so do the others."""
    yield offsetting.offset(book, standing, longs, shorts)
    touched = distinct(book.rows.bucket[longs])
    changed = [(yield from aftermath(book, touched))]
    rest = standing.take(np.flatnonzero(~np.isin(standing.bucket, touched)))
    if len(rest.bucket):
        changed.append((yield from close(book, rest)))
    return distinct(np.concatenate(changed))


def _without_coins(
    book: Book, group: Standing, taker: TakerPolicy, changed: list[Int64Array]
) -> Generator[list[e.Event], None, Standing]:
    """Coins become money before positions are handed over; returns whose positions still are, at what they stand now.

    At the bankruptcy price all of a bucket's equity goes with its positions, so all its coins are exchanged.
    """
    yield from exchange.exchange(book, group, taker.price == TransferPrice.BANKRUPTCY, closing=True)
    standing = some(book, np.sort(group.bucket))
    held = np.isin(standing.bucket, book.rows.bucket[perps_in(book, standing.bucket)])
    over = held & (_verdicts(book, standing) != 3)
    changed.append((yield from aftermath(book, standing.bucket[~over])))
    return by_urgency(standing.take(np.flatnonzero(over)))


def cancel_orders(book: Book, buckets: Int64Array) -> list[e.Event]:
    """All open orders of buckets that are about to be closed."""
    rows = rows_in(book, np.sort(buckets), flat_too=True)
    rows = rows[(book.rows.buy[rows] > 0) | (book.rows.sell[rows] > 0)]
    return [e.OrdersCancelled(rows, book.rows.buy[rows], book.rows.sell[rows])]


def report_fill(book: Book, command: c.ReportFill) -> Stages:
    """8 execute: the market took liquidation orders."""
    fills = orders.check_fills(book, command)
    yield from orders.settle(book, fills)
    yield from grown_stale(book)
    others = yield from aftermath(book, distinct(book.orders.bucket[fills.order]))
    yield from until_quiet(book, -1, others)


def report_expiry(book: Book, command: c.ReportExpiry) -> Stages:
    """8 execute: what the market did not take goes to the next taker."""
    over = as_column(command.orders)
    known = bool((over >= 0).all() and (over < book.orders.n).all() and book.orders.lots[over].all())
    require(known, Reason.UNKNOWN_ORDER, "expected orders that are open")
    require(len(distinct(over)) == len(over), Reason.ALREADY_EXISTS, "an order stands twice")
    require(len(over) > 0, Reason.LENGTHS_DIFFER, "expected at least one order")
    yield [orders.expired(book, over)]
    yield from grown_stale(book)
    others = yield from aftermath(book, distinct(book.orders.bucket[over]))
    yield from until_quiet(book, -1, others)


def aftermath(book: Book, buckets: Int64Array) -> Closing:
    """After a fill or a handover: is it flat, is it healthy, or does it go on? Returns the others it changed."""
    idle = buckets[book.buckets.working[buckets] == 0]
    if len(idle) == 0:
        return NOBODY
    flat, charged = without(idle, book.rows.bucket[rows_to_close(book, idle)]), NOBODY
    if len(flat):
        charged = yield from absorb.absorb(book, flat)
        yield [_ended(some(book, flat), Close.FLAT)]
    standing = some(book, without(idle, flat))
    verdicts = _verdicts(book, standing)
    if any_coins(book):  # a closing that has come to the coins goes on until nothing is owed
        bare = ~np.isin(standing.bucket, book.rows.bucket[perps_in(book, standing.bucket)])
        verdicts[bare & (verdicts == 3)] = 2
    restored = np.flatnonzero(verdicts == 3)
    if len(restored):
        yield [_ended(standing.take(restored), Close.RESTORED)]
    ready = (verdicts == 2) & (book.buckets.cooldown_ns[standing.bucket] <= book.now_ns)
    if not ready.any():
        return charged
    others = yield from close(book, by_urgency(standing.take(np.flatnonzero(ready))))
    return distinct(np.concatenate([charged, others]))
