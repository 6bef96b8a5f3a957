"""Liquidation orders: how many are admitted, how large, at which limit, and what their fills do."""

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solvent import commands as c
from solvent import events as e
from solvent.book import Book, House, Kind
from solvent.columns import Int64Array, as_column, distinct, numbered, without
from solvent.engine import stages
from solvent.engine.exchange import coins_due
from solvent.engine.funds import available
from solvent.engine.holdings import funds_of, house_rows, outside_rows, reduction, transfers
from solvent.engine.refusal import Stages, require
from solvent.engine.settlement import settle_fills
from solvent.grid import worth_more
from solvent.liquidation.execution import limit_prices
from solvent.liquidation.sizing import order_sizes
from solvent.policy import LiquidationFee, Policy, Portion, Sizing, Taker, TakerPolicy
from solvent.reasons import Moved, Posting, Reason
from solvent.revalue.coins import any_coins
from solvent.revalue.rows import Standing, margins_of, perps_in, some
from solvent.units import MAX_INTEREST, MAX_PRICE, MAX_PRODUCT

MAX_FEE = 500_000  # ppm: the most that a limit after fees looks at


def place(book: Book, standing: Standing, stage: int) -> Generator[list[e.Event], None, Int64Array]:
    """Admits as many orders as the throttle allows, most urgent bucket first, and never half a bucket.

    stage     index of the taker: a stage of the market
    returns   the buckets from which it orders nothing and which go on to the next taker
    """
    terms = book.policy.takers[stage]
    whole = _whole_only(book, standing) if terms.portion == Portion.PARTS else np.zeros(len(standing.bucket), bool)
    over, standing = standing.bucket[whole], standing.take(np.flatnonzero(~whole))
    count = _fitting(book, standing, terms)
    waiting = standing.bucket[count:]
    waiting = waiting[book.buckets.queued_ns[waiting] == 0]
    if len(waiting):
        yield [e.LiquidationThrottled(waiting, np.full(len(waiting), max(book.now_ns, 1)))]
    ready = standing.take(np.arange(min(count, len(standing.bucket))))
    if len(ready.bucket):
        draft = _draft(book, ready, terms)
        yield _order_stage(book, ready, draft, stage)
        if not terms.again:
            over = np.concatenate([over, book.rows.bucket[draft.rows[draft.bare()]]])
    return over


def _fitting(book: Book, standing: Standing, terms: TakerPolicy) -> int:
    """How many buckets, in order, the running window still has orders for; an unused window has them for one."""
    per_window = book.policy.closing.orders_per_window
    if per_window == 0:
        return len(standing.bucket)
    left = admitted(book)
    _, places, _ = _rows_to_close(book, standing, terms)
    orders = np.cumsum(np.bincount(places, minlength=len(standing.bucket)))
    return max(int(np.searchsorted(orders, left, side="right")), int(left == per_window))


def admitted(book: Book) -> int:
    """How many liquidation orders the running window still admits, where there is a throttle."""
    closing = book.policy.closing
    if book.now_ns - int(book.clock.window_ns[0]) >= closing.window_ns:
        return closing.orders_per_window
    return max(closing.orders_per_window - int(book.clock.admitted[0]), 0)


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """Orders before they are placed: rows in the order of their buckets' urgency, each one's place in the standing.

    coins    lots of a coin that is sold for a debt, 0 for a position
    sizes    lots, unsigned, that the stage orders now
    """

    rows: Int64Array
    places: Int64Array
    coins: Int64Array
    sizes: Int64Array

    def bare(self) -> Int64Array:
        """A row of each bucket from which nothing is ordered, by its place here."""
        places, firsts = np.unique(self.places, return_index=True)
        return firsts[~np.isin(places, self.places[self.sizes > 0])]


def _draft(book: Book, standing: Standing, terms: TakerPolicy) -> Draft:
    rows, places, coins = _rows_to_close(book, standing, terms)
    sizes = np.where(coins > 0, coins, _sizes(book, standing, rows, places, terms.portion == Portion.ALL))
    positions = np.flatnonzero(coins == 0)
    sizes[positions] = stages.sliced(book, terms, rows[positions], sizes[positions])
    return Draft(rows, places, coins, sizes)


