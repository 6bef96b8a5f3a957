"""Values, notionals and margins of whole columns, rounded as `grid` and `tiers` round them one by one.

`den` says how a market counts, as in grid: 1 on the grid, above 1 finer, below 0 inverse. Columns are int64; positions
stay within the limits of units, so nothing here can pass 2^63.
"""

from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from solvent.policy import Comparator, Tier
from solvent.units import PPM

Column = NDArray[np.int64]
Flags = NDArray[np.bool_]
CENT = 10_000  # parts of 10^-6 of the quote currency in a cent


class Contract(msgspec.Struct, frozen=True):
    """How a market counts.

    den       lots x ticks in one atom; below 0: minus atoms x ticks in one lot
    per_lot   10^-6 of the quote currency that one lot of an inverse contract is; 0 for a linear one
    """

    den: int
    per_lot: int = 0

    def lots(self, cents: Column, ticks: int) -> Column:
        """Lots worth so many cents at a price, rounded down, at least 1."""
        quote = cents * CENT
        found: Column = quote // self.per_lot if self.den < 0 else quote * self.den // ticks
        return np.maximum(found, 1)

    def cents(self, lots: Column, ticks: Column | int) -> Column:
        """What lots are worth in cents at a price, rounded down."""
        quote = lots * self.per_lot if self.den < 0 else lots * ticks // self.den
        found: Column = quote // CENT
        return found


def values(lots: Column, ticks: Column | int, den: int) -> Column:
    """`grid.value` of a column: signed atoms, rounded down."""
    over: Column | int = ticks if den < 0 else den
    found: Column = lots * (den if den < 0 else ticks) // over
    return found


def notionals(lots: Column, ticks: Column | int, den: int) -> Column:
    """`grid.notional` of a column: atoms, rounded up."""
    size = np.abs(lots)
    found: Column = -values(size, ticks, den) if den < 0 else -values(-size, ticks, den)
    return found


def share_up(amounts: Column, num: Column | int, over: Column | int) -> Column:
    """ceil(amount x num / over) for columns of 0 or more, without passing through amount x num."""
    found: Column = amounts // over * num - (-(amounts % over) * num // over)
    return found


class Standing(msgspec.Struct, frozen=True):
    """A schedule of tiers and a comparator, as a rulebook has them, over columns."""

    tiers: tuple[Tier, ...]
    comparator: int = int(Comparator.BELOW)

    def maintenance(self, sizes: Column) -> Column:
        """Maintenance margin of notionals, atoms."""
        floors = np.array([tier.floor for tier in self.tiers], np.int64)
        place = np.maximum(np.searchsorted(floors, sizes, side="right") - 1, 0)
        margin = np.zeros(len(sizes), np.int64)
        for number, tier in enumerate(self.tiers):
            mine = place == number
            rated = share_up(share_up(sizes[mine], tier.mm_num, tier.mm_den), tier.mm_fraction, PPM)
            margin[mine] = np.maximum(rated - tier.deduction, 0)
        return margin

    def jumps(self) -> list[int]:
        """The floors, ascending, at which maintenance rises by more than the rate of the tier that begins there."""
        floors = [tier.floor for tier in self.tiers[1:]]
        before, after = (self.maintenance(np.array([floor - down for floor in floors], np.int64)) for down in (1, 0))
        return [floor for floor, low, high in zip(floors, before, after, strict=True) if high - low > 2]

    def breached(self, lots: Column, cost: Column, margin: Column, ticks: Column | int, den: int) -> Flags:
        """Which positions, alone in their buckets, are in breach at a price."""
        equity = margin + values(lots, ticks, den) - cost
        needed = self.maintenance(notionals(lots, ticks, den))
        if self.comparator == Comparator.AT_OR_BELOW:
            return (needed > 0) & (equity <= needed)
        return (needed > 0) & (equity < needed)


def flat(rate: int) -> Standing:
    """One maintenance rate for all sizes, ppm."""
    return Standing((Tier(0, rate, PPM, PPM, 0, rate, PPM),))


def thresholds(weights: Sequence[int]) -> NDArray[np.int64]:
    """Where each choice ends on a scale of 2^32, for choosing by weight with 32 bits."""
    total, before, ends = sum(weights), 0, []
    for weight in weights:
        before += weight
        ends.append((before << 32) // total)
    return np.array(ends, np.int64)
