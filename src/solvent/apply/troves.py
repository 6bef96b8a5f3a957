"""Pools of troves: every number an event states is what stands in the book afterwards."""

from solvent import events as e
from solvent.apply.register import writes
from solvent.book import Book, put_wide

TERMS = ("minimum", "critical", "least_debt", "set_aside", "fee")
NUMBERS = ("stakes", "stakes_then", "collateral_then", "gained", "charged", "gained_error", "charged_error", "waiting",
           "owing", "deposits", "earned", "product", "gain_error", "loss_error")  # fmt: skip


@writes(e.BranchTermsSet)
def _terms(book: Book, event: e.BranchTermsSet) -> None:
    t, branch = book.branches, event.branch
    if branch == t.n:
        t.append(pool=event.pool, collateral=event.collateral, coin=event.coin)
    for name in TERMS:
        put_wide(t, branch, name, int(getattr(event, name)))
    t.touch(branch)


@writes(e.BranchUpdated)
def _updated(book: Book, event: e.BranchUpdated) -> None:
    t, branch = book.branches, event.branch
    for name in NUMBERS:
        put_wide(t, branch, name, int(getattr(event, name)))
    t.scale[branch] = event.scale
    t.touch(branch)


@writes(e.SumSet)
def _sum(book: Book, event: e.SumSet) -> None:
    rows = book.sums_of(event.branch)
    row = rows[event.scale] if event.scale < len(rows) else book.sums.append(branch=event.branch)
    put_wide(book.sums, row, "total", int(event.total))
    book.sums.touch(row)


@writes(e.TroveChanged)
def _trove(book: Book, event: e.TroveChanged) -> None:
    row = book.trove_of.get(event.loan)
    if row is None:
        row = book.trove_of[event.loan] = book.troves.append(loan=event.loan)
    for name in ("stake", "gained", "charged", "surplus"):
        put_wide(book.troves, row, name, int(getattr(event, name)))
    book.troves.touch(row)


@writes(e.PoolDepositChanged)
def _deposit(book: Book, event: e.PoolDepositChanged) -> None:
    t, place = book.pool_deposits, (event.branch, event.account)
    row = book.deposit_of.get(place)
    if row is None:
        row = book.deposit_of[place] = t.append(branch=event.branch, account=event.account)
    for name in ("amount", "product", "total"):
        put_wide(t, row, name, int(getattr(event, name)))
    t.scale[row] = event.scale
    t.touch(row)


@writes(e.RecoveryModeSet)
def _recovery(book: Book, event: e.RecoveryModeSet) -> None:
    book.branches.recovering[event.branch] = event.on
    book.branches.touch(event.branch)


@writes(e.BaseRateSet)
def _base_rate(book: Book, event: e.BaseRateSet) -> None:
    put_wide(book.branches, event.branch, "base_rate", int(event.rate))
    book.branches.fee_s[event.branch] = event.fee_s
    book.branches.touch(event.branch)
