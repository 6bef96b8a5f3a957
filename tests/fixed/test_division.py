"""mul_div_down, mul_div_up and product_below, compiled, against Python's own integers, to the last bit of int64."""

from collections.abc import Callable
from fractions import Fraction
from itertools import product
from math import ceil, floor
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvent import fixed
from solvent.fixed import lowest_terms, mul_div_down, mul_div_up, product_below, root_up, rule
from solvent.units import INT64_MAX

INT64_MIN = -INT64_MAX - 1
EDGES = (0, 1, 2, 3, 10**6 - 1, 10**6, 2**31, 2**32 - 1, 2**32, 2**52, 2**62 - 1, 2**62, 2**62 + 1, INT64_MAX)
SIGNED = (*EDGES, *(-edge for edge in EDGES), INT64_MIN, INT64_MIN + 1)
DIVISORS = (1, 2, 3, 7, 10**6, 10**9, 2**31, 2**32 + 1, 2**62 - 1, 2**62, INT64_MAX - 1, INT64_MAX)


def _down(a: int, b: int, c: int) -> int:
    return mul_div_down(a, b, c)


def _up(a: int, b: int, c: int) -> int:
    return mul_div_up(a, b, c)


def _below(a: int, b: int, c: int, d: int) -> bool:
    return product_below(a, b, c, d)


down, up, below = rule(_down), rule(_up), rule(_below)
WAYS = [(down, mul_div_down, floor), (up, mul_div_up, ceil)]


def told(function: Callable[..., int], *numbers: int) -> int | None:
    """What a function says; None where it says that the result does not fit."""
    try:
        return int(function(*numbers))
    except OverflowError:
        return None


def fitting(result: int) -> int | None:
    return result if INT64_MIN <= result <= INT64_MAX else None


def numbers(chance: Random, count: int) -> list[int]:
    """Signed numbers of every length, so that products fall on both sides of 2^63 and 2^127."""
    return [chance.choice((-1, 1)) * chance.getrandbits(chance.randrange(1, 64)) for _ in range(count)]


def triples() -> list[tuple[int, int, int]]:
    chance = Random(5)
    drawn = [(*numbers(chance, 2), chance.getrandbits(chance.randrange(1, 64)) | 1) for _ in range(20_000)]
    near = []  # results within one of the border of int64
    for _ in range(5_000):
        c = chance.getrandbits(chance.randrange(2, 63)) | 1
        b = chance.randrange(c, INT64_MAX)
        a = (2**63 + chance.randrange(-2, 3)) * c // b + chance.randrange(-1, 2)
        near += [(a, b, c), (-a, b, c), (b, -a, c)]
    return [*product(SIGNED, SIGNED, DIVISORS), *drawn, *near]


@pytest.mark.parametrize(("function", "interpreted", "exact"), WAYS, ids=["down", "up"])
def test_the_compiled_division_is_exact_or_says_that_it_does_not_fit(
    function: Callable[..., int], interpreted: Callable[..., int], exact: Callable[[Fraction], int]
) -> None:
    compiled, fits = fixed.compiled_rule(function), 0
    for a, b, c in triples():
        expected = fitting(interpreted(a, b, c))
        assert told(compiled, a, b, c) == expected, (a, b, c)
        fits += expected is not None
    assert fits > 10_000


@pytest.mark.parametrize(("function", "interpreted", "exact"), WAYS, ids=["down", "up"])
def test_the_interpreted_division_is_that_of_fractions(
    function: Callable[..., int], interpreted: Callable[..., int], exact: Callable[[Fraction], int]
) -> None:
    for a, b, c in product(SIGNED, SIGNED, (1, 2, 3, 10**6, INT64_MAX, 2**80)):
        assert interpreted(a, b, c) == exact(Fraction(a * b, c))


def test_products_are_compared_on_all_their_bits() -> None:
    compiled, chance = fixed.compiled_rule(below), Random(6)
    cases = list(product(SIGNED, repeat=2))
    pairs = [(*chance.choice(cases), *chance.choice(cases)) for _ in range(20_000)]
    pairs += [(a, b, b, a) for a, b in cases]
    pairs += [(a, b, a + step, b) for a, b in cases for step in (-1, 1) if INT64_MIN <= a + step <= INT64_MAX]
    for a, b, c, d in pairs:
        assert compiled(a, b, c, d) == product_below(a, b, c, d) == (a * b < c * d), (a, b, c, d)


@pytest.mark.parametrize("divisor", [0, -1, INT64_MIN])
@pytest.mark.parametrize("function", [down, up])
def test_a_divisor_below_one_is_refused_at_both_speeds(function: Callable[..., int], divisor: int) -> None:
    for way in (function, fixed.compiled_rule(function)):
        with pytest.raises(ValueError, match="the divisor must be 1 or more"):
            way(1, 1, divisor)


@given(value=st.integers(0, 2**130))
def test_a_root_is_the_smallest_whose_square_is_not_below(value: int) -> None:
    root = root_up(value)
    assert root * root >= value
    assert root == 0 or (root - 1) ** 2 < value


@given(num=st.integers(0, 2**80), den=st.integers(1, 2**80))
def test_lowest_terms_are_those_of_a_fraction(num: int, den: int) -> None:
    assert lowest_terms(num, den) == Fraction(num, den).as_integer_ratio()


def test_roots_and_terms_of_numbers_below_0_are_refused() -> None:
    with pytest.raises(ValueError, match="below 0"):
        root_up(-1)
    for num, den in ((-1, 1), (1, 0)):
        with pytest.raises(ValueError, match="the parts must be"):
            lowest_terms(num, den)
