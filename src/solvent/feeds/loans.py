"""A book of loans in totals: one account a row, what its collateral is worth, what it owes, its average threshold.

That is how Aave v2's own page shows an account, and what public snapshots of it hold. Doubles are read to the nearest
10^-18 of the base currency.
"""

from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from solvent.errors import BadBook
from solvent.feeds import cells
from solvent.feeds.columns import rows, unread
from solvent.feeds.files import Table, load

NAMES = {
    "account": ("account", "acct", "user", "address"),
    "collateral": ("collateral", "collateral_eth"),
    "debt": ("debt", "debt_eth"),
    "threshold": ("threshold", "threshold_bps", "liq_threshold_bps", "liquidation_threshold_bps"),
}
WEI = Decimal(10**18)
BPS = 10**4
EXPECTED = "a book of loans in CSV"


class LoanTotals(NamedTuple):
    """An account in 10^-18 of the base currency; threshold: parts in 10^4."""

    account: str
    collateral: int
    debt: int
    threshold: int


def read_loans(path: str | Path) -> tuple[list[LoanTotals], list[str]]:
    """The loans of a file, each account once, and notes; what is no number of 0 or more is refused by line."""
    table = load(path, EXPECTED)
    if not isinstance(table, Table):
        raise BadBook(f"expected {EXPECTED}, found JSON", str(path))
    found = {}
    for quantity, spellings in NAMES.items():
        spelled = [column for column in table.columns if column.strip().lower() in spellings]
        if len(spelled) != 1:
            what = f"one column of {', '.join(spellings)}"
            raise BadBook(f"expected {what}, found {', '.join(spelled) or 'none'}", table.source)
        found[quantity] = spelled[0]
    loans: dict[str, LoanTotals] = {}
    for row in rows(table, found):
        account = cells.name(row.get("account"), row.where, row.column("account"))
        if account in loans:
            cells.refuse(row.where, row.column("account"), "each account once", account)
        collateral, debt = (_wei(row.get(name), row.where, row.column(name)) for name in ("collateral", "debt"))
        threshold = cells.not_negative(row.get("threshold"), row.where, row.column("threshold"))
        if threshold != threshold.to_integral_value() or threshold > BPS:
            cells.refuse(row.where, row.column("threshold"), f"parts in {BPS}, 0 to {BPS}", str(threshold))
        loans[account] = LoanTotals(account, collateral, debt, int(threshold))
    unknown = [column for column in table.columns if column not in found.values()]
    return list(loans.values()), [*table.notes, *unread(unknown, table.source)]


def _wei(cell: object, where: str, column: str) -> int:
    amount = cells.not_negative(cell, where, column)
    return int((amount * WEI).to_integral_value())
