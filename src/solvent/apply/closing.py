"""Who is being closed, and their orders."""

import numpy as np

from solvent import events as e
from solvent.apply.register import writes
from solvent.book import Book, Status
from solvent.columns import Int64Array, as_column, distinct


@writes(e.MarginWarningIssued)
def _warning(book: Book, event: e.MarginWarningIssued) -> None:
    book.buckets.level[event.bucket] = event.level
    book.buckets.touch(event.bucket)


@writes(e.LiquidationTriggered)
def _triggered(book: Book, event: e.LiquidationTriggered) -> None:
    book.buckets.status[event.bucket] = Status.CLOSING
    book.buckets.taker[event.bucket] = 0
    book.buckets.touch(event.bucket)


@writes(e.LiquidationThrottled)
def _throttled(book: Book, event: e.LiquidationThrottled) -> None:
    book.buckets.queued_ns[event.bucket] = event.queued_ns
    book.buckets.touch(event.bucket)


@writes(e.LiquidationOrderPlaced)
def _placed(book: Book, event: e.LiquidationOrderPlaced) -> None:
    buckets, now = as_column(event.bucket), book.now_ns
    book.orders.append(
        len(buckets), bucket=event.bucket, row=event.row, lots=event.lots, limit=event.limit, placed_ns=now,
        taker=event.taker, whole=event.whole,
    )  # fmt: skip
    _on_depth(book, as_column(event.row), as_column(event.lots))
    np.add.at(book.buckets.working, buckets, 1)
    book.buckets.queued_ns[buckets] = 0
    book.buckets.taker[buckets] = event.taker
    book.buckets.touch(buckets)
    window = book.policy.closing.window_ns
    if now - int(book.clock.window_ns[0]) >= window:
        book.clock.window_ns[0], book.clock.admitted[0] = now, 0
    book.clock.admitted[0] += len(buckets)
    book.clock.touch(0)


def _on_depth(book: Book, rows: Int64Array, lots: Int64Array) -> None:
    """Orders use up the depth that was told of their markets, and no more than all of it."""
    m, markets = book.markets, book.rows.market[rows]
    told = np.unique(markets[(m.bids[markets] > 0) | (m.asks[markets] > 0)])
    if len(told):
        np.add.at(m.bids_taken, markets, np.maximum(-lots, 0))
        np.add.at(m.asks_taken, markets, np.maximum(lots, 0))
        m.bids_taken[:], m.asks_taken[:] = np.minimum(m.bids_taken, m.bids), np.minimum(m.asks_taken, m.asks)
        m.touch(told)


@writes(e.LiquidationWithheld)
def _withheld(book: Book, event: e.LiquidationWithheld) -> None:
    book.buckets.taker[event.bucket] = event.taker
    book.buckets.touch(event.bucket)


@writes(e.LiquidationOrderFilled)
def _filled(book: Book, event: e.LiquidationOrderFilled) -> None:
    orders = as_column(event.order)
    np.subtract.at(book.orders.lots, orders, as_column(event.lots))
    done = distinct(orders)
    done = done[book.orders.lots[done] == 0]
    np.subtract.at(book.buckets.working, book.orders.bucket[done], 1)
    book.orders.touch(orders)
    book.buckets.touch(book.orders.bucket[orders])


@writes(e.LiquidationOrderExpired)
def _expired(book: Book, event: e.LiquidationOrderExpired) -> None:
    orders = as_column(event.order)
    buckets = book.orders.bucket[orders]
    book.orders.lots[orders] = 0
    np.subtract.at(book.buckets.working, buckets, 1)
    book.buckets.taker[buckets] = event.taker
    book.orders.touch(orders)
    book.buckets.touch(buckets)


@writes(e.ClosingPaced)
def _paced(book: Book, event: e.ClosingPaced) -> None:
    book.buckets.cooldown_ns[event.bucket], book.buckets.escalate_ns[event.bucket] = (
        event.cooldown_ns, event.escalate_ns,
    )  # fmt: skip
    book.buckets.touch(event.bucket)


@writes(e.LiquidationEnded)
def _ended(book: Book, event: e.LiquidationEnded) -> None:
    book.buckets.status[event.bucket] = Status.OPEN
    book.buckets.taker[event.bucket] = 0
    book.buckets.queued_ns[event.bucket] = 0
    book.buckets.touch(event.bucket)
