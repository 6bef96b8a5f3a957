"""Simple interest by hand, and the time at which it lifts a loan over a line."""

from hypothesis import given
from hypothesis import strategies as st

from solvent.lending.credit.interest import YEAR_NS, first_time_owing, interest
from solvent.units import MAX_AMOUNT, PPM

NUMBERS = st.integers(1, 10**17)


def test_a_year_and_a_part_of_it() -> None:
    """9 % of 10,000 dollars are 900 a year, and for a day 2.465754 rounded up."""
    assert interest(10_000 * 10**6, 90_000, YEAR_NS) == 900 * 10**6
    assert interest(10_000 * 10**6, 90_000, 86_400 * 10**9) == 2_465_754
    assert interest(10_000 * 10**6, 90_000, 1) == 1, "whatever is owed is owed to the whole atom"
    assert interest(0, 90_000, YEAR_NS) == interest(5, 0, YEAR_NS) == interest(5, 90_000, 0) == 0


def test_more_than_can_be_kept_is_not_counted() -> None:
    assert interest(10**17, PPM, 100 * YEAR_NS) == MAX_AMOUNT


@given(principal=NUMBERS, rate=st.integers(1, PPM), more=NUMBERS)
def test_the_first_moment_is_the_first(principal: int, rate: int, more: int) -> None:
    at = first_time_owing(principal, rate, more)
    assert at is not None
    assert interest(principal, rate, at) >= more
    assert at == 0 or interest(principal, rate, at - 1) < more


def test_what_earns_nothing_never_gets_there() -> None:
    assert first_time_owing(0, 1, 1) is None
    assert first_time_owing(1, 0, 1) is None
    assert first_time_owing(1, 1, MAX_AMOUNT + 1) is None
    assert first_time_owing(1, 1, 0) == 0
