"""What venues publish of how they form a funding rate: one shape, with numbers for each venue.

premium of the book -> average of its samples -> interest within a band -> the part of the interval -> cap

Three venues do not fit it and have rules of their own in `funding_rate`: Vega (`bounded_rate`), Drift (`drift_rate`,
`received_rate`) and Synthetix (`drifting_rate`). The cap is a parameter of the market at most venues: an argument.
"""

from enum import IntEnum
from typing import NamedTuple

from solvent.fixed import mul_div_down
from solvent.perps.funding_rate import mean_premium, rising_mean, with_interest
from solvent.rates import PremiumOf, clamped, towards_zero
from solvent.units import NS

HOUR = 3600 * NS


class Average(IntEnum):
    """How samples become one premium."""

    MEAN = 1
    RISING = 2
    PADDED = 3
    LAST = 4


class Form(NamedTuple):
    """How a venue forms its rate; rates in ppb.

    premium       of which prices, see prices.sampling
    every_ns      ns between samples
    average       over the interval
    interest      ppb of `of_ns`
    band          ppb of `of_ns` within which the rate is the interest; 0: no interest and no band
    of_ns         ns the rate is told for
    interval_ns   ns between payments
    cap           ppb of the interval, either way; 0: the market's own, or none
    """

    premium: PremiumOf
    every_ns: int
    average: Average
    interest: int
    band: int
    of_ns: int
    interval_ns: int
    cap: int = 0


# Sources by line: docs/concepts/funding-rates.md.
FORMS = {
    "binance": Form(PremiumOf.IMPACT, 5 * NS, Average.RISING, 100_000, 500_000, 8 * HOUR, 8 * HOUR),
    "bybit": Form(PremiumOf.IMPACT, 60 * NS, Average.RISING, 100_000, 500_000, 8 * HOUR, 8 * HOUR),
    "okx": Form(PremiumOf.MID, 60 * NS, Average.MEAN, 0, 0, 8 * HOUR, 8 * HOUR),
    "hyperliquid": Form(PremiumOf.IMPACT, 5 * NS, Average.MEAN, 100_000, 500_000, 8 * HOUR, HOUR, 40_000_000),
    "dydx": Form(PremiumOf.VOTE, 60 * NS, Average.PADDED, 0, 0, 8 * HOUR, HOUR),
    "bitmex": Form(PremiumOf.FAIR, 60 * NS, Average.MEAN, 100_000, 500_000, 8 * HOUR, 8 * HOUR),
    "deribit": Form(PremiumOf.MARK, NS, Average.LAST, 0, 250_000, 8 * HOUR, NS),
}


def rate_of(form: Form, samples: list[int], cap: int = 0) -> int | None:
    """The rate of one interval from its samples, or none: without one it is not computable, except at
    dYdX, whose rule makes zeros of those that are missing.

    form      as published
    samples   ppb, signed, oldest first
    cap       ppb of the interval, either way; 0: the form's
    returns   ppb of the interval; a sample that is missing counts as 0 only where the venue says so (PADDED)
    Source    `FORMS`
    """
    if not samples and form.average != Average.PADDED:
        return None
    expected = mul_div_down(form.interval_ns, 1, form.every_ns)
    average = {
        Average.MEAN: lambda: mean_premium(sum(samples), len(samples), 0),
        Average.RISING: lambda: rising_mean(samples),
        Average.PADDED: lambda: mean_premium(sum(samples), len(samples), expected),
        Average.LAST: lambda: samples[-1],
    }[form.average]()
    whole = with_interest(average, form.interest, form.band)
    part, most = towards_zero(whole, form.interval_ns, form.of_ns), cap or form.cap
    return clamped(part, -most, most) if most else part
