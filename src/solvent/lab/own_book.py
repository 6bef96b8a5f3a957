"""Somebody's own book in place of a case's population: read from a file, loaded at the case's entry on its grid.

Nothing is made up and nothing is rounded: what does not lie on the grid of the case's market is refused by row and
column. Positions keep the entry price the file states, so an account may enter with a profit, a loss or in breach.
`@outside` is everyone's counterparty.
"""

import dataclasses
from fractions import Fraction

import msgspec

from solvent import commands as c
from solvent.engine import Outcome
from solvent.errors import BadBook
from solvent.events import CommandRejected
from solvent.feeds import BookFile, Grid, Position, accounts, names
from solvent.feeds.coins import something_counts
from solvent.lab.case import BOTH, OWN_BOOK, Case, Group, Market
from solvent.policy import Policy
from solvent.reasons import Reason

MOST_NOTES = 20  # shown with a result; the rest is counted


def with_book(case: Case, book: BookFile) -> Case:
    """The same case with the accounts of a file and nobody else; every market of the file must be one of the case's."""
    if not book.positions:
        raise BadBook("expected at least one open position, found balances only", book.source)
    if book.settlement != case.settlement:
        found = f"{book.settlement}: give a column settlement, or say in which asset the balances are"
        raise BadBook(f"expected a book in {case.settlement}, as the case {case.name} is, found {found}", book.source)
    markets = _markets(case, book)
    read = [_of_contract(position, case.market(markets[position.market])) for position in book.positions]
    book = dataclasses.replace(book, positions=tuple(read))
    for position in book.positions:
        market = case.market(markets[position.market])
        _on_grid(position, Grid(market.size_decimals, market.price_decimals), market.name)
    held = list(dict.fromkeys(position.account for position in book.positions))
    count = len(dict.fromkeys([*held, *(balance.account for balance in book.balances)]))
    group = Group(OWN_BOOK, "", case.markets[0].name, BOTH, count, 0, 0, 0, 0, False)
    said = (
        f"The book is that of {book.source}, {len(book.positions)} positions of {len(held)} accounts; what is said "
        "here of a made-up book does not hold for it. Each position keeps the entry price the file states."
        + (" Sizes count what the contract is quoted in." if case.markets[0].inverse else "")
    )
    return msgspec.structs.replace(case, groups=(group,), labels=(said, *case.labels), book=book, population=None)


def _markets(case: Case, book: BookFile) -> dict[str, str]:
    """The case's name of each market the file names."""
    known = [market.name for market in case.markets]
    found: dict[str, str] = {}
    for position in book.positions:
        if position.market in found:
            continue
        name = names.find(position.market, known, position.where)
        if name is None:
            expected = f"a market of the case {case.name} ({', '.join(known)})"
            raise BadBook(f"expected {expected}, found {position.market}", f"{position.where}, column market")
        other = next((one for one, same in found.items() if same == name), None)
        if other is not None:
            raise BadBook(f"expected one name for {name}, found {other} and {position.market}", position.where)
        found[position.market] = name
    return found


def _of_contract(position: Position, market: Market) -> Position:
    """A position as one of the case's contract: what a table says of an inverse market counts its quote currency."""
    if position.inverse and not market.inverse:
        raise BadBook(f"expected linear positions, as {market.name} of the case is, found inverse", position.where)
    if market.contract_value != 1:
        found = f"{market.name} with contracts of {market.contract_value}"
        raise BadBook(f"expected a case whose contracts are worth 1, since a file's sizes count that, found {found}")
    return dataclasses.replace(position, inverse=market.inverse)


def _on_grid(position: Position, grid: Grid, market: str) -> None:
    for column in ("size", "buy_size", "sell_size"):
        size = getattr(position, column)
        if size and grid.size(grid.lots(size)) != Fraction(size):
            expected = f"a size of at most {grid.size_decimals} decimals, as {market} of the case has"
            raise BadBook(f"expected {expected}, found {size}", f"{position.where}, column {column}")


def entries(case: Case, policy: Policy) -> tuple[list[c.Command], list[str]]:
    """(the commands that load the book at the entry, what a reader should know of it under this rulebook)."""
    book = case.book
    if book is None:
        return [], []
    listed: dict[str, accounts.Listed] = {}
    for in_file, name in _markets(case, book).items():
        market = case.market(name)
        grid = Grid(market.size_decimals, market.price_decimals)
        listed[in_file] = accounts.Listed(name, grid, policy.market(name), market.decimals)
    notes: list[str] = []
    if book.coins:
        assets = ", ".join(sorted({balance.asset for balance in book.coins}))
        notes.append(f"balances in {assets} are left out: the case has no price of them")
        something_counts(book, "in this case", {})
    written = accounts.write(book, listed, (), case.entry.time_ns, notes)
    return written, notes


def notes(case: Case, policies: list[Policy]) -> list[str]:
    """What a reader of a result should know of the book: what the file left open and what the rulebooks made of it."""
    if case.book is None:
        return []
    found = [f"{policy.name}: {note}" for policy in policies for note in entries(case, policy)[1]]
    every = list(dict.fromkeys([*case.book.notes, *found]))
    more = [f"... and {len(every) - MOST_NOTES} more notes about the book."] if len(every) > MOST_NOTES else []
    return every[:MOST_NOTES] + more


def must_enter(_: int, outcome: Outcome) -> None:
    """A subscriber that refuses a book of which the engine refuses a part; open orders alone may be beyond means."""
    command = outcome.command
    if not outcome.refused or command.actor != accounts.ACTOR:
        return
    if isinstance(command, c.ReportOrders) and outcome.refused is Reason.INITIAL_MARGIN:
        return
    detail = next((event.detail for event in outcome.events if isinstance(event, CommandRejected)), "")
    who = " in ".join(name for name in (getattr(command, "account", ""), getattr(command, "market", "")) if name)
    raise BadBook(f"{type(command).__name__} is refused, {outcome.refused.name}: {detail}", f"account {who}")
