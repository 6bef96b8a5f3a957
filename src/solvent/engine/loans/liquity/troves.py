"""One trove with what was redistributed to it since it was last looked at, and the events that write it."""

from typing import NamedTuple

from solvent import events as e
from solvent.book import Book, wide
from solvent.engine import refusal as r
from solvent.engine.loans import reading
from solvent.engine.loans.liquity.branch import Branch, branch_of, reserves_of
from solvent.engine.loans.places import Asked, holding_in, loan_in
from solvent.engine.refusal import require
from solvent.lending.liquity import redistribution
from solvent.lending.liquity.modes import Trove
from solvent.lending.liquity.redistribution import Shared
from solvent.reasons import Reason


class Seat(NamedTuple):
    """An account's trove in a branch.

    loan, held, due   rows of the loan and of its holdings of collateral and of debt, the next ones where it is new
    opened            the events that open them
    trove             wad, with what was redistributed to it
    pending           wad: the part of it that still waits with all others, (collateral, debt)
    stake, surplus    wad
    """

    pool: int
    loan: int
    held: int
    due: int
    opened: list[e.Event]
    trove: Trove
    pending: tuple[int, int]
    stake: int
    surplus: int


def seat_at(book: Book, pool: int, account: int, branch: Branch) -> Seat:
    """The trove an account has or would have."""
    loan, opened = loan_in(book, pool, account)
    rows = [holding_in(book, loan, reserve) for reserve in reserves_of(book, branch)]
    for place, reserve in enumerate(reserves_of(book, branch)):
        if rows[place] >= book.holdings.n:
            rows[place] = book.holdings.n + sum(isinstance(event, e.HoldingOpened) for event in opened)
            opened.append(e.HoldingOpened(loan, reserve))
    if loan not in book.trove_of:
        return Seat(pool, loan, rows[0], rows[1], opened, Trove(0, 0), (0, 0), 0, 0)
    t, row = book.troves, book.trove_of[loan]
    stake, since = wide(t, row, "stake"), Shared(wide(t, row, "gained"), wide(t, row, "charged"))
    pending = redistribution.pending(branch.shared, since, stake)
    own = Trove(wide(book.holdings, rows[0], "supplied"), wide(book.holdings, rows[1], "owed"))
    whole = Trove(own.collateral + pending[0], own.debt + pending[1])
    return Seat(pool, loan, rows[0], rows[1], opened, whole, pending, stake, wide(t, row, "surplus"))


def seats_in(book: Book, pool: int, branch: Branch) -> list[Seat]:
    """Every trove of a pool that owes something, in the order in which they were opened."""
    loans = [loan for loan in book.trove_of if int(book.loans.pool[loan]) == pool]
    seats = (seat_at(book, pool, int(book.loans.account[loan]), branch) for loan in loans)
    return [seat for seat in seats if seat.trove.debt]


def asked(book: Book, command: Asked) -> tuple[Branch, Seat, bool]:
    """The branch and the trove a command names, and whether it is about the coin."""
    account, pool = r.account_of(book, command.account), reading.pool_of(book, command.pool)
    reserve, branch = reading.reserve_of(book, pool, command.asset), branch_of(book, pool)
    return branch, seat_at(book, pool, account, branch), reserve == reserves_of(book, branch)[1]


def is_there(seat: Seat, account: str, pool: str) -> None:
    """Refuses unless a trove is open."""
    require(seat.trove.debt > 0, Reason.UNKNOWN_LOAN, f"{account} has no trove in {pool}")


def settled(seat: Seat, branch: Branch, now: Trove, surplus: int | None = None) -> tuple[list[e.Event], Branch]:
    """What writes a trove as it is now, what waited for it taken in, and the branch with its new stake.

    surplus   wad, for its owner afterwards; none: as before
    """
    stake = redistribution.stake(now.collateral, branch.stakes_then, branch.collateral_then) if now.debt else 0
    left = seat.surplus if surplus is None else surplus
    branch = branch._replace(
        stakes=branch.stakes - seat.stake + stake,
        waiting=branch.waiting - seat.pending[0],
        owing=branch.owing - seat.pending[1],
    )
    since = str(branch.shared.collateral), str(branch.shared.debt)
    return [
        *seat.opened,
        e.HoldingChanged(seat.held, str(now.collateral), "0", 1),
        e.HoldingChanged(seat.due, "0", str(now.debt), 0),
        e.TroveChanged(seat.loan, str(stake), *since, str(left)),
    ], branch
