"""Stops 2 to 4 of the walk: is a source believed, what is the asset worth elsewhere, what do we value with."""

import numpy as np

from solvent import events as e
from solvent.book import Book
from solvent.engine import refusal as r
from solvent.engine.refusal import Stages
from solvent.fixed import mul_div_down
from solvent.grid import worth_more
from solvent.policy import MarkRule, PricePolicy, PriceRole
from solvent.prices.index import median
from solvent.prices.mark import fair, median_of_three, smoothed_basis
from solvent.prices.sources import is_stale
from solvent.reasons import Exclusion, Reason
from solvent.units import INT64_MAX, MAX_INTEREST


def source_of(book: Book, market: int, name: str) -> int:
    """The source's index, or a refusal."""
    for source in sources_of(book, market):
        if book.source_names[source] == name:
            return source
    raise r.Refusal(Reason.UNKNOWN_SOURCE, f"{name!r} is no constituent of {book.market_names[market]}")


def sources_of(book: Book, market: int) -> list[int]:
    """The index constituents of a market."""
    return [source for source, owner in enumerate(book.sources.market.tolist()) if owner == market]


def revalue_market(book: Book, market: int) -> Stages:
    """2 sources, 3 index, 4 mark: what the market is valued with from now on."""
    yield source_changes(book, market)
    yield index_change(book, market)
    yield [mark_change(book, market)]


def grown_stale(book: Book) -> Stages:
    """2 sources, elsewhere: whoever time has silenced there is left out before anybody is closed on his price."""
    s = book.sources
    silent = (s.exclusion == 0) & (s.venue_ns > 0) & (book.now_ns - s.venue_ns > book.policy.prices.max_age_ns)
    for market in np.unique(s.market[silent]).tolist():
        yield from revalue_market(book, market)


def usable_at(book: Book, market: int, now_ns: int) -> bool:
    """Whether the price of a market may be acted on at a time at which nobody has looked at its sources yet."""
    prices, s = book.policy.prices, book.sources
    if not book.markets.usable[market] or not _needs_index(prices):
        return bool(book.markets.usable[market])
    heard = [source for source in sources_of(book, market) if s.venue_ns[source] and not s.exclusion[source]]
    fresh = [source for source in heard if not is_stale(now_ns, int(s.venue_ns[source]), prices.max_age_ns)]
    return len(fresh) >= prices.min_sources


def source_changes(book: Book, market: int) -> list[e.Event]:
    """2 source: which constituents stop or start to count."""
    now, limit, s = book.now_ns, book.policy.prices.max_age_ns, book.sources
    changes: list[e.Event] = []
    for source in sources_of(book, market):
        spoke, excluded = int(s.venue_ns[source]), bool(s.exclusion[source])
        stale = is_stale(now, spoke, limit)
        if stale and spoke and not excluded:
            changes.append(e.ConstituentExcluded(source, Exclusion.STALE, int(s.ticks[source]), now - spoke))
        elif excluded and not stale:
            changes.append(e.ConstituentReadmitted(source))
    return changes


def index_change(book: Book, market: int) -> list[e.Event]:
    """3 index: the median of the fresh constituents; held, and said so, when they are too few."""
    s, m = book.sources, book.markets
    spoken = [source for source in sources_of(book, market) if s.venue_ns[source]]
    fresh = [int(s.ticks[source]) for source in spoken if not s.exclusion[source]]
    held, before = int(m.index[market]), int(m.index_fresh[market])
    if len(fresh) >= book.policy.prices.min_sources:
        index = median(fresh)
        return [e.IndexUpdated(market, index, len(fresh))] if (index, len(fresh)) != (held, before) else []
    return [e.OracleStale(market, held, len(fresh))] if len(fresh) != before else []


def mark_change(book: Book, market: int) -> e.MarkUpdated:
    """4 mark: the mark by its rule, its components, and whether the price that triggers may be acted on."""
    m, prices = book.markets, book.policy.prices
    index, last = int(m.index[market]), int(m.last[market])
    believed = int(m.index_fresh[market]) >= prices.min_sources
    basis, steady, smooth = int(m.basis[market]), 0, 0
    if index and last:
        elapsed = book.now_ns - int(m.mark_ns[market]) if m.mark_ns[market] else 0
        basis = smoothed_basis(basis, last, index, max(elapsed, 0), max(prices.basis_ns, 1))
        basis = min(max(basis, -INT64_MAX), INT64_MAX)  # so far apart only by mistake
    if index:
        steady = fair(index, int(m.funding_rate[market]))
        smooth = max(index + mul_div_down(basis, 1, 1_000_000), 1)
    candidates = {
        MarkRule.INDEX: index,
        MarkRule.LAST: last,
        MarkRule.MEDIAN_OF_THREE: median_of_three(steady, smooth, last) if index and last else 0,
        MarkRule.FAIR: steady,
    }
    mark = candidates[prices.mark]
    valuation = {PriceRole.MARK: mark, PriceRole.INDEX: index, PriceRole.LAST: last}[prices.trigger]
    usable = int(valuation > 0 and (believed or not _needs_index(prices)))
    if valuation and worth_more(int(m.open_lots[market]), valuation, int(m.den[market]), MAX_INTEREST):
        valuation, usable = int(m.valuation[market]), 0  # no money could hold what it would be worth
    return e.MarkUpdated(market, mark, steady, smooth, last, basis, valuation, usable)


def _needs_index(prices: PricePolicy) -> bool:
    """Whether the price that triggers is formed with the index."""
    return prices.trigger == PriceRole.INDEX or (prices.trigger == PriceRole.MARK and prices.mark != MarkRule.LAST)
