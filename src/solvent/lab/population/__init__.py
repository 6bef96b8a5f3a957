"""Who is in the book of a case: groups as the case counts them, or a population calibrated on public totals.

`groups` fills the groups of [[book]]: small, log-uniform, traded at the entry. `draw` makes what [population] says:
five cohorts with lognormal sizes and a Pareto tail, leverage in spikes, entries by volume, survivors only.
"""

from solvent.lab.case import Case
from solvent.lab.population.calibrated import calibrated, drawn_for
from solvent.lab.population.draw import Drawn, draw
from solvent.lab.population.groups import counted, draw_size, margin_for
from solvent.lab.population.holders import Holder, Opening, Population
from solvent.lab.tape import Tape

__all__ = [
    "Drawn", "Holder", "Opening", "Population", "draw", "draw_size", "drawn_for", "margin_for", "populate",
]  # fmt: skip


def populate(case: Case, tape: Tape) -> Population:
    """The book of a case at the prices of its tape at the entry."""
    return calibrated(case, tape) if case.population else counted(case, tape)
