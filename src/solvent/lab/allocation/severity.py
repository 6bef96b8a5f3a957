"""How much of a deficit winners are asked for: the only decision on which solvency depends."""

from collections.abc import Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import pairwise

from solvent.lab.allocation.filling import Number


def asked(deficit: Number, theta: Number, capacities: Sequence[Number]) -> Fraction:
    """The budget: a share of the deficit, at most what all profits together can bear.

    A venue can be solvent in equity and still unable to clear by profits.
    """
    return min(Fraction(theta * deficit), Fraction(sum(max(capacity, 0) for capacity in capacities)))


def residual(deficit: Number, budget: Number) -> Fraction:
    """What is still missing, however the budget is split."""
    return max(Fraction(deficit - budget), Fraction(0))


def needed(budget: Number, deficit: Number) -> Fraction:
    """The share of a deficit that a budget is, 0 to 1; of no deficit it is 0."""
    return min(Fraction(budget) / Fraction(deficit), Fraction(1)) if deficit else Fraction(0)


def descend(theta: Number, step: Number, deficit: Number, target: Number) -> Fraction:
    """One step of projected online gradient descent towards the share that was needed, kept from 0 to 1."""
    sign = (theta > target) - (theta < target)
    return min(max(Fraction(theta - step * deficit * sign), Fraction(0)), Fraction(1))


def path_length(shares: Sequence[Number]) -> Fraction:
    """How far the needed share moved, from wave to wave in all."""
    return sum((abs(Fraction(b - a)) for a, b in pairwise(shares)), Fraction(0))


def regret_envelope(deficits: Sequence[Number], path: Number) -> Decimal:
    """sqrt((1 + 2 path) x sum of squared deficits): the bound of the best fixed step, to 30 digits.

    A deficit that is told in several waves counts in each: key deficits by account first, or it says too much.
    """
    square = (1 + 2 * Fraction(path)) * sum((Fraction(deficit) ** 2 for deficit in deficits), Fraction(0))
    with localcontext() as context:
        context.prec = 30
        return (Decimal(square.numerator) / Decimal(square.denominator)).sqrt()
