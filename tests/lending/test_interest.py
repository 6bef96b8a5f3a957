"""Indices grow as each contract says, and never fall."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from solvent.lending.interest import (
    compounded,
    compounded_v2,
    compounded_v3_3,
    dripped,
    linear,
    risen,
    simple,
    taylor,
)
from solvent.lending.refusal import Refusal
from solvent.lending.scales import RAY, WAD, YEAR

RATES = st.integers(0, 10 * RAY)  # up to 1,000 % a year
SPANS = st.integers(0, 10 * YEAR)


@given(RATES, SPANS)
def test_no_growth_is_below_one_and_time_never_takes_back(rate: int, seconds: int) -> None:
    for grow in (linear, compounded, compounded_v2, compounded_v3_3):
        assert grow(rate, 0) == RAY
        assert RAY <= grow(rate, seconds) <= grow(rate, seconds + 1)


@given(RATES, SPANS)
def test_borrowers_never_grow_slower_than_suppliers_at_one_rate(rate: int, seconds: int) -> None:
    assert compounded(rate, seconds) >= linear(rate, seconds)


def test_a_year_at_ten_percent_by_hand() -> None:
    assert linear(RAY // 10, YEAR) == RAY + RAY // 10
    exact = 1 + Fraction(1, 10) + Fraction(1, 200) + Fraction(1, 6000)  # x + x^2/2 + x^3/6
    for grow in (compounded, compounded_v2, compounded_v3_3):  # the third term of v2 and v3.3 has two digits
        assert abs(Fraction(grow(RAY // 10, YEAR), RAY) - exact) < Fraction(1, 10**5)
    assert taylor(WAD // 10, 1) == WAD // 10 + WAD // 200 + 166_666_666_666_666


def test_the_versions_of_compounding_differ() -> None:
    rate, seconds = RAY // 10, 86_400
    assert len({grow(rate, seconds) for grow in (compounded, compounded_v2, compounded_v3_3)}) == 3


def test_a_comet_compounds_only_when_it_accrues() -> None:
    rate = WAD // 1_000
    at_once = simple(10**15, rate, 2)
    twice = simple(simple(10**15, rate, 1), rate, 1)
    assert (at_once, twice) == (1_002_000_000_000_000, 1_002_001_000_000_000)


def test_a_drip_of_maker_is_a_power_of_the_second() -> None:
    assert dripped(RAY, RAY + RAY // 100, 2) == RAY * 10_201 // 10_000
    assert dripped(3 * RAY, RAY, 10**9) == 3 * RAY


def test_an_index_that_falls_is_refused() -> None:
    assert risen(RAY, RAY) == RAY
    assert risen(RAY, RAY + 1) == RAY + 1
    assert risen(RAY, RAY - 1) is Refusal.FELL
