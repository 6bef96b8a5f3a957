"""What a rulebook says of how the funding rate of a market is formed."""

import msgspec

from solvent.errors import BadRulebook
from solvent.policy.cells import Int64
from solvent.policy.choices import Average, PremiumOf
from solvent.units import PPM


class FundingPolicy(msgspec.Struct, frozen=True, array_like=True):
    """How a rate is formed of samples; without it the rate is told (`SettleFunding`).

    premium       of which prices a sample is made; NONE: no rate is formed
    average       how samples become one premium
    every_ns      ns at least between two samples
    interest      ppm of `of_ns`
    band          ppm of `of_ns` within which the rate is the interest; 0: no interest and no band
    of_ns         ns the rate is told for
    interval_ns   ns at least between two settlements
    cap           ppm of the interval, either way; 0: none
    """

    premium: PremiumOf = PremiumOf.NONE
    average: Average = Average.MEAN
    every_ns: Int64 = 0
    interest: Int64 = 0
    band: Int64 = 0
    of_ns: Int64 = 0
    interval_ns: Int64 = 0
    cap: Int64 = 0

    def __post_init__(self) -> None:
        rates = (self.interest, self.band, self.cap)
        if min(rates) < 0 or max(rates) > PPM:
            raise BadRulebook(f"expected interest, band and cap of 0 to 10^6 ppm, found {rates}")
        times = (self.every_ns, self.interval_ns, self.of_ns)
        if self.premium != PremiumOf.NONE and not 0 < self.every_ns <= self.interval_ns <= self.of_ns:
            raise BadRulebook(f"expected a sample time, an interval and a time of the rate that rise, found {times} ns")
