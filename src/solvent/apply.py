"""The clerk: writes events into the book, without judgement.

Every handler takes an event of one row or of many. A book can be rebuilt from events alone; an auditor who trusts no
rule can check the money that way.
"""

from collections.abc import Callable
from typing import Any

import msgspec
import numpy as np

from solvent import events as e
from solvent.book import HOUSE_HOLDERS, Book, Rules, Status, name_hash
from solvent.columns import add_at, as_column
from solvent.policy import Policy
from solvent.units import MAX_PRODUCT, PPM

_policy_decoder = msgspec.msgpack.Decoder(Policy)
_HANDLERS: dict[int, Callable[[Book, Any], None]] = {}


def apply(book: Book, event: e.Event) -> None:
    """Writes one event; an event that only tells something writes nothing."""
    handler = _HANDLERS.get(event.KIND)
    if handler:
        handler(book, event)


def _writes(kind: type[e.Event]) -> Callable[[Callable[[Book, Any], None]], Callable[[Book, Any], None]]:
    def register(handler: Callable[[Book, Any], None]) -> Callable[[Book, Any], None]:
        _HANDLERS[kind.KIND] = handler
        return handler

    return register


@_writes(e.TimeAdvanced)
def _time(book: Book, event: e.TimeAdvanced) -> None:
    book.clock.now_ns[0] = event.time_ns
    book.clock.touch(0)


@_writes(e.RulebookAdopted)
def _rulebook(book: Book, event: e.RulebookAdopted) -> None:
    book.rules = Rules(event.name, event.content_hash, _policy_decoder.decode(event.policy))


@_writes(e.AssetListed)
def _asset(book: Book, event: e.AssetListed) -> None:
    count = len(HOUSE_HOLDERS)
    first = book.ledger.append(count, holder=np.array(HOUSE_HOLDERS), asset=len(book.assets))
    book.buckets.append(count, account=-1, market=-1, next=-1, head=-1)
    book.assets.append(event.asset)
    book.asset_decimals.append(event.decimals)
    book.asset_first.append(first)


@_writes(e.MarketListed)
def _market(book: Book, event: e.MarketListed) -> None:
    book.market_of[event.name] = book.markets.append(
        name=name_hash(event.name), asset=event.asset, size_decimals=event.size_decimals,
        price_decimals=event.price_decimals, den=event.den, kind=event.market_kind,
    )  # fmt: skip
    book.market_names.append(event.name)


@_writes(e.ScheduleSet)
def _schedule(book: Book, event: e.ScheduleSet) -> None:
    columns = {name: as_column(getattr(event, name)) for name in book.tiers.COLUMNS if name != "ceiling"}
    count = len(columns["floor"])
    ceiling = np.append(columns["floor"][1:], MAX_PRODUCT)
    first = book.tiers.append(count, ceiling=ceiling, **columns)
    m, market = book.markets, event.market
    book.rows.tier[book.rows.market == market] = first
    m.tier_first[market], m.tier_last[market] = first, first + count - 1
    m.oi_lower[market], m.oi_upper[market] = event.oi_lower, event.oi_upper
    m.taker_fee[market], m.liquidation_fee[market] = event.taker_fee, event.liquidation_fee
    m.touch(market)


@_writes(e.HaircutsSet)
def _haircuts(book: Book, event: e.HaircutsSet) -> None:
    floors, m, market = as_column(event.floor), book.markets, event.market
    first = book.tiers.append(
        len(floors), floor=floors, ceiling=np.append(floors[1:], MAX_PRODUCT), mm_num=event.rate, mm_den=PPM,
        mm_fraction=PPM, deduction=event.deduction, im_den=1,
    )  # fmt: skip
    m.haircut_first[market], m.haircut_last[market] = first, first + len(floors) - 1
    m.rank[market] = event.rank
    m.touch(market)


@_writes(e.SourceRegistered)
def _source(book: Book, event: e.SourceRegistered) -> None:
    book.sources.append(name=name_hash(event.name), market=event.market)
    book.source_names.append(event.name)


@_writes(e.AccountOpened)
def _account(book: Book, event: e.AccountOpened) -> None:
    first = book.accounts.append(name=name_hash(event.account), owner=name_hash(event.owner), first=-1)
    book.account_of[event.account] = first
    book.account_names.append(event.account)


@_writes(e.BucketOpened)
def _bucket(book: Book, event: e.BucketOpened) -> None:
    bucket = book.ledger.append(holder=1, asset=event.asset)
    book.buckets.append(account=event.account, market=event.market, leg=event.leg, next=-1, head=-1)
    last = max(book.buckets_of(event.account), default=-1)
    if last < 0:
        book.accounts.first[event.account] = bucket
        book.accounts.touch(event.account)
    else:
        book.buckets.next[last] = bucket
        book.buckets.touch(last)


