"""The arithmetic of drawing: which points are kept, where an axis is marked, how labels keep apart. Integers only."""

from collections.abc import Sequence

from solvent.units import DURATIONS

STEPS = (
    *(1, 2, 5, 10, 15, 30),
    *(60, 120, 300, 600, 900, 1800),
    *(3600, 2 * 3600, 6 * 3600, 12 * 3600, 86_400, 2 * 86_400, 7 * 86_400, 30 * 86_400),
)


def thinned(times: Sequence[int], values: Sequence[int], start: int, end: int, buckets: int) -> list[int]:
    """Places worth drawing: of each of so many equal stretches of time the lowest and the highest, and both ends.

    The lowest and the highest of all are always among them. Equal values count once, at the first; a value of 0 is no
    price and is left out only by the caller.
    """
    if len(times) <= 2 * buckets:
        return list(range(len(times)))
    width = max(-(-(end - start) // buckets), 1)
    kept = {0, len(times) - 1}
    low = high = 0
    for place in range(1, len(times)):
        if (times[place] - start) // width != (times[place - 1] - start) // width:
            kept |= {low, high}
            low = high = place
        elif values[place] < values[low]:
            low = place
        elif values[place] > values[high]:
            high = place
    return sorted(kept | {low, high})


def time_marks(start: int, end: int, most: int) -> tuple[list[int], int]:
    """(times in ns, step in ns): round times between start and end, at most so many."""
    second = DURATIONS["s"]
    for seconds in STEPS:
        step = seconds * second
        first = -(-start // step) * step
        marks = list(range(first, end + 1, step)) if (end - first) // step < most else []
        if marks or first > end:
            return marks, step
    step = -(-(end - start) // (most * STEPS[-1] * second)) * STEPS[-1] * second
    return list(range(-(-start // step) * step, end + 1, step)), step


def marks(low: int, high: int, most: int) -> list[int]:
    """Round numbers (1, 2 or 5 times a power of ten) between low and high, at most so many."""
    power = 1
    while True:
        for digit in (1, 2, 5):
            step = digit * power
            first = -(-low // step)
            last = high // step
            if last - first < most:
                return [place * step for place in range(first, last + 1)]
        power *= 10


def apart(places: Sequence[int], gap: int, low: int, high: int) -> list[int]:
    """The places moved as little as needed so that no two are nearer than gap, inside low to high; order is kept."""
    order = sorted(range(len(places)), key=lambda i: (places[i], i))
    moved = [0] * len(places)
    floor = low
    for i in order:
        moved[i] = max(places[i], floor)
        floor = moved[i] + gap
    ceiling = high
    for i in reversed(order):
        moved[i] = min(moved[i], ceiling)
        ceiling = moved[i] - gap
    return moved
