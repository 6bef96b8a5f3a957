"""The equity of each group of a case over time, and what it would be at the last price."""

import numpy as np

from solvent.book import Book
from solvent.lab.case import Case
from solvent.lab.operations import Watch
from solvent.lab.population.grids import values
from solvent.reports.result import EquityPath
from solvent.revalue.rows import everyone

Cells = np.ndarray[tuple[int], np.dtype[np.int64]]


class Sampler:
    """Looks at a book between two batches of commands."""

    def __init__(self, case: Case, book: Book) -> None:
        self.case, self.book = case, book
        self.paths = [EquityPath(group.name, [], []) for group in case.groups]
        self.backlog = Watch()
        self._group = np.zeros(0, np.int64)

    def groups(self) -> Cells:
        """The group of every bucket, by place in the case; one more than the last for everyone else."""
        if len(self._group) != self.book.buckets.n:
            place = {group.name: i for i, group in enumerate(self.case.groups)}
            of_account = [place.get(self.case.group_of(name), len(place)) for name in self.book.account_names]
            others = np.array([*of_account, len(place)], np.int64)
            self._group = others[self.book.buckets.account]  # the house's own: account -1, the last
        return self._group

    def sums(self, cells: Cells) -> list[int]:
        """Cells of every bucket added up by group."""
        totals = np.zeros(len(self.paths) + 1, np.int64)
        np.add.at(totals, self.groups(), cells)
        return [int(total) for total in totals[:-1]]

    def look(self) -> None:
        """Notes the equity of every group now, and who is in breach and waits."""
        book = self.book
        if book.now_ns < self.case.entry.time_ns or book.rows.n == 0:
            return
        standing = everyone(book)
        self.backlog.look(book, standing)
        for path, total in zip(self.paths, self.sums(standing.equity), strict=True):
            if path.time_ns and path.time_ns[-1] == book.now_ns:
                path.equity[-1] = total
            else:
                path.time_ns.append(book.now_ns)
                path.equity.append(total)

    def now(self) -> Cells:
        """The equity of every bucket at the rulebook's own valuation price, atoms."""
        return everyone(self.book).equity

    def at_last(self) -> Cells:
        """The equity of every bucket if its positions were worth the last price, atoms."""
        return worth(self.book, self.book.markets.last)

    def debts(self, equity: Cells) -> list[tuple[int, int]]:
        """(atoms below 0, buckets below 0) of every group, of the equity of every bucket."""
        return list(zip(self.sums(np.minimum(equity, 0)), self.sums((equity < 0).astype(np.int64)), strict=True))


def worth(book: Book, ticks: Cells) -> Cells:
    """The equity of every bucket if its positions were worth these prices, a market each; 0: without a price."""
    r, m = book.rows, book.markets
    equity = book.ledger.balance.copy()
    for market in np.flatnonzero(ticks).tolist():
        rows = np.flatnonzero((r.lots != 0) & (r.market == market))
        np.add.at(equity, r.bucket[rows], values(r.lots[rows], int(ticks[market]), int(m.den[market])))
    return equity
