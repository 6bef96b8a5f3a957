"""The history of a market's prices as a document: exact numbers as text, the same for a person and for a program."""

from typing import Any

from solvent.book import Book
from solvent.reasons import Exclusion
from solvent.reports import words
from solvent.reports.naming import Names, spoken
from solvent.reports.price_history import LEVELS, Change, MarketHistory, sparse
from solvent.units import NS, unscaled


def document(book: Book, market: int, history: MarketHistory, least_ppm: int) -> dict[str, Any]:
    """One market.

    least_ppm   changes of index and mark smaller than this share are left out of their paths
    """
    names, decimals = Names(book), int(book.markets.price_decimals[market])

    def path(points: list[tuple[int, int]]) -> list[dict[str, str]]:
        return [{"time": stamp(time_ns), "price": unscaled(ticks, decimals)}
                for time_ns, ticks in sparse(points, least_ppm)]  # fmt: skip

    return {
        "market": names.market(market),
        "index": path(history.index),
        "index_values": len(history.index),
        "mark": path(history.mark),
        "mark_values": len(history.mark),
        "excluded": [
            {
                "source": names.source(one.source), "reason": spoken(Exclusion(one.exclusion).name),
                "said": unscaled(one.ticks, decimals), "age_s": seconds(one.age_ns), "out": stamp(one.out_ns),
                "back": stamp(one.back_ns) if one.back_ns and not one.again else None,
                "for_s": seconds(one.back_ns - one.out_ns) if one.back_ns else None,
            }
            for one in history.absences
        ],
        "state_s": {state: seconds(ns) for state, ns in history.states.items()},
        "largest_step_at_exclusion": changed(history.jump, decimals),
        "mark_farthest_from_index": changed(history.apart, decimals),
        "mark_beyond_s": {words.percent(level, 0): seconds(history.beyond[level]) for level in LEVELS},
        "refused": history.refused,
    }  # fmt: skip


def stamp(time_ns: int) -> str:
    """A time in full, to the last digit that is not zero: 2025-10-10T21:14:28.5Z."""
    return f"{words.date(time_ns)}T{words.clock(time_ns)}.{time_ns % NS:09d}".rstrip("0").rstrip(".") + "Z"


def seconds(ns: int) -> str:
    """A length of time in seconds, exactly."""
    text = unscaled(ns, 9)
    return text.rstrip("0").rstrip(".")


def changed(change: Change | None, decimals: int) -> dict[str, str] | None:
    """Two prices of one instant, and how far the second is from the first."""
    if change is None:
        return None
    before, after = (unscaled(ticks, decimals) for ticks in (change.before, change.after))
    return {"time": stamp(change.time_ns), "from": before, "to": after, "change": words.percent(change.ppm, 3)}
