"""Vaults of Fluid: every number an event states is what stands in the book afterwards."""

from solvent import events as e
from solvent.apply.cells import copied
from solvent.apply.register import writes
from solvent.book import Book

TERMS = ("factor", "threshold", "limit", "penalty", "fee", "magnifier", "base", "kink", "kinked", "second", "seconded",
         "most", "revenue", "update", "at_layer", "at_vault")  # fmt: skip
PLAIN = ("top", "state", "branch", "branches")
WIDE = ("supplied", "owed", "absorbed_debt", "absorbed_collateral", "dust")
LAYER = ("supply", "borrow", "rate", "used")
LAYER_WIDE = ("lent", "lent_out", "stored")
MARK = ("at", "branch", "factor")
BRANCH = ("at", "tick", "parts", "factor", "base", "base_tick")


@writes(e.TickTermsSet)
def _terms(book: Book, event: e.TickTermsSet) -> None:
    t, row, r = book.tick_vaults, event.vault, book.reserves
    if row == t.n:
        t.append(pool=event.pool, borrowed=event.borrowed, collateral=event.collateral)
    copied(t, row, event, TERMS)
    for reserve in (event.borrowed, event.collateral):
        r.active[reserve] = r.borrowing[reserve] = 1
        r.touch(reserve)


@writes(e.TickVaultUpdated)
def _vault(book: Book, event: e.TickVaultUpdated) -> None:
    t, row = book.tick_vaults, event.vault
    copied(t, row, event, PLAIN, WIDE)


@writes(e.LayerUpdated)
def _layer(book: Book, event: e.LayerUpdated) -> None:
    t, row = book.tick_vaults, event.vault
    t.written_s[row] = event.now_s
    copied(t, row, event, LAYER, LAYER_WIDE)


@writes(e.TickSet)
def _tick(book: Book, event: e.TickSet) -> None:
    t, place = book.ticks, (event.vault, event.number, event.mark)
    if place not in book.tick_of:
        book.tick_of[place] = t.append(vault=event.vault, number=event.number, mark=event.mark)
    row = book.tick_of[place]
    copied(t, row, event, MARK, ("debt",))


@writes(e.TickBranchSet)
def _branch(book: Book, event: e.TickBranchSet) -> None:
    t, place = book.tick_branches, (event.vault, event.number)
    if place not in book.tick_branch_of:
        book.tick_branch_of[place] = t.append(vault=event.vault, number=event.number)
    row = book.tick_branch_of[place]
    copied(t, row, event, BRANCH, ("debt",))


@writes(e.TickLoanSet)
def _loan(book: Book, event: e.TickLoanSet) -> None:
    t = book.tick_loans
    if event.loan not in book.tick_loan_of:
        book.tick_loan_of[event.loan] = t.append(loan=event.loan)
    row = book.tick_loan_of[event.loan]
    copied(t, row, event, ("owes", "tick", "mark"), ("collateral", "dust"))


@writes(e.AbsorbedLossNamed)
def _named(book: Book, event: e.AbsorbedLossNamed) -> None:
    book.tick_vaults.short[event.vault] = int(event.units != "0")
    book.tick_vaults.touch(event.vault)
