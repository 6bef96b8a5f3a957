"""How an allocation fares: what it collects, whom it burdens, and what is left to those who won most."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from solvent.lab.allocation.filling import Number

NONE = Fraction(0)


@dataclass(frozen=True, slots=True)
class Scorecard:
    """One allocation, judged; every number exact.

    taken          sum of what winners give
    tracking       |taken - budget|
    overshoot      taken beyond the budget
    undershoot     the budget not taken
    max_share      the largest share of a capacity that anyone gives
    touched        winners who give anything
    used_up        winners who give all
    top_survivor   the most that any winner keeps
    ptsr           that, over the deficit; None without one
    pmr            that, over the largest loss of one loser; None without one
    inversions     of neighbours by capacity, the share in which the smaller gives the larger share (ours)
    """

    taken: Fraction
    tracking: Fraction
    overshoot: Fraction
    undershoot: Fraction
    max_share: Fraction
    touched: int
    used_up: int
    top_survivor: Fraction
    ptsr: Fraction | None
    pmr: Fraction | None
    inversions: Fraction


def judge(
    taken: Sequence[Number], capacities: Sequence[Number], budget: Number, deficit: Number = 0, largest_loss: Number = 0
) -> Scorecard:
    """The scorecard of an allocation; who has no capacity is no winner and does not count.

    deficit        what all losers together lack; 0: not said
    largest_loss   what the worst loser lacks; 0: not said
    """
    pairs = [(Fraction(x), Fraction(w)) for x, w in zip(taken, capacities, strict=True) if w > 0]
    total = sum((x for x, _ in pairs), NONE)
    left = max((w - x for x, w in pairs), default=NONE)
    return Scorecard(
        total,
        abs(total - budget),
        max(total - budget, NONE),
        max(budget - total, NONE),
        max((x / w for x, w in pairs), default=NONE),
        sum(x > 0 for x, _ in pairs),
        sum(x == w for x, w in pairs),
        left,
        left / deficit if deficit else None,
        left / largest_loss if largest_loss else None,
        inversions(pairs),
    )


def inversions(pairs: Sequence[tuple[Fraction, Fraction]]) -> Fraction:
    """Of neighbours in order of capacity, the share in which the smaller gives the larger share; equals do not count.

    pairs   taken and capacity, which is above 0
    """
    ordered = sorted(pairs, key=lambda pair: pair[1])
    turned = sum(x * larger > y * smaller for (x, smaller), (y, larger) in pairwise(ordered) if smaller < larger)
    return Fraction(turned, max(len(ordered) - 1, 1))


def unfairness(shares: Sequence[Number], best: Sequence[Number], budgets: Sequence[Number]) -> Fraction:
    """Over waves, how far the largest share is from the min-max one, weighed by the budget of the wave."""
    waves = zip(shares, best, budgets, strict=True)
    return sum((abs(Fraction(share - least)) * budget for share, least, budget in waves), NONE)


def execution_failure(taken: Sequence[Number], budgets: Sequence[Number]) -> Fraction:
    """What was not collected, wave by wave: surplus in one does not mend a lack in another."""
    return sum((max(Fraction(budget - got), NONE) for got, budget in zip(taken, budgets, strict=True)), NONE)
