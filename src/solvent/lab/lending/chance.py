"""What a stranger could do about a loan, whatever its protocol."""

from typing import Any, NamedTuple

from solvent import commands as c
from solvent.book import Book

POOL = "pool"  # the name of a case's pool
Sent = tuple[type[c.Command], dict[str, Any]]  # a command that is to be sent, and its fields


class Chance(NamedTuple):
    """A command somebody could send, and base units of what it repays, seizes and leaves.

    said    its fields, but for pool and actor
    then    what is sent right after it, once it is taken: commands and their fields
    trades  units by asset that are bought, or below 0 sold, in a market that moves
    """

    command: type[c.Command]
    said: dict[str, Any]
    repaid: int
    seized: int
    profit: int
    then: tuple[tuple[type[c.Command], dict[str, Any]], ...] = ()
    trades: tuple[tuple[str, int], ...] = ()


def owner_of(book: Book, loan: int) -> str:
    """The account of a loan."""
    return book.account_names[int(book.loans.account[loan])]


def asset_of(book: Book, reserve: int) -> str:
    """The asset of a reserve."""
    return book.assets[int(book.reserves.asset[reserve])]
