"""The price at which a bucket would be liquidated: exact to the tick, whatever the shape of the schedule.

Between the ticks where a position changes its tier, the surplus is a concave function of the price, or of its
reciprocal for an inverse contract, but for the rounding of single atoms. Of either kind the least on a stretch is at
one of its ends. So a stretch whose two ends stand clear of the line by more than that rounding is clear throughout, and
one whose ends are worth the same is the same throughout; any other is cut in two, the nearer half first. What is found
is the first tick in breach, not merely one of them.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from solvent.fixed import mul_div_down, mul_div_up
from solvent.grid import notional, tier_starts, value
from solvent.health import breached
from solvent.tiers import Schedule, row_maintenance
from solvent.units import MAX_PRICE, MAX_PRODUCT, PPM

PATIENCE = 5_000  # cuts; a usual search needs a hundred


class _Bucket:
    """A bucket as a function of one market's price; everything else it holds stays as it is."""

    def __init__(
        self, mark: int, lots: Sequence[int], den: int, equity: int, maintained: int, comparator: int, tiers: Schedule
    ) -> None:
        self.lots, self.den, self.comparator, self.tiers = [leg for leg in lots if leg != 0], den, comparator, tiers
        self.equity, self.maintained = 0, 0
        here = self.at(mark)
        self.equity, self.maintained = equity - here[0], maintained - here[1]
        shapes = zip(tiers.nums, tiers.dens, tiers.fractions, strict=True)
        margin = max(mul_div_up(mul_div_up(1, num, over) + 1, fraction, PPM) for num, over, fraction in shapes)
        self.rounding = len(self.lots) * (margin + 2)
        self.patience = PATIENCE

    def at(self, tick: int) -> tuple[int, int]:
        """Equity and maintenance, in atoms."""
        worth = sum(value(leg, tick, self.den) for leg in self.lots)
        margin = sum(row_maintenance(notional(leg, tick, self.den), *self.tiers) for leg in self.lots)
        return self.equity + worth, self.maintained + margin

    def in_breach(self, tick: int) -> bool:
        return breached(*self.at(tick), self.comparator)

    def clear(self, near: int, far: int) -> bool:
        """Whether no tick between two of one stretch is in breach; the nearer one is known not to be."""
        (equity, margin), (equity_far, margin_far) = self.at(near), self.at(far)
        if max(margin, margin_far) <= 0 or min(equity - margin, equity_far - margin_far) > self.rounding:
            return True
        return all(
            value(leg, near, self.den) == value(leg, far, self.den)
            and notional(leg, near, self.den) == notional(leg, far, self.den)
            for leg in self.lots
        )

    def stretches(self, mark: int, direction: int) -> Iterator[tuple[int, int]]:
        """(nearer, farther) tick of each stretch in which no leg changes its tier, walking from the mark."""
        highest = MAX_PRICE
        if self.den > 0:
            highest = min(MAX_PRICE, mul_div_down(MAX_PRODUCT, 1, max(abs(leg) for leg in self.lots)))
        floors = self.tiers.floors[self.tiers.first + 1 : self.tiers.last + 1]
        starts = {tier_starts(floor, leg, self.den) for floor in floors for leg in self.lots}
        if direction > 0:
            cuts = [mark, *sorted(tick for tick in starts if mark < tick <= highest), highest + 1]
            yield from ((near, after - 1) for near, after in pairwise(cuts) if near < after)
        else:
            cuts = [mark + 1, *sorted((tick for tick in starts if 1 < tick <= mark), reverse=True), 1]
            yield from ((after - 1, far) for after, far in pairwise(cuts) if after > far)

    def first_breach(self, near: int, far: int) -> int:
        """The first tick in breach, walking from near to far inside one stretch; 0 for none."""
        if self.in_breach(near):
            return near
        if near == far or self.clear(near, far):
            return 0
        self.patience -= 1
        if self.patience < 0 and not self.in_breach(far):
            return 0
        step = 1 if far > near else -1
        middle = mul_div_down(near + far, 1, 2) if step > 0 else mul_div_up(near + far, 1, 2)
        return self.first_breach(near, middle) or self.first_breach(middle + step, far)


def liquidation_price(
    mark: int,
    direction: int,
    lots: Sequence[int],
    den: int,
    equity: int,
    maintained: int,
    comparator: int,
    tiers: Schedule,
) -> int:
    """The first tick, walking from the mark, at which the trigger's comparator holds.

    mark         ticks, where everything is valued now
    direction    index: -1 walks down, as a long fears, 1 walks up, as a short does
    lots         lots, signed, of the bucket's positions in this market: one, or a long and a short in hedge mode
    den          count of lot x ticks in one atom; below 0: an inverse contract, see grid
    equity       atoms, signed, of the bucket at the mark, all its positions included
    maintained   atoms, maintenance of the bucket at the mark
    comparator   index of policy.Comparator
    tiers        the market's schedule; it may jump at its borders
    returns      ticks; the mark itself where it is breached already, 0 where no price down to 1 tick, or up to where
                 the price or lots x ticks reach their limit, breaches it
    Source       ours: DESIGN, laws to hold; within one tier the venues' (s q P - (E - MM) - c) / (q (s - r)), for an
                 inverse contract Q (s + r) / (M + s Q / P0 + c)
    Law          the comparator holds there, and on no tick between it and the mark. Only where two legs hedge each
                 other so exactly that the surplus keeps within a few atoms of the line for thousands of prices, a
                 later one, or none, may be found: PATIENCE ends that search
    """
    bucket = _Bucket(mark, lots, den, equity, maintained, comparator, tiers)
    if bucket.in_breach(mark):
        return mark
    if not bucket.lots:
        return 0
    found = (bucket.first_breach(near, far) for near, far in bucket.stretches(mark, direction))
    return next((tick for tick in found if tick > 0), 0)
