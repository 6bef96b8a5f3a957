"""A whole calibration: the fit, the intervals, and what was fitted carried over to other crashes."""

from collections.abc import Callable, Sequence

import numpy as np

from solvent.errors import BadInput
from solvent.lab.calibration.crowd import Crowd
from solvent.lab.calibration.figures import goals, named
from solvent.lab.calibration.fit import FIT_SEEDS, FREE, fitted, places, steps
from solvent.lab.calibration.spread import by_range, by_seed, spread
from solvent.lab.population import Drawn
from solvent.lab.population.distance import histogram
from solvent.lab.population.draw import DIRECTIONAL, tilted
from solvent.reports import calibration as made
from solvent.units import PPM

MOST_SEEDS = 10_000


def calibrate(
    crowd: Crowd, others: Sequence[Crowd] = (), seeds: int = 200, fit: bool = True, fit_seeds: int = FIT_SEEDS,
    progress: Callable[[int], None] = lambda _: None,
) -> made.Calibration:  # fmt: skip
    """Fits a population on its own crash, measures it, and measures what was fitted on other crashes.

    others     populations that take the fitted values over unchanged
    seeds      draws behind every interval, 1 to MOST_SEEDS; fit_seeds: behind every median of the fit
    fit        False: the values of the case file are taken as they are
    progress   called with the share done in per mille, of what it can be at most
    """
    if not 1 <= seeds <= MOST_SEEDS:
        raise BadInput(f"expected from 1 to {MOST_SEEDS} seeds, found {seeds}")
    free = list(places(crowd))
    told = _Told(progress, (steps(crowd) * fit_seeds if fit else 0) + 2 * seeds * (1 + len(others)))
    fits = fitted(crowd, fit_seeds, lambda: told(fit_seeds)) if fit else []
    values = {one.assumption: one.value for one in fits} or {name: crowd.terms.of(name) for name in free}
    crashes = [_crash(crowd.with_values(values), seeds, dict.fromkeys(free, "fitted"), False, told)]
    for other in others:
        crashes.append(_crash(other.with_values(values), seeds, dict.fromkeys(free, "carried over"), True, told))
    progress(1000)
    return made.Calibration(seeds, fit_seeds, crashes, fits)


class _Told:
    """Counts draws, and tells how many of all that is."""

    def __init__(self, progress: Callable[[int], None], draws: int) -> None:
        self.progress, self.draws, self.done = progress, draws, 0

    def __call__(self, draws: int = 1) -> None:
        self.done += draws
        self.progress(min(1000 * self.done // self.draws, 999))


def _crash(crowd: Crowd, seeds: int, origins: dict[str, str], predicted: bool, told: _Told) -> made.Crash:
    terms, drawn = crowd.terms, crowd.drawn()
    return made.Crash(
        name=crowd.name, title=crowd.title, market=terms.market, predicted=predicted, start=crowd.start,
        decimals=crowd.decimals, rulebook=crowd.rulebook, seed=crowd.seed, simulated=terms.simulated,
        accounts=len(drawn.lots), figures=_figures(crowd, seeds, predicted, told),
        assumptions=[
            made.Assumed(one.name, one.text, one.kind, one.value, one.low, one.high, origins.get(one.name, ""),
                         one.source)
            for one in terms.assumptions
        ],
        distances=_distances(crowd, drawn), spikes=_spikes(drawn), spikes_source=terms.spikes_source,
        sizes=_sizes(drawn), sizes_source=terms.sizes_source, entries_source=terms.bars_source,
    )  # fmt: skip


def _figures(crowd: Crowd, seeds: int, predicted: bool, told: _Told) -> list[made.Figure]:
    held = list(FREE) if predicted else []
    chance, ranges = by_seed(crowd, seeds, told), by_range(crowd, seeds, held, told)
    fits = {} if predicted else {place: name for name, mine in places(crowd).items() for place in mine}
    targets = len(crowd.terms.targets)
    return [
        made.Figure(
            name=name, kind=made.MONEY if place < targets else made.SHARE, public=goal,
            newcomers=getattr(figure, "newcomers", 0), at_least=getattr(figure, "at_least", False),
            fits=fits.get(place, ""), own=chance[place][0], seeds=spread(chance[place]), ranges=spread(ranges[place]),
            source=getattr(figure, "source", crowd.terms.brackets_source),
        )
        for place, ((name, figure), goal) in enumerate(zip(named(crowd.terms), goals(crowd.terms), strict=True))
    ]  # fmt: skip


def _distances(crowd: Crowd, drawn: Drawn) -> list[made.Distance]:
    def whole(cents: int) -> int:
        return cents * PPM // drawn.terms.simulated

    bins = histogram(drawn, crowd.standing)
    return [made.Distance(one.near, one.far, whole(one.long_cents), whole(one.short_cents)) for one in bins]


def _spikes(drawn: Drawn) -> list[made.Spike]:
    weights = tilted(drawn.terms)
    found = []
    for place, (spike, weight) in enumerate(zip(drawn.terms.spikes, weights, strict=True)):
        shares = []
        for side in (1, -1):
            mine = drawn.on(side) & (drawn.spike >= 0)
            held = int(drawn.cents()[mine & (drawn.spike == place)].sum())
            shares.append(held * PPM // max(int(drawn.cents()[mine].sum()), 1))
        found.append(made.Spike(spike.leverage, weight * PPM // sum(weights), *shares))
    return found


def _sizes(drawn: Drawn) -> list[tuple[int, int, int]]:
    """Published quantiles beside those of the shorts that are not hedged and not market makers."""
    kinds = np.array([cohort.kind for cohort in drawn.cohorts], np.int64)
    mine = np.sort(drawn.cents()[drawn.on(-1) & (kinds[drawn.cohort] == DIRECTIONAL)])
    return [
        (share, cents, int(mine[min(len(mine) * share // PPM, len(mine) - 1)]) if len(mine) else 0)
        for share, cents in drawn.terms.sizes
    ]