@_writes(e.MarginModeSet)
def _mode(book: Book, event: e.MarginModeSet) -> None:
    book.buckets.active[event.bucket] = event.active
    book.buckets.touch(event.bucket)


@_writes(e.RowOpened)
def _row(book: Book, event: e.RowOpened) -> None:
    tier = book.markets.tier_first[event.market]
    row = book.rows.append(bucket=event.bucket, market=event.market, leg=event.leg, next=-1, tier=tier)
    bucket = event.bucket
    last = max(book.rows_of(int(bucket)), default=-1)  # rows are opened one by one
    if last < 0:
        book.buckets.head[bucket] = row
    else:
        book.rows.next[last] = row
        book.rows.touch(last)
    book.buckets.rows[bucket] += 1
    book.buckets.touch(bucket)


@_writes(e.LeverageSet)
def _leverage(book: Book, event: e.LeverageSet) -> None:
    book.rows.leverage[event.row] = event.leverage
    book.rows.touch(event.row)


@_writes(e.CashTransferred)
def _cash(book: Book, event: e.CashTransferred) -> None:
    book.ledger.transfer(event.source, event.target, event.amount, event.posting)


@_writes(e.PositionChanged)
def _position(book: Book, event: e.PositionChanged) -> None:
    if isinstance(event.row, int):
        _one_position(book, event.row, int(event.lots), int(event.cost))
    else:
        _positions(book, event)


def _one_position(book: Book, row: int, lots: int, cost: int) -> None:
    r, m = book.rows, book.markets
    market, before = int(r.market[row]), int(r.lots[row])
    r.lots[row], r.cost[row] = before + lots, int(r.cost[row]) + cost
    m.net_lots[market] += lots
    m.open_lots[market] += max(before + lots, 0) - max(before, 0)
    r.touch(row)
    m.touch(market)


def _positions(book: Book, event: e.PositionChanged) -> None:
    rows, lots = as_column(event.row), as_column(event.lots)
    markets = book.rows.market[rows]
    touched = np.unique(rows)
    long_before = np.maximum(book.rows.lots[touched], 0)
    add_at(book.rows.lots, event.row, event.lots)
    add_at(book.rows.cost, event.row, event.cost)
    add_at(book.markets.open_lots, book.rows.market[touched], np.maximum(book.rows.lots[touched], 0) - long_before)
    add_at(book.markets.net_lots, markets, lots)
    book.rows.touch(touched)
    book.markets.touch(np.unique(markets))


@_writes(e.OrdersReported)
def _orders(book: Book, event: e.OrdersReported) -> None:
    book.rows.buy[event.row], book.rows.sell[event.row] = event.buy, event.sell
    book.rows.touch(event.row)


@_writes(e.OrdersCancelled)
def _cancelled(book: Book, event: e.OrdersCancelled) -> None:
    book.rows.buy[event.row] = 0
    book.rows.sell[event.row] = 0
    book.rows.touch(event.row)


@_writes(e.PriceObserved)
def _price(book: Book, event: e.PriceObserved) -> None:
    s = book.sources
    s.ticks[event.source], s.venue_ns[event.source], s.received_ns[event.source] = (
        event.ticks, event.venue_ns, book.now_ns,
    )  # fmt: skip
    s.touch(event.source)


@_writes(e.ConstituentExcluded)
def _excluded(book: Book, event: e.ConstituentExcluded) -> None:
    book.sources.exclusion[event.source] = event.exclusion
    book.sources.touch(event.source)


@_writes(e.ConstituentReadmitted)
def _readmitted(book: Book, event: e.ConstituentReadmitted) -> None:
    book.sources.exclusion[event.source] = 0
    book.sources.touch(event.source)


@_writes(e.IndexUpdated)
@_writes(e.OracleStale)
def _index(book: Book, event: e.IndexUpdated | e.OracleStale) -> None:
    book.markets.index[event.market], book.markets.index_fresh[event.market] = event.ticks, event.fresh
    book.markets.touch(event.market)


@_writes(e.LastTraded)
def _last(book: Book, event: e.LastTraded) -> None:
    book.markets.last[event.market] = event.ticks
    book.markets.touch(event.market)


@_writes(e.BookObserved)
def _best(book: Book, event: e.BookObserved) -> None:
    book.markets.bid[event.market], book.markets.ask[event.market] = event.bid, event.ask
    book.markets.touch(event.market)


