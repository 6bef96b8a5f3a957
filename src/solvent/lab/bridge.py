"""Published figures joined by a seeded bridge.

Between two figures the path is a Brownian bridge made by midpoint displacement, in integers: the middle of a stretch
is the straight line's value plus a deviate whose variance is that of the bridge there, and each half is treated the
same way. Every figure is hit exactly. Where the low (or high) is published it is a point of the path and its only
lowest (highest) one: what would pass it is reflected one tick inside. Nothing about the path between figures is
claimed: it is made up, with a stated volatility and a stated seed.
"""

from collections.abc import Sequence
from itertools import pairwise
from math import isqrt

import msgspec

from solvent.errors import BadCase
from solvent.lab.random import NORMAL_ONE, Stream
from solvent.units import MAX_PRICE, PPM

FINE = 2**16  # parts of a tick the bridge is built in, so that rounding does not add up
MAX_POINTS = 2_000_000

Point = tuple[int, int]  # (ns UTC, ticks)


class Volatility(msgspec.Struct, frozen=True):
    """How far the bridge strays.

    rate_ppm   ppm of the price, one standard deviation after `per_ns`
    per_ns     ns, 1 or more
    """

    rate_ppm: int
    per_ns: int


class Bounds(msgspec.Struct, frozen=True):
    """What the path between figures stays strictly inside of; 0 means no bound on that side.

    low, high   ticks
    """

    low: int = 0
    high: int = 0


def bridge(
    figures: Sequence[Point], step_ns: int, volatility: Volatility, bounds: Bounds, draws: Stream
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The path through all figures.

    figures   points in ascending time, ticks 1 or more, none outside the bounds
    step_ns   ns between points; they stand at whole multiples of it since 1970, besides the figures themselves
    draws     the deviate of a point is the one whose counter is its time in steps: it depends on nothing else
    returns   times in ns and ticks, of one length
    """
    _check(figures, step_ns, bounds)
    times, ticks = [figures[0][0]], [figures[0][1]]
    for before, after in pairwise(figures):
        inner = list(range((before[0] // step_ns + 1) * step_ns, after[0], step_ns))
        stretch = _Stretch([before[0], *inner, after[0]], before[1], after[1], step_ns, volatility, draws)
        stretch.fill(bounds)
        times += stretch.times[1:]
        ticks += [(value + FINE // 2) // FINE for value in stretch.values[1:]]
    return tuple(times), tuple(ticks)


def _check(figures: Sequence[Point], step_ns: int, bounds: Bounds) -> None:
    if not figures:
        raise BadCase("expected at least one figure, found none")
    if step_ns < 1:
        raise BadCase(f"expected a step of 1 ns or more, found {step_ns}")
    if (figures[-1][0] - figures[0][0]) // step_ns > MAX_POINTS:
        raise BadCase(f"expected at most {MAX_POINTS} points between the figures, found more: take a longer step")
    if bounds.high and bounds.high - bounds.low < 2:
        raise BadCase(f"expected a high above the low, found {bounds.high} and {bounds.low} ticks")
    for before, after in pairwise(figures):
        if before[0] >= after[0]:
            raise BadCase(f"expected figures in ascending time, found {after[0]} ns after {before[0]} ns")
    for _, ticks in figures:
        if not 1 <= ticks <= MAX_PRICE:
            raise BadCase(f"expected figures of 1 to {MAX_PRICE} ticks, found {ticks}")
        if ticks < bounds.low or (bounds.high and ticks > bounds.high):
            raise BadCase(f"expected no figure beyond the published low and high, found {ticks} ticks")


class _Stretch:
    """The points between two figures.

    times    ns
    values   parts of a tick (FINE), of the same length
    """

    def __init__(
        self, times: list[int], before: int, after: int, step_ns: int, volatility: Volatility, draws: Stream
    ) -> None:
        self.times = times
        self.values = [before * FINE] * (len(times) - 1) + [after * FINE]
        self.step_ns, self.volatility, self.draws = step_ns, volatility, draws

    def fill(self, bounds: Bounds) -> None:
        """Displaces every point between the ends, the middle of each open stretch first."""
        lowest = (bounds.low + 1) * FINE
        highest = (bounds.high - 1) * FINE if bounds.high else MAX_PRICE * FINE
        open_stretches = [(0, len(self.times) - 1)]
        while open_stretches:
            left, right = open_stretches.pop()
            if right - left < 2:
                continue
            middle = (left + right) >> 1
            self.values[middle] = _reflected(self._displaced(left, middle, right), lowest, highest)
            open_stretches += [(left, middle), (middle, right)]

    def _displaced(self, left: int, middle: int, right: int) -> int:
        since, until = self.times[middle] - self.times[left], self.times[right] - self.times[middle]
        whole = since + until
        mean = (self.values[left] * until + self.values[right] * since) // whole
        strength = mean * self.volatility.rate_ppm
        # sd^2 = strength^2 x (since x until / whole) / per_ns / PPM^2, in parts of a tick
        deviation = isqrt(strength * strength * since * until // (whole * self.volatility.per_ns * PPM * PPM))
        counter = self.times[middle] // self.step_ns
        return mean + deviation * self.draws.normal(counter) // NORMAL_ONE


def _reflected(value: int, lowest: int, highest: int) -> int:
    """A value thrown back inside its bounds, and held there if it was thrown too far."""
    if value < lowest:
        value = 2 * lowest - value
    elif value > highest:
        value = 2 * highest - value
    return max(min(value, highest), lowest)
