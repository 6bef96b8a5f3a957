"""The waterfall pays exactly the shortfall, from whoever is asked, and from no one more than he has."""

from fractions import Fraction
from itertools import accumulate

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvent.liquidation.waterfall import fund_covers, pay, socialise

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


def test_what_a_fund_can_book() -> None:
    assert fund_covers(0, 0)
    assert fund_covers(-5, 1)
    assert fund_covers(5, -5)
    assert not fund_covers(5, -6)
