"""Weighted water filling: one level rises for everyone at once until the budget is met."""

from collections.abc import Sequence
from fractions import Fraction

Number = int | Fraction


def water_level(
    capacities: Sequence[Number], weights: Sequence[Number], caps: Sequence[Number], budget: Number
) -> Fraction:
    """The least level at which the budget is met, all of it taken by shares of capacity min(cap, level x weight).

    capacities   amounts, 0 or more
    weights      0 or more; whoever has 0 gives nothing
    caps         the most of its capacity that may be taken from each, 0 to 1
    budget       amount, at most what the caps let be taken from those with a weight
    """
    able = [i for i, weight in enumerate(weights) if weight > 0 and capacities[i] > 0]
    able.sort(key=lambda i: Fraction(caps[i]) / weights[i])
    full, rising = Fraction(0), sum((Fraction(capacities[i] * weights[i]) for i in able), Fraction(0))
    for i in able:
        border = Fraction(caps[i]) / weights[i]
        if full + border * rising >= budget:
            return (budget - full) / rising
        full += capacities[i] * Fraction(caps[i])
        rising -= capacities[i] * weights[i]
    return max((Fraction(caps[i]) / weights[i] for i in able), default=Fraction(0))


def water_fill(
    capacities: Sequence[Number], weights: Sequence[Number], caps: Sequence[Number], budget: Number
) -> list[Fraction]:
    """What each gives: capacity x min(cap, level x weight); where caps let less be taken than the budget, all that."""
    level = water_level(capacities, weights, caps, budget)
    return [
        capacity * min(Fraction(cap), level * weight)
        for capacity, weight, cap in zip(capacities, weights, caps, strict=True)
    ]
