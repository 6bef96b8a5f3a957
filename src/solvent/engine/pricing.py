"""Stops 2 to 4 of the walk: is a source believed, what is the asset worth elsewhere, what do we value with."""

from collections.abc import Generator, Sequence

import numpy as np
from numpy.typing import NDArray

from solvent import events as e
from solvent.book import Book
from solvent.columns import Int64Array
from solvent.engine import refusal as r
from solvent.engine.forming import Forming, Gathered, believed, forming
from solvent.engine.guarding import grown_old, guards, is_safe
from solvent.engine.indexing import index_changes
from solvent.engine.marking import mark_changes
from solvent.engine.refusal import Stages
from solvent.policy import Fallback
from solvent.prices.sources import LEAVES, RETURNS, WAITS, faults, is_stale, standings
from solvent.reasons import Reason


def source_of(book: Book, market: int, name: str) -> int:
    """The source's index, or a refusal."""
    for source in sources_of(book, market):
        if book.source_names[source] == name:
            return source
    raise r.Refusal(Reason.UNKNOWN_SOURCE, f"{name!r} is no constituent of {book.market_names[market]}")


def sources_of(book: Book, market: int) -> list[int]:
    """The index constituents of a market."""
    form = forming(book)
    found: list[int] = form.order[form.start[market] : form.start[market + 1]].tolist()
    return found


def reprice(book: Book, markets: Sequence[int]) -> Generator[list[e.Event], None, list[int]]:
    """2 sources, 3 index and its guards, 4 mark: what these markets are valued with from now on.

    Returns them, and those that read their index.
    """
    form, again, touched = forming(book), np.array(markets, np.int64), list(markets)
    seen: set[int] = set()
    while len(again):
        sources = Gathered(book, form, again)
        changes, turned = source_changes(book, form, sources)
        yield changes
        yield index_changes(book, form, sources, turned)
        yield from guards(book, form, again)
        yield mark_changes(book, form, sources)
        readers = [market for market in form.readers(book, again) if market not in seen]
        seen.update(readers)
        touched += [market for market in readers if market not in touched]
        again = np.array(readers, np.int64)
    return touched


def grown_stale(book: Book) -> Stages:
    """2 sources, elsewhere: whoever time has silenced there is left out before anybody is closed on his price."""
    form, s = forming(book), book.sources
    silent = (s.exclusion == 0) & (s.venue_ns > 0) & (book.now_ns - s.venue_ns > form.quiet_ns[s.market])
    rows = np.flatnonzero(silent)
    if len(rows):
        one = np.ones(len(rows), np.int64)  # what they say is not looked at here
        wrong = _wrong(book, form, rows, s.market[rows], one, book.now_ns) != 0
        for market in np.unique(s.market[rows[wrong]]).tolist():
            yield from reprice(book, [market])
    for market in np.flatnonzero((book.markets.serving > 0) & form.asks_last).tolist():
        if _outlived(book, form, market, book.now_ns):
            yield from reprice(book, [market])
    for market in grown_old(book, form):
        if book.markets.usable[market] and not _guards_agree(book, market, book.now_ns):
            yield from reprice(book, [market])


def usable_at(book: Book, market: int, now_ns: int) -> bool:
    """Whether the price of a market may be acted on at a time at which nobody has looked at its sources yet."""
    return _formed_at(book, market, now_ns) and _guards_agree(book, market, now_ns)


def index_usable_at(book: Book, market: int, now_ns: int) -> bool:
    """Whether the index of a market may be acted on at a time, whatever the market itself is valued with.

    returns   False while too few sources count, a guard fails that says so, or it waits for its quorum after a halt
    """
    return _index_at(book, market, now_ns) and not book.markets.gate_ns[market] and _guards_agree(book, market, now_ns)


def _guards_agree(book: Book, market: int, now_ns: int) -> bool:
    """Whether the guards of a market, and of what it is measured from, let anybody be liquidated on it at a time."""
    form = forming(book)

    def formed(other: int) -> bool:
        return _index_at(book, other, now_ns)

    def safe(other: int) -> bool:
        return formed(other) and is_safe(book, form, other, now_ns, formed)

    return is_safe(book, form, market, now_ns, safe)


