"""Whose rules a pool is looked at by: one table, by protocol."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from solvent.book import Book
from solvent.engine.loans.aave import view as aave
from solvent.lending.aave.versions import VERSIONS
from solvent.lending.standing import Standing
from solvent.reasons import Bearer


class View(NamedTuple):
    """How the loans of a pool are looked at.

    standing   (book, loan, seconds): its values and health; asked only where every price it needs was told
    suspects   (book, pool, seconds): the loans that may have changed sides
    unbacked   (book, loan, seconds): of each holding, (holding, units owed with nothing behind them)
    bearer     who bears those
    """

    standing: Callable[[Book, int, int], Standing]
    suspects: Callable[[Book, int, int], list[int]]
    unbacked: Callable[[Book, int, int], Iterator[tuple[int, int]]]
    bearer: Bearer


AAVE = View(aave.standing, aave.suspects, aave.unbacked, aave.BEARER)
VIEWS: dict[int, View] = dict.fromkeys(VERSIONS, AAVE)


def view_of(book: Book, pool: int) -> View:
    """How the loans of a pool are looked at."""
    return VIEWS[int(book.pools.protocol[pool])]
