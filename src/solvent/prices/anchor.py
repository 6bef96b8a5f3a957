"""What holds the mark of a market without spot: prices from outside, and a cap on its own slow average.

Hyperliquid listed XPL before it existed and marked it by its own book alone: on 26 August 2025 the mark went from 0.60
to 1.80 while others paid 0.55. Since then such marks have a cap of 10 times their eight-hour average and prices from
outside.
"""

from solvent.fixed import mul_div_down, rule
from solvent.prices.index import within
from solvent.prices.middle import FINE

NO_AVERAGE, NO_ANCHOR = 1, 2  # what an anchored mark lacks, added up


def _slow_average(average: int, ticks: int, elapsed_ns: int, constant_ns: int) -> int:
    """One step of an exponential average of a price, weight elapsed / (elapsed + constant).

    average       10^-6 ticks, so far (unit: ticks); 0: none, and it begins at the price
    ticks         ticks, 1 to 4 x 10^12
    elapsed_ns    ns since the last step, 0 or more
    constant_ns   ns, 1 or more; eight hours at Hyperliquid
    returns       10^-6 ticks, rounded down
    Source        Hyperliquid, hyperps after 26 August 2025: 8 h EMA of the mark; the weight of irregular steps is ours
    """
    target = ticks * FINE
    return target if average == 0 else average + mul_div_down(target - average, elapsed_ns, elapsed_ns + constant_ns)


slow_average = rule(_slow_average)


def _anchored_lacks(average: int, times: int, anchor: int, band: int) -> int:
    """What an anchored mark lacks, 0 where it lacks nothing.

    average   10^-6 ticks (unit: ticks), 0: none
    times     count: the cap as a multiple of the average; 0: no cap
    anchor    ticks of the price from outside, 0: none
    band      ppm around the anchor; 0: no band
    returns   NO_AVERAGE + NO_ANCHOR (code)
    Source    ours: a bound that was asked for and cannot be had makes the mark not computable, it is not left out
    """
    return (NO_AVERAGE if times > 0 and average <= 0 else 0) + (NO_ANCHOR if band > 0 and anchor <= 0 else 0)


anchored_lacks = rule(_anchored_lacks)


def _anchored(mark: int, average: int, times: int, anchor: int, band: int) -> int:
    """A mark held under a multiple of its own average, and then within a band around a price from outside.

    mark      ticks, 0: not computable
    average   10^-6 ticks (unit: ticks), 0: none
    times     count; 0: no cap
    anchor    ticks, 0: none
    band      ppm, below 10^6; 0: no band
    returns   ticks; 0 is not computable: the mark was not, or a bound is missing (see anchored_lacks)
    Source    Hyperliquid, XPL 26 August 2025: at most 10 x 8 h EMA, and outside prices; the order of both is ours
    Law       with a band it is never further from the anchor than the band, whatever the book says
    """
    if mark <= 0 or anchored_lacks(average, times, anchor, band) > 0:
        return 0
    held = max(min(mark, mul_div_down(average, times, FINE)), 1) if times > 0 else mark
    return max(within(held, anchor, band), 1) if band > 0 else held


anchored = rule(_anchored)
