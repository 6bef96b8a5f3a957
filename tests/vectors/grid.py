"""From printed decimals to the integers of the rules.

The rules know no decimals: they work on any grid of sizes, prices and amounts. A case chooses one fine enough for what
it expects. Where amounts have as many decimals as sizes and prices together, lots x ticks is in atoms and nothing
rounds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from solvent.policy import Comparator, Tier
from solvent.tiers import Schedule, continuous_deduction, schedule
from solvent.units import PPM
from tests.vectors.cases import decimals


@dataclass(frozen=True)
class Grid:
    """Decimals of sizes and prices; amounts have those of both together."""

    size: int
    price: int
    den = 1

    def lots(self, size: Any) -> int:
        return exactly(Fraction(size) * 10**self.size)

    def ticks(self, price: Any) -> int:
        return exactly(Fraction(price) * 10**self.price)

    def atoms(self, amount: Any) -> int:
        """An amount, what is finer than the grid left out (against the account)."""
        return int((Fraction(amount) * 10 ** (self.size + self.price)).__floor__())

    def priced(self, ticks: int) -> Fraction | None:
        """A tick as a price; none for tick 0, which is no price."""
        return Fraction(ticks, 10**self.price) if ticks > 0 else None

    def worth(self, atoms: int) -> Fraction:
        return Fraction(atoms, 10 ** (self.size + self.price))


def exactly(value: Fraction) -> int:
    """An integer, or a complaint that the grid is too coarse."""
    if value.denominator != 1:
        raise ValueError(f"the grid is too coarse for {value}")
    return value.numerator


def grid_for(sizes: Sequence[Any], prices: Sequence[Any], tolerance: Fraction) -> Grid:
    """A grid that holds these sizes and prices, and prices a tenth of the tolerance fine."""
    fine = 0
    while tolerance and Fraction(1, 10**fine) > tolerance / 10:
        fine += 1
    return Grid(decimals(*sizes), max(decimals(*prices), fine))


def one_tier(rate: Any, deduction: int = 0) -> Schedule:
    """The schedule of a case that prints the rate and deduction of its tier alone."""
    exact = Fraction(rate)
    return schedule((Tier(0, exact.numerator, exact.denominator, PPM, deduction, 1, 1),))


def leverage_tiers(grid: Grid, rows: Sequence[Sequence[Any]]) -> Schedule:
    """Hyperliquid's table of (floor, maximum leverage): half the initial rate, continuous at the floors."""
    tiers: list[Tier] = []
    for floor, leverage in rows:
        half = Fraction(1, 2) / Fraction(leverage)
        num, over, border = half.numerator, half.denominator, grid.atoms(floor)
        before = tiers[-1] if tiers else Tier(0, 0, 1, PPM, 0, 1, 1)
        taken = continuous_deduction(before.deduction, border, num, over, before.mm_num, before.mm_den)
        tiers.append(Tier(border, num, over, PPM, taken, 1, 1))
    return schedule(tuple(tiers))


def side_of(name: Any) -> int:
    """1 for long, -1 for short."""
    return {"long": 1, "short": -1}[name]


BELOW, AT_OR_BELOW = int(Comparator.BELOW), int(Comparator.AT_OR_BELOW)
