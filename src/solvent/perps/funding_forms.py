"""What venues publish of how they form a funding rate: one shape, with numbers for each venue.

premium of the book -> average of its samples -> interest within a band -> the part of the interval -> cap

Three venues do not fit it and have rules of their own in `funding_rate`: Vega (`bounded_rate`), Drift (`drift_rate`,
`received_rate`) and Synthetix (`drifting_rate`). The cap is a parameter of the market at most venues: an argument.
"""

from collections.abc import Iterable
from typing import NamedTuple

from solvent.fixed import mul_div_down
from solvent.perps.funding_rate import mean_premium, rising_mean, with_interest
from solvent.policy.choices import Average, PremiumOf
from solvent.rates import clamped, towards_zero
from solvent.units import NS

HOUR = 3600 * NS


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


class Sampled(NamedTuple):
    """The samples of an interval so far, ppb: their sum, that of each times its number, the last, how many."""

    total: int = 0
    weighed: int = 0
    last: int = 0
    samples: int = 0

    def and_then(self, sample: int) -> "Sampled":
        """With one more."""
        samples = self.samples + 1
        return Sampled(self.total + sample, self.weighed + samples * sample, sample, samples)


def premium_of(form: Form, sampled: Sampled) -> int | None:
    """The premium of an interval, ppb; none without a sample, except at dYdX, whose rule makes zeros of the missing."""
    if not sampled.samples and form.average != Average.PADDED:
        return None
    if form.average == Average.RISING:
        return rising_mean(sampled.weighed, sampled.samples)
    if form.average == Average.LAST:
        return sampled.last
    expected = mul_div_down(form.interval_ns, 1, form.every_ns) if form.average == Average.PADDED else 0
    return mean_premium(sampled.total, sampled.samples, expected)


def rate_from(form: Form, premium: int, cap: int = 0) -> int:
    """The rate of one interval from its premium.

    form      as published
    premium   ppb, signed
    cap       ppb of the interval, either way; 0: the form's
    returns   ppb of the interval
    Source    `FORMS`
    """
    whole = with_interest(premium, form.interest, form.band)
    part, most = towards_zero(whole, form.interval_ns, form.of_ns), cap or form.cap
    return clamped(part, -most, most) if most else part


def rate_of(form: Form, samples: Iterable[int], cap: int = 0) -> int | None:
    """The rate of one interval from its samples (ppb, oldest first), or none: without one it is not computable."""
    sampled = Sampled()
    for sample in samples:
        sampled = sampled.and_then(sample)
    premium = premium_of(form, sampled)
    return None if premium is None else rate_from(form, premium, cap)
