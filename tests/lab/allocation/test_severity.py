"""How much is asked decides solvency; how it is split does not."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from solvent.lab.allocation.severity import asked, descend, needed, path_length, regret_envelope, residual

SHARE = st.fractions(0, 1, max_denominator=50)


@given(st.integers(0, 10**6), SHARE, st.lists(st.integers(-50, 10**6), max_size=5))
def test_what_is_left_depends_on_the_share_alone_where_profits_can_bear_it(
    deficit: int, theta: Fraction, won: list[int]
) -> None:
    budget = asked(deficit, theta, won)
    able = sum(max(profit, 0) for profit in won)
    assert budget <= able
    if theta * deficit <= able:
        assert residual(deficit, budget) == (1 - theta) * deficit


def test_principal_is_no_capacity() -> None:
    """Solvent in equity, and still 700 of 1,000 cannot be cleared by profits of 300."""
    assert residual(1000, asked(1000, 1, [100, 200, -50])) == 700


def test_a_step_moves_towards_what_was_needed_and_stays_a_share() -> None:
    assert descend(Fraction(1, 2), Fraction(1, 1000), 100, Fraction(3, 4)) == Fraction(3, 5)
    assert descend(Fraction(1, 2), Fraction(1, 1000), 100, Fraction(1, 4)) == Fraction(2, 5)
    assert descend(Fraction(1, 2), 1, 100, Fraction(3, 4)) == 1
    assert descend(Fraction(1, 2), 1, 100, Fraction(1, 2)) == Fraction(1, 2)


def test_the_envelope_by_hand() -> None:
    assert path_length([Fraction(1), Fraction(1, 2), Fraction(1)]) == 1
    assert regret_envelope([4, 8], Fraction(2)) == Decimal(20)
    assert (needed(5, 20), needed(30, 20), needed(5, 0)) == (Fraction(1, 4), 1, 0)
