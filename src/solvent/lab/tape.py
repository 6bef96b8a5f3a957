"""A tape: what was printed, where and when, and its telling as commands in time order.

A series is one role of one market: `last`, the venue's own trades, or the name of an index constituent such as
`coinbase`. Prints of one instant come constituents first, in the order the market lists them, then `last`, so that a
mark or trigger that looks at both sees both of that instant. Where nothing was printed there is no command: carrying
a price forward, and not believing it any more, is the engine's business.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from heapq import merge

import msgspec

from solvent.commands import Command, ObservePrice, ObserveTrade
from solvent.errors import BadCase, Misuse
from solvent.units import NS

LAST = "last"
REALISED, NO_REBOUND, OUTSIDE_FOLLOWS = "realised", "no-rebound", "outside-follows"
VARIANTS = (REALISED, NO_REBOUND, OUTSIDE_FOLLOWS)
FOLLOW_NS = 60 * NS  # how long the outside takes to follow, in FOLLOW_STEPS equal steps. Ours
FOLLOW_STEPS = 60


class Series(msgspec.Struct, frozen=True):
    """The prints of one role of one market, in ascending time.

    role    "last", or the name of an index constituent
    times   ns UTC, strictly ascending
    ticks   ticks of the market, 1 or more; one per time
    """

    market: str
    role: str
    times: tuple[int, ...]
    ticks: tuple[int, ...]

    def at(self, time_ns: int) -> int | None:
        """The price in force at a time, in ticks: the last print at or before it; none if there was none yet."""
        place = bisect_right(self.times, time_ns)
        return self.ticks[place - 1] if place else None

    def low(self, since_ns: int = 0) -> tuple[int, int] | None:
        """(time, ticks) of the first of the lowest prints at or after a time."""
        place = bisect_left(self.times, since_ns)
        if place == len(self.times):
            return None
        ticks = min(self.ticks[place:])
        return self.times[self.ticks.index(ticks, place)], ticks

    def window(self, start_ns: int, end_ns: int) -> "Series":
        """The prints from start to end, both included, and the one in force at the start, at its own earlier time."""
        first = max(bisect_right(self.times, start_ns) - 1, 0)
        stop = bisect_right(self.times, end_ns)
        return Series(self.market, self.role, self.times[first:stop], self.ticks[first:stop])

    def held_from_low(self, since_ns: int) -> "Series":
        """The same prints, but from its lowest print on (looked for from `since_ns`) none is above that print."""
        lowest = self.low(since_ns)
        if lowest is None:
            return self
        place = bisect_left(self.times, lowest[0])
        held = self.ticks[:place] + (lowest[1],) * (len(self.ticks) - place)
        return Series(self.market, self.role, self.times, held)

    def falling_to(self, floor: int, since_ns: int, end_ns: int) -> "Series":
        """The same prints up to a time; from there down to `floor` in a straight line, and never above it again.

        floor      ticks; where the price in force is below it already, that price is the floor
        since_ns   ns at which it leaves the price in force then
        end_ns     ns after which nothing is printed
        returns    a print after each of FOLLOW_STEPS steps, rounded down, then the floor at the series' own times
        """
        start = self.at(since_ns)
        if start is None:
            return self
        floor = min(floor, start)
        steps = range(1, FOLLOW_STEPS + 1)
        fall = {
            since_ns + FOLLOW_NS * step // FOLLOW_STEPS: start - -(-(start - floor) * step // FOLLOW_STEPS)
            for step in steps
        }
        told = {time: ticks for time, ticks in zip(self.times, self.ticks, strict=True) if time <= since_ns}
        told |= {time: ticks for time, ticks in fall.items() if time <= end_ns}
        told |= dict.fromkeys((time for time in self.times if time > since_ns + FOLLOW_NS), floor)
        return Series(self.market, self.role, tuple(told), tuple(told.values()))


class Tape(msgspec.Struct, frozen=True):
    """Every series of a case, in the order in which prints of one instant are told."""

    series: tuple[Series, ...]

    def of(self, market: str, role: str = LAST) -> Series:
        """One series by name."""
        for series in self.series:
            if (series.market, series.role) == (market, role):
                return series
        found = ", ".join(f"{series.market} {series.role}" for series in self.series) or "none"
        raise BadCase(f"expected a series {role!r} of market {market!r} on the tape, found {found}")

    def start_ns(self) -> int:
        """Time of the first print of all, ns; 0 for an empty tape."""
        return min((series.times[0] for series in self.series if series.times), default=0)

    def end_ns(self) -> int:
        """Time of the last print of all, ns; 0 for an empty tape."""
        return max((series.times[-1] for series in self.series if series.times), default=0)

    def window(self, start_ns: int, end_ns: int) -> "Tape":
        """Every series from start to end, with the print in force at the start."""
        return Tape(tuple(series.window(start_ns, end_ns) for series in self.series))

    def prints(self) -> Iterator[tuple[int, int, int]]:
        """(time, index of the series, ticks) in the order of the telling."""
        return merge(*(_prints(rank, series) for rank, series in enumerate(self.series)))

    def command(self, told: tuple[int, int, int], identifier: str, actor: str = "tape") -> Command:
        """One of `prints` as ObservePrice or ObserveTrade."""
        time_ns, rank, ticks = told
        market, role = self.series[rank].market, self.series[rank].role
        if role == LAST:
            return ObserveTrade(id=identifier, time_ns=time_ns, actor=actor, market=market, ticks=ticks)
        return ObservePrice(
            id=identifier, time_ns=time_ns, actor=actor, market=market, source=role, ticks=ticks, venue_ns=time_ns
        )

    def commands(self, next_id: Callable[[], str], actor: str = "tape") -> Iterator[Command]:
        """Every print, in order."""
        return (self.command(told, next_id(), actor) for told in self.prints())


def _prints(rank: int, series: Series) -> Iterator[tuple[int, int, int]]:
    return ((time, rank, ticks) for time, ticks in zip(series.times, series.ticks, strict=True))


def tape(series: Sequence[Series], constituents: dict[str, list[str]]) -> Tape:
    """A tape from series in any order.

    constituents   by market, the index sources in the order the market lists them
    """
    places = {
        (market, role): (first, second)
        for first, (market, roles) in enumerate(constituents.items())
        for second, role in enumerate([*roles, LAST])
    }
    known: set[tuple[str, str]] = set()
    for one in series:
        key = (one.market, one.role)
        if key in known or key not in places:
            wrong = "a second series" if key in known else "a series nobody listens to"
            raise BadCase(f"expected one series for each of {_spoken(list(places))}, found {wrong}: {_spoken([key])}")
        known.add(key)
    if missing := [key for key in places if key not in known]:
        raise BadCase(f"expected one series for each of {_spoken(list(places))}, found none for {_spoken(missing)}")
    return Tape(tuple(sorted(series, key=lambda one: places[one.market, one.role])))


def _spoken(keys: list[tuple[str, str]]) -> str:
    return ", ".join(f"{market} {role}" for market, role in keys)


def no_rebound(realised: Tape, since_ns: int) -> Tape:
    """The tape as if nothing had come back.

    Each series, `last` and every constituent, prints at its own times as before, but stays at its own lowest print
    from the moment of that print on, looked for from `since_ns` (the entry). Holding every constituent at its own
    worst keeps the comparison honest both ways: a venue that trusts the index is not spared the low of the index, nor
    charged with the low of a market it does not look at. The variant is against longs; a squeeze of shorts would need
    its mirror. Ours.
    """
    return Tape(tuple(series.held_from_low(since_ns) for series in realised.series))


def outside_follows(realised: Tape, since_ns: int) -> Tape:
    """The tape as if the venue's own market had been right, and the world outside late.

    Nothing comes back: `last` stays at its lowest print, looked for from `since_ns` (the entry). From the moment of
    that print each constituent of its market falls to the same level, in a straight line over FOLLOW_NS, and stays
    there. Up to that moment every print is as it was. It is the other half of `no_rebound`: there the world outside
    never admits the low of the last price, here it does, late. Against longs. Ours.
    """
    lows = {series.market: series.low(since_ns) for series in realised.series if series.role == LAST}
    end_ns = realised.end_ns()

    def told(series: Series) -> Series:
        low = lows.get(series.market)
        if low is None:
            return series
        return series.held_from_low(since_ns) if series.role == LAST else series.falling_to(low[1], low[0], end_ns)

    return Tape(tuple(told(series) for series in realised.series))


def varied(realised: Tape, variant: str, since_ns: int) -> Tape:
    """The tape of one of VARIANTS; what differs from the realised one differs from `since_ns` on."""
    if variant not in VARIANTS:
        raise Misuse(f"expected a variant among {', '.join(VARIANTS)}, found {variant!r}")
    makers = {NO_REBOUND: no_rebound, OUTSIDE_FOLLOWS: outside_follows}
    return makers[variant](realised, since_ns) if variant in makers else realised
