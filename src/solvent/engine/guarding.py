"""Between the index and the mark: what the guards of an index make of it."""

from collections.abc import Callable, Sequence

from solvent import events as e
from solvent.book import Book
from solvent.columns import Int64Array
from solvent.engine.forming import Forming, believed
from solvent.engine.refusal import Stages
from solvent.events.base import tabled
from solvent.fixed import mul_div_down, mul_div_up
from solvent.policy import GuardPolicy
from solvent.policy.choices import Comparison
from solvent.prices.oracle.delay import Delayed, taken
from solvent.prices.oracle.guarding import NO_GUARD, UNTOLD, Guarded, Held, Said, guarded
from solvent.units import MAX_PRICE

Formed = Callable[[int], bool]  # whether the index of a market may be believed, whatever its guards say


def guards(book: Book, form: Forming, markets: Int64Array) -> Stages:
    """3 index, as late as it counts and as its guards see it; who is measured from another comes after that one."""
    m = book.markets
    asked = form.has_guards[markets] | ((m.good[markets] | m.failing[markets] | m.unsafe[markets]) != 0)
    left = markets[asked & (m.index[markets] != 0)].tolist()
    if hops := [hop for market in left if (hop := _hop(book, form, market))]:
        yield tabled(e.IndexDelayed, hops)
    while left:
        ready = [market for market in left if not form.beside[market].intersection(left)] or left
        if changes := guard_changes(book, form, ready):
            yield changes
        left = [market for market in left if market not in ready]


def _hop(book: Book, form: Forming, market: int) -> tuple[int, ...] | None:
    """What counts from now on of an index that counts late, what follows, and since when; none where it stays.

    It moves on with the first look after a hop, and only while the index may be acted on.
    """
    m, delay = book.markets, form.delays[market]
    kept = int(m.current[market]), int(m.following[market]), int(m.hopped_ns[market])
    if delay is None:
        return (market, 0, 0, 0) if any(kept) else None
    said = int(m.unguarded[market] or m.index[market])
    if not _formed(book, form, market):
        said = 0
    held = taken(Delayed(*kept), book.now_ns, said, delay.hop_ns, delay.comparison == Comparison.AT_LEAST)
    return None if held == kept else (market, *held)


def guard_changes(book: Book, form: Forming, markets: Sequence[int]) -> list[e.Event]:
    """What these indices count for from now on, and which guards fail; nothing where that is as it was."""
    rows, failed = [], []
    for market in markets:
        before = tuple(int(column[market]) for column in _columns(book))
        after: tuple[int, ...] = (before[1] or before[0], 0, 0, 0, 0, 0, 0)
        result = None
        if form.has_guards[market]:
            result, held, heard_ns = _judged(book, form, market, book.now_ns, lambda other: _formed(book, form, other))
            after = _standing(after[0], result, held, heard_ns)
        if after != before:
            rows.append((market, *after))
            failed += [(market, *failure) for failure in result.failures] if result else []
    return [*tabled(e.GuardFailed, failed), *tabled(e.IndexGuarded, rows)]


def _columns(book: Book) -> tuple[Int64Array, ...]:
    """What `IndexGuarded` says of a market, in its order."""
    m = book.markets
    return m.index, m.unguarded, m.failing, m.unsafe, m.good, m.good_before, m.heard_ns


def _standing(found: int, result: Guarded, held: Held, heard_ns: int) -> tuple[int, ...]:
    """What `IndexGuarded` will say: where there is no value the last good one values, or what was found."""
    counts = 0 < result.value <= MAX_PRICE
    ticks, good = (result.value, result.good) if counts else (held.good or found, held.good)
    failing = sum(1 << failure.place for failure in result.failures if failure.place != NO_GUARD)
    unsafe = int(not (counts and result.liquidates))
    return ticks, found if ticks != found else 0, failing, unsafe, good, held.before, heard_ns


