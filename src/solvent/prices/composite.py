"""Vega's composite price: trades, book and oracles, each with its own staleness, by weight or by median.

Every rule answers 0 where its inputs are absent or too old: not computable, and then it is not among the sources.
"""

from solvent.fixed import mul_div_down, rule
from solvent.prices.index import median


def _counts(ticks: int, age_ns: int, tolerance_ns: int) -> bool:
    """Whether a source is there and young enough; at its tolerance it still is.

    ticks          ticks; 0: absent
    age_ns         ns since it was last told
    tolerance_ns   ns
    returns        flag
    Source         Vega core mark_price_utils.go a50750c: `<=`; the specification 0009-MRKP says `<`
    """
    return ticks > 0 and age_ns <= tolerance_ns


counts = rule(_counts)


def _by_weight(ticks: list[int], weights: list[int], ages_ns: list[int], tolerances_ns: list[int]) -> int:
    """The mean of the sources that count, their weights brought to 1 again, each contribution rounded down.

    ticks           ticks, shape (sources,)
    weights         ppm, 0 or more, shape (sources,)
    ages_ns         ns, shape (sources,)
    tolerances_ns   ns, shape (sources,)
    returns         ticks; 0 is not computable: no source counts, or none with a weight
    Source          Vega core mark_price_utils.go a50750c, CompositePriceByWeight
    """
    total, price = 0, 0
    for i in range(len(ticks)):
        if counts(ticks[i], ages_ns[i], tolerances_ns[i]):
            total += weights[i]
    for i in range(len(ticks)):
        if total > 0 and counts(ticks[i], ages_ns[i], tolerances_ns[i]):
            price += mul_div_down(ticks[i], weights[i], total)
    return price


by_weight = rule(_by_weight)


def by_median(ticks: list[int], ages_ns: list[int], tolerances_ns: list[int]) -> int:
    """The middle of the sources that count, rounded down between two (ticks); 0 is not computable: none counts.

    Source   Vega core mark_price_utils.go a50750c, CompositePriceByMedian
    """
    rows = zip(ticks, ages_ns, tolerances_ns, strict=True)
    return median([price for price, age, tolerance in rows if counts(price, age, tolerance)])


def _decayed(age: int, window: int, power: int, lost_ppm: int) -> int:
    """What a trade still weighs: 1 - lost x (age / window)^power, never below 0.

    age        time units since the trade, 0 or more
    window     time units, 1 or more
    power      count, 1 or more
    lost_ppm   ppm of its weight that a trade of age `window` has lost; 0: all weigh alike
    returns    count, 10^6 x window^power for a whole weight
    Source     Vega 0009-MRKP: K = 1 - a ((t - s) / d)^p; whole powers only (ours: others are no integers)
    """
    whole, gone = 1000000, lost_ppm
    for _ in range(power):
        whole *= window
        gone *= age
    return max(whole - gone, 0)


decayed = rule(_decayed)


def _traded_price(
    ticks: list[int], lots: list[int], ages: list[int], window: int, power: int, lost_ppm: int
) -> int:  # fmt: skip
    """The average price of the trades of a window, by size and by how much of their weight is left.

    ticks      ticks, shape (trades,)
    lots       lots, 0 or more, shape (trades,)
    ages       time units since each trade, shape (trades,); one unit of time for ages and window
    window     time units, 1 or more
    power      count, 1 or more
    lost_ppm   ppm
    returns    ticks, rounded down; 0 is not computable: no trade, or none that weighs anything
    Source     Vega core mark_price_utils.go a50750c, PriceFromTrades
    """
    worth, weight = 0, 0
    for i in range(len(ticks)):
        share = decayed(ages[i], window, power, lost_ppm) * lots[i]
        weight += share
        worth += share * ticks[i]
    return mul_div_down(worth, 1, weight) if weight > 0 else 0


traded_price = rule(_traded_price)


def _leveraged_size(cash: int, scaling_ppm: int, risk_ppm: int, best: int) -> int:
    """How many lots a sum can carry as margin at the best price: the size whose depth makes the book price.

    cash          lots x ticks
    scaling_ppm   ppm, initial margin over maintenance margin, 1 or more
    risk_ppm      ppm, slippage factor + risk factor of the side, 1 or more
    best          ticks, 1 or more
    returns       lots, rounded down
    Source        Vega core mark_price_utils.go a50750c: V = C / (scaling (slippage + risk)) / best
    """
    return mul_div_down(cash, 1000000000000, scaling_ppm * risk_ppm * best)


leveraged_size = rule(_leveraged_size)


def _time_average(times: list[int], ticks: list[int], now: int, period: int) -> int:
    """The average over time from the first observation inside the period; what was in force before it is left out.

    times     time units, rising, shape (observations,)
    ticks     ticks, shape (observations,)
    now       time units, not before the last observation
    period    time units
    returns   ticks, rounded down; 0 is not computable: nothing was observed in the period
    Source    Vega core mark_price_utils.go a50750c, CalculateTimeWeightedAverageBookPrice
    """
    worth, spent, last = 0, 0, 0
    for i in range(len(times)):
        if times[i] >= now - period:
            until = times[i + 1] if i + 1 < len(times) else now
            worth += ticks[i] * (until - times[i])
            spent += until - times[i]
            last = ticks[i]
    return mul_div_down(worth, 1, spent) if spent > 0 else last


time_average = rule(_time_average)
