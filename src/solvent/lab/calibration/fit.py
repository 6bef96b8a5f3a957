"""Fits the free assumptions of a population, one after the other: a grid over the range, a finer one around its best.

What is compared are the medians of its figures over FIT_SEEDS seeds, so that no single large account decides; their
distances from the public figures, each in parts of its own, are added up. Nothing is random: the seeds are those of
every interval. The tilt comes first; it moves the longs, which the share of hedged shorts does not touch, so one pass
through FREE is enough. Figures that no value of the range meets are missed, and the nearest value is the fit.
"""

from collections.abc import Callable

from solvent.errors import BadCase
from solvent.lab.assumptions import Bracket, Target, Terms
from solvent.lab.calibration.crowd import Crowd
from solvent.lab.calibration.figures import goals, measured, named
from solvent.lab.calibration.spread import spread
from solvent.reports.calibration import MONEY, SHARE, Fit
from solvent.units import PPM

FIT_SEEDS = 40
COARSE, FINE = 10, 5  # steps in the range, and of the finer grid in one of them
FREE: dict[str, type[Target] | type[Bracket]] = {"tilt": Target, "hedged_share": Bracket}
FITTED = "fitted"


def free(terms: Terms) -> list[str]:
    """The assumptions whose source says that they are fitted."""
    return [one.name for one in terms.assumptions if one.source.startswith(FITTED)]


def places(crowd: Crowd) -> dict[str, list[int]]:
    """By free assumption, the places of the figures it is fitted on."""
    found: dict[str, list[int]] = {}
    for name in free(crowd.terms):
        if name not in FREE:
            known = " and ".join(FREE)
            raise BadCase(f"expected {known} to be fitted and no other assumption, found {name!r}", crowd.file)
        figures = [figure for _, figure in named(crowd.terms)]
        found[name] = [i for i, figure in enumerate(figures) if isinstance(figure, FREE[name]) and figure.fitted]
        if not found[name]:
            kind = "total [[population.public]]" if FREE[name] is Target else "bracket [[population.brackets]]"
            raise BadCase(f"expected a {kind} with fitted = true, on which {name} is fitted, found none", crowd.file)
    if not found:
        raise BadCase(f"expected an assumption whose source begins with {FITTED!r}, found none", crowd.file)
    return {name: found[name] for name in FREE if name in found}


def fitted(crowd: Crowd, seeds: int = FIT_SEEDS, told: Callable[[], None] = lambda: None) -> list[Fit]:
    """Every free assumption of a population, in order of FREE."""
    fits: list[Fit] = []
    for name, mine in places(crowd).items():
        fits.append(_fit(crowd, name, mine, seeds, told))
        crowd = crowd.with_values({name: fits[-1].value})
    return fits


def _fit(crowd: Crowd, name: str, mine: list[int], seeds: int, told: Callable[[], None]) -> Fit:
    kind, one, called = FREE[name], crowd.terms.assumption(name), list(named(crowd.terms))
    aims = [goals(crowd.terms)[place] for place in mine]
    sides = {figure.side for _, figure in called if isinstance(figure, Target)} if kind is Target else set()
    side = sides.pop() if len(sides) == 1 else 0  # totals of one side do not ask for the other
    before = next(i for i, (_, figure) in enumerate(called) if isinstance(figure, kind))
    trials: dict[int, list[int]] = {}

    def miss(value: int) -> int:
        if value not in trials:
            moved = crowd.with_values({name: value})
            rows = [measured(moved, moved.drawn(seed, side), kind) for seed in range(seeds)]
            trials[value] = [spread([row[place - before] for row in rows]).median for place in mine]
            told()
        return _apart(trials[value], aims)

    step = max((one.high - one.low) // COARSE, 1)
    best = _nearest(range(one.low, one.high + 1, step), miss)
    fine = max(step // FINE, 1)
    best = _nearest(range(max(best - step + fine, one.low), min(best + step, one.high + 1), fine), miss)
    return Fit(
        assumption=name, unit=one.kind, kind=MONEY if kind is Target else SHARE,
        figures=[called[place][0] for place in mine], value=best, low=one.low, high=one.high, step=fine, goals=aims,
        found=trials[best], trials=[(value, miss(value)) for value in sorted(trials)],
    )  # fmt: skip


def _apart(medians: list[int], aims: list[int]) -> int:
    """How far medians are from what they should be, ppm of each, added up."""
    return sum(abs(median - aim) * PPM // aim for median, aim in zip(medians, aims, strict=True))


def _nearest(values: range, miss: Callable[[int], int]) -> int:
    """The first value with the smallest miss."""
    return min(values, key=lambda value: (miss(value), value))


def steps(crowd: Crowd) -> int:
    """At most how many values a fit tries."""
    return len(places(crowd)) * (COARSE + 1 + 2 * FINE - 2)
