"""Margin that changes while the rules stay: volatility, and the regimes they declare."""

from solvent.columns import Cells
from solvent.events.base import Event


class VolatilitySampled(Event, kind=73):
    """What volatility asks of a market's margin.

    sampled_ns, ticks    the sample instant this counts as, ns, and the valuation there
    intervals            count of sample intervals since the last one, 0 for the first
    move                 ppb, the log return over them, without sign
    before, variance     10^-18, the variance it met, and after it
    target               ppm that the rate of the first tier lacks to what the variance asks for
    add_on               ppm: the target, as far as the limits on a step let it come
    """

    market: int
    sampled_ns: int
    ticks: int
    intervals: int
    move: int
    before: int
    variance: int
    target: int
    add_on: int


class MarginRatesSet(Event, kind=74):
    """The rates of a market's schedule as they are now. Columns, one row a tier; floors and deductions stay.

    add_on    ppm of notional in all that the rulebook's own rates do not have
    """

    market: int
    add_on: int
    mm_num: Cells
    mm_den: Cells
    mm_fraction: Cells
    im_num: Cells
    im_den: Cells


class RegimeAnnounced(Event, kind=75):
    """A regime will hold from a time on. regime: place, 0 is normal; name, reason: TEXT; effective_ns: ns."""

    regime: int
    name: str
    reason: str
    effective_ns: int


class RegimeEntered(Event, kind=76):
    """A regime holds. before, regime: places; name: TEXT."""

    before: int
    regime: int
    name: str