def _whole_only(book: Book, standing: Standing) -> NDArray[np.bool_]:
    """Which of these buckets have a position that the sizing would close whole (flags)."""
    rows, places, coins = _rows_to_close(book, standing)
    whole = (_sizes(book, standing, rows, places) == np.abs(book.rows.lots[rows])) & (coins == 0)
    return np.bincount(places[whole], minlength=len(standing.bucket)) > 0


def _sizes(
    book: Book, standing: Standing, rows: Int64Array, places: Int64Array, everything: bool = False
) -> Int64Array:
    """What the sizing asks for, lots, unsigned; `everything`: whole positions, whatever it says."""
    closing, m, t = book.policy.closing, book.markets, book.tiers
    market, lots = book.rows.market[rows], book.rows.lots[rows]
    fees = m.taker_fee[market] + m.liquidation_fee[market]
    escalate = ((book.buckets.escalate_ns[standing.bucket[places]] > book.now_ns) | everything).astype(np.int64)
    schedule = (t.floor, t.mm_num, t.mm_den, t.mm_fraction, t.deduction)
    sizes = np.zeros(len(rows), np.int64)
    order_sizes(
        lots, m.valuation[market], m.den[market], m.tier_first[market], m.tier_last[market], standing.equity[places],
        standing.maintenance[places], fees + closing.assumed_cost, escalate, int(closing.sizing), closing.fraction,
        closing.fraction_above, closing.buffer, int(closing.comparator), closing.levels, *schedule, sizes,
    )  # fmt: skip
    return np.where(sizes == 0, np.abs(lots), sizes)


def _limits(book: Book, standing: Standing, draft: Draft, terms: TakerPolicy) -> Int64Array:
    """The limits of orders, ticks, 0 for none; what covers a debt is sold for what it brings."""
    closing, m, rows, places = book.policy.closing, book.markets, draft.rows, draft.places
    market = book.rows.market[rows]
    fees = np.minimum(m.taker_fee[market] + m.liquidation_fee[market], MAX_FEE)
    _, margins = margins_of(book, rows)
    limits = np.zeros(len(rows), np.int64)
    limit_prices(
        book.rows.lots[rows], m.valuation[market], m.den[market], (standing.equity + standing.cut)[places],
        standing.maintenance[places], margins, fees, int(closing.limit), closing.spread, closing.adjustment, limits,
    )  # fmt: skip
    return np.where(draft.coins > 0, 0, stages.banded(book, terms, rows, limits))


def _order_stage(book: Book, standing: Standing, draft: Draft, stage: int) -> list[e.Event]:
    """The orders of a stage, when their buckets may be asked again, and from whom nothing was ordered."""
    terms, limits = book.policy.takers[stage], _limits(book, standing, draft, book.policy.takers[stage])
    sent = np.flatnonzero(draft.sizes > 0)
    rows, places, sizes = draft.rows[sent], draft.places[sent], draft.sizes[sent]
    lots, ticks = book.rows.lots[rows], book.markets.valuation[book.rows.market[rows]]
    numbers = np.arange(book.orders.n, book.orders.n + len(rows))
    placed = e.LiquidationOrderPlaced(
        numbers, standing.bucket[places], rows, np.where(lots > 0, -sizes, sizes), limits[sent], ticks,
        standing.equity[places], standing.maintenance[places], stage, int(terms.fill_or_kill),
    )  # fmt: skip
    bare = draft.rows[draft.bare()]
    none = stages.withheld(book, bare, stage if terms.again else stage + 1)
    left = (draft.sizes < np.abs(book.rows.lots[draft.rows])) & (draft.coins == 0)
    partial = distinct(without(standing.bucket[draft.places[left]], book.rows.bucket[bare]))
    return [placed, *_paced(book, terms, partial, standing.bucket), none]


def _paced(book: Book, terms: TakerPolicy, partial: Int64Array, asked: Int64Array) -> list[e.ClosingPaced]:
    """When these buckets are asked again: those closed in part, and where a stage orders again all of them."""
    closing, now = book.policy.closing, book.now_ns
    waits = terms.every_ns or closing.cooldown_ns
    paced = np.unique(asked) if terms.again else partial
    if len(paced) == 0 or not (waits or closing.escalate_ns):
        return []
    until = now + closing.escalate_ns if closing.escalate_ns else 0
    escalate = np.where(np.isin(paced, partial), until, book.buckets.escalate_ns[paced])
    return [e.ClosingPaced(paced, np.full(len(paced), now + waits if waits else 0), escalate)]


