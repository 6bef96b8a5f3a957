"""The runs of a case of perpetuals and loans: together, each alone, and with nothing that moves."""

from collections.abc import Iterator

from solvent import commands as c
from solvent.book import Book
from solvent.lab import cascade
from solvent.lab.case import Case
from solvent.lab.contagion.side import Side
from solvent.lab.impact import Impact
from solvent.reports.contagion import LOANS, PERPETUALS, STILL, TOGETHER

ENTRIES = (c.ReportTrade, c.LoadPosition)


class Stage(cascade.Stage):
    """What all runs of such a case share."""

    def market(self, variant: str) -> Impact:
        """A new venue for one run; the outside follows by the first share the case says."""
        terms = self.case.liquidity.impact
        share = terms.pass_through[0] if terms and variant != STILL else None
        return cascade.market(self.case, share, self.tape)

    def side(self, variant: str, venue: Impact, book: Book) -> Side | None:
        """The loans of one run; none where perpetuals are alone."""
        loans = self.case.loans
        return Side(self.case, loans, venue, book) if loans and variant != PERPETUALS else None

    def fed(self, variant: str, feed: Iterator[c.Command]) -> Iterator[c.Command]:
        """The commands of one run: without anybody's positions where loans are alone."""
        return (command for command in feed if not isinstance(command, ENTRIES)) if variant == LOANS else feed


def staged(case: Case) -> cascade.Stage | None:
    """The stage of a cascade, with loans where the case has them; None for a case whose tape does not move."""
    return Stage(case) if case.loans else cascade.staged(case)


def variants(case: Case) -> tuple[str, ...]:
    """What is played, what the headline speaks of first; nothing for a case whose tape does not move."""
    return (TOGETHER, PERPETUALS, LOANS, STILL) if case.loans else tuple(cascade.variants(case))
