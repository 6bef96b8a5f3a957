"""The bankruptcy price is where equity is used up, not one atom later."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvent.grid import value
from solvent.perps.bankruptcy import bankruptcy_price, bankruptcy_quote, share_of_equity
from solvent.units import MAX_PRICE


@pytest.mark.parametrize(
    ("lots", "equity", "price"),
    [
        (10, 200, 80),  # 100 - 200 / 10
        (-10, 200, 120),
        (10, 205, 80),  # 79.5: below it the account is short of money
        (-10, 205, 120),
        (10, 0, 100),
        (10, -50, 105),
        (10, 1000, 0),  # worth nothing, the account still owes nothing
        (-10, -1000, 0),
        (10, 999, 1),
    ],
)
def test_worked_positions(lots: int, equity: int, price: int) -> None:
    assert bankruptcy_price(lots, 100, 1, equity) == price


def test_a_short_with_the_world_behind_it_is_never_bankrupt() -> None:
    assert bankruptcy_price(-1, 100, 1, MAX_PRICE) == 0


@given(
    st.integers(-50, 50).filter(bool),
    st.integers(1, 300),
    st.sampled_from([1, 3, 10, -1, -5000]),
    st.integers(-20_000, 20_000),
)
def test_equity_lasts_to_the_price_and_not_beyond(lots: int, mark: int, den: int, equity: int) -> None:
    def left(tick: int) -> int:
        return equity - value(lots, mark, den) + value(lots, tick, den)

    price = bankruptcy_price(lots, mark, den, equity)
    if price:
        assert left(price) >= 0
        beyond = price - 1 if lots > 0 else price + 1
        assert beyond == 0 or left(beyond) < 0
    else:  # it lasts to the last price there is, or is used up at the best one
        worst, best = (1, MAX_PRICE) if lots > 0 else (MAX_PRICE, 1)
        assert left(worst) >= 0 or left(best) < 0


def test_an_inverse_long_may_lose_everything_and_a_short_without_leverage_nothing() -> None:
    """100 contracts of 1 USD from 10,000 with 0.01 XBT of margin: Q / (M + Q / P0) = 5,000 for the long, never for the
    short."""
    den = -(10**9)
    assert bankruptcy_price(100, 100_000, den, 10**6) == 50_000
    assert bankruptcy_price(-100, 100_000, den, 10**6) == 0
    assert bankruptcy_price(-100, 100_000, den, 10**6 - 10_000) == 10_000_000


def test_equity_is_shared_by_maintenance() -> None:
    assert share_of_equity(100, 1, 3) == 33
    assert share_of_equity(-100, 1, 3) == -34
    assert share_of_equity(100, 0, 0) == 0


def test_closing_takes_the_share_along() -> None:
    # long, worth 1000, equity 30, all of the maintenance: sold for 970, the account ends at 0
    assert bankruptcy_quote(-1000, 30, 50, 50) == 970
    # short, worth -1000, half of the maintenance: bought back for 1015
    assert bankruptcy_quote(1000, 30, 25, 50) == -1015
    # an account under water is owed more than the position is worth
    assert bankruptcy_quote(-1000, -30, 50, 50) == 1030


@given(st.integers(-1000, 1000), st.lists(st.integers(0, 50), min_size=1, max_size=6))
def test_closing_everything_leaves_at_most_the_rounding(equity: int, margins: list[int]) -> None:
    total = sum(margins) + 1
    shares = [share_of_equity(equity, margin, total) for margin in [*margins, 1]]
    assert 0 <= equity - sum(shares) < len(shares)
    assert all(Fraction(equity * margin, total) >= share for margin, share in zip(margins, shares, strict=False))
