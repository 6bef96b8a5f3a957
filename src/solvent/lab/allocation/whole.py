"""Policies in whole units: contracts, or cents."""

from collections.abc import Sequence
from fractions import Fraction
from heapq import heapify, heapreplace

from solvent.lab.allocation.filling import Number

FINE = 2**40


def largest_remainder(total: int, amounts: Sequence[Number], caps: Sequence[int] | None = None) -> list[int]:
    """Integer pro-rata: total x amount / sum rounded down, one more for the largest remainders, nobody above his cap.

    What caps cut off is given to nobody: the plain rule undershoots then, and says so by its sum.
    """
    whole = sum(amounts)
    if not whole:
        return [0] * len(amounts)
    units = _rounded([Fraction(total * amount) / whole for amount in amounts])
    return units if caps is None else [min(unit, cap) for unit, cap in zip(units, caps, strict=True)]


def in_units(taken: Sequence[Fraction], unit: Fraction) -> list[int]:
    """Amounts in whole units: rounded down, then one more for the largest remainders until the sum is kept.

    Law   the sum is that of the amounts, rounded down; none changes by as much as a unit
    """
    return _rounded([amount / unit for amount in taken])


def _rounded(exact: Sequence[Fraction]) -> list[int]:
    """Each rounded down, one more for the largest remainders until the sum is theirs, rounded down."""
    units = [amount.numerator // amount.denominator for amount in exact]
    total = sum(exact, Fraction(0))
    order = sorted(range(len(exact)), key=lambda i: units[i] - exact[i])
    for i in order[: total.numerator // total.denominator - sum(units)]:
        units[i] += 1
    return units


def least_level(weights: Sequence[Number], costs: Sequence[Number], held: Sequence[int], budget: Number) -> list[int]:
    """Contracts floor(level x weight / cost), at most those held, at the least level whose costs meet the budget.

    With capacities as weights this is min-max: the largest share of a capacity that anyone gives is as small as whole
    contracts allow. With what a continuous policy takes as weights it is fixed-point rounding of that policy.

    weights   amounts, 0 or more
    costs     what closing one contract costs its holder, above 0
    held      contracts
    returns   contracts; all that have a weight where even they do not meet the budget
    """
    able = [i for i in range(len(held)) if weights[i] > 0 and held[i] > 0]
    rates = {i: Fraction(weights[i]) / Fraction(costs[i]) for i in able}

    def at(level: Fraction) -> dict[int, int]:
        return {i: min(held[i], int(level * rates[i])) for i in able}

    def cost(contracts: dict[int, int]) -> Number:
        return sum(count * costs[i] for i, count in contracts.items())

    closed = {i: held[i] for i in able}
    if cost(closed) >= budget:
        low, high = Fraction(0), max((held[i] / rates[i] for i in able), default=Fraction(0))
        step = high / FINE
        while high - low > step:
            middle = (low + high) / 2
            low, high = (low, middle) if cost(at(middle)) >= budget else (middle, high)
        closed = _walked(at(low), rates, costs, held, budget - cost(at(low)))
    return [closed.get(i, 0) for i in range(len(held))]


def _walked(
    closed: dict[int, int], rates: dict[int, Fraction], costs: Sequence[Number], held: Sequence[int], left: Number
) -> dict[int, int]:
    """From a level that is too low, contract by contract in the order in which a rising level reaches them."""
    nearest = [((closed[i] + 1) / rates[i], i) for i in closed if closed[i] < held[i]]
    heapify(nearest)
    while left > 0:
        _, i = nearest[0]
        closed[i] += 1
        left -= costs[i]
        after = (closed[i] + 1) / rates[i]
        heapreplace(nearest, (after, i) if closed[i] < held[i] else (Fraction(10**40), i))
    return closed


def trimmed(contracts: Sequence[int], costs: Sequence[Number], weights: Sequence[Number], budget: Number) -> list[int]:
    """Contracts given back while the budget is still met, from whoever gives the largest share first."""
    kept = list(contracts)
    over = sum(count * cost for count, cost in zip(kept, costs, strict=True)) - budget
    giving = [i for i, count in enumerate(kept) if count]
    for i in sorted(giving, key=lambda i: -Fraction(kept[i] * costs[i]) / Fraction(weights[i] or 1)):
        back = min(kept[i], max(int(Fraction(over) / Fraction(costs[i])), 0))
        kept[i] -= back
        over -= back * costs[i]
    return kept
