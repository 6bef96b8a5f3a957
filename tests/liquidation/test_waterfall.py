"""The waterfall pays exactly the shortfall, from whoever is asked, and from no one more than he has."""

from fractions import Fraction
from itertools import accumulate

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvent.liquidation.waterfall import charge, fund_covers, pay, socialise

AMOUNTS = st.lists(st.integers(0, 10**15), max_size=8)


@given(AMOUNTS, st.integers(-(10**15), 4 * 10**15))
def test_in_order_until_it_is_spent(shortfalls: list[int], available: int) -> None:
    paid = np.zeros(len(shortfalls), np.int64)
    spent = pay(np.array(shortfalls, np.int64), available, paid)
    assert spent == paid.sum() == min(sum(shortfalls), max(available, 0))
    served = [min(total, max(available, 0)) for total in accumulate(shortfalls)]
    assert list(accumulate(paid.tolist())) == served


@given(st.integers(-5, 10**16), st.lists(st.integers(-(10**6), 10**15), max_size=8))
def test_winners_bear_in_proportion_and_never_more_than_they_won(total: int, profits: list[int]) -> None:
    shares = np.zeros(len(profits), np.int64)
    borne = socialise(total, np.array(profits, np.int64), shares)
    able = sum(max(profit, 0) for profit in profits)
    assert borne == shares.sum() == min(max(total, 0), able)
    for profit, share in zip(profits, shares.tolist(), strict=True):
        assert 0 <= share <= max(profit, 0)
        assert abs(share - Fraction(borne * max(profit, 0), max(able, 1))) < 1 + (share == profit)


@pytest.mark.parametrize(
    ("total", "profits", "shares"),
    [
        (500, [800, 400, 50], [320, 160, 20]),  # cascade-science §2.2, pro-rata
        (10, [3, 3, 3], [3, 3, 3]),
        (4, [3, 3, 3], [2, 1, 1]),
        (5, [3, 3, 3], [2, 2, 1]),
        (1, [0, -4, 9, 9], [0, 0, 1, 0]),
        (7, [], []),
    ],
)
def test_worked_shares(total: int, profits: list[int], shares: list[int]) -> None:
    found = np.zeros(len(profits), np.int64)
    socialise(total, np.array(profits, np.int64), found)
    assert found.tolist() == shares


@given(st.integers(-5, 10**15), st.lists(st.integers(0, 10**12), max_size=8), st.data())
def test_a_charge_is_the_loss_exactly_unless_a_limit_holds(total: int, weights: list[int], data: st.DataObject) -> None:
    """In proportion, rounded up, in order: never an atom more than the loss, and nobody beyond his limit."""
    free = data.draw(st.booleans())
    limits = [2**61 if free else data.draw(st.integers(-5, 10**15)) for _ in weights]
    shares = np.zeros(len(weights), np.int64)
    borne = charge(total, np.array(weights, np.int64), np.array(limits, np.int64), shares)
    assert borne == shares.sum() <= max(total, 0)
    if free and sum(weights):
        assert borne == max(total, 0)
    for weight, limit, share in zip(weights, limits, shares.tolist(), strict=True):
        assert 0 <= share <= max(limit, 0)
        ideal = Fraction(max(total, 0) * weight, max(sum(weights), 1))
        assert share < ideal + 1


@pytest.mark.parametrize(
    ("total", "weights", "limits", "shares"),
    [
        (100, [10, 10, 15, 5], [999] * 4, [25, 25, 38, 12]),  # 2.5 each: 37.5 is 38, and the last has 12 left to pay
        (100_000_000, [10**9, 10**10], [10**9] * 2, [9_090_910, 90_909_090]),  # drift-sociallized-1, a contract of 11
        (5_500, [80, 2_000, 6_000], [9_999] * 3, [55, 1_362, 4_083]),  # vega-social-case2
        (100, [10, 10], [20, 60], [20, 50]),  # what the first has not got is not the second's
        (7, [0, 0], [9, 9], [0, 0]),
        (0, [3], [9], [0]),
    ],
)
def test_worked_charges(total: int, weights: list[int], limits: list[int], shares: list[int]) -> None:
    found = np.zeros(len(weights), np.int64)
    charge(total, np.array(weights, np.int64), np.array(limits, np.int64), found)
    assert found.tolist() == shares


def test_what_a_fund_can_book() -> None:
    assert fund_covers(0, 0)
    assert fund_covers(-5, 1)
    assert fund_covers(5, -5)
    assert not fund_covers(5, -6)
