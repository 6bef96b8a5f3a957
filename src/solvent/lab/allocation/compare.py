"""One budget, one set of winners, several policies side by side."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from solvent.errors import BadInput
from solvent.lab.allocation.filling import Number
from solvent.lab.allocation.policies import capped_pro_rata, pro_rata, projection, queue, risk_aware
from solvent.lab.allocation.scorecard import Scorecard, judge
from solvent.lab.allocation.whole import in_units, least_level, trimmed
from solvent.lab.allocation.winners import Winners


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy as it is asked for by name.

    needs   columns of `Winners` without which it cannot be played
    take    amounts from winners and budget
    """

    needs: tuple[str, ...]
    take: Callable[[Winners, Number], Sequence[Number]]


def _queue(winners: Winners, budget: Number) -> list[Fraction]:
    return queue(winners.capacities, scores(winners)[0], budget)


def scores(winners: Winners) -> tuple[Sequence[Number], str]:
    """What a queue goes by, and its name: the file's score, else profit times leverage, else profit."""
    if winners.scores is not None:
        return winners.scores, "the file's score"
    if winners.leverages is not None:
        pairs = zip(winners.capacities, winners.leverages, strict=True)
        return [capacity * leverage for capacity, leverage in pairs], "profit x leverage"
    return winners.capacities, "profit"


def _capped(winners: Winners, budget: Number) -> list[Fraction]:
    return capped_pro_rata(winners.capacities, winners.caps or (), budget)


def _risk_aware(winners: Winners, budget: Number) -> list[Fraction]:
    caps = winners.caps or [Fraction(1)] * len(winners.names)
    return risk_aware(winners.capacities, winners.leverages or (), caps, budget)


def _min_max(winners: Winners, budget: Number) -> list[Fraction]:
    costs, profits = winners.costs or (), winners.capacities
    bearable = [int(profit / cost) for profit, cost in zip(profits, costs, strict=True)]
    held = [min(pair) for pair in zip(winners.contracts or (), bearable, strict=True)]
    closed = trimmed(least_level(profits, costs, held, budget), costs, profits, budget)
    return [count * cost for count, cost in zip(closed, costs, strict=True)]


POLICIES: dict[str, Policy] = {
    "queue": Policy((), _queue),
    "pro-rata": Policy((), lambda winners, budget: pro_rata(winners.capacities, budget)),
    "capped-pro-rata": Policy(("caps",), _capped),
    "risk-aware": Policy(("leverages",), _risk_aware),
    "l2": Policy((), lambda winners, budget: projection(winners.capacities, budget)),
    "min-max": Policy(("contracts", "costs"), _min_max),
}


@dataclass(frozen=True, slots=True)
class Played:
    """What a policy takes from each winner, in whole units, and its scorecard."""

    name: str
    units: tuple[int, ...]
    unit: Fraction
    score: Scorecard


def playable(winners: Winners) -> list[str]:
    """The policies for which the file says enough."""
    return [name for name, policy in POLICIES.items() if all(getattr(winners, need) for need in policy.needs)]


def play(
    name: str, winners: Winners, budget: Fraction, unit: Fraction, deficit: Number = 0, largest_loss: Number = 0
) -> Played:
    """One policy, judged exactly as it is, then settled in whole units to the last one.

    unit   the smallest amount that changes hands; what a profit is beyond whole units is nobody's capacity
    """
    if name not in playable(winners):
        missing = " and ".join(POLICIES[name].needs)
        raise BadInput(f"expected the {missing} of every winner for the policy {name}, found none")
    winners = replace(winners, capacities=tuple(capacity // unit * unit for capacity in winners.capacities))
    taken = [Fraction(amount) for amount in POLICIES[name].take(winners, budget)]
    score = judge(taken, winners.capacities, budget, deficit, largest_loss)
    return Played(name, tuple(in_units(taken, unit)), unit, score)
