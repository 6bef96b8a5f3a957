"""Many draws of one population: how far its figures lie apart by chance alone, and how far by what is assumed.

By chance: another seed each time, every assumption at its value. By assumption: another seed, and each assumption drawn
evenly from its range. Both count how often what happened would have happened, not how likely the ranges are.
"""

from collections.abc import Callable, Iterable, Sequence

import msgspec

from solvent.lab.calibration.crowd import Crowd
from solvent.lab.calibration.figures import measured, with_newcomers
from solvent.lab.random import Stream
from solvent.reports.calibration import Spread

Columns = list[list[int]]  # one a figure, of one value a draw


def spread(values: Sequence[int]) -> Spread:
    """The interval that leaves out a twentieth of the values, rounded down, at each end, and the lower median."""
    ordered, cut = sorted(values), len(values) // 20
    return Spread(ordered[cut], ordered[(len(ordered) - 1) // 2], ordered[-1 - cut])


def by_seed(crowd: Crowd, seeds: int, told: Callable[[], None] = lambda: None) -> Columns:
    """Every figure over so many seeds, the case's own first."""
    return _columns((crowd for _ in range(seeds)), told)


def by_range(
    crowd: Crowd, seeds: int, held: Sequence[str] = (), told: Callable[[], None] = lambda: None
) -> Columns:  # fmt: skip
    """Every figure over so many seeds, each with assumptions of its own; `held` names those that keep their value."""
    return _columns((_elsewhere(crowd, place, held) for place in range(seeds)), told)


def _columns(crowds: Iterable[Crowd], told: Callable[[], None]) -> Columns:
    """Every figure of these crowds, each with the next seed."""
    rows = []
    for place, crowd in enumerate(crowds):
        rows.append(measured(crowd, crowd.drawn(place)))
        told()
    return [list(column) for column in zip(*rows, strict=True)]


def _elsewhere(crowd: Crowd, place: int, held: Sequence[str]) -> Crowd:
    """The crowd with every assumption drawn from its range."""

    def within(name: str, low: int, high: int) -> int:
        return low + Stream(crowd.seed, f"calibration/{name}").below(place, high - low + 1)

    values = {one.name: within(one.name, one.low, one.high) for one in crowd.terms.assumptions if one.name not in held}
    newcomers = [
        within(f"newcomers/{i}", target.newcomers_low, target.newcomers_high)
        for i, target in enumerate(crowd.terms.targets)
    ]
    moved = crowd.with_values(values)
    return msgspec.structs.replace(moved, terms=with_newcomers(moved.terms, newcomers))