def _rows_to_close(
    book: Book, standing: Standing, terms: TakerPolicy | None = None
) -> tuple[Int64Array, Int64Array, Int64Array]:
    """Rows in the order of their buckets' urgency, each one's place in `standing`, and the lots of coins (0: no coin).

    Everything where the rule or the stage closes all; otherwise one row a bucket, the one with the largest maintenance.
    Coins come when a bucket has no position left.
    """
    ascending = np.argsort(standing.bucket)
    rows = perps_in(book, standing.bucket[ascending])
    places = ascending[np.searchsorted(standing.bucket[ascending], book.rows.bucket[rows])]
    if book.policy.closing.sizing == Sizing.ALL or (terms and terms.portion == Portion.ALL):
        order = np.lexsort((rows, places))
        rows, places = rows[order], places[order]
    else:
        _, margins = margins_of(book, rows)
        order = np.lexsort((rows, -margins, places))
        rows, places = rows[order], places[order]
        firsts = np.flatnonzero(np.diff(places, prepend=-1))
        rows, places = rows[firsts], places[firsts]
    coins = np.zeros(len(rows), np.int64)
    if any_coins(book):
        bare = without(np.arange(len(standing.bucket)), places).tolist()
        due = [(row, place, lots) for place in bare for row, lots in coins_due(book, int(standing.bucket[place]))]
        more = np.array(due, np.int64).reshape(len(due), 3)
        rows, places, coins = (np.concatenate(pair) for pair in zip((rows, places, coins), more.T, strict=True))
        order = np.argsort(places, kind="stable")
        rows, places, coins = rows[order], places[order], coins[order]
    return rows, places, coins


@dataclass(frozen=True, slots=True, eq=False)
class Fills:
    """A checked report: order index, lots signed as traded, ticks."""

    order: Int64Array
    lots: Int64Array
    ticks: Int64Array


def check_fills(book: Book, command: c.ReportFill) -> Fills:
    """Refuses a report that is not what was ordered."""
    order, lots, ticks = as_column(command.orders), as_column(command.lots), as_column(command.ticks)
    known = bool((order >= 0).all() and (order < book.orders.n).all() and book.orders.lots[order].all())
    require(known, Reason.UNKNOWN_ORDER, "expected orders that are open")
    require(len(distinct(order)) == len(order), Reason.ALREADY_EXISTS, "an order stands twice in one report")
    require(bool((lots > 0).all() and (ticks > 0).all()), Reason.NOT_POSITIVE, "expected sizes and prices above 0")
    require(bool((ticks <= MAX_PRICE).all()), Reason.OUT_OF_RANGE, f"expected prices of at most {MAX_PRICE} ticks")
    dens = book.markets.den[book.rows.market[book.orders.row[order]]].tolist()
    most = int(lots.max(initial=0)) * int(ticks.max(initial=0))  # where this fits, each fill of linear contracts does
    fits = (most <= MAX_PRODUCT and min(dens, default=1) > 0) or not any(
        _too_large(*fill) for fill in zip(command.lots, command.ticks, dens, strict=False)
    )
    require(fits, Reason.OUT_OF_RANGE, "a fill is too large for its price")
    lengths = {len(order), len(lots), len(ticks)}
    require(len(lengths) == 1 and lengths != {0}, Reason.LENGTHS_DIFFER,
            f"expected three columns of one length above 0, found {sorted(lengths)}")  # fmt: skip
    left, limit = book.orders.lots[order], book.orders.limit[order]
    worse = (limit > 0) & np.where(left < 0, ticks < limit, ticks > limit)
    require(bool((lots <= np.abs(left)).all()) and not worse.any(), Reason.OVER_FILL,
            "expected fills within what was ordered and within the limit price")  # fmt: skip
    cut = (book.orders.whole[order] == 1) & (lots < np.abs(left))
    require(not cut.any(), Reason.PARTIAL_FILL, "expected fill-or-kill orders whole, or reported as expired")
    return Fills(order, np.where(left < 0, -lots, lots), ticks)


def _too_large(lots: int, ticks: int, den: int) -> bool:
    return lots * ticks > MAX_PRODUCT if den > 0 else worth_more(lots, ticks, den, MAX_INTEREST)


