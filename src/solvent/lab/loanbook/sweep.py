"""Who may be below the line, in one pass of the kernel over all holdings; the exact rule confirms each."""

from collections.abc import Mapping

import numpy as np

from solvent.apply.loans import bounds
from solvent.lab.loanbook.book import LoanBook
from solvent.lending.aave.account import Account
from solvent.lending.aave.pool import Category, Reserve, category_of, threshold
from solvent.lending.scales import BPS, RAY
from solvent.revalue.loans import MILLIONTHS, fraction, loan_bounds
from solvent.units import MAX_DECIMALS


class Sweep:
    """The holdings of a book in columns, to be asked at any prices.

    Law   whoever is below the line by the exact rule is a suspect: bounds count what is held for less and what is owed
          for more, as `revalue.loans` shows
    """

    def __init__(self, book: LoanBook) -> None:
        self.book = book
        self.modes: list[Category | None] = [None, *book.categories.values()]
        names = ["", *book.categories]
        rows = []
        for number, loan in enumerate(book.loans):
            first = names.index(loan.category) * len(book.reserves)
            for at, one in loan.holdings.items():
                rows.append(
                    (number, first + at, int(one.pledged), *bounds(one.supplied, one.owed, book.reserves[at].decimals))
                )
        self.columns = [np.array(column, np.int64) for column in zip(*rows, strict=True)]

    def suspects(self, reserves: Mapping[int, Reserve]) -> list[int]:
        """The places in the book of the loans that the exact rule must be asked about at these prices."""
        counted, owed = (np.zeros(len(self.book.loans), np.int64) for _ in range(2))
        if not self.columns:
            return []
        lows = [fraction(*self._worth(one, at, mode), down=True) for mode in self.modes for at, one in reserves.items()]
        highs = [fraction(*self._value(one), down=False) for one in reserves.values()] * len(self.modes)
        terms = [np.array(column, np.int64) for column in (*zip(*lows, strict=True), *zip(*highs, strict=True))]
        loan_bounds(*self.columns, *terms, counted, owed)
        return [int(place) for place in np.flatnonzero(owed > counted)]

    def liquidatable(self, reserves: Mapping[int, Reserve] | None = None) -> list[tuple[int, Account]]:
        """(place, values) of every loan that may be liquidated at these prices, exactly, in the book's order."""
        at, found = reserves or self.book.reserves, []
        for place in self.suspects(at):
            whole = self.book.account(self.book.loans[place], at)
            if whole.liquidatable:
                found.append((place, whole))
        return found

    def _worth(self, reserve: Reserve, at: int, mode: Category | None) -> tuple[int, int]:
        """What a unit counts for, as `revalue.loans` has it: a part in 10^4 less than its threshold."""
        inside = category_of(mode, at)
        counts = threshold(reserve, inside) if reserve.threshold or not self.book.version.own_threshold else 0
        value = self._value(reserve)
        return value[0] * max(counts - 1, 0), value[1] * BPS

    def _value(self, reserve: Reserve) -> tuple[int, int]:
        finer = min(reserve.decimals, MAX_DECIMALS) + self.book.policy.base_decimals - MILLIONTHS
        return reserve.price * RAY, RAY * 10**finer
