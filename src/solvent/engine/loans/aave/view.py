"""What a loan of Aave stands at, and what it owes with nothing behind it."""

from collections.abc import Iterator

import numpy as np

from solvent.book import Book, wide
from solvent.engine.loans.aave.reserves import category_of, reserve_at, reserves_at, version_at, version_of
from solvent.engine.loans.reading import holdings_of
from solvent.lending.aave.account import account, debt
from solvent.lending.standing import Standing
from solvent.reasons import Bearer
from solvent.revalue.loans import Ways, own_thresholds
from solvent.revalue.loans import suspects as near_the_line

BEARER = Bearer.SUPPLIERS


def standing(book: Book, loan: int, now_s: int) -> Standing | None:
    """A loan's values and health at a time, exactly; none while a price of what it holds or owes was not told."""
    holdings = holdings_of(book, loan)
    needed = (reserve for reserve, holding in holdings.items() if holding.supplied or holding.owed)
    if not all(wide(book.reserves, reserve, "price") for reserve in needed):
        return None
    version = version_of(book, int(book.loans.pool[loan]))
    whole = account(version, reserves_at(book, holdings, now_s), holdings, category_of(book, loan))
    return Standing(*whole, whole.liquidatable)


def suspects(book: Book, pool: int, now_s: int) -> list[int]:
    """The loans the exact rule must be asked about."""
    reserves = {reserve: reserve_at(book, reserve, now_s) for reserve in book.reserves_in(pool)}
    indices = {at: (has.supply_index, has.borrow_index) for at, has in reserves.items()}
    return near_the_line(book, pool, indices, _ways(book, pool))


def _ways(book: Book, pool: int) -> Ways | None:
    """What the pool's e-modes count its reserves for; none where it has no e-mode."""
    modes = np.flatnonzero(book.categories.pool == pool).tolist()
    if not modes:
        return None
    place = np.zeros(book.categories.n + 1, np.int64)  # by number of an e-mode, as loans have it
    place[[mode + 1 for mode in modes]] = range(1, len(modes) + 1)
    return Ways(place[book.loans.category], [own_thresholds(book), *(_thresholds(book, mode) for mode in modes)])


def _thresholds(book: Book, mode: int) -> list[int]:
    """What every reserve counts for in an e-mode, parts in 10^4."""
    found, version = own_thresholds(book), version_of(book, int(book.categories.pool[mode]))
    for reserve in book.members(mode, "collateral"):
        if found[reserve] or not version.own_threshold:
            found[reserve] = int(book.categories.threshold[mode])
    return found


def unbacked(book: Book, loan: int, now_s: int) -> Iterator[tuple[int, int]]:
    """(holding, units it owes with no collateral behind it) of every holding of a loan."""
    holdings = holdings_of(book, loan)
    bare = not any(holding.supplied and holding.pledged for holding in holdings.values())
    for row in book.holdings_of(loan):
        reserve = int(book.holdings.reserve[row])
        there = reserve_at(book, reserve, now_s)
        yield row, debt(version_at(book, reserve), there, holdings[reserve]) if bare else 0
