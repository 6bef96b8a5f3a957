"""Nothing wraps in a compiled rule: every sum, difference, product, negation and size either fits or raises."""

from collections.abc import Callable
from itertools import product

import numpy as np
import pytest

from solvent.fixed import compiled_rule, kernel, rule
from solvent.units import INT64_MAX

INT64_MIN = -INT64_MAX - 1
EDGES = (INT64_MIN, INT64_MIN + 1, -(2**62), -(2**32), -3, -1, 0, 1, 2, 2**31, 2**32, 2**62, INT64_MAX - 1, INT64_MAX)


def _sum(a: int, b: int) -> int:
    return a + b


def _difference(a: int, b: int) -> int:
    return a - b


def _product(a: int, b: int) -> int:
    return a * b


def _negated(a: int, b: int) -> int:
    return -a if b > 0 else -(a - 1)


def _sized(a: int, b: int) -> int:
    return abs(a) if b > 0 else -abs(a)


def _counted(a: int, b: int) -> int:
    total = a
    total += b
    total -= 1
    total *= 2
    return total


def _nested(a: int, b: int) -> int:
    return max(a * 2 + b, -b * 3) - min(a, -1)


SINGLE = [rule(function) for function in (_sum, _difference, _product)]
SEVERAL = [rule(function) for function in (_negated, _sized, _counted, _nested)]


def name(function: Callable[..., int]) -> str:
    return function.__name__


@pytest.mark.parametrize("function", SINGLE, ids=name)
def test_one_operation_raises_exactly_where_its_result_does_not_fit(function: Callable[[int, int], int]) -> None:
    compiled = compiled_rule(function)
    for a, b in product(EDGES, EDGES):
        if INT64_MIN <= function(a, b) <= INT64_MAX:
            assert compiled(a, b) == function(a, b), (a, b)
        else:
            with pytest.raises(OverflowError, match="int64 overflow"):
                compiled(a, b)


@pytest.mark.parametrize("function", SEVERAL, ids=name)
def test_several_are_exact_or_raise_and_never_wrap(function: Callable[[int, int], int]) -> None:
    compiled, raised = compiled_rule(function), 0
    for a, b in product(EDGES, EDGES):
        try:
            assert compiled(a, b) == function(a, b), (a, b)
        except OverflowError:  # of the result or of a part of it
            raised += 1
    assert 0 < raised < len(EDGES) ** 2


def _spread(place, changes, totals):  # type: ignore[no-untyped-def]
    for i in range(len(place)):
        totals[place[i]] += changes[i]


spread = kernel(_spread, out=("totals",))


def test_a_sum_in_a_cell_is_checked_at_both_speeds() -> None:
    place = np.array([0, 1, 1, 0])
    for run in (spread.interpreted, spread.compiled):
        totals = np.zeros(2, np.int64)
        run(place, np.array([5, -7, 2, 1]), totals)
        assert totals.tolist() == [6, -5]
        with pytest.raises(OverflowError):
            run(place, np.array([INT64_MAX, 0, 0, 1]), np.zeros(2, np.int64))
