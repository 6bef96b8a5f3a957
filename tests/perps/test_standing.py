"""What an account may become, what it may borrow, and what is sold to cover its debt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvent.perps.collateral import auto_exchange, borrowable
from solvent.perps.transition import may_become
from solvent.units import PPM


@pytest.mark.parametrize(
    ("before", "after", "allowed"),
    [
        ((100, 10), (50, 50, 25), True),  # covers initial margin
        ((20, 30), (20, 60, 30), True),  # no worse
        ((20, 30), (21, 60, 30), True),
        ((20, 30), (19, 60, 30), False),
        ((20, 30), (20, 62, 31), False),  # more to maintain
        ((20, 30), (10, 30, 15), True),  # half of both
        ((20, 30), (9, 30, 15), False),
        ((-1, 30), (-1, 0, 0), False),  # flat, and owing as much
        ((-2, 30), (-1, 0, 0), True),
        ((-2, 0), (-1, 0, 0), True),
    ],
)
def test_who_may_be_left_in_which_state(before: tuple[int, int], after: tuple[int, int, int], allowed: bool) -> None:
    assert may_become(*before, *after) is allowed


def test_borrowing_against_a_token() -> None:
    assert borrowable(400_001, 500_000) == 200_000


@given(st.integers(0, 10**15), st.integers(1, PPM))
def test_what_is_sold_covers_the_debt_and_little_more(debt: int, rate: int) -> None:
    sold = auto_exchange(debt, rate)
    assert sold * rate >= debt * PPM
    assert sold == 0 or (sold - 1) * rate < debt * PPM
