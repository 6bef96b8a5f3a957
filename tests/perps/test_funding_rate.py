"""Rates worked by hand, and what no form of them may do: turn a sign, leave a bound, favour a side by rounding."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvent.perps import funding_rate as f
from solvent.prices.premium import impact_premium, mid_premium, premium_missing
from solvent.rates import clamped, towards_zero
from solvent.units import PPM

RATES = st.integers(-(10**9), 10**9)
DAY = 86_400 * 10**9


def test_of_eight_hours_an_eighth_is_paid_each_hour() -> None:
    """Premium 1 %, interest 0.01 %, band 0.05 %: 0.95 %, and of that 0.11875 % an hour (in ppb)."""
    rate = f.with_interest(10_000_000, 100_000, 500_000)
    assert rate == 9_500_000
    assert f.part_of(rate, 8) == 1_187_500


@pytest.mark.parametrize(
    ("premium", "rate"), [(0, 100), (100, 100), (-400, 100), (-401, 99), (600, 100), (601, 101), (1_000, 500)]
)
def test_the_interest_holds_while_the_premium_is_near_it(premium: int, rate: int) -> None:
    """0.01 % and 0.05 %, in ppm: as long as the premium lies within 500 of the interest the rate is the interest."""
    assert f.with_interest(premium, 100, 500) == rate


def test_missing_samples_are_zeros_where_a_number_is_expected() -> None:
    assert f.mean_premium(60_000, 60, 0) == 1_000
    assert f.mean_premium(60_000, 60, 120) == 500
    assert f.mean_premium(-7, 2, 0) == -3
    assert f.mean_premium(0, 0, 0) == 0


def test_what_a_market_maker_cannot_pay_the_receivers_do_not_get() -> None:
    """Longs of 10 pay 0.1 each: 1.0. Shorts of 30 would get 3.0; with 0.5 to spend they get 1.5 / 30, less a unit."""
    paying, receiving, rate = 10 * 10**9, 30 * 10**9, 10**8
    assert f.received_rate(rate, paying, receiving, 2_000_000) == rate
    assert f.received_rate(rate, paying, receiving, 500_000) == 1_499_999 * 10**12 // receiving
    assert f.received_rate(rate, receiving, paying, 0) == rate


def test_a_rate_that_drifts_by_its_skew() -> None:
    """Skew 60 of 10,000, at most 3 a day: 0.018 a day; in half a day 0.009. Beyond the scale it moves no faster."""
    assert f.drifting_rate(0, 60, 10_000, 3 * 10**9, DAY // 2) == 9_000_000
    assert f.drifting_rate(0, -60, 10_000, 3 * 10**9, DAY // 2) == -9_000_000
    assert f.drifting_rate(5, 20_000, 10_000, 3 * 10**9, DAY) == 3 * 10**9 + 5


def test_an_average_over_time_leaves_a_stretch_out() -> None:
    """10 for two minutes, 20 for eight; without minutes 1 to 6: 10 for one and 20 for four."""
    assert f.step_average([0, 2], [10, 20], 0, 10, 0, 0, 1) == 18
    assert f.step_average([0, 2], [10, 20], 0, 10, 1, 6, 1) == 18
    assert f.step_average([0, 2], [10, 20], 0, 10, 2, 10, 1) == 10
    assert f.step_average([0, 2], [10, 20], 0, 10, 0, 10, 1) == 0, "no time counts"


def test_tails_are_cut_as_many_as_asked() -> None:
    assert f.without_tails([5, 1, 4, 2, 3], 200_000) == [2, 3, 4]
    assert f.without_tails([5, 1, 4, 2, 3], 0) == [1, 2, 3, 4, 5]
    assert f.without_tails([5, 1, 4], 500_000) == [5, 1, 4], "all would go: none does"


@given(RATES, RATES, st.integers(0, 10**9))
def test_interest_brings_the_rate_no_further_than_the_band_and_never_past_itself(p: int, i: int, band: int) -> None:
    rate = f.with_interest(p, i, band)
    assert abs(rate - p) <= band
    assert min(p, i) <= rate <= max(p, i)
    assert f.with_interest(-p, -i, band) == -rate


@given(st.integers(-(10**18), 10**18), st.integers(0, 10**9), st.integers(1, 10**9))
def test_what_is_cut_is_cut_from_both_sides_alike(a: int, b: int, c: int) -> None:
    assert towards_zero(-a, b, c) == -towards_zero(a, b, c)
    assert towards_zero(a, b, c) == int(Fraction(a * b, c))


@given(st.integers(1, 10**6), st.integers(0, 10**3), st.integers(1, 10**6))
def test_a_book_around_the_index_has_no_premium(bid: int, wide: int, index: int) -> None:
    ask = bid + wide
    premium = impact_premium(bid, ask, index, PPM)
    if bid <= index <= ask:
        assert premium == 0
    assert (premium > 0) <= (bid > index)
    assert (premium < 0) <= (ask < index)
    assert abs(premium) <= abs(mid_premium(bid, ask, index, PPM)) + 1


def test_a_premium_names_what_it_lacks() -> None:
    assert [premium_missing(*x) for x in ((1, 1, 1), (0, 1, 1), (1, 0, 1), (1, 1, 0), (0, 0, 0))] == [0, 1, 2, 3, 3]


@given(RATES, RATES, RATES)
def test_a_bound_holds(value: int, low: int, high: int) -> None:
    low, high = min(low, high), max(low, high)
    assert low <= clamped(value, low, high) <= high
    assert clamped(value, low, high) == sorted((low, value, high))[1]
