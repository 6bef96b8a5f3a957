"""Names as indices, loans as the rules of credit want them, and the events that move their money."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from solvent import events as e
from solvent.book import Book, House
from solvent.engine.refusal import require
from solvent.lending.credit import interest, ratio
from solvent.lending.credit.calls import Cause, Standing, State
from solvent.lending.credit.ratio import Pledge
from solvent.policy import CreditPolicy
from solvent.reasons import Posting, Reason
from solvent.units import INT64_MAX, MAX_AMOUNT


class Owing(NamedTuple):
    """What a loan owes and what its collateral counts for, atoms of the currency.

    principal, interest   up to now
    worth                 of what has a price
    priced                whether all of it has one
    """

    principal: int
    interest: int
    worth: int
    priced: bool

    @property
    def debt(self) -> int:
        """All that is owed."""
        return self.principal + self.interest


def desk_of(book: Book, name: str) -> int:
    """The desk's index, or a refusal."""
    require(name in book.desk_names, Reason.UNKNOWN_DESK, f"no credit desk {name!r} was opened")
    return book.desk_names.index(name)


def credit_of(book: Book, desk: int, name: str) -> int:
    """The loan's index, or a refusal."""
    require((desk, name) in book.credit_of, Reason.UNKNOWN_CREDIT, f"{book.desk_names[desk]} has no loan {name!r}")
    return book.credit_of[desk, name]


def collateral_of(book: Book, desk: int, name: str) -> int:
    """The index of a collateral of a desk, or a refusal."""
    asset = book.assets.index(name) if name in book.assets else -1
    found = np.flatnonzero((book.collaterals.desk == desk) & (book.collaterals.asset == asset))
    require(len(found) > 0, Reason.UNKNOWN_COLLATERAL, f"{book.desk_names[desk]} takes no {name!r} as collateral")
    return int(found[0])


def terms_of(book: Book, credit: int) -> CreditPolicy:
    """The agreement of a loan."""
    return book.agreements[int(book.credits.desk[credit])]


def credits_of(book: Book, desk: int, account: int | None = None) -> list[int]:
    """The loans of a desk in the order they were opened, or those of one client there."""
    t = book.credits
    chosen = t.desk == desk if account is None else (t.desk == desk) & (t.account == account)
    return [int(credit) for credit in np.flatnonzero(chosen)]


def state_of(book: Book, credit: int) -> State:
    """Where a loan stands, as the rules have it."""
    t = book.credits
    cells = (int(column[credit]) for column in (t.level, t.deadline_ns, t.waived_ns))
    return State(Standing(int(t.standing[credit])), Cause(int(t.cause[credit])), *cells)


def pledge(book: Book, terms: CreditPolicy, number: int) -> Pledge:
    """One pledge as the rules have it."""
    asset, at = _asset(book, number), int(book.pledges.collateral[number])
    kept, decimals = terms.collateral[book.assets[asset]], book.asset_decimals[asset]
    held = int(book.ledger.balance[book.pledges.bucket[number]])
    return Pledge(held, int(book.collaterals.price[at]), ratio.grain(decimals, terms.decimals), kept.haircut)


def pledges_in_order(book: Book, credit: int) -> list[int]:
    """A loan's pledges in the order in which the agreement sells them."""
    order = list(terms_of(book, credit).collateral)
    return sorted(book.pledges_of(credit), key=lambda number: order.index(book.assets[_asset(book, number)]))


def owing(book: Book, credit: int, now_ns: int) -> Owing:
    """What a loan owes and is secured by at a time."""
    t, terms = book.credits, terms_of(book, credit)
    rate = terms.rate + (terms.default_rate if t.standing[credit] == Standing.DEFAULTED else 0)
    principal = int(t.principal[credit])
    earned = interest.interest(principal, rate, now_ns - int(t.since_ns[credit]))
    held = [pledge(book, terms, number) for number in book.pledges_of(credit)]
    priced = all(one.price or not one.amount for one in held)
    return Owing(principal, min(int(t.interest[credit]) + earned, MAX_AMOUNT), ratio.value(held), priced)


def told(number: int) -> int:
    """A number as an event can tell it: at most the largest there is."""
    return min(number, INT64_MAX)


def brought_forward(book: Book, asked: Sequence[int], now_ns: int) -> Iterator[e.Event]:
    """Interest of loans up to now, before their rate changes."""
    for credit in asked:
        if book.credits.principal[credit]:
            now = owing(book, credit, now_ns)
            yield e.CreditChanged(credit, now.principal, now.interest, now_ns)


def posted(source: int, target: int, amount: int, posting: Posting) -> list[e.Event]:
    """A posting, where there is anything to post."""
    return [e.CashTransferred(source, target, amount, posting)] if amount else []


def till(book: Book, desk: int) -> int:
    """The holder of what a desk lends from."""
    return int(book.desks.till[desk])


def outside(book: Book, desk: int) -> int:
    """The outside, in the desk's currency."""
    return book.house(int(book.desks.currency[desk]), House.OUTSIDE)


def _asset(book: Book, number: int) -> int:
    return int(book.collaterals.asset[book.pledges.collateral[number]])