def settle(book: Book, fills: Fills) -> Stages:
    """Money, positions and fees of the fills; a fill whose loss the fund cannot make good now is no fill."""
    o, m, closing = book.orders, book.markets, book.policy.closing
    rows, buckets = o.row[fills.order], o.bucket[fills.order]
    markets = book.rows.market[rows]
    closed, place = numbered(buckets)
    standing = some(book, closed)
    equity, count = standing.equity + standing.cut, len(rows)  # a coin brings what it is worth
    quote, taker, fee, draw, refused, after = (np.zeros(count, np.int64) for _ in range(6))
    held, t = book.rows.lots[rows], book.tiers
    fund, fund_at = numbered(funds_of(book, markets))
    fund_left = available(book, fund)
    coin = m.kind[markets] == Kind.COIN
    per_fill = ((closing.fee == LiquidationFee.CAPPED_BY_IMPROVEMENT) & ~coin).astype(np.int64)
    settle_fills(
        place, fund_at, held, fills.lots, fills.ticks, m.valuation[markets], m.den[markets], m.taker_fee[markets],
        m.liquidation_fee[markets], per_fill, m.tier_first[markets], m.tier_last[markets], t.floor, t.mm_num,
        t.mm_den, t.mm_fraction, t.deduction, standing.maintenance.copy(), equity, fund_left, quote, taker, fee, draw,
        refused, after,
    )  # fmt: skip
    good = np.flatnonzero(refused == 0)
    if len(good):
        yield from _settled(book, fills, good, quote, taker, fee, draw, after)
    if len(good) < count:
        yield [expired(book, fills.order[refused == 1])]


def _settled(
    book: Book, fills: Fills, good: Int64Array, quote: Int64Array, taker: Int64Array, fee: Int64Array,
    draw: Int64Array, after: Int64Array,
) -> Stages:  # fmt: skip
    """The events of the fills that stand."""
    order, lots, ticks = fills.order[good], fills.lots[good], fills.ticks[good]
    quote, taker, fee, draw = quote[good], taker[good], fee[good], draw[good]
    bucket, row = book.orders.bucket[order], book.orders.row[order]
    market = book.rows.market[row]
    opened = house_rows(book, House.OUTSIDE, distinct(market))
    if opened:
        yield opened
    assets = book.markets.asset[market]
    outside, fees, fund = book.houses(assets, House.OUTSIDE), book.houses(assets, House.FEES), funds_of(book, market)
    other = outside_rows(book, market)
    cost = np.where(book.markets.kind[market] == Kind.COIN, 0, quote)
    yield [
        e.LiquidationOrderFilled(order, lots, ticks, np.abs(quote), taker, fee, after[good]),
        transfers(np.where(quote > 0, outside, bucket), np.where(quote > 0, bucket, outside), np.abs(quote),
                  Posting.LIQUIDATION_FILL),
        transfers(bucket, fees, taker, Posting.TAKER_FEE),
        transfers(bucket, fund, fee, Posting.LIQUIDATION_FEE),
        transfers(fund, bucket, draw, Posting.INSURANCE_DRAW),
        *_drawn(book, bucket, fund, draw),
        e.PositionChanged(row, lots, reduction(book, row, lots), np.full(len(row), int(Moved.LIQUIDATION)), ticks),
        e.PositionChanged(other, -lots, cost, np.full(len(row), int(Moved.LIQUIDATION)), ticks),
    ]  # fmt: skip


def _drawn(book: Book, bucket: Int64Array, fund: Int64Array, draw: Int64Array) -> list[e.Event]:
    named = fund != book.houses(book.ledger.asset[bucket], House.FUND)
    paid, of_category = np.flatnonzero((draw > 0) & ~named), np.flatnonzero((draw > 0) & named)
    return [
        e.InsuranceFundDrawn(bucket[paid], draw[paid]),
        e.CategoryFundDrawn(bucket[of_category], fund[of_category], draw[of_category]),
    ]


def expired(book: Book, over: Int64Array) -> e.LiquidationOrderExpired:
    """Orders that are over; what they leave is asked for where their stage says."""
    following = np.array([_after(book.policy, stage) for stage in book.orders.taker[over].tolist()], np.int64)
    return e.LiquidationOrderExpired(over, book.orders.lots[over], following)


def _after(policy: Policy, stage: int) -> int:
    """The taker that is asked for what a stage of the market left: the next, the same again, or the first where other
    rules have been adopted since and the market is no longer asked there."""
    if stage >= len(policy.takers) or policy.takers[stage].kind != Taker.MARKET:
        return 0
    return stage if policy.takers[stage].again else stage + 1
