"""Prices in order, and what lies in the middle of them."""

from typing import Any

from solvent.fixed import mul_div_down, rule

FINE = 10**6  # parts of a tick in which averages are kept


def _insert(value: int, weight: int, count: int, values: Any, weights: Any) -> int:
    """Puts a price and its weight among those already in order; of equals the earlier stays first.

    value     ticks
    weight    ppm
    count     count of those in order, at the front of the columns
    values    ticks, ascending; written
    weights   ppm, in their order; written, and before values: where weights do not matter it may be the same column
    returns   count
    Source    ours
    """
    place = count
    while place > 0 and values[place - 1] > value:
        weights[place] = weights[place - 1]
        values[place] = values[place - 1]
        place -= 1
    weights[place] = weight
    values[place] = value
    return count + 1


insert = rule(_insert)


def _median_of(values: Any, count: int) -> int:
    """The middle of prices in order, rounded down where two are in the middle; 0 where there is none.

    values    ticks, ascending
    count     count of them
    returns   ticks
    Source    dYdX v4 x/prices; Vega core/execution/common: floor of the mean of the middle two
    """
    if count == 0:
        return 0
    middle = count >> 1
    if count & 1:
        return int(values[middle])
    return mul_div_down(values[middle - 1] + values[middle], 1, 2)


median_of = rule(_median_of)
