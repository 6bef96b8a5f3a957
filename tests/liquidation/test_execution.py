"""Limits protect the account from owing, fees never take what is not there."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvent.fixed import mul_div_up
from solvent.grid import value
from solvent.liquidation.execution import (
    bankruptcy_limit,
    equity_fee,
    fillable_limit,
    fillable_price,
    improvement_fee,
    limit_for,
    limit_prices,
    within_limit,
)
from solvent.policy import Limit
from solvent.units import MAX_PRICE, PPM

LOTS = st.integers(-50, 50).filter(bool)


@pytest.mark.parametrize(
    ("traded", "ticks", "limit", "good"),
    [(-5, 99, 100, False), (-5, 100, 100, True), (5, 101, 100, False), (5, 100, 100, True), (-5, 1, 0, True)],
)
def test_a_sell_at_its_limit_or_above_a_buy_at_it_or_below(traded: int, ticks: int, limit: int, good: bool) -> None:
    assert within_limit(traded, ticks, limit) is good


@given(LOTS, st.integers(1, 300), st.sampled_from([1, 3, 10, -1, -700, -60_000]), st.integers(-5000, 5000))
def test_at_the_limit_the_account_ends_at_zero_or_better(lots: int, mark: int, den: int, equity: int) -> None:
    def left(tick: int) -> int:
        return equity - value(lots, mark, den) + value(lots, tick, den)

    limit = bankruptcy_limit(lots, mark, den, equity, 70, 70, 0)
    best, worst = (MAX_PRICE, 1) if lots > 0 else (1, MAX_PRICE)
    beyond = limit - 1 if lots > 0 else limit + 1
    if limit == 0:
        assert left(worst) >= 0  # any price will do
    elif left(limit) >= 0:
        assert beyond in (0, MAX_PRICE + 1) or left(beyond) < 0
    else:
        assert limit == best  # no price will do: the best there is


@given(
    LOTS, st.integers(1, 300), st.sampled_from([1, 3, -700, -60_000]), st.integers(-5000, 5000), st.integers(1, 500_000)
)
def test_at_the_limit_after_fees_the_fee_is_left(lots: int, mark: int, den: int, equity: int, fee: int) -> None:
    """What is left at the limit pays a fee rounded up; the first tick at which it surely would is not far beyond."""
    limit = bankruptcy_limit(lots, mark, den, equity, 70, 70, fee)
    if limit in (0, 1, MAX_PRICE):
        return
    brought = value(lots, limit, den)
    assert equity - value(lots, mark, den) + brought - mul_div_up(abs(brought), fee, PPM) >= 0
    without = bankruptcy_limit(lots, mark, den, equity, 70, 70, 0)
    assert limit >= without if lots > 0 else limit <= without or without == 0


def test_the_bankruptcy_price_after_fees_is_the_published_one() -> None:
    """Bybit: 10,000 contracts bought at 8,000 with 0.5 BTC and a fee of 0.075 % are bankrupt at 5,718.57."""
    limit = bankruptcy_limit(10_000, 800_000, -(10**12), 5 * 10**9, 1, 1, 750)
    assert limit == 571_858  # 5,718.5714 rounded against the account


def test_no_price_will_do() -> None:
    assert limit_for(5, 5 * MAX_PRICE + 1, 1) == MAX_PRICE
    assert limit_for(5, 5 * MAX_PRICE, 1) == MAX_PRICE
    assert limit_for(-5, -4, 1) == 1
    assert limit_for(-5, 100, 1) == 1


def test_every_price_will_do() -> None:
    assert limit_for(5, 0, 1) == 0
    assert limit_for(-5, -5 * MAX_PRICE - 5, 1) == 0


def test_one_position_of_several_has_its_share() -> None:
    assert bankruptcy_limit(10, 100, 1, 60, 30, 10, 0) == 98
    assert bankruptcy_limit(-10, 100, 1, 60, 30, 10, 0) == 102
    assert bankruptcy_limit(10, 100, 1, 60, 0, 0, 0) == 94  # nothing to share by: all of it


def test_the_fillable_price_walks_from_the_oracle_past_it() -> None:
    """0.1 BTC at 50,000 with 10 % maintenance: 500 quote quantums a base quantum, 495 once equity is gone."""
    size, ticks, margin = 10_000_000, 500, 500_000_000
    asked = [
        fillable_price(size, ticks, 1, equity, margin, margin, 100_000, PPM) for equity in (margin, 499_000_000, 0)
    ]
    assert [Fraction(*price) for price in asked] == [500, Fraction(49999, 100), 495]
    short = fillable_price(-size, ticks, 1, 0, margin, margin, 100_000, PPM)
    assert Fraction(*short) == 505
    below_zero = fillable_price(-size, ticks, 1, -margin, margin, margin, 100_000, PPM)
    assert below_zero == short


@given(
    LOTS, st.integers(1, 5000), st.sampled_from([1, 10, -1, -60_000]), st.integers(-500, 500), st.integers(1, 400),
    st.integers(0, 3 * PPM),
)  # fmt: skip
def test_the_fillable_limit_is_rounded_towards_the_oracle(
    lots: int, ticks: int, den: int, equity: int, margin: int, spread: int
) -> None:
    arguments = (lots, ticks, den, equity, 2 * margin, margin, spread, PPM)
    num, over = fillable_price(*arguments)
    limit = fillable_limit(*arguments)
    if over <= 0:  # an inverse short may walk beyond all prices
        assert (lots < 0 and den < 0, limit) == (True, MAX_PRICE)
        return
    exact = Fraction(num, over)
    if exact > MAX_PRICE:
        assert limit == MAX_PRICE
    elif exact >= 1:
        assert (0 <= limit - exact < 1) if lots > 0 else (0 <= exact - limit < 1)
    else:
        assert limit == 1
    assert limit <= ticks if lots > 0 else limit >= ticks


def test_the_fillable_price_of_an_inverse_contract_is_where_it_is_worth_that_much_less() -> None:
    """1,000 contracts at 10,000: 10^7 atoms; all of the walk takes 10 % of a margin of 10^6, so 10^5 atoms."""
    den, margin = -(10**9), 10**6
    at = [Fraction(*fillable_price(lots, 100_000, den, 0, margin, margin, 100_000, PPM)) for lots in (1000, -1000)]
    assert [Fraction(10**12) / price for price in at] == [10**7 + 10**5, 10**7 - 10**5]


def test_limits_of_many_orders() -> None:
    one = np.ones(3, np.int64)
    lots, equity, margins = np.array([10, -10, 10]), np.array([60, 60, 0]), np.array([10, 30, 30])
    columns: Any = (lots, 100 * one, one, equity, 30 * one, margins, 10_000 * one)
    limits = np.full(3, 7, np.int64)
    limit_prices(*columns, int(Limit.BANKRUPTCY), 0, 0, limits)
    assert limits.tolist() == [98, 106, 100]
    limit_prices(*columns, int(Limit.BANKRUPTCY_NET), 0, 0, limits)
    assert limits.tolist() == [99, 104, 102]  # 1 % of the trade is left for its fee
    limit_prices(*columns, int(Limit.FILLABLE), PPM, PPM, limits)
    assert limits.tolist() == [100, 100, 97]
    limit_prices(*columns, int(Limit.NONE), 0, 0, limits)
    assert limits.tolist() == [0, 0, 0]
    nobody: Any = tuple(column[:0] for column in columns)
    limit_prices(*nobody, int(Limit.FILLABLE), PPM, PPM, limits[:0])


@pytest.mark.parametrize(("equity", "fee"), [(10**6, 51), (20, 20), (0, 0), (-5, 0)])
def test_a_fee_takes_at_most_the_equity(equity: int, fee: int) -> None:
    assert equity_fee(10_001, 5_000, equity) == fee


@pytest.mark.parametrize(("better", "fee"), [(10**6, 50), (20, 20), (0, 0), (-5, 0)])
def test_a_fee_takes_at_most_the_improvement(better: int, fee: int) -> None:
    assert improvement_fee(10_001, 0, 5_000) == 0
    assert improvement_fee(better, 10_001, 5_000) == fee
