"""Ticks, at the extremes and below zero."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvent.prices.oracle.ticks import LAST_TICK, quote, root_ratio
from solvent.prices.oracle.twap import mean_tick, window_known
from solvent.units import NS


def test_a_mean_goes_towards_minus_infinity() -> None:
    """-7 over 2 s is -4 and not -3; -8 is whole."""
    assert [mean_tick(moved, 2) for moved in (-8, -7, -6, 7)] == [-4, -4, -3, 3]
    assert mean_tick(-1, 1800) == -1
    assert mean_tick(-LAST_TICK * 1800, 1800) == -LAST_TICK


@given(st.integers(-(2**55), 2**55), st.integers(1, 2**32 - 1))
def test_a_mean_is_at_most_what_it_is_the_mean_of_and_less_than_a_tick_below(moved: int, seconds: int) -> None:
    assert 0 <= Fraction(moved, seconds) - mean_tick(moved, seconds) < 1


@pytest.mark.parametrize(("age", "strict", "at_least"), [
    (1799 * NS, False, False), (1800 * NS, False, True), (1801 * NS, True, True),
])  # fmt: skip
def test_a_pool_that_remembers_exactly_the_window(age: int, strict: bool, at_least: bool) -> None:
    now = 10**6 * NS
    assert window_known(now, now - age, 1800 * NS, False) is strict
    assert window_known(now, now - age, 1800 * NS, True) is at_least


def test_the_roots_at_the_extremes_are_those_of_the_contract() -> None:
    """TickMath's MIN_SQRT_RATIO and MAX_SQRT_RATIO, and 1 at tick 0."""
    assert root_ratio(-LAST_TICK) == 4_295_128_739
    assert root_ratio(LAST_TICK) == 1_461_446_703_485_210_103_287_273_052_203_988_822_378_723_970_342
    assert root_ratio(0) == 2**96


@given(st.integers(-LAST_TICK, LAST_TICK - 1))
def test_a_higher_tick_is_a_higher_root(tick: int) -> None:
    assert root_ratio(tick) < root_ratio(tick + 1)


@given(st.integers(-2_000, 2_000))
def test_a_root_squared_is_the_power(tick: int) -> None:
    """To a part in 10^27: eleven products of 128 bits, and one rounding up to 96."""
    true, root = Fraction(10_001, 10_000) ** tick, root_ratio(tick)
    assert abs(Fraction(root * root, 2**192) / true - 1) < Fraction(1, 10**27)


@given(st.integers(-400_000, 400_000), st.integers(1, 2**64))
def test_a_quote_there_and_back_never_gains(tick: int, amount: int) -> None:
    assert quote(tick, quote(tick, amount, True), False) <= amount


def test_a_tick_of_one_is_a_hundredth_of_a_per_cent() -> None:
    assert quote(1, 10**18, True) == 1_000_100_000_000_000_000
    assert quote(1, 10**18, False) == 999_900_009_999_000_099
    assert quote(-1, 10**18, True) == 999_900_009_999_000_099


@pytest.mark.parametrize("tick", [LAST_TICK + 1, -LAST_TICK - 1])
def test_a_tick_off_the_end_is_refused(tick: int) -> None:
    with pytest.raises(ValueError, match="expected a tick from -887272 to 887272"):
        root_ratio(tick)


@pytest.mark.parametrize("amount", [-1, 2**128])
def test_an_amount_wider_than_the_contract_takes_is_refused(amount: int) -> None:
    with pytest.raises(ValueError, match="expected an amount from 0"):
        quote(0, amount, True)
