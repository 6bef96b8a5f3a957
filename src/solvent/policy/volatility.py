"""What a rulebook says of margin that follows volatility, and of the regimes that may be declared."""

import msgspec

from solvent.errors import BadRulebook
from solvent.policy.cells import Int64
from solvent.units import MAX_RATE, PPM


class VolatilityPolicy(msgspec.Struct, frozen=True, array_like=True):
    """How the margin of a market follows the volatility of the price that values it.

    sample_ns    ns between two samples; 0: it does not follow
    decay        ppm, the weight of yesterday's variance
    seed         ppm of the price: the standard deviation of one sample interval that is held before the first return
    multiplier   ppm: maintenance rate / standard deviation of one sample interval
    cap          ppm, the most the rate may rise to
    step_up      ppm, the most it may rise in one sample; step_down: fall
    """

    sample_ns: Int64 = 0
    decay: Int64 = 0
    seed: Int64 = 0
    multiplier: Int64 = 0
    cap: Int64 = 0
    step_up: Int64 = 0
    step_down: Int64 = 0

    def __post_init__(self) -> None:
        rates = (self.seed, self.cap, self.step_up, self.step_down)
        if min(self.sample_ns, *rates) < 0 or max(rates) > PPM or not 0 <= self.multiplier <= MAX_RATE:
            raise BadRulebook(f"expected volatility margin with rates of 0 to 10^6 ppm, found {self}")
        if not 0 <= self.decay < PPM:
            raise BadRulebook(f"expected a decay of 0 to less than 10^6 ppm, found {self.decay}")


class RegimePolicy(msgspec.Struct, frozen=True, array_like=True):
    """A regime that may be declared: what it asks for beyond the schedules, in every market.

    name           by which it is declared
    reason         why it is there
    add_on         ppm of notional, added to the maintenance and the initial rate of every tier
    least_initial  ppm of notional below which no initial rate lies
    notice_ns      ns between its announcement and its effect
    """

    name: str
    reason: str
    add_on: Int64 = 0
    least_initial: Int64 = 0
    notice_ns: Int64 = 0

    def __post_init__(self) -> None:
        if min(self.add_on, self.least_initial, self.notice_ns) < 0 or max(self.add_on, self.least_initial) > PPM:
            raise BadRulebook(f"expected a regime with rates of 0 to 10^6 ppm and a notice of 0 or more, found {self}")


NORMAL = RegimePolicy("normal", "the schedules as they stand")
