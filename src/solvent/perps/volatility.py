"""Margin that follows volatility: an exponentially weighted variance of log returns, and the rate it asks for."""

from solvent.fixed import mul_div_up, root_up, rule
from solvent.units import PPB

MOST = 2 * PPB  # ppb: a larger move counts as this much; a price 7.4 times as high is a mistake or a new contract
_FINE = 10**18


def log_move(before: int, after: int) -> int:
    """The size of a log return, |ln(after / before)|.

    ln x = 2 artanh((x - 1) / (x + 1)), its series summed at 18 decimals. Runs on Python integers only.

    before    ticks, 1 or more
    after     ticks, 1 or more
    returns   ppb, rounded up for the house, at most MOST
    Source    textbook; log returns as in J.P. Morgan/Reuters, RiskMetrics Technical Document, 1996 (from knowledge)
    Law       never below the exact value, and less than 10^-8 above it
    """
    high, low = max(before, after), min(before, after)
    if high > 8 * low:
        return MOST
    part = mul_div_up(high - low, _FINE, high + low)
    power, total, odd = part, 0, 1
    while power > 8:
        total += mul_div_up(power, 1, odd)
        power, odd = mul_div_up(mul_div_up(power, part, _FINE), part, _FINE), odd + 2
    tail = 24 if power else 0  # the terms left out: less than 8 / (1 - part^2), and part is below 7 / 9
    return min(mul_div_up(2 * (total + tail), PPB, _FINE), MOST)


def _ewma_variance(variance: int, move: int, decay: int) -> int:
    """One step of the exponentially weighted variance.

    variance   10^-18, before (unit: ppb squared)
    move       ppb, 0 to 2 x 10^9
    decay      ppm, weight of the variance before, below 10^6
    returns    10^-18, rounded up for the house
    Source     RiskMetrics: decay x variance + (1 - decay) x return squared
    Law        between variance and move squared, but for less than 2 of rounding
    """
    return mul_div_up(variance, decay, 1000000) + mul_div_up(move * move, 1000000 - decay, 1000000)


ewma_variance = rule(_ewma_variance)


def over_intervals(variance: int, move: int, decay: int, intervals: int) -> int:
    """The variance after a return over several intervals, an equal share of its square in each.

    Parameters as ewma_variance. intervals: count, 1 or more; beyond 4,096 nothing is left of what was before.
    """
    share = root_up(mul_div_up(move * move, 1, intervals))
    for _ in range(min(intervals, 4096)):
        variance = ewma_variance(variance, share, decay)
    return variance


def deviation(variance: int) -> int:
    """The standard deviation of one interval, ppb, rounded up; variance: 10^-18."""
    return root_up(variance)


def _volatile_rate(deviation: int, multiplier: int, cap: int) -> int:
    """The maintenance rate a standard deviation asks for.

    deviation    ppb, of one sample interval
    multiplier   ppm: confidence x root of the horizon in sample intervals
    cap          ppm
    returns      ppm, rounded up
    Source       cascade literature's IM = z sigma sqrt(h)
    """
    return min(mul_div_up(deviation, multiplier, 1000000000), cap)


volatile_rate = rule(_volatile_rate)


def _stepped(before: int, target: int, up: int, down: int) -> int:
    """A rate on its way to a target, no further than one step.

    before    ppm
    target    ppm
    up        ppm
    down      ppm
    returns   ppm
    Source    ours; margin procyclicality: a limit on the speed of a call
    """
    return max(before - down, min(before + up, target))


stepped = rule(_stepped)
