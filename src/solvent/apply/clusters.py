"""Vaults of Euler v2: terms, interest, and exact debts."""

import numpy as np

from solvent import events as e
from solvent.apply.register import writes
from solvent.book import Book, put_wide, wide

YEAR = 31_536_000
VAULT = ("base", "slope", "steep", "kink", "discount", "cool_off", "socialises")
LTV = ("borrow", "liquidation", "initial", "until_s", "ramp")


@writes(e.EVaultTermsSet)
def _terms(book: Book, event: e.EVaultTermsSet) -> None:
    t, r, found = book.evaults, book.reserves, np.flatnonzero(book.evaults.reserve == event.reserve)
    row = int(found[0]) if len(found) else t.append(reserve=event.reserve)
    for name in VAULT:
        getattr(t, name)[row] = getattr(event, name)
    t.touch(row)
    r.factor[event.reserve], r.active[event.reserve], r.borrowing[event.reserve] = event.fee, 1, 1
    r.supply_cap[event.reserve], r.borrow_cap[event.reserve] = event.supply_cap, event.borrow_cap
    r.touch(event.reserve)


@writes(e.LtvSet)
def _ltv(book: Book, event: e.LtvSet) -> None:
    t = book.ltvs
    found = np.flatnonzero((t.reserve == event.reserve) & (t.collateral == event.collateral))
    row = int(found[0]) if len(found) else t.append(reserve=event.reserve, collateral=event.collateral)
    for name in LTV:
        getattr(t, name)[row] = getattr(event, name)
    t.touch(row)


@writes(e.EVaultUpdated)
def _updated(book: Book, event: e.EVaultUpdated) -> None:
    t, r, row = book.evaults, book.reserves, int(np.flatnonzero(book.evaults.reserve == event.reserve)[0])
    put_wide(t, row, "borrowed", int(event.borrowed))
    put_wide(t, row, "rate", int(event.rate))
    t.touch(row)
    put_wide(r, event.reserve, "borrow_index", int(event.index))
    put_wide(r, event.reserve, "borrow_rate", int(event.rate) * YEAR)
    for name in ("treasury", "supplied"):
        put_wide(r, event.reserve, name, wide(r, event.reserve, name) + int(event.minted))
    r.updated_s[event.reserve] = event.now_s
    r.touch(event.reserve)


@writes(e.DebtorChanged)
def _debtor(book: Book, event: e.DebtorChanged) -> None:
    t = book.debtors
    if event.loan not in book.debtor_of:
        book.debtor_of[event.loan] = t.append(loan=event.loan)
    row = book.debtor_of[event.loan]
    put_wide(t, row, "owed", int(event.owed))
    put_wide(t, row, "index", int(event.index))
    t.checked_s[row] = event.checked_s
    t.touch(row)
