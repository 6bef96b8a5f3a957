"""The equity of each group of a case over time, and what it would be at the last price."""

import numpy as np

from solvent.book import Book
from solvent.grid import value
from solvent.lab.case import Case
from solvent.reports.result import EquityPath
from solvent.revalue.rows import everyone


class Sampler:
    """Looks at a book between two batches of commands."""

    def __init__(self, case: Case, book: Book) -> None:
        self.case, self.book = case, book
        self.paths = [EquityPath(group.name, [], []) for group in case.groups]
        self._group = np.zeros(0, np.int64)

    def groups(self) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """The group of every bucket, by place in the case; one more than the last for everyone else."""
        if len(self._group) != self.book.buckets.n:
            place = {group.name: i for i, group in enumerate(self.case.groups)}
            of_account = [place.get(self.case.group_of(name), len(place)) for name in self.book.account_names]
            others = np.array([*of_account, len(place)], np.int64)
            self._group = others[self.book.buckets.account]  # the house's own: account -1, the last
        return self._group

    def sums(self, cells: np.ndarray[tuple[int], np.dtype[np.int64]]) -> list[int]:
        """Cells of every bucket added up by group."""
        totals = np.zeros(len(self.paths) + 1, np.int64)
        np.add.at(totals, self.groups(), cells)
        return [int(total) for total in totals[:-1]]

    def look(self) -> None:
        """Notes the equity of every group now."""
        book = self.book
        if book.now_ns < self.case.entry.time_ns or book.rows.n == 0:
            return
        for path, total in zip(self.paths, self.sums(everyone(book).equity), strict=True):
            if path.time_ns and path.time_ns[-1] == book.now_ns:
                path.equity[-1] = total
            else:
                path.time_ns.append(book.now_ns)
                path.equity.append(total)

    def at_last(self) -> list[int]:
        """The equity of every group if its positions were worth the last price, atoms."""
        r, m = self.book.rows, self.book.markets
        equity = self.book.ledger.balance.copy()
        held = np.flatnonzero(r.lots)
        for row in held.tolist():
            market = int(r.market[row])
            equity[r.bucket[row]] += value(int(r.lots[row]), int(m.last[market]), int(m.den[market]))
        return self.sums(equity)
