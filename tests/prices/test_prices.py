"""An index is the middle of those who still speak, a mark the middle of three, and the border belongs to one side."""

from fractions import Fraction
from itertools import permutations, product
from math import floor
from statistics import median as statistical

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvent.prices.index import median
from solvent.prices.mark import fair, median_of_three, smoothed_basis
from solvent.prices.sources import is_stale
from solvent.units import INT64_MAX, MAX_PRICE, NS, PPB
from tests.parity.agree import rule_agrees

TICKS = st.integers(1, MAX_PRICE)


@pytest.mark.parametrize(
    ("ticks", "expected"),
    [
        ([], 0),
        ([7], 7),
        ([7, 8], 7),  # 7.5 rounded down
        ([8, 6], 7),
        ([3, 1, 2], 2),
        ([1, 2, 3, 10], 2),
        ([5, 5, 5, 1000], 5),
        ([MAX_PRICE, MAX_PRICE], MAX_PRICE),
        ([MAX_PRICE, MAX_PRICE - 1], MAX_PRICE - 1),
    ],
)
def test_the_median(ticks: list[int], expected: int) -> None:
    given_ticks = list(ticks)
    assert median(ticks) == expected
    assert ticks == given_ticks, "what was observed keeps its order"


@given(st.lists(TICKS, min_size=1, max_size=9))
def test_the_median_is_the_middle_rounded_down(ticks: list[int]) -> None:
    assert median(ticks) == floor(statistical(map(Fraction, ticks)))


@given(st.lists(TICKS, min_size=3, max_size=9), TICKS)
def test_one_wild_source_moves_the_median_no_further_than_its_neighbours(ticks: list[int], wild: int) -> None:
    ordered = sorted(ticks)
    assert ordered[0] <= median([*ticks[1:], wild]) <= ordered[-1]


@pytest.mark.parametrize(
    ("now", "venue", "age", "stale"),
    [
        (100, 100, 30, False),
        (130, 100, 30, False),  # at exactly the limit it still counts
        (131, 100, 30, True),
        (100, 0, 30, True),  # it never spoke
        (0, 0, 30, True),
        (100, 100, 0, False),
        (101, 100, 0, True),
        (100, 140, 30, False),  # a clock ahead of ours is no old price
        (INT64_MAX, 1, INT64_MAX, False),
        (INT64_MAX, 1, INT64_MAX - 1, False),
        (INT64_MAX, 1, INT64_MAX - 2, True),
    ],
)
def test_a_source_is_stale_one_nanosecond_after_the_limit(now: int, venue: int, age: int, stale: bool) -> None:
    assert is_stale(now, venue, age) is stale


@pytest.mark.parametrize(
    ("index", "rate", "expected"),
    [
        (1000, 0, 1000),
        (1000, 1_000_000, 1001),
        (1000, 1_500_000, 1001),  # 1.5 ticks, rounded down
        (1000, -1_500_000, 998),
        (1000, PPB, 2000),
        (1000, -PPB, 1),  # never below one tick
        (1, -1, 1),
        (MAX_PRICE, PPB, 2 * MAX_PRICE),
    ],
)
def test_the_index_with_the_funding_basis(index: int, rate: int, expected: int) -> None:
    assert fair(index, rate) == expected


def test_the_smoothed_basis_begins_still_goes_half_way_and_arrives() -> None:
    assert smoothed_basis(0, 110, 100, 0, 150) == 0
    assert smoothed_basis(7, 110, 100, 0, 150) == 7
    assert smoothed_basis(0, 110, 100, 150, 150) == 5_000_000
    assert smoothed_basis(5_000_000, 110, 100, 150, 150) == 7_500_000
    assert smoothed_basis(0, 100, 110, 150, 150) == -5_000_000
    assert smoothed_basis(0, 101, 100, 1, 2) == 333_333
    assert smoothed_basis(0, 100, 101, 1, 2) == -333_334


@given(basis=st.integers(-(10**12), 10**12), last=TICKS, index=TICKS, elapsed=st.integers(0, 10**18),
       constant=st.integers(1, 10**15))  # fmt: skip
def test_the_smoothed_basis_stays_between_what_it_was_and_what_it_goes_to(
    basis: int, last: int, index: int, elapsed: int, constant: int
) -> None:
    target = (last - index) * 10**6
    assert min(basis, target) <= smoothed_basis(basis, last, index, elapsed, constant) <= max(basis, target)


@pytest.mark.parametrize("ticks", [(1, 2, 3), (1, 1, 2), (1, 2, 2), (5, 5, 5), (1, MAX_PRICE - 1, MAX_PRICE)])
def test_the_mark_is_the_middle_of_three_in_whatever_order(ticks: tuple[int, int, int]) -> None:
    assert {median_of_three(*order) for order in permutations(ticks)} == {sorted(ticks)[1]}


@given(TICKS, TICKS, TICKS)
def test_the_middle_of_three(a: int, b: int, c: int) -> None:
    assert median_of_three(a, b, c) == sorted((a, b, c))[1] == median([a, b, c])


def test_interpreted_and_compiled_say_the_same() -> None:
    ticks = (1, 2, 10**6, MAX_PRICE)
    rule_agrees(median_of_three, product(ticks, repeat=3))
    rule_agrees(fair, product(ticks, (-PPB, -1, 0, 1, 123_456, PPB)))
    near = (1, 2, 10**6, 10**12)
    rule_agrees(smoothed_basis, product((-(10**12), 0, 7), near, near, (0, 1, NS, 10**18), (1, 150 * NS)))
    rule_agrees(is_stale, product((0, 1, INT64_MAX), (0, 1, INT64_MAX), (0, 1, 30 * NS)))
