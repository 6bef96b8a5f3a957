"""Isolated markets of Morpho Blue: terms, totals, and who agreed to an early line."""

import numpy as np

from solvent import events as e
from solvent.apply.register import writes
from solvent.book import Book, put_wide, wide

NUMBERS = (
    "lltv", "fee", "early_line", "least_share", "most_share", "least_incentive", "most_incentive"
)  # fmt: skip


@writes(e.PairTermsSet)
def _terms(book: Book, event: e.PairTermsSet) -> None:
    t, r, found = book.pairs, book.reserves, np.flatnonzero(book.pairs.pool == event.pool)
    row = int(found[0]) if len(found) else t.append(pool=event.pool, loan=event.loan, collateral=event.collateral)
    for name in NUMBERS:
        getattr(t, name)[row] = getattr(event, name)
    t.touch(row)
    r.threshold[event.collateral], r.finer[event.loan] = event.threshold, event.finer
    r.active[event.loan] = r.active[event.collateral] = r.borrowing[event.loan] = 1
    r.touch(event.loan)
    r.touch(event.collateral)


@writes(e.PairUpdated)
def _updated(book: Book, event: e.PairUpdated) -> None:
    t, r, row = book.pairs, book.reserves, int(np.flatnonzero(book.pairs.pool == event.pool)[0])
    put_wide(t, row, "supplied", int(event.supplied))
    put_wide(t, row, "borrowed", int(event.borrowed))
    t.at_target[row], t.updated_s[row] = event.at_target, event.now_s
    t.touch(row)
    loan = int(t.loan[row])
    for name in ("treasury", "supplied"):
        put_wide(r, loan, name, wide(r, loan, name) + int(event.minted))
    r.touch(loan)


@writes(e.PreLiquidationAllowed)
def _allowed(book: Book, event: e.PreLiquidationAllowed) -> None:
    book.loans.early[event.loan] = event.allowed
    book.loans.touch(event.loan)
