"""Worth, size and their inverse round against the account."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvent.grid import (
    entry_ticks,
    most_below,
    notional,
    ticks_worth,
    tier_starts,
    value,
    worth_at_least,
    worth_more,
)
from solvent.units import MAX_PRICE, inverse_den

LOTS = st.integers(-200, 200).filter(bool)
TICKS = st.integers(1, 500)
DEN = st.sampled_from([1, 3, 10, 1000, -1, -7, -1000, -60_000])


def exactly(lots: int, ticks: int, den: int) -> Fraction:
    """The value of a position without any rounding."""
    return Fraction(lots * ticks, den) if den > 0 else Fraction(lots * den, ticks)


@given(LOTS, TICKS, DEN)
def test_value_rounds_down_and_notional_up(lots: int, ticks: int, den: int) -> None:
    exact = exactly(lots, ticks, den)
    assert 0 <= exact - value(lots, ticks, den) < 1
    assert 0 <= notional(lots, ticks, den) - abs(exact) < 1


@given(LOTS, TICKS, DEN, st.integers(-300, 300))
def test_the_last_tick_that_is_worth_an_amount(lots: int, ticks: int, den: int, amount: int) -> None:
    border = ticks_worth(lots, amount, den)
    worst, side = (1, -1) if lots > 0 else (MAX_PRICE, 1)
    if border == 0:  # worth it at any price, or at none
        nowhere = not worth_at_least(lots, MAX_PRICE if lots > 0 else 1, amount, den)
        assert nowhere or worth_at_least(lots, worst, amount, den)
        return
    assert 1 <= border <= MAX_PRICE
    assert value(lots, border, den) >= amount
    beyond = border + side
    assert beyond == 0 or value(lots, beyond, den) < amount


@given(LOTS, TICKS, DEN, st.integers(-300, 300))
def test_worth_is_compared_without_being_worked_out(lots: int, ticks: int, den: int, amount: int) -> None:
    assert worth_at_least(lots, ticks, amount, den) == (value(lots, ticks, den) >= amount)
    assert worth_more(lots, ticks, den, abs(amount)) == (abs(exactly(lots, ticks, den)) > abs(amount))


@given(st.integers(1, 300), LOTS, DEN)
def test_a_border_of_notional_is_one_tick(border: int, lots: int, den: int) -> None:
    start = tier_starts(border, lots, den)
    assert start >= 1
    assert (notional(lots, start, den) >= border) == (den > 0 or border == 1)
    if start > 1:
        assert (notional(lots, start - 1, den) >= border) == (den < 0)


@given(LOTS, TICKS, DEN)
def test_an_entry_is_told_back_within_the_rounding(lots: int, ticks: int, den: int) -> None:
    cost = value(lots, ticks, den)
    told = entry_ticks(lots, cost, den)
    if cost:
        near = [abs(exactly(lots, tick, den)) for tick in (told, told + 1) if tick]
        assert min(abs(worth - abs(cost)) for worth in near) <= max(abs(a - b) for a in near for b in near)
    assert entry_ticks(lots, 0, den) == 0


@pytest.mark.parametrize(("lots", "ticks", "worth"), [
    (1, 100_000, -10_000),  # 0.0001 XBT
    (-1, 100_000, 10_000),
    (3, 99_995, -30_002),  # 30,001.5 atoms
    (-3, 99_995, 30_001),
    (10_000, 57_855, -172_845_908),  # 10^13 / 57,855 = 172,845,907.87
    (5, 0, 0),  # no price
])  # fmt: skip
def test_contracts_of_one_dollar_are_worth_their_reciprocal_in_coin(lots: int, ticks: int, worth: int) -> None:
    """BitMEX XBTUSD: 1 USD a contract, ticks of 0.1, atoms of 10^-8 XBT: one contract at 10,000 is 0.0001 XBT."""
    den = inverse_den(1, 0, 1, 8)
    assert den == -(10**9)
    assert value(lots, ticks, den) == worth
    assert notional(lots, ticks, den) == (-worth if lots > 0 else worth + (worth * ticks != 10**9 * -lots))


def test_longs_and_shorts_of_one_market_sum_to_an_atom_below_nothing_each() -> None:
    rows = [7, -3, 11, -15]
    for ticks in (1, 3, 99_995, 100_000):
        total = sum(value(lots, ticks, -(10**9)) for lots in rows)
        assert -len(rows) < total <= 0


def test_a_border_beyond_the_prices_is_none() -> None:
    assert ticks_worth(1, MAX_PRICE, 1) == MAX_PRICE
    assert ticks_worth(1, MAX_PRICE + 1, 1) == 0
    assert ticks_worth(-1, -MAX_PRICE, 1) == MAX_PRICE
    assert ticks_worth(-1, -MAX_PRICE - 1, 1) == 0
    assert ticks_worth(-2, -1, 1) == 0


@given(st.integers(1, 10**6), TICKS, DEN)
def test_the_most_lots_below_a_border(border: int, ticks: int, den: int) -> None:
    most = most_below(border, ticks, den)
    assert notional(most, ticks, den) < border <= notional(most + 1, ticks, den)


@pytest.mark.parametrize(("lots", "worth", "size"), [(3, 3, 4), (-3, -4, 4)])
def test_a_finer_grid_divides(lots: int, worth: int, size: int) -> None:
    assert value(lots, 13, 10) == worth
    assert notional(lots, 13, 10) == size
