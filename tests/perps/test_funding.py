"""Funding is paid by one side to the other, to the unit."""

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from solvent.perps.funding import payment, payments
from solvent.units import PPB


def test_longs_pay_a_positive_rate() -> None:
    assert payment(1_000, 2_000_000, 1, 100_000) == 200_000
    assert payment(-1_000, 2_000_000, 1, 100_000) == -200_000
    assert payment(1_000, 2_000_000, 1, -100_000) == -200_000
    assert payment(1_000, 2_000_000, 1, 0) == 0


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**9), st.sampled_from([1, 10, 10**12, -1, -(10**9)]),
       st.integers(-PPB, PPB))  # fmt: skip
def test_who_pays_rounds_up_and_who_receives_rounds_down(lots: int, ticks: int, den: int, rate: int) -> None:
    notional = Fraction(lots * ticks, den) if den > 0 else Fraction(lots * -den, ticks)
    assert 0 <= payment(lots, ticks, den, rate) - notional * rate / PPB < 1


def test_inverse_funding_is_paid_on_the_notional_in_coin() -> None:
    """10,000 contracts at 10,000 are 1 XBT: 0.01 % is 10,000 atoms, from long to short."""
    assert payment(10_000, 100_000, -(10**9), 100_000) == 10_000
    assert payment(-10_000, 100_000, -(10**9), 100_000) == -10_000


@given(st.lists(st.integers(-(10**6), 10**6), min_size=1, max_size=20), st.integers(1, 10**6), st.integers(-PPB, PPB))
def test_nothing_is_made_out_of_nothing(lots: list[int], ticks: int, rate: int) -> None:
    closed = np.array([*lots, -sum(lots)], np.int64)
    paid = np.zeros(len(closed), np.int64)
    residual = payments(closed, ticks, 10, rate, paid)
    assert residual == paid.sum()
    assert 0 <= residual < len(closed)
