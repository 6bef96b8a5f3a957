"""How a funding rate is formed: the mean of premiums, the interest, the bound; dYdX's, Drift's, Vega's, Synthetix'.

A rate is the whole of what one of these says; what a position pays at it is `payment` in funding. Premiums come from
prices.premium. Units of rates are the caller's (ppm, ppb), the same for all that is added.
"""

from solvent.fixed import mul_div_down, rule
from solvent.rates import clamped, towards_zero


def _mean_premium(total: int, samples: int, expected: int) -> int:
    """The mean of premium samples, those that are missing counted as 0, cut towards 0.

    total      units, the sum of the samples, signed
    samples    count of them
    expected   count there should be; 0: as many as there are
    returns    units; 0 where there is none
    Source     dYdX v4 x/perpetuals MaybeProcessNewFundingTickEpoch (84d4664): padded with zeros up to the minimum
    """
    count = max(samples, expected)
    return towards_zero(total, 1, count) if count > 0 else 0


mean_premium = rule(_mean_premium)


def _with_interest(premium: int, interest: int, band: int) -> int:
    """The premium, and as much of the interest as brings it nearer by a band at most.

    premium    units, signed
    interest   units, signed
    band       units, 0 or more
    returns    units: premium + clamp(interest - premium, -band, band)
    Source     Binance FAQ 360033525031, Bybit announcement fund-rate, BitMEX perpetual contracts guide, Hyperliquid
               docs (funding): 0.01 % and 0.05 % for eight hours on each of them
    """
    return premium + clamped(interest - premium, -band, band)


with_interest = rule(_with_interest)


def _part_of(rate: int, parts: int) -> int:
    """What is charged each time of a rate that is told for longer, cut towards 0.

    rate      units, of the longer interval
    parts     count of charges in it, 1 or more: 8 where an eight-hour rate is paid by the hour
    returns   units
    Source    Hyperliquid docs, funding: an eighth of it every hour; Drift math/funding: a 24th of the daily one
    """
    return towards_zero(rate, 1, parts)


part_of = rule(_part_of)


def _rate_bound(factor_ppm: int, initial_ppm: int, fraction_ppm: int) -> int:
    """How large dYdX lets the rate of eight hours become: a factor of initial less maintenance margin.

    factor_ppm     ppm, 6,000,000 on dYdX
    initial_ppm    ppm
    fraction_ppm   ppm of initial margin that maintenance is
    returns        ppm, rounded down
    Source         dYdX v4 x/perpetuals liquidity_tier GetMaxAbsFundingClampPpm (84d4664)
    """
    return mul_div_down(factor_ppm, initial_ppm - mul_div_down(initial_ppm, fraction_ppm, 1000000), 1000000)


rate_bound = rule(_rate_bound)


def _index_step(rate_ppm: int, seconds: int, price: int, tens: int) -> int:
    """How far dYdX's funding index of a market moves, cut towards 0 once.

    rate_ppm   ppm of eight hours, signed
    seconds    count
    price      count, mantissa of the oracle's price, 0 or more
    tens       decimals by which the product is shifted: price exponent + atomic resolution + 6 (of the quote)
    returns    ppm of a quote quantum for a base quantum, signed
    Source     dYdX v4 x/perpetuals/funding GetFundingIndexDelta (84d4664)
    """
    over = 28800 * 10**-tens if tens < 0 else 28800
    return towards_zero(rate_ppm * seconds, price * 10 ** max(tens, 0), over)


index_step = rule(_index_step)


def without_tails(samples: list[int], each_ppm: int) -> list[int]:
    """The samples in order without the extremes: of all that go, half (rounded down) at the bottom, the rest on top.

    each_ppm   ppm of the samples that go on each side; where that would be all of them, none goes, and none is moved
    Source     dYdX v4 x/perpetuals GetRemoveSampleTailsFunc (84d4664); in production the rate is 0
    """
    gone = mul_div_down(len(samples), 2 * each_ppm, 1000000)
    if gone >= len(samples):
        return samples
    low = mul_div_down(gone, 1, 2)
    return sorted(samples)[low : len(samples) - (gone - low)]


