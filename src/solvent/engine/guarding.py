"""Between the index and the mark: what the guards of an index make of it."""

from collections.abc import Callable

from solvent import events as e
from solvent.book import Book
from solvent.columns import Int64Array
from solvent.engine.forming import Forming, index_in
from solvent.events.base import tabled
from solvent.fixed import mul_div_up
from solvent.policy.guards import BY_REFERENCE
from solvent.prices.oracle.guarding import UNTOLD, Guarded, Said, guarded
from solvent.units import MAX_PRICE


def guard_changes(book: Book, form: Forming, markets: Int64Array) -> list[e.Event]:
    """What these indices count for from now on, and which guards fail; nothing where that is as it was."""
    m, rows, failed = book.markets, [], []
    touched = form.has_guards[markets] | ((m.good[markets] | m.failing[markets]) != 0)
    for market in markets[touched].tolist():
        before = tuple(int(column[market]) for column in (m.index, m.unguarded, m.failing, m.unsafe, m.good))
        found = before[1] or before[0]
        if not found:
            continue
        result = Guarded(found, True, 0, ())
        if form.guards[market]:
            result = _judged(book, form, market, book.now_ns, lambda other: bool(m.usable[other]))
        counts = 0 < result.value <= MAX_PRICE
        ticks, good = (result.value, result.good) if counts else (int(m.good[market]) or found, int(m.good[market]))
        failing = sum(1 << failure.place for failure in result.failures)
        unsafe = int(not (counts and result.liquidates))
        after = (ticks, found if ticks != found else 0, failing, unsafe, good)
        if after != before:
            rows.append((market, *after))
            failed += [(market, *failure) for failure in result.failures]
    return [*tabled(e.GuardFailed, failed), *tabled(e.IndexGuarded, rows)]


def is_safe(book: Book, form: Forming, market: int, now_ns: int, usable: Callable[[int], bool]) -> bool:
    """Whether the guards of an index let anybody be liquidated on it at a time (ns) at which nobody has looked yet.

    usable   whether the index of another market may be acted on then
    """
    if not form.guards[market] or not form.needs_index[market]:
        return True
    result = _judged(book, form, market, now_ns, usable)
    return result.liquidates and result.value <= MAX_PRICE


def _judged(book: Book, form: Forming, market: int, now_ns: int, usable: Callable[[int], bool]) -> Guarded:
    """The index before its guards, as they see it at a time (ns)."""
    m = book.markets
    value, guards = int(m.unguarded[market] or m.index[market]), form.guards[market]
    told_ns, width = _told(book, form, market, value, now_ns)
    names = [guard.reference for guard in guards if guard.rule in BY_REFERENCE]
    others = {name: _beside(book, market, name, usable) for name in names}
    said = Said(value, told_ns, width, others, 10 ** int(m.price_decimals[market]))
    return guarded(guards, said, int(m.good[market]), now_ns)


def _told(book: Book, form: Forming, market: int, value: int, now_ns: int) -> tuple[int, int]:
    """When an index was told (ns) and how wide it is (ticks): as old and as wide as the worst that counts towards it.

    What none counts for is as old as the newest that was said; what stands in for it has been judged as it was taken.
    """
    s, rows = book.sources, form.order[form.start[market] : form.start[market + 1]]
    counts = rows[(s.exclusion[rows] == 0) & (s.venue_ns[rows] > 0)]
    if book.markets.serving[market]:
        return now_ns, UNTOLD
    if not len(counts):
        return int(s.venue_ns[rows].max(initial=0)), UNTOLD
    told = zip(s.width[counts].tolist(), s.ticks[counts].tolist(), strict=True)
    widths = [mul_div_up(width, value, ticks) if width else UNTOLD for width, ticks in told]
    return int(s.venue_ns[counts].min()), UNTOLD if UNTOLD in widths else max(widths)


def _beside(book: Book, market: int, name: str, usable: Callable[[int], bool]) -> int:
    """The index of a reference in ticks of a market; 0 where it may not be acted on or is in another currency."""
    m, other = book.markets, book.market_of.get(name, -1)
    if other < 0 or not usable(other):
        return 0
    typed = m.quote[market] and m.quote[other]
    return 0 if typed and m.quote[market] != m.quote[other] else index_in(book, other, market)
