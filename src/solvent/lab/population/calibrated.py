"""A calibrated population as the accounts of a case: positions with an entry of their own, loaded at the case's entry.

Nobody trades at the entry: every position exists already, at the price at which it was entered, against `@outside`,
which ends with nothing because long lots equal short lots.
"""

from solvent.errors import BadCase
from solvent.fixed import mul_div_down
from solvent.lab.case import Case, Market
from solvent.lab.cohorts import group_index
from solvent.lab.population.draw import Drawn, draw
from solvent.lab.population.grids import Contract
from solvent.lab.population.holders import Holder, Population
from solvent.lab.tape import LAST, Tape
from solvent.units import PPM


def contract_of(market: Market) -> Contract:
    """How a case's market counts."""
    quote = market.contract_value * PPM
    return Contract(market.den, mul_div_down(quote, 1, 10**market.size_decimals) if market.inverse else 0)


def start_of(case: Case, tape: Tape) -> int:
    """The last price of the entry, in ticks."""
    market = case.markets[0].name
    ticks = tape.of(market, LAST).at(case.entry.time_ns)
    if ticks is None:
        raise BadCase(f"expected a price of {market} at the entry, found none yet", case.file)
    return ticks


def drawn_for(case: Case, tape: Tape) -> Drawn:
    """The population of a case at the last price of its entry."""
    if case.population is None:
        raise BadCase("expected a case with a population, found none", case.file)
    return draw(case.population, contract_of(case.markets[0]), start_of(case, tape), case.seed)


def calibrated(case: Case, tape: Tape) -> Population:
    """The accounts of a case with a population, in order of its cohorts, numbered within their groups."""
    drawn = drawn_for(case, tape)
    spikes, counts = len(drawn.terms.spikes), [0] * len(case.groups)
    columns = (drawn.cohort, drawn.spike, drawn.lots, drawn.margin, drawn.cost, drawn.isolated)
    holders = []
    for cohort, spike, lots, margin, cost, isolated in zip(*(column.tolist() for column in columns), strict=True):
        place = group_index(cohort, spike, spikes)
        counts[place] += 1
        group = case.groups[place]
        holders.append(Holder(f"{group.prefix}-{counts[place]:05}", group, lots, margin, cost, isolated))
    return Population(tuple(holders), ())
