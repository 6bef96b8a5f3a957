"""When the time of a call is over: in hours, or in hours in which the desk is open.

A week has the same hours each week, in UTC; a holiday is a day without any. 1970 began on a Thursday. Ours.
"""

from collections.abc import Iterator

from solvent.fixed import mul_div_down
from solvent.policy.credit import DAYS, CalendarPolicy, Clock

MINUTE_NS = 60 * 10**9
DAY_NS = 1_440 * MINUTE_NS
THURSDAY = 3


def is_open(calendar: CalendarPolicy, at_ns: int) -> bool:
    """Whether a desk is open at a time, ns; at the end of its hours it is not any more."""
    day = mul_div_down(at_ns, 1, DAY_NS)
    opens, closes = _hours(calendar, day)
    return opens <= at_ns < closes


def deadline(calendar: CalendarPolicy, clock: Clock, since_ns: int, term_ns: int) -> int:
    """The time at which a term that begins now is over, ns.

    term_ns   ns above 0
    Law       between the two the desk is open for exactly the term, and open until the last of it
    """
    if clock == Clock.HOURS:
        return since_ns + term_ns
    left = term_ns
    for opens, closes in _days(calendar, since_ns):
        begins = max(opens, since_ns)
        if closes - begins >= left:
            return begins + left
        left -= max(closes - begins, 0)
    raise AssertionError("days never end")


def _days(calendar: CalendarPolicy, since_ns: int) -> Iterator[tuple[int, int]]:
    """The hours of each day from now on, ns; those of a closed day are empty."""
    day = mul_div_down(since_ns, 1, DAY_NS)
    while True:
        yield _hours(calendar, day)
        day += 1


def _hours(calendar: CalendarPolicy, day: int) -> tuple[int, int]:
    opens, closes = calendar.hours[(day + THURSDAY) % DAYS]
    if day in calendar.holidays:
        opens = closes = 0
    return day * DAY_NS + opens * MINUTE_NS, day * DAY_NS + closes * MINUTE_NS