@_writes(e.MarkUpdated)
def _mark(book: Book, event: e.MarkUpdated) -> None:
    m, market = book.markets, event.market
    m.previous_mark[market], m.mark[market], m.mark_ns[market] = m.mark[market], event.ticks, book.now_ns
    m.basis[market], m.valuation[market], m.usable[market] = event.basis, event.valuation, event.usable
    m.touch(market)


@_writes(e.FundingSettled)
def _funding(book: Book, event: e.FundingSettled) -> None:
    book.markets.funding_rate[event.market] = event.rate_ppb
    book.markets.touch(event.market)


@_writes(e.MarginWarningIssued)
def _warning(book: Book, event: e.MarginWarningIssued) -> None:
    book.buckets.level[event.bucket] = event.level
    book.buckets.touch(event.bucket)


@_writes(e.LiquidationTriggered)
def _triggered(book: Book, event: e.LiquidationTriggered) -> None:
    book.buckets.status[event.bucket] = Status.CLOSING
    book.buckets.taker[event.bucket] = 0
    book.buckets.touch(event.bucket)


@_writes(e.LiquidationThrottled)
def _throttled(book: Book, event: e.LiquidationThrottled) -> None:
    book.buckets.queued_ns[event.bucket] = event.queued_ns
    book.buckets.touch(event.bucket)


@_writes(e.LiquidationOrderPlaced)
def _placed(book: Book, event: e.LiquidationOrderPlaced) -> None:
    buckets, now = as_column(event.bucket), book.now_ns
    book.orders.append(
        len(buckets), bucket=event.bucket, row=event.row, lots=event.lots, limit=event.limit, placed_ns=now
    )
    np.add.at(book.buckets.working, buckets, 1)
    book.buckets.queued_ns[buckets] = 0
    book.buckets.touch(np.unique(buckets))
    window = book.policy.closing.window_ns
    if now - int(book.clock.window_ns[0]) >= window:
        book.clock.window_ns[0], book.clock.admitted[0] = now, 0
    book.clock.admitted[0] += len(buckets)
    book.clock.touch(0)


@_writes(e.LiquidationOrderFilled)
def _filled(book: Book, event: e.LiquidationOrderFilled) -> None:
    orders = as_column(event.order)
    np.subtract.at(book.orders.lots, orders, as_column(event.lots))
    done = np.unique(orders)
    done = done[book.orders.lots[done] == 0]
    np.subtract.at(book.buckets.working, book.orders.bucket[done], 1)
    book.orders.touch(orders)
    book.buckets.touch(np.unique(book.orders.bucket[orders]))


@_writes(e.LiquidationOrderExpired)
def _expired(book: Book, event: e.LiquidationOrderExpired) -> None:
    orders = as_column(event.order)
    buckets = book.orders.bucket[orders]
    book.orders.lots[orders] = 0
    np.subtract.at(book.buckets.working, buckets, 1)
    book.buckets.taker[buckets] = event.taker
    book.orders.touch(orders)
    book.buckets.touch(np.unique(buckets))


@_writes(e.ClosingPaced)
def _paced(book: Book, event: e.ClosingPaced) -> None:
    book.buckets.cooldown_ns[event.bucket], book.buckets.escalate_ns[event.bucket] = (
        event.cooldown_ns, event.escalate_ns,
    )  # fmt: skip
    book.buckets.touch(event.bucket)


@_writes(e.LiquidationEnded)
def _ended(book: Book, event: e.LiquidationEnded) -> None:
    book.buckets.status[event.bucket] = Status.OPEN
    book.buckets.taker[event.bucket] = 0
    book.buckets.queued_ns[event.bucket] = 0
    book.buckets.touch(event.bucket)


@_writes(e.OperatorPaid)
def _operator(book: Book, event: e.OperatorPaid) -> None:
    book.clock.operator_paid[0] += as_column(event.amount).sum()
    book.clock.touch(0)


@_writes(e.InsuranceFundDrawn)
def _fund(book: Book, event: e.InsuranceFundDrawn) -> None:
    book.clock.fund_paid[0] += as_column(event.amount).sum()
    book.clock.touch(0)


@_writes(e.LossSocialised)
def _socialised(book: Book, event: e.LossSocialised) -> None:
    book.clock.winners_paid[0] += as_column(event.amount).sum()
    book.clock.touch(0)


@_writes(e.MarketPaused)
def _paused(book: Book, event: e.MarketPaused) -> None:
    book.markets.paused[event.market] = event.paused
    book.markets.touch(event.market)
