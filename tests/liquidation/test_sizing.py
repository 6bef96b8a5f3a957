"""How much one order closes: enough, and no lot more."""

from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from solvent.grid import notional
from solvent.health import breached
from solvent.liquidation.restoring import restoring_size
from solvent.liquidation.sizing import fraction_size, notional_bounds, order_size, order_sizes, tier_step_size
from solvent.policy import Sizing, Tier
from solvent.tiers import Schedule, continuous_deduction, row_maintenance, schedule
from solvent.units import ATOMS, PPM


def test_a_large_position_is_closed_by_a_share_rounded_up() -> None:
    assert fraction_size(1001, 200, 1, 200_000, 100_000) == 201
    assert fraction_size(500, 200, 1, 200_000, 100_000) == 500  # exactly at the border: all
    assert fraction_size(1001, 200, 1, 2 * PPM, 100_000) == 1001
    assert fraction_size(0, 200, 1, 200_000, 100_000) == 0


FLOORS = [0, 1000, 5000]


@given(st.integers(0, 2000), st.integers(1, 40), st.sampled_from([1, 10, -10, -300]))
def test_a_tier_step_ends_just_below_the_border(held: int, ticks: int, den: int) -> None:
    closed = tier_step_size(held, ticks, den, 1, 0, 2, FLOORS)
    before = sum(notional(held, ticks, den) >= floor for floor in FLOORS) - 1
    if before == 0:
        assert closed == held
    else:
        assert notional(held - closed, ticks, den) < FLOORS[before] <= notional(held - closed + 1, ticks, den)


