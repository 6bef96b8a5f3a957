"""Where a command about a loan acts."""

from collections.abc import Iterable
from typing import NamedTuple, Protocol

from solvent import events as e
from solvent.book import Book
from solvent.engine import refusal as r
from solvent.engine.loans import reading
from solvent.engine.refusal import require
from solvent.lending.aave.pool import Holding
from solvent.reasons import Reason

TOO_SMALL = "expected an amount that changes a scaled balance"


class Asked(Protocol):
    """What commands about a loan have in common."""

    @property
    def pool(self) -> str: ...
    @property
    def account(self) -> str: ...
    @property
    def asset(self) -> str: ...
    @property
    def time_ns(self) -> int: ...


class Place(NamedTuple):
    """An account's place in one reserve of a pool.

    loan, holding   indices, those of the next row where they are opened by this command
    opened          the events that open them
    before          what the loan has in each reserve, this one always among them
    now_s           seconds
    """

    pool: int
    reserve: int
    loan: int
    holding: int
    opened: list[e.Event]
    before: dict[int, Holding]
    now_s: int

    @property
    def here(self) -> Holding:
        """What the loan has in this reserve."""
        return self.before[self.reserve]


def place_of(book: Book, command: Asked) -> Place:
    """The place a command names; a loan and a holding are opened where they are new."""
    account, pool = r.account_of(book, command.account), reading.pool_of(book, command.pool)
    reserve = reading.reserve_of(book, pool, command.asset)
    loan, opened = loan_in(book, pool, account)
    before = reading.holdings_of(book, loan)
    holding = holding_in(book, loan, reserve)
    if holding == book.holdings.n:
        opened.append(e.HoldingOpened(loan, reserve))
        before |= {reserve: Holding(pledged=False)}
    return Place(pool, reserve, loan, holding, opened, before, reading.seconds(command.time_ns))


def loan_in(book: Book, pool: int, account: int) -> tuple[int, list[e.Event]]:
    """An account's loan in a pool; the index of the next one, and what opens it, where there is none."""
    loan = book.loan_of.get((pool, account), book.loans.n)
    return loan, [e.LoanOpened(pool, account)] if loan == book.loans.n else []


def holding_in(book: Book, loan: int, reserve: int) -> int:
    """A loan's holding in a reserve, the index of the next one where there is none."""
    if loan < book.loans.n:
        for holding in book.holdings_of(loan):
            if int(book.holdings.reserve[holding]) == reserve:
                return holding
    return book.holdings.n


def seats_in(book: Book, loan: int, reserves: Iterable[int], opened: list[e.Event]) -> list[int]:
    """A loan's holdings in reserves; those that are new get the next indices, and what opens them joins `opened`."""
    seats = []
    for reserve in reserves:
        at = holding_in(book, loan, reserve)
        if at == book.holdings.n:
            at += sum(isinstance(one, e.HoldingOpened) for one in opened)
            opened.append(e.HoldingOpened(loan, reserve))
        seats.append(at)
    return seats


def known(book: Book, command: Asked) -> Place:
    """The place a command names, refused where the account has nothing in it."""
    place = place_of(book, command)
    require(not place.opened, Reason.UNKNOWN_LOAN,
            f"{command.account} has nothing in {command.asset} of {command.pool}")  # fmt: skip
    return place


def is_open(book: Book, reserve: int, adds: bool = False) -> None:
    """Refuses unless a reserve is active and, where something is added to it, not frozen."""
    name = book.assets[int(book.reserves.asset[reserve])]
    require(bool(book.reserves.active[reserve]), Reason.RESERVE_CLOSED, f"the reserve of {name} is not active")
    require(not book.reserves.paused[reserve], Reason.RESERVE_CLOSED, f"the reserve of {name} is paused")
    require(not (adds and book.reserves.frozen[reserve]), Reason.RESERVE_CLOSED, f"the reserve of {name} is frozen")


def changed(holding: int, now: Holding) -> e.HoldingChanged:
    """The event that writes what a loan has in one reserve."""
    return e.HoldingChanged(holding, str(now.supplied), str(now.owed), int(now.pledged))
