"""Accounts of one owner that met each other: in a trade, or as loser and winner of a deleveraging."""

import msgspec

from solvent import commands as c
from solvent import events as e
from solvent.book import Book
from solvent.columns import as_column
from solvent.engine import Outcome

MOST = 1000  # that are noted one by one; the sums go on


class Meeting(msgspec.Struct, frozen=True):
    """Two accounts of one owner on both sides.

    how        "trade" or "deleveraging"
    one        the buyer, or the loser; other: the seller, or the winner
    lots       without sign
    given_up   atoms the winner lost against the valuation (deleveraging)
    """

    seq: int
    owner: str
    how: str
    market: str
    one: str
    other: str
    lots: int
    given_up: int = 0


def same_owner(book: Book, one: int, other: int) -> str:
    """The owner two different accounts have in common, "" where there is none; -1: no account."""
    if min(one, other) < 0 or one == other or book.accounts.owner[one] != book.accounts.owner[other]:
        return ""
    return book.owner(one)


def met(book: Book, seq: int, outcome: Outcome) -> list[Meeting]:
    """The meetings of affiliates in one step; the book is the one after it."""
    command, found = outcome.command, []
    if isinstance(command, c.ReportTrade) and not outcome.refused:
        sides = [book.account_of.get(name, -1) for name in (command.buyer, command.seller)]
        if owner := same_owner(book, *sides):
            found.append(Meeting(seq, owner, "trade", command.market, command.buyer, command.seller, command.lots))
    for event in outcome.events:
        if isinstance(event, e.PositionDeleveraged):
            found += _deleveraged(book, seq, event)
    return found


def _deleveraged(book: Book, seq: int, event: e.PositionDeleveraged) -> list[Meeting]:
    rows = as_column(event.row), as_column(event.winner)
    account = [book.buckets.account[book.rows.bucket[row]] for row in rows]
    owner = [book.accounts.owner[side] for side in account]
    alike = (account[0] >= 0) & (account[1] >= 0) & (account[0] != account[1]) & (owner[0] == owner[1])
    lots, given_up = as_column(event.lots), as_column(event.given_up)
    return [
        Meeting(seq, name, "deleveraging", book.market_names[int(book.rows.market[rows[0][place]])],
                book.account_names[int(account[0][place])], book.account_names[int(account[1][place])],
                abs(int(lots[place])), int(given_up[place]))
        for place in alike.nonzero()[0].tolist()
        if (name := book.owner(int(account[0][place])))
    ]  # fmt: skip