@dataclass(frozen=True)
class Breach:
    """A bucket in breach, the position by which it is to be put in order, and at what cost."""

    held: int
    ticks: int
    den: int
    equity: int
    others: int
    cost: int
    buffer: int
    comparator: int
    tiers: Schedule

    def margin(self, lots: int) -> int:
        return row_maintenance(notional(lots, self.ticks, self.den), *self.tiers)

    def restored(self, closed: int) -> bool:
        required = self.others + self.margin(self.held - closed)
        target = -(-required * (PPM + self.buffer) // PPM)
        costs = -(-notional(closed, self.ticks, self.den) * self.cost // PPM)
        return not breached(self.equity - costs, target, self.comparator)

    def size(self) -> int:
        return restoring_size(
            self.held, self.ticks, self.den, self.equity, self.others + self.margin(self.held), self.cost, self.buffer,
            self.comparator, *self.tiers,
        )  # fmt: skip


@st.composite
def breaches(draw: st.DrawFn, fine: bool, continuous: bool) -> Breach:
    """Prices are coarse (a lot is worth hundreds of atoms, so rounding never turns the surplus) or fine."""
    held = draw(st.integers(1, 120))
    ticks = draw(st.integers(1, 30) if fine else st.integers(400, 2000))
    rates = sorted(draw(st.lists(st.integers(1, 50), min_size=1, max_size=4)))
    if not continuous:
        rates = draw(st.permutations(rates))
    more = len(rates) - 1
    borders = sorted(draw(st.sets(st.integers(1, held * ticks + 9), min_size=more, max_size=more)))
    tiers: list[Tier] = []
    for floor, rate in zip([0, *borders], rates, strict=True):
        taken = continuous_deduction(tiers[-1].deduction, floor, rate, 100, tiers[-1].mm_num, 100) if tiers else 0
        tiers.append(Tier(floor, rate, 100, PPM, taken if continuous else 0, 1, 1))
    others, cost = draw(st.integers(0, 3000)), draw(st.sampled_from([0, 500, 10_000, 200_000]))
    buffer, comparator = draw(st.sampled_from([0, 50_000])), draw(st.sampled_from([1, 2]))
    price, den = ticks, 1
    if draw(st.booleans()):  # an inverse contract of which a lot is worth as much
        price = draw(st.integers(1, 9))
        den = -(ticks * price + draw(st.integers(0, price - 1)))
    whole = Breach(held, price, den, 0, others, cost, buffer, comparator, schedule(tuple(tiers)))
    case = replace(whole, equity=draw(st.integers(-100, max(others + whole.margin(held), 1))))
    assume(not case.restored(0))
    return case


@given(breaches(fine=True, continuous=True) | breaches(fine=True, continuous=False))
def test_one_lot_less_leaves_it_in_breach(case: Breach) -> None:
    closed = case.size()
    assert 0 < closed <= case.held
    assert not case.restored(closed - 1)
    assert case.restored(closed) or closed == case.held


@given(breaches(fine=False, continuous=True) | breaches(fine=False, continuous=False))
def test_no_smaller_closing_restores(case: Breach) -> None:
    assert case.size() == next((lots for lots in range(case.held + 1) if case.restored(lots)), case.held)


@pytest.mark.parametrize(("levels", "left"), [(1, 20), (2, 10), (3, 0), (4, 0)])
def test_so_many_tiers_down_and_all_of_it_where_there_are_not_so_many(levels: int, left: int) -> None:
    """Tiers of up to 10, 20 and more contracts, as OKX counts them; 35 stand in the third."""
    assert 35 - tier_step_size(35, 1, 1, levels, 0, 2, [0, 11, 21]) == left


def one_tier(num: int, den: int) -> Schedule:
    return schedule((Tier(0, num, den, PPM, 0, 1, 1),))


def test_the_worked_slice() -> None:
    """Price 100, size 10, equity 30, 5 %, fee 0.2 % and slippage 1 %: 5.26316 (cascade-science §1)."""
    exact = (Fraction(5, 100) * 1000 - 30) / (100 * (Fraction(5, 100) - Fraction(12, 1000)))
    size = restoring_size(10 * 10**5, 100 * 10, 1, 30 * ATOMS, 50 * ATOMS, 12_000, 0, 1, *one_tier(5, 100))
    assert size - 1 < exact * 10**5 < size == 526_316


def test_where_closing_costs_what_it_releases_everything_goes() -> None:
    assert restoring_size(1000, 1000, 1, 49_000, 50_000, 50_000, 0, 1, *one_tier(5, 100)) == 1000
    assert restoring_size(1000, 1000, 1, 49_000, 50_000, 49_000, 0, 1, *one_tier(5, 100)) == 1000
    assert restoring_size(1000, 1000, 1, 49_000, 50_000, 20_000, 0, 1, *one_tier(5, 100)) == 34


def test_the_lower_tier_may_not_be_worth_closing_but_the_upper_one_is() -> None:
    """Closing helps at 10 % and hurts at 1 %: one bisection over the whole would have closed everything."""
    tiers = schedule((Tier(0, 1, 100, PPM, 0, 1, 1), Tier(100_000, 10, 100, PPM, 9_000, 1, 1)))
    maintained = row_maintenance(200_000, *tiers)
    closed = restoring_size(200, 1000, 1, maintained - 2_000, maintained, 30_000, 0, 1, *tiers)
    assert closed == 29
    assert restoring_size(200, 1000, 1, maintained - 6_990, maintained, 30_000, 0, 1, *tiers) == 100
    assert restoring_size(200, 1000, 1, maintained - 7_010, maintained, 30_000, 0, 1, *tiers) == 200


def test_nothing_is_closed_where_nothing_is_breached() -> None:
    assert restoring_size(10, 1000, 1, 10_000, 500, 0, 0, 1, *one_tier(5, 100)) == 0
    assert restoring_size(0, 1000, 1, 0, 0, 0, 0, 1, *one_tier(5, 100)) == 0


ARGUMENTS = (100, 1, 3_000, 50_000, 12_000)  # ticks, den, equity, maintained, cost


@pytest.mark.parametrize(
    ("sizing", "escalate", "size"),
    [(Sizing.ALL, 0, 10_000), (Sizing.FRACTION, 0, 2_000), (Sizing.TIER_STEP, 0, 9_001), (Sizing.RESTORE, 0, 10_000),
     (Sizing.FRACTION, 1, 10_000), (Sizing.TIER_STEP, 1, 10_000)],
)  # fmt: skip
@pytest.mark.parametrize("side", [1, -1])
def test_each_sizing(sizing: Sizing, escalate: int, size: int, side: int) -> None:
    tiers = schedule((Tier(0, 1, 100, PPM, 0, 1, 1), Tier(100_000, 5, 100, PPM, 4_000, 1, 1)))
    policy = (escalate, 200_000, 500_000, 0, 1, 1)
    assert order_size(int(sizing), side * 10_000, *ARGUMENTS, *policy, *tiers) == size


def test_the_kernel_reads_each_order_its_own_market() -> None:
    floors, nums, dens = np.array([0, 0, 1000]), np.array([5, 1, 5]), np.array([100, 100, 100])
    fractions, deductions = np.full(3, PPM), np.zeros(3, np.int64)
    first, last = np.array([0, 1]), np.array([0, 2])
    ones, sizes = np.ones(2, np.int64), np.zeros(2, np.int64)
    columns = (np.array([20, -20]), 100 * ones, ones, first, last, 10 * ones, 100 * ones, 0 * ones, 0 * ones)
    order_sizes(*columns, int(Sizing.TIER_STEP), 0, 0, 0, 1, 1, floors, nums, dens, fractions, deductions, sizes)
    assert sizes.tolist() == [20, 11]


def test_how_much_of_a_position_at_a_time() -> None:
    assert notional_bounds(5 * ATOMS, 10 * ATOMS, PPM) == (5 * ATOMS, 5 * ATOMS)
    assert notional_bounds(50 * ATOMS, 10 * ATOMS, 100_000) == (10 * ATOMS, 10 * ATOMS)
    assert notional_bounds(500 * ATOMS, 10 * ATOMS, 100_000) == (10 * ATOMS, 50 * ATOMS)
