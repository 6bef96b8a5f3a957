"""Worth, size and their inverse round against the account."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvent.grid import most_below, notional, ticks_worth, value
from solvent.units import MAX_PRICE

LOTS = st.integers(-200, 200).filter(bool)
TICKS = st.integers(1, 500)
DEN = st.sampled_from([1, 3, 10, 1000])


@given(LOTS, TICKS, DEN)
def test_value_rounds_down_and_notional_up(lots: int, ticks: int, den: int) -> None:
    exact = Fraction(lots * ticks, den)
    assert 0 <= exact - value(lots, ticks, den) < 1
    assert 0 <= notional(lots, ticks, den) - abs(exact) < 1


@given(LOTS, TICKS, DEN, st.integers(-300, 300))
def test_the_last_tick_that_is_worth_an_amount(lots: int, ticks: int, den: int, amount: int) -> None:
    enough = [tick for tick in range(1, 200_000 // abs(lots)) if value(lots, tick, den) >= amount]
    border = ticks_worth(lots, amount, den)
    if lots > 0 and amount <= 0:
        assert border == 0  # worth it at any price
    elif lots < 0 and not enough:
        assert border == 0  # at none
    elif border < 200_000 // abs(lots):
        assert border == (min(enough) if lots > 0 else max(enough))


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
