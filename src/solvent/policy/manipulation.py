"""What a rulebook says of a market whose price may be cheaper to move than what hangs on it."""

import msgspec

from solvent.errors import BadRulebook
from solvent.policy.cells import Int64
from solvent.policy.choices import Budget
from solvent.units import DURATIONS, MAX_RATE

MAX_AGE = 20 * 365 * DURATIONS["d"]


class ManipulationPolicy(msgspec.Struct, frozen=True, array_like=True):
    """How far a market may grow against the reported cost of moving its price.

    rule         what a report bounds; NONE: nothing, and no report is asked for
    cover        ppm of the cost that open interest x move may reach
    floor        atoms of cost below which the listing is frozen
    max_age_ns   ns for which a report counts
    """

    rule: Budget = Budget.NONE
    cover: Int64 = 0
    floor: Int64 = 0
    max_age_ns: Int64 = 0

    def __post_init__(self) -> None:
        if min(self.cover, self.floor, self.max_age_ns) < 0 or self.cover > MAX_RATE or self.max_age_ns > MAX_AGE:
            raise BadRulebook(
                f"expected a manipulation budget with numbers of 0 or more and an age of at most 20 years, found {self}"
            )
        if self.rule != Budget.NONE and self.max_age_ns == 0:
            raise BadRulebook("expected a time for which a report of manipulation cost counts, found none")
