"""What a loan of Compound III stands at, and what belongs to the protocol as time goes on."""

from collections.abc import Iterator

from solvent import events as e
from solvent.book import Book
from solvent.engine.loans.compound.market import (
    balance_of,
    base_at,
    base_of,
    begun,
    collaterals,
    named,
)
from solvent.engine.loans.reading import holding_of, holdings_of
from solvent.lending.aave.pool import Holding
from solvent.lending.compound.health import average, position
from solvent.lending.refusal import Refusal
from solvent.lending.scales import RAY
from solvent.lending.standing import Standing
from solvent.reasons import Bearer
from solvent.revalue.loans import suspects as near_the_line

BEARER = Bearer.PROTOCOL
RAY_IN_INDEX = 10**12


def standing(book: Book, loan: int, now_s: int) -> Standing | None:
    """A loan's values and health at a time; none where the contract would ask for a price that was not told.

    The debt is what `absorb` would find, with its interest: the contract's own view looks at what was last written.
    """
    pool, holdings = int(book.loans.pool[loan]), holdings_of(book, loan)
    balance = balance_of(holdings.get(base_of(book, pool), Holding()), begun(book, pool, now_s))
    held = {factor: collaterals(book, pool, holdings, factor) for factor in ("ltv", "threshold")}
    found = position(balance, base_at(book, pool), held["threshold"])
    if isinstance(found, Refusal):
        return None
    return Standing(found.collateral, found.debt, average(held["ltv"]), average(held["threshold"]), *found[2:])


def suspects(book: Book, pool: int, now_s: int) -> list[int]:
    """The loans the exact rule must be asked about."""
    state, indices = begun(book, pool, now_s), dict.fromkeys(book.reserves_in(pool), (RAY, RAY))
    indices[base_of(book, pool)] = state.supply_index * RAY_IN_INDEX, state.borrow_index * RAY_IN_INDEX
    return near_the_line(book, pool, indices)


def unbacked(book: Book, loan: int, now_s: int) -> Iterator[tuple[int, int]]:
    """(holding, units it owes with no collateral behind it) of every holding of a loan."""
    pool, holdings = int(book.loans.pool[loan]), holdings_of(book, loan)
    base, state = base_of(book, pool), begun(book, pool, now_s)
    bare = not any(holding.supplied and holding.pledged for holding in holdings.values())
    for row in book.holdings_of(loan):
        owes = bare and int(book.holdings.reserve[row]) == base
        yield row, max(-balance_of(holding_of(book, row), state), 0) if owes else 0


def told(book: Book, pool: int, now_s: int) -> list[e.Event]:
    """What time alone changed of the pool as a whole: reserves that have become a hole, or are none any more."""
    return named(book, pool, now_s)
