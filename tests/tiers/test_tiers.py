"""Three published shapes of a schedule, and continuity at its floors."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from solvent.policy import Tier
from solvent.tiers import continuous_deduction, maintenance, maintenance_rate, row_maintenance, schedule, tier_of
from solvent.units import ATOMS, PPM

USD = ATOMS


def test_rate_and_deduction_as_binance_prints_them() -> None:
    assert maintenance(500_000 * USD, 10_000, PPM, PPM, 1300 * USD) == 3_700 * USD


def test_half_the_initial_rate_as_hyperliquid_prints_it() -> None:
    taken = continuous_deduction(0, 150_000_000 * USD, 1, 40, 1, 80)
    assert taken == 1_875_000 * USD
    assert maintenance(200_000_000 * USD, 1, 40, PPM, taken) == 3_125_000 * USD


def test_dydx_rounds_twice() -> None:
    assert maintenance(1, 20_000, PPM, 600_000, 0) == 1
    assert maintenance(101, 500_000, PPM, 500_000, 0) == 26  # 50.5 -> 51 -> 25.5 -> 26
    assert maintenance_rate(637_239, 289_284) == 184_343


def test_a_deduction_never_makes_maintenance_negative() -> None:
    assert maintenance(100, 1, 100, PPM, 5) == 0


TABLE = schedule((Tier(0, 1, 250, PPM, 0, 1, 1), Tier(50, 1, 200, PPM, 0, 1, 1), Tier(50, 1, 20, PPM, 2, 1, 1)))


def test_the_tier_is_the_last_whose_floor_is_reached() -> None:
    places = [tier_of(size, 0, 2, TABLE.floors, hint) for size in (0, 49, 50, 51) for hint in (-1, 0, 1, 2, 7)]
    assert places == [0] * 10 + [2] * 10


RATES = st.fractions(0, 1, max_denominator=200)


RISING = st.fractions(Fraction(1, 250), 1, max_denominator=250)  # never below the first tier's


@given(st.lists(st.tuples(st.integers(1, 10**9), RISING), min_size=1, max_size=6))
def test_maintenance_is_continuous_where_the_deduction_is(steps: list[tuple[int, Fraction]]) -> None:
    floor, rate, taken = 0, Fraction(1, 250), 0
    tiers = [Tier(0, rate.numerator, rate.denominator, PPM, 0, 1, 1)]
    for width, higher in sorted(steps, key=lambda step: step[1]):
        floor += width
        taken = continuous_deduction(taken, floor, *higher.as_integer_ratio(), *rate.as_integer_ratio())
        rate = higher
        tiers.append(Tier(floor, rate.numerator, rate.denominator, PPM, taken, 1, 1))
    table = schedule(tuple(tiers))
    for tier in tiers[1:]:
        below, at = (row_maintenance(size, *table) for size in (tier.floor - 1, tier.floor))
        assert 0 <= at - below <= 2  # one atom of notional, one of rounding


@given(st.integers(0, 10**12), st.integers(0, 10**12), RATES)
def test_a_larger_position_never_requires_less_within_a_tier(one: int, other: int, rate: Fraction) -> None:
    low, high = sorted((one, other))
    asked = [maintenance(size, rate.numerator, rate.denominator, 600_000, 17) for size in (low, high)]
    assert asked[0] <= asked[1]