def _formed_at(book: Book, market: int, now_ns: int) -> bool:
    """Whether enough sources count at a time, whatever the guards say of it."""
    form, m = forming(book), book.markets
    if not m.usable[market] or not form.needs_index[market]:
        return bool(m.usable[market])
    return _index_at(book, market, now_ns)


def _index_at(book: Book, market: int, now_ns: int) -> bool:
    """Whether enough sources of an index count at a time, or what stands in for it does."""
    form, m = forming(book), book.markets
    if _outlived(book, form, market, now_ns):
        return False
    sources = Gathered(book, form, np.array([market]))
    fresh = int((_wrong_in(book, form, sources, now_ns)[_counting(book, sources)] == 0).sum())
    return believed(form.policies[market], fresh, int(m.serving[market]))


def _outlived(book: Book, form: Forming, market: int, now_ns: int) -> bool:
    """Whether the last price stands in for an index and is too old for that at a time."""
    m, prices = book.markets, form.policies[market]
    serving = int(m.serving[market])
    by_last = serving > 0 and prices.fallbacks[serving - 1].kind == Fallback.LAST
    return by_last and is_stale(now_ns, int(m.last_ns[market]), prices.max_age_ns)


def _counting(book: Book, sources: Gathered) -> NDArray[np.bool_]:
    """Which sources count as the book stands (flags)."""
    counts: NDArray[np.bool_] = (book.sources.exclusion[sources.rows] == 0) & (sources.venue_ns > 0)
    return counts


def _wrong_in(book: Book, form: Forming, sources: Gathered, now_ns: int) -> Int64Array:
    """What is wrong with each of the sources of some markets as time stands (reasons.Exclusion)."""
    return _wrong(book, form, sources.rows, sources.markets[sources.place], sources.ticks, now_ns)


def _wrong(
    book: Book, form: Forming, rows: Int64Array, markets: Int64Array, ticks: Int64Array, now_ns: int
) -> Int64Array:
    """What is wrong with sources as time stands (reasons.Exclusion).

    rows      the sources; markets: of each
    ticks     as they count, of each
    """
    s, gates = book.sources, form.gates
    wrong = np.zeros(len(rows), np.int64)
    traded, heartbeat = s.traded_ns[rows], s.heartbeat_ns[rows]
    faults(
        now_ns, markets, s.said[rows], s.suspended[rows], ticks, s.venue_ns[rows],
        np.where(traded, traded, s.venue_ns[rows]), s.moved_ns[rows], np.where(heartbeat, heartbeat, s.rhythm_ns[rows]),
        form.max_age, gates["silence_ns"], gates["rhythm"], gates["frozen_ns"], wrong,
    )  # fmt: skip
    return wrong


def source_changes(book: Book, form: Forming, sources: Gathered) -> tuple[list[e.Event], set[int]]:
    """2 source: which constituents stop or start to count; and the markets of those."""
    s, rows, now, gates, markets = book.sources, sources.rows, book.now_ns, form.gates, sources.markets
    wrong, turn, scratch = (
        _wrong_in(book, form, sources, now),
        np.zeros(len(rows), np.int64),
        np.zeros(len(rows), np.int64),
    )
    standings(
        now, sources.first, sources.last, gates["deviation"][markets], gates["readmit"][markets],
        gates["probation_ns"][markets], sources.ticks, sources.venue_ns, s.exclusion[rows], s.since_ns[rows], wrong,
        scratch, turn,
    )  # fmt: skip
    changes: list[e.Event] = []
    if not turn.any():
        return changes, set()
    turned = np.flatnonzero(turn)
    for place in turned.tolist():
        source = int(rows[place])
        if turn[place] == LEAVES:
            age = now - int(sources.venue_ns[place])
            changes.append(e.ConstituentExcluded(source, int(wrong[place]), int(s.ticks[source]), age))
        elif turn[place] == WAITS:
            changes.append(e.ConstituentOnProbation(source))
        elif turn[place] == RETURNS:
            changes.append(e.ConstituentReadmitted(source))
    return changes, set(markets[sources.place[turned]].tolist())
