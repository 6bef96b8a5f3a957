"""Whose position is reduced, and that exactly what is asked is closed."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvent.liquidation.deleverage import (
    CEILING,
    mark_over_entry_score,
    match,
    profit_score,
    random_start,
    rank,
    saturated_ratio,
)
from solvent.policy import Ranking
from solvent.units import PPM


def test_profit_times_leverage_and_loss_divided_by_it() -> None:
    assert profit_score(50, 100, 150, 30) == 2_500_000  # 50 % at 5x
    assert profit_score(-50, 100, 50, 25) == -250_000  # -50 % at 2x
    assert profit_score(50, 100, 150, 0) == CEILING // 2
    assert profit_score(-50, 100, 50, -1) == -1  # all leverage: the last to lose by it
    assert profit_score(0, 0, 0, 0) == 0


def test_mark_over_entry_times_leverage_turned_over_for_a_short() -> None:
    assert mark_over_entry_score(10, 100, 150, 30) == 7_500_000
    assert mark_over_entry_score(-10, 150, 100, 20) == 7_500_000


@given(st.integers(-(10**18), 10**18), st.integers(-(10**18), 10**18))
def test_a_ratio_saturates(part: int, whole: int) -> None:
    ratio = saturated_ratio(part, whole)
    assert abs(ratio) <= CEILING
    if whole > 0 and abs(ratio) < CEILING:
        assert 0 <= Fraction(part * PPM, whole) - ratio < 1


@given(st.integers(-(2**52), 2**52), st.integers(0, 2**52), st.integers(0, 2**52), st.integers(-(10**18), 10**18))
def test_scores_fit_the_book(profit: int, cost: int, size: int, equity: int) -> None:
    assert abs(profit_score(profit, cost, size, equity)) < 2**62
    assert abs(mark_over_entry_score(1, cost, size, equity)) < 2**62
    assert abs(mark_over_entry_score(-1, cost, size, equity)) < 2**62


def ranked(ranking: Ranking, seed: int = 0) -> list[int]:
    """Four longs of ten lots at a mark of 20: entries 10, 15, 25 and 10, equities 100, 20, 100 and 100."""
    lots, cost = np.full(4, 10), np.array([100, 150, 250, 100])
    order = np.zeros(4, np.int64)
    rank(lots, cost, np.array([100, 20, 100, 100]), 20, 1, int(ranking), seed, order)
    return order.tolist()


def test_the_highest_score_first_and_ties_as_they_come() -> None:
    assert ranked(Ranking.PROFIT_TIMES_LEVERAGE) == [1, 0, 3, 2]
    assert ranked(Ranking.MARK_OVER_ENTRY_TIMES_LEVERAGE) == [1, 0, 3, 2]


def test_shorts_are_ranked_by_their_own_profit() -> None:
    order = np.zeros(2, np.int64)
    lots, cost, equity = np.array([-10, -10]), np.array([-150, -400]), np.array([100, 100])
    rank(lots, cost, equity, 20, 1, int(Ranking.PROFIT_TIMES_LEVERAGE), 0, order)
    assert order.tolist() == [1, 0]
    rank(lots, cost, equity, 20, 1, int(Ranking.MARK_OVER_ENTRY_TIMES_LEVERAGE), 0, order)
    assert order.tolist() == [1, 0]


def test_inverse_longs_and_shorts_are_ranked_as_in_coin() -> None:
    """At a mark of 20 each is worth 50,000 atoms: owed by a long, who gains as it falls, or owned by a short."""
    order = np.zeros(2, np.int64)
    rank(np.array([10, 10]), np.array([-55_000, -100_000]), np.full(2, 10_000), 20, -100_000,
         int(Ranking.MARK_OVER_ENTRY_TIMES_LEVERAGE), 0, order)  # fmt: skip
    assert order.tolist() == [1, 0]
    rank(np.array([-10, -10]), np.array([40_000, 20_000]), np.full(2, 10_000), 20, -100_000,
         int(Ranking.MARK_OVER_ENTRY_TIMES_LEVERAGE), 0, order)  # fmt: skip
    assert order.tolist() == [1, 0]
    rank(np.array([10, 10]), np.array([-55_000, -100_000]), np.full(2, 10_000), 20, -100_000,
         int(Ranking.PROFIT_TIMES_LEVERAGE), 0, order)  # fmt: skip
    assert order.tolist() == [1, 0]


@pytest.mark.parametrize("seed", range(6))
def test_a_random_start_keeps_the_round(seed: int) -> None:
    start = random_start(4, seed)
    assert ranked(Ranking.RANDOM_START, seed) == [(start + step) % 4 for step in range(4)]


def test_every_start_is_as_likely() -> None:
    counts = np.bincount([random_start(7, seed) for seed in range(7000)], minlength=7)
    assert counts.min() > 900
    assert random_start(0, 3) == 0


@given(st.lists(st.integers(0, 20), max_size=8), st.lists(st.integers(0, 20), max_size=8))
def test_exactly_what_is_asked_is_closed_in_order(needs: list[int], lots: list[int]) -> None:
    size = len(needs) + len(lots)
    loser, winner, closed = (np.full(size, -1, np.int64) for _ in range(3))
    count = match(np.array(needs, np.int64), np.array(lots, np.int64), loser, winner, closed)
    pairs = list(zip(loser[:count].tolist(), winner[:count].tolist(), closed[:count].tolist(), strict=True))
    assert all(part > 0 for _, _, part in pairs)
    assert pairs == sorted(pairs, key=lambda pair: pair[:2])
    one_by_one = [i for i, need in enumerate(needs) for _ in range(need)]
    ranked_lots = [j for j, have in enumerate(lots) for _ in range(have)]
    assert [(i, j) for i, j, part in pairs for _ in range(part)] == list(zip(one_by_one, ranked_lots, strict=False))
