"""Between the index and the mark: what the guards of an index make of it."""

from collections.abc import Callable

from solvent import events as e
from solvent.book import Book
from solvent.columns import Int64Array
from solvent.engine.forming import Forming
from solvent.events.base import tabled
from solvent.fixed import mul_div_down, mul_div_up
from solvent.policy import GuardPolicy
from solvent.prices.oracle.guarding import UNTOLD, Guarded, Held, Said, guarded
from solvent.units import MAX_PRICE


def guard_changes(book: Book, form: Forming, markets: Int64Array, first: bool) -> list[e.Event]:
    """What these indices count for from now on, and which guards fail; nothing where that is as it was.

    first   flag: who is measured from another of these is left for the next round, in which that one has been judged
    """
    m, rows, failed = book.markets, [], []
    asked = form.has_guards[markets] | ((m.good[markets] | m.failing[markets]) != 0)
    looked = markets[asked & (m.index[markets] != 0)].tolist()
    later = set(markets.tolist()) if first and looked else set()
    for market in looked:
        if later.intersection(form.beside[market]):
            continue
        before = tuple(int(column[market]) for column in _columns(book))
        after: tuple[int, ...] = (before[1] or before[0], 0, 0, 0, 0, 0, 0)
        result = None
        if form.has_guards[market]:
            held, heard_ns = _held(book, form, market)
            result = _judged(book, form, market, book.now_ns, lambda other: bool(m.usable[other]))
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
    failing = sum(1 << failure.place for failure in result.failures)
    unsafe = int(not (counts and result.liquidates))
    return ticks, found if ticks != found else 0, failing, unsafe, good, held.before, heard_ns


def _held(book: Book, form: Forming, market: int) -> tuple[Held, int]:
    """What is remembered of an index, and when its newest source spoke (ns): from then on it may move again."""
    m, rows = book.markets, form.order[form.start[market] : form.start[market + 1]]
    newest = book.now_ns if m.serving[market] else int(book.sources.venue_ns[rows].max(initial=0))
    told = newest > m.heard_ns[market]
    before = m.good[market] if told else m.good_before[market]
    return Held(int(m.good[market]), int(before)), max(newest, int(m.heard_ns[market]))


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
    others = {guard.beside: _beside(book, market, guard, usable) for guard in guards if guard.reference}
    said = Said(value, told_ns, width, others, 10 ** int(m.price_decimals[market]))
    return guarded(guards, said, _held(book, form, market)[0], now_ns)


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


def _beside(book: Book, market: int, guard: GuardPolicy, usable: Callable[[int], bool]) -> int:
    """What a guard measures the index of a market from, in its ticks, rounded down.

    returns   0 where that may not be acted on, or is in another currency
    """
    m, names = book.markets, [name for name in guard.beside if name]
    others = [book.market_of.get(name, -1) for name in names]
    if not all(other >= 0 and usable(other) for other in others):
        return 0
    quotes = [int(m.quote[other]) for other in others]
    due = [*(int(m.base[other]) for other in others[1:]), int(m.quote[market])]
    if any(quote and other and quote != other for quote, other in zip(quotes, due, strict=True)):
        return 0
    worth, one = 10 ** int(m.price_decimals[market]), 1
    for other in others:
        worth, one = worth * int(m.index[other]), one * 10 ** int(m.price_decimals[other])
    return mul_div_down(worth, 1, one)
