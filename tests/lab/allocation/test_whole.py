"""Whole contracts and whole cents."""

from fractions import Fraction
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from solvent.lab.allocation.policies import pro_rata
from solvent.lab.allocation.whole import in_units, largest_remainder, least_level, trimmed

SMALL = st.tuples(st.integers(1, 30), st.integers(1, 9), st.integers(0, 4))  # profit, cost of a contract, contracts


def spent(contracts: list[int], costs: list[int]) -> int:
    return sum(count * cost for count, cost in zip(contracts, costs, strict=True))


def test_caps_cut_off_what_nobody_else_gives() -> None:
    assert largest_remainder(7, [5, 3, 2], caps=[2, 9, 9]) == [2, 2, 1]
    assert largest_remainder(7, [0, 0]) == [0, 0]


@given(st.lists(st.fractions(0, 1000), max_size=8), st.sampled_from([Fraction(1), Fraction(1, 100)]))
def test_in_units_the_sum_is_kept_and_nobody_moves_by_a_unit(amounts: list[Fraction], unit: Fraction) -> None:
    units = in_units(amounts, unit)
    assert sum(units) == sum(amounts, Fraction(0)) // unit
    assert all(abs(count - amount / unit) < 1 for count, amount in zip(units, amounts, strict=True))


@given(st.lists(SMALL, min_size=1, max_size=4), st.integers(0, 120))
def test_no_contracts_that_meet_the_budget_have_a_smaller_largest_share(
    winners: list[tuple[int, int, int]], budget: int
) -> None:
    """Against every choice there is."""
    won, costs, held = map(list, zip(*winners, strict=True))

    def largest(contracts: list[int]) -> Fraction:
        return max(Fraction(count * cost, profit) for count, cost, profit in zip(contracts, costs, won, strict=True))

    closed = trimmed(least_level(won, costs, held, budget), costs, won, budget)
    assert all(0 <= count <= most for count, most in zip(closed, held, strict=True))
    choices = [c for c in product(*(range(most + 1) for most in held)) if spent(list(c), costs) >= budget]
    if choices:
        assert spent(closed, costs) >= budget
        assert largest(closed) == min(largest(list(choice)) for choice in choices)
        over = spent(closed, costs) - budget
        assert all(cost > over for count, cost in zip(closed, costs, strict=True) if count)  # one less is too few
    else:
        assert closed == held


def test_fixed_point_rounding_of_a_continuous_policy_meets_the_budget() -> None:
    """Pro-rata of 500 is 320, 160 and 20: at 30 each 10, 5 and 0 contracts, or 450; 1.125 of it is 510."""
    assert least_level(pro_rata([800, 400, 50], 500), [30, 30, 30], [99, 99, 99], 500) == [12, 5, 0]