def _drift_rate(mark: int, oracle: int, offset: int, limit: int, parts: int) -> int:
    """Drift's rate for one period, of time-averaged prices.

    mark      10^-6 units of quote (count), its average
    oracle    10^-6 units of quote (count), its average
    offset    10^-6 units of quote (count), added before the bound
    limit     10^-6 units of quote (count), `oracle` / 33, 20 or 10 by the tier of the contract
    parts     count of periods in a day
    returns   10^-9 units of quote for a unit of base (count), cut towards 0
    Source    drift protocol-v2 math/funding.rs (0ae3e3b): oracle / 5000 is the offset in production, 0 in its tests
    """
    return towards_zero(clamped(mark - oracle + offset, -limit, limit), 1000, parts)


drift_rate = rule(_drift_rate)


def _received_rate(rate: int, paying: int, receiving: int, most: int) -> int:
    """What the receiving side gets where its own market maker pays the rest, and may pay no more than a sum.

    rate        10^-9 units of quote for a unit of base (count), above 0
    paying      10^-9 units of base (count), what pays, 0 or more
    receiving   10^-9 units of base (count), what receives, 1 or more
    most        10^-6 units of quote (count), what the market maker may spend, 0 or more
    returns     10^-9 units of quote for a unit of base (count): `rate` where it can pay all of it
    Source      drift protocol-v2 math/funding.rs calculate_funding_rate_long_short (0ae3e3b): a third of its fee pool
    """
    paid, asked = mul_div_down(rate, paying, 10**12), mul_div_down(rate, receiving, 10**12)
    if asked - paid <= most:
        return rate
    return max(mul_div_down(paid + most - 1, 10**12, receiving), 0)


received_rate = rule(_received_rate)


def _bounded_rate(inside: int, outside: int, scaling_ppm: int, low_ppm: int, high_ppm: int) -> int:
    """Vega's rate of a period, of time-averaged prices: scaled first, then bounded, as shares of the outside price.

    inside        ticks, the average of the market's own price
    outside       ticks, the average of the spot price, 1 or more
    scaling_ppm   ppm
    low_ppm       ppm of the outside price
    high_ppm      ppm of the outside price
    returns       ppb, cut towards 0
    Source        Vega specs 0053-PERP (5fea1f3), 029 to 031
    """
    return clamped(towards_zero(inside - outside, scaling_ppm * 1000, outside), low_ppm * 1000, high_ppm * 1000)


bounded_rate = rule(_bounded_rate)


def _drifting_rate(rate: int, skew: int, scale: int, fastest: int, elapsed_ns: int) -> int:
    """Synthetix' rate, which moves by the skew for as long as that lasts, cut towards 0.

    rate         ppb a day, as it was
    skew         lots, longs less shorts, signed
    scale        lots, 1 or more: at that skew and beyond it moves fastest
    fastest      ppb a day, each day
    elapsed_ns   ns, 0 or more
    returns      ppb a day
    Source       Synthetix v3 perps-market PerpsMarket currentFundingRate (23585f7)
    """
    return rate + towards_zero(clamped(skew, -scale, scale) * fastest, elapsed_ns, scale * 86400000000000)


drifting_rate = rule(_drifting_rate)


def _step_average(times: list[int], values: list[int], start: int, end: int, gone: int, back: int, parts: int) -> int:
    """The average over time of what holds from each time until the next, a stretch between left out.

    times     time units, rising, shape (values,); the first at `start` or before
    values    ticks, shape (values,)
    start     time units
    end       time units, after `start`
    gone      time units, where the stretch begins that does not count: an auction
    back      time units, where it ends; the same as `gone` for none
    parts     count of parts in one tick
    returns   parts of a tick, rounded down; 0 where no time counts
    Source    Vega specs 0053-PERP (5fea1f3), 027 and 036
    """
    worth, spent = 0, 0
    for i in range(len(times)):
        since, until = max(times[i], start), min(times[i + 1] if i + 1 < len(times) else end, end)
        counted = max(until - since, 0) - max(min(until, back) - max(since, gone), 0)
        worth += values[i] * counted
        spent += counted
    return mul_div_down(worth, parts, spent) if spent > 0 else 0


step_average = rule(_step_average)
