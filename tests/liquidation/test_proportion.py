"""Deleveraging in proportion: to the lot what is asked, nobody more than he has, and nobody unfairly rounded."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvent.liquidation.deleverage import rank
from solvent.liquidation.proportion import given_up, pro_rata
from solvent.policy import Ranking

SIZES = st.lists(st.integers(1, 30) | st.integers(1, 2**55), min_size=1, max_size=12)


def test_the_worked_remainder() -> None:
    """Seven lots on 5 : 3 : 2 are 3.5, 2.1 and 1.4 (cascade-science §2.2)."""
    assert pro_rata(np.array([5, 3, 2]), 7).tolist() == [4, 2, 1]


@given(SIZES, st.data())
def test_exactly_what_is_asked_and_each_part_within_a_lot_of_its_share(sizes: list[int], data: st.DataObject) -> None:
    have, total = np.array(sizes), sum(sizes)
    asked = data.draw(st.integers(0, total))
    parts = pro_rata(have, asked).tolist()
    assert sum(parts) == asked
    assert all(0 <= part <= size for part, size in zip(parts, sizes, strict=True))
    assert all(abs(part - Fraction(asked * size, total)) < 1 for part, size in zip(parts, sizes, strict=True))
    rounded_up = [Fraction(asked * size, total) % 1 for part, size in zip(parts, sizes, strict=True)
                  if part > Fraction(asked * size, total)]  # fmt: skip
    rounded_down = [Fraction(asked * size, total) % 1 for part, size in zip(parts, sizes, strict=True)
                    if part < Fraction(asked * size, total)]  # fmt: skip
    assert min(rounded_up, default=Fraction(1)) >= max(rounded_down, default=Fraction(0))


def test_the_odd_lot_goes_to_whoever_comes_first() -> None:
    assert pro_rata(np.array([10, 10, 10]), 4).tolist() == [2, 1, 1]
    assert pro_rata(np.array([10, 10, 10]), 5).tolist() == [2, 2, 1]


@given(SIZES, st.data())
def test_a_level_is_used_up_before_the_next_is_asked(sizes: list[int], data: st.DataObject) -> None:
    level = sorted(data.draw(st.lists(st.integers(0, 4), min_size=len(sizes), max_size=len(sizes))))
    asked = data.draw(st.integers(0, sum(sizes) + 5))
    parts = given_up(np.array(sizes), np.array(level), asked).tolist()
    assert sum(parts) == min(asked, sum(sizes))
    short = {at for at, part, size in zip(level, parts, sizes, strict=True) if part < size}
    asked_of = {at for at, part in zip(level, parts, strict=True) if part > 0}
    assert max(asked_of, default=0) <= min(short, default=5)


def test_alone_on_his_level_everyone_is_used_up_in_turn() -> None:
    assert given_up(np.array([5, 3, 2]), np.arange(3), 7).tolist() == [5, 2, 0]
    assert given_up(np.zeros(0, np.int64), np.zeros(0, np.int64), 7).tolist() == []


def placed(ranking: Ranking, cost: list[int], equity: int = 100) -> tuple[list[int], list[int]]:
    """Longs of ten lots at a mark of 20: the order and the level of each in it."""
    count = len(cost)
    order = np.zeros(count, np.int64)
    level = rank(np.full(count, 10), np.array(cost), np.full(count, equity), 20, 1, int(ranking), 0, order)
    return order.tolist(), level.tolist()


def test_in_proportion_everyone_in_profit_stands_on_one_level_and_losers_on_the_next() -> None:
    assert placed(Ranking.PRO_RATA, [100, 250, 199, 200]) == ([0, 2, 1, 3], [0, 0, 1, 1])


def test_fifths_are_of_lots_and_not_of_heads() -> None:
    """Quantities and ranks of BitMEX's example (autoDeleveragingExamples): 20, 40, 60, 80, 80 and 100 %."""
    lots, profit = np.array([10, 10, 20, 30, 20, 10]), np.array([3, 6, 1, 4, 5, 2])
    order = np.zeros(6, np.int64)
    cost = 20 * lots * 100 // (100 + profit)
    level = rank(lots, cost, 20 * lots, 20, 1, int(Ranking.QUANTITY_FIFTHS), 0, order)
    assert (order + 1).tolist() == [2, 5, 4, 1, 6, 3]
    assert level.tolist() == [20, 40, 60, 80, 80, 100]
    assert given_up(lots[order], level, 20).tolist() == [10, 10, 0, 0, 0, 0]  # as the page closes them
    assert given_up(lots[order], level, 70).tolist() == [10, 20, 30, 5, 5, 0]


@pytest.mark.parametrize("ranking", list(Ranking))
def test_identical_candidates_keep_the_order_they_come_in(ranking: Ranking) -> None:
    order, level = placed(ranking, [100] * 7)
    start = order[0]
    assert order == [(start + step) % 7 for step in range(7)]
    assert start == 0 or ranking == Ranking.RANDOM_START
    assert level == sorted(level)
