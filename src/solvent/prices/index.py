"""What the asset is worth elsewhere."""

from typing import Any

from solvent.fixed import kernel, mul_div_down, mul_div_up, rule
from solvent.policy.choices import IndexRule
from solvent.prices.middle import insert, median_of
from solvent.units import PPM

MEDIAN, WEIGHTED_MEDIAN = int(IndexRule.MEDIAN), int(IndexRule.WEIGHTED_MEDIAN)
CLAMPED_MEAN = int(IndexRule.CLAMPED_MEAN)


def median(ticks: list[int]) -> int:
    """The middle of the prices, rounded down where two are in the middle (ticks); 0 where there is none.

    Source   dYdX v4 x/prices: median of exchange prices; Hyperliquid docs, oracle: median of validators
    Law      an excluded source cannot move it: it is not among the prices
    """
    return int(median_of(sorted(ticks), len(ticks)))


def _weighted_median(values: Any, weights: Any, count: int) -> int:
    """The lowest price at which half of the weight is reached; where that is exactly half, the middle of it and the
    next.

    values    ticks, ascending
    weights   ppm, in their order
    count     count of them
    returns   ticks, rounded down; 0 where there is none
    Source    Hyperliquid docs, oracle: weighted median of spot prices; the tie is Vega's and dYdX's for equal weights
    """
    whole, below = 0, 0
    for i in range(count):
        whole += weights[i]
    for i in range(count):
        below += weights[i]
        if 2 * below == whole and i + 1 < count:
            return mul_div_down(values[i] + values[i + 1], 1, 2)
        if 2 * below >= whole:
            return int(values[i])
    return 0


weighted_median = rule(_weighted_median)


def _within(ticks: int, middle: int, band: int) -> int:
    """A price brought within a band around a middle; the border is rounded inwards.

    ticks     ticks
    middle    ticks
    band      ppm, below 10^6
    returns   ticks
    Source    Deribit 25944739377309 (capped median, 0.5 %); Binance 66607f4c (3 %, 1 % for BTC and ETH); OKX (2 %)
    """
    return min(max(ticks, mul_div_up(middle, PPM - band, PPM)), mul_div_down(middle, PPM + band, PPM))


within = rule(_within)


def _weighted_mean(values: Any, weights: Any, count: int) -> int:
    """The weighted mean of prices.

    values    ticks
    weights   ppm, each at most 10^6
    count     count of them, at most 1000
    returns   ticks, rounded down once, at the end; 0 where there is none
    Source    every venue's: sum of price x weight over the sum of weights of those that count
    """
    whole, quotients, rests = 0, 0, 0
    for i in range(count):
        whole += weights[i]
    if whole == 0:
        return 0
    for i in range(count):  # price x weight would not fit: price = quotient x whole + rest
        quotient = mul_div_down(values[i], 1, whole)
        quotients += quotient * weights[i]
        rests += (values[i] - quotient * whole) * weights[i]
    return quotients + mul_div_down(rests, 1, whole)


weighted_mean = rule(_weighted_mean)


def _compose(  # type: ignore[no-untyped-def]
    first, last, law, cap, ticks, weight, counts, values, weights, used, index, count
):  # fmt: skip
    """The index of every market by its rule.

    first, last       index, shape (markets,): the sources of a market, last excluded
    law               IndexRule; cap: ppm, of CLAMPED_MEAN; shape (markets,)
    ticks             ticks, converted, shape (sources,)
    weight            ppm, 1 to 10^6
    counts            flag: whether a source counts
    values, weights   scratch of that shape; written
    used              ticks each counts with, 0 where it does not; written
    index             ticks, shape (markets,), 0 where nobody counts; written
    count             count of those that count; written
    Law               an excluded source cannot move it: it is not read
    """
    for m in range(len(first)):
        many = 0
        for i in range(first[m], last[m]):
            used[i] = 0
            if counts[i]:
                many = insert(ticks[i], weight[i], many, values, weights)
                used[i] = ticks[i]
        count[m] = many
        middle = median_of(values, many)
        if law[m] == MEDIAN:
            index[m] = middle
        elif law[m] == WEIGHTED_MEDIAN:
            index[m] = weighted_median(values, weights, many)
        else:
            if law[m] == CLAMPED_MEAN:
                for j in range(many):
                    values[j] = within(values[j], middle, cap[m])
                for i in range(first[m], last[m]):
                    if counts[i]:
                        used[i] = within(ticks[i], middle, cap[m])
            index[m] = weighted_mean(values, weights, many)


compose = kernel(_compose, out=("values", "weights", "used", "index", "count"))