def grown_old(book: Book, form: Forming) -> list[int]:
    """The markets in which a guard of an age may fail by now, though nobody has spoken."""
    s, m = book.sources, book.markets
    old = (s.exclusion == 0) & (s.venue_ns > 0) & (book.now_ns - s.venue_ns >= form.grows_old[s.market])
    left = book.now_ns - m.heard_ns >= form.grows_old
    return sorted({*s.market[old].tolist(), *left.nonzero()[0].tolist()})


def is_safe(book: Book, form: Forming, market: int, now_ns: int, formed: Formed) -> bool:
    """Whether the guards of an index let anybody be liquidated on it at a time (ns) at which nobody has looked yet.

    formed   of another market, then
    """
    if not form.has_guards[market] or not form.needs_index[market]:
        return True
    result, _, _ = _judged(book, form, market, now_ns, formed)
    return result.liquidates and result.value <= MAX_PRICE


def _judged(book: Book, form: Forming, market: int, now_ns: int, formed: Formed) -> tuple[Guarded, Held, int]:
    """The index before its guards, as they see it at a time (ns); what is remembered of it; when it was last told (ns).

    Once it is told anew it may move again from what was good until then.
    """
    m, chain = book.markets, form.guards[market]
    value = int(m.current[market] if form.delays[market] else m.unguarded[market] or m.index[market])
    oldest, newest, width = _told(book, form, market, value, now_ns)
    good, heard_ns = int(m.good[market]), int(m.heard_ns[market])
    held = Held(good, good if newest > heard_ns else int(m.good_before[market]))
    others = {guard.beside: _beside(book, market, guard, formed) for guard in chain if guard.reference}
    said = Said(value, oldest, width, others, 10 ** int(m.price_decimals[market]))
    return guarded(chain, said, held, now_ns), held, max(newest, heard_ns)


def _told(book: Book, form: Forming, market: int, value: int, now_ns: int) -> tuple[int, int, int]:
    """When the oldest and the newest of those that count towards an index spoke (ns), and the widest of them (ticks).

    Where none counts that is when the last did; what stands in has been judged as it was taken.
    """
    s, m, rows = book.sources, book.markets, form.order[form.start[market] : form.start[market + 1]]
    counts = rows[(s.exclusion[rows] == 0) & (s.venue_ns[rows] > 0)].tolist()
    if m.serving[market] or not counts:
        at_ns = now_ns if m.serving[market] else int(m.heard_ns[market])
        return at_ns, at_ns, UNTOLD
    told = s.venue_ns[counts].tolist()
    spread = list(zip(s.width[counts].tolist(), s.ticks[counts].tolist(), strict=True))
    untold = any(width == 0 for width, _ in spread)
    return min(told), max(told), UNTOLD if untold else max(mul_div_up(width, value, ticks) for width, ticks in spread)


def _beside(book: Book, market: int, guard: GuardPolicy, formed: Formed) -> int:
    """What a guard measures the index of a market from, in its ticks, rounded down.

    returns   0 where that may not be acted on, or is in another currency
    """
    m = book.markets
    others = [book.market_of.get(name, -1) for name in guard.beside if name]
    if not all(other >= 0 and _stands(book, other) and formed(other) for other in others):
        return 0
    quotes = [int(m.quote[other]) for other in others]
    due = [*(int(m.base[other]) for other in others[1:]), int(m.quote[market])]
    if any(quote and other and quote != other for quote, other in zip(quotes, due, strict=True)):
        return 0
    worth, one = 10 ** int(m.price_decimals[market]), 1
    for other in others:
        worth, one = worth * int(m.index[other]), one * 10 ** int(m.price_decimals[other])
    return mul_div_down(worth, 1, one)


def _stands(book: Book, market: int) -> bool:
    """Whether there is an index, its own guards let it pass, and it waits for no quorum."""
    m = book.markets
    return bool(m.index[market]) and not m.unsafe[market] and not m.gate_ns[market]


def _formed(book: Book, form: Forming, market: int) -> bool:
    """Whether an index may be believed as it stands in the book, whatever its guards say."""
    m = book.markets
    return believed(form.policies[market], int(m.index_fresh[market]), int(m.serving[market]))
