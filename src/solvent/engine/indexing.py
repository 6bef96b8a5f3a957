"""Stop 3 of the walk: from the constituents that count to an index, or to what stands in for it."""

from typing import Any

import numpy as np

from solvent import events as e
from solvent.book import Book
from solvent.engine.forming import Forming, Gathered, believed
from solvent.events.base import tabled
from solvent.fixed import mul_div_down
from solvent.policy import Fallback, PricePolicy
from solvent.prices.index import compose
from solvent.prices.sources import beyond, is_stale
from solvent.units import MAX_PRICE, PPM


def index_changes(book: Book, form: Forming, sources: Gathered, turned: set[int]) -> list[e.Event]:
    """3 index: one price of those that count; held, and said so, when they are too few and nothing stands in.

    turned   markets of which a constituent has come or gone in this step
    """
    s, m, rows, markets = book.sources, book.markets, sources.rows, sources.markets
    counts = (s.exclusion[rows] == 0) & (sources.venue_ns > 0)
    weight = np.where(s.weight[rows], s.weight[rows], PPM)
    used, values, weights = (np.zeros(len(rows), np.int64) for _ in range(3))
    index, count = np.zeros(len(markets), np.int64), np.zeros(len(markets), np.int64)
    compose(
        sources.first, sources.last, form.law[markets], form.cap[markets], sources.ticks, weight,
        counts.astype(np.int64), values, weights, used, index, count,
    )  # fmt: skip
    updated, held, composed = [], [], np.zeros(len(markets), bool)
    for place, market in enumerate(markets.tolist()):
        fresh, prices, before = int(count[place]), form.policies[market], _before(book, market)
        serving, target = 0, int(index[place])
        if fresh < prices.min_sources or (fresh == 1 and not prices.index.one):
            serving, target = _stands_in(book, form, market, prices)
        elif fresh == 2 and prices.index.apart and before and _apart(sources, place, counts, target, prices):
            target = before
        if target == 0:
            if fresh != int(m.index_fresh[market]) or m.serving[market] or m.computed[market]:
                held.append((market, before, fresh))
            continue
        switched = market in turned or fresh != int(m.index_fresh[market]) or serving != int(m.serving[market])
        said = (target, 0, 0) if not prices.index.step else _glided(book, market, target, switched, prices)
        after = (said[0], fresh, serving, said[1], said[2])
        if after != (before, *(int(c[market]) for c in (m.index_fresh, m.serving, m.computed, m.glided_ns))):
            updated.append((market, *after))
            composed[place] = form.composed[market] and serving == 0
    inside = np.flatnonzero(composed[sources.place] & counts)
    parts = (markets[sources.place[inside]], rows[inside], used[inside], weight[inside],
             book.now_ns - sources.venue_ns[inside])  # fmt: skip
    told: list[e.Event] = [e.IndexComposed(*parts)] if len(inside) else []
    return [*told, *tabled(e.IndexUpdated, updated), *tabled(e.OracleStale, held)]


def _before(book: Book, market: int) -> int:
    """What the index was (ticks), before its guards looked at it."""
    return int(book.markets.unguarded[market] or book.markets.index[market])


def _apart(sources: Gathered, place: int, counts: Any, computed: int, prices: PricePolicy) -> bool:
    """Whether of two constituents one lies further from the index of them than two may: it is frozen then.

    Where it was before is not asked: two that move together would freeze it for good.

    Source   BitMEX, new protections for indices: X / 2 of either from the index as computed freezes one of two
    """
    inside = slice(int(sources.first[place]), int(sources.last[place]))
    ticks = sources.ticks[inside][counts[inside]].tolist()
    return any(beyond(price, computed, prices.index.apart) for price in ticks)


def _stands_in(book: Book, form: Forming, market: int, prices: PricePolicy) -> tuple[int, int]:
    """Which of the fallbacks has a price, from 1, and that price in ticks of the market; (0, 0) where none has."""
    m = book.markets
    for number, fallback in enumerate(prices.fallbacks, 1):
        if fallback.kind == Fallback.LAST:
            last, at = int(m.last[market]), int(m.last_ns[market])
            if last and not is_stale(book.now_ns, at, prices.max_age_ns):
                return number, last
            continue
        other = book.market_of.get(fallback.market, -1)
        if other >= 0 and m.index[other] and _believed_now(book, form, other):
            finer = int(m.price_decimals[market]) - int(m.price_decimals[other])
            ticks = mul_div_down(int(m.index[other]), 10 ** max(finer, 0), 10 ** max(-finer, 0))
            if 0 < ticks <= MAX_PRICE:
                return number, ticks
    return 0, 0


def _believed_now(book: Book, form: Forming, market: int) -> bool:
    """Whether the index of another market is formed of constituents of its own that may be believed."""
    m = book.markets
    return (
        not m.serving[market]
        and not m.unsafe[market]
        and believed(form.policies[market], int(m.index_fresh[market]), 0)
    )


def _glided(book: Book, market: int, target: int, switched: bool, prices: PricePolicy) -> tuple[int, int, int]:
    """How far the index goes when who counts has changed: a step at a time towards what is computed.

    returns   its ticks, what it is on its way to (0: it is there), and when it last moved there, ns
    Law       from one step to the next it moves by no more than the declared step, or by a tick where that is less
    """
    m, terms = book.markets, prices.index
    before, gliding, since = _before(book, market), bool(m.computed[market]), int(m.glided_ns[market])
    room = max(mul_div_down(before, terms.step, PPM), 1)
    if not before or not (gliding or switched):
        return target, 0, 0
    ready = not gliding or book.now_ns - since >= terms.every_ns
    if abs(target - before) <= room and ready:
        return target, 0, 0
    if not ready:
        return before, target, since
    return before + (room if target > before else -room), target, book.now_ns
