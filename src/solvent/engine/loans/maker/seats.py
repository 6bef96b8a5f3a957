"""One vault in the book: where it stands, and what writes it."""

from typing import NamedTuple

from solvent import events as e
from solvent.book import Book, wide
from solvent.engine.loans.maker.ilk import Ilk
from solvent.engine.loans.places import holding_in, loan_in
from solvent.lending.maker.bark import Vault


class Seat(NamedTuple):
    """An account's vault: rows of the loan and of its holdings, the next ones where it is new, and what opens them."""

    loan: int
    held: int
    due: int
    opened: list[e.Event]
    vault: Vault


def seat_at(book: Book, ilk: Ilk, account: int) -> Seat:
    """The vault an account has or would have."""
    loan, opened = loan_in(book, ilk.pool, account)
    rows = [holding_in(book, loan, reserve) for reserve in (ilk.held, ilk.coin)]
    for place, reserve in enumerate((ilk.held, ilk.coin)):
        if rows[place] >= book.holdings.n:
            rows[place] = book.holdings.n + sum(isinstance(event, e.HoldingOpened) for event in opened)
            opened.append(e.HoldingOpened(loan, reserve))
    if loan >= book.loans.n or opened:
        return Seat(loan, rows[0], rows[1], opened, Vault(0, 0))
    vault = Vault(wide(book.holdings, rows[0], "supplied"), wide(book.holdings, rows[1], "owed"))
    return Seat(loan, rows[0], rows[1], opened, vault)


def written(seat: Seat, now: Vault) -> list[e.Event]:
    """What writes a vault as it is now."""
    return [
        *seat.opened,
        e.HoldingChanged(seat.held, str(now.ink), "0", 1),
        e.HoldingChanged(seat.due, "0", str(now.art), 0),
    ]
