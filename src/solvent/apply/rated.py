"""Branches of Liquity v2: every number an event states is what stands in the book afterwards."""

import numpy as np

from solvent import events as e
from solvent.apply.register import writes
from solvent.book import Book, put_rad, put_wide


def _row(book: Book, branch: int) -> int:
    found = np.flatnonzero(book.rated_branches.branch == branch)
    return int(found[0]) if len(found) else book.rated_branches.append(branch=branch)


@writes(e.RatedTermsSet)
def _terms(book: Book, event: e.RatedTermsSet) -> None:
    t, row = book.rated_branches, _row(book, event.branch)
    for name in ("shutdown", "pool_penalty", "penalty", "gas"):
        getattr(t, name)[row] = getattr(event, name)
    t.touch(row)


@writes(e.AggregateUpdated)
def _aggregate(book: Book, event: e.AggregateUpdated) -> None:
    t, row = book.rated_branches, _row(book, event.branch)
    put_wide(t, row, "recorded", int(event.recorded))
    put_rad(t, row, "weighted", int(event.weighted))
    put_wide(t, row, "yields", int(event.yields))
    put_wide(t, row, "waiting", int(event.waiting))
    t.updated_s[row], t.zombie[row], t.queue[row] = event.now_s, event.zombie, event.queue
    t.touch(row)


@writes(e.TroveRated)
def _rated(book: Book, event: e.TroveRated) -> None:
    t = book.rated_troves
    if event.loan not in book.rated_of:
        book.rated_of[event.loan] = t.append(loan=event.loan)
    row = book.rated_of[event.loan]
    for name in ("rate", "since_s", "adjusted_s", "place"):
        getattr(t, name)[row] = getattr(event, name)
    t.touch(row)


@writes(e.YieldSet)
def _yield(book: Book, event: e.YieldSet) -> None:
    row = book.sums_of(event.branch)[event.scale]
    put_wide(book.sums, row, "yields", int(event.total))
    book.sums.touch(row)


@writes(e.YieldNoted)
def _noted(book: Book, event: e.YieldNoted) -> None:
    row = book.deposit_of[event.branch, event.account]
    put_wide(book.pool_deposits, row, "yields", int(event.total))
    book.pool_deposits.touch(row)


@writes(e.BranchShut)
def _shut(book: Book, event: e.BranchShut) -> None:
    row = _row(book, event.branch)
    book.rated_branches.shut_s[row] = event.now_s
    book.rated_branches.touch(row)
