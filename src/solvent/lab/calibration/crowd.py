"""A population about to be calibrated, and how little of a case it takes: terms, a contract, a start and a schedule."""

import msgspec

from solvent import rulebooks
from solvent.errors import BadCase
from solvent.lab.assumptions import Terms
from solvent.lab.case import Case
from solvent.lab.case_tape import tape_of
from solvent.lab.population import Drawn, draw
from solvent.lab.population.calibrated import contract_of, start_of
from solvent.lab.population.grids import Contract, Standing
from solvent.lab.stream import as_listed


class Crowd(msgspec.Struct, frozen=True):
    """A population that can be drawn and whose lines can be found.

    file       what messages call its case
    start      ticks; decimals of its prices
    standing   the schedule of `rulebook` for its market
    seed       of the case; further draws take the seeds after it
    """

    name: str
    title: str
    file: str
    terms: Terms
    contract: Contract
    start: int
    decimals: int
    standing: Standing
    rulebook: str
    seed: int

    def with_values(self, values: dict[str, int]) -> "Crowd":
        """The same with other values of some assumptions."""
        return msgspec.structs.replace(self, terms=self.terms.changed(**values))

    def drawn(self, place: int = 0, side: int = 0) -> Drawn:
        """One draw, or one side of it: place 0 is the case's own, each further place the next seed."""
        return draw(self.terms, self.contract, self.start, (self.seed + place) & (2**63 - 1), side)


def crowd_of(case: Case) -> Crowd:
    """The population of a case at its entry, under the first of its rulebooks."""
    if case.population is None:
        raise BadCase("expected a case with a [population], found one whose accounts are counted", case.file)
    market, policy = case.markets[0], as_listed(case, rulebooks.compile(rulebooks.load(case.rulebooks[0])))
    entry = policy.market(market.name)
    if entry is None:
        raise BadCase(f"expected a rulebook that lists {market.name}, found {policy.name}, which does not", case.file)
    return Crowd(
        name=case.name, title=case.title, file=case.file, terms=case.population, contract=contract_of(market),
        start=start_of(case, tape_of(case)), decimals=market.price_decimals,
        standing=Standing(entry.tiers, int(policy.closing.comparator)), rulebook=policy.name, seed=case.seed,
    )  # fmt: skip
