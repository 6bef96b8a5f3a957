"""Rounding beside down and up, and powers whose order of rounding is the contract's."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from solvent.lending.scales import RAY, mul_div_half_up, mul_div_to_zero, power_half_up

WIDE = st.integers(0, 2**200)
ABOVE = st.integers(1, 2**100)


@given(WIDE, WIDE, ABOVE)
def test_half_up_is_the_nearest_and_a_half_goes_up(a: int, b: int, c: int) -> None:
    off = mul_div_half_up(a, b, c) - Fraction(a * b, c)
    assert Fraction(-1, 2) < off <= Fraction(1, 2)


def test_a_half_goes_up_at_odd_and_even_divisors() -> None:
    assert [mul_div_half_up(a, 1, 2) for a in (1, 3, 5)] == [1, 2, 3]
    assert [mul_div_half_up(a, 1, 3) for a in (1, 2, 4, 5)] == [0, 1, 1, 2]


@given(st.integers(-(2**200), 2**200), WIDE, ABOVE)
def test_to_zero_has_the_same_size_on_both_sides(a: int, b: int, c: int) -> None:
    assert mul_div_to_zero(a, b, c) == -mul_div_to_zero(-a, b, c)
    assert abs(mul_div_to_zero(a, b, c)) * c <= abs(a * b)


def test_a_power_of_nothing_is_one_and_of_one_itself() -> None:
    assert power_half_up(RAY * 99, 0, RAY) == RAY
    assert power_half_up(RAY * 99, 1, RAY) == RAY * 99
    assert power_half_up(2 * RAY, 10, RAY) == 1024 * RAY
