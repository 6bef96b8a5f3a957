"""A book of loans in totals: one account a row, what its collateral is worth, what it owes, its average threshold.

That is how Aave v2's own page shows an account, and what public snapshots of it hold. Doubles are read to the nearest
10^-18 of the base currency. A book by asset is `feeds.holdings`.
"""

from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from solvent.errors import BadBook
from solvent.feeds import cells
from solvent.feeds.columns import rows, tabulate, unread
from solvent.feeds.files import Table, load
from solvent.fixed import mul_div_down

NAMES = {
    "account": ("account", "acct", "user", "address"),
    "collateral": ("collateral", "collateral_eth"),
    "debt": ("debt", "debt_eth"),
    "threshold": ("threshold", "threshold_bps", "liq_threshold_bps", "liquidation_threshold_bps"),
}
OWN = ("debt_own", "eth_debt_part")  # the part of the debt that is owed in the collateral's own asset
ALIKE = 10**7  # a part that is larger than the whole by less than that share is the whole; snapshots round both
WEI = Decimal(10**18)
BPS = 10**4
EXPECTED = "a book of loans in CSV, JSON or Parquet"


class LoanTotals(NamedTuple):
    """An account, 10^-18 of the base; threshold: parts in 10^4; own: of the debt, in the asset of the collateral."""

    account: str
    collateral: int
    debt: int
    threshold: int
    own: int = 0


def table_of(path: str | Path) -> Table:
    """The rows of a file of loans; JSON is a list of objects."""
    content = load(path, EXPECTED)
    return content if isinstance(content, Table) else tabulate(content.content, content, "loans")


def read_loans(path: str | Path) -> tuple[list[LoanTotals], list[str]]:
    """The loans of a file, each account once, and notes; what is no number of 0 or more is refused by line."""
    return totals(table_of(path))


def totals(table: Table) -> tuple[list[LoanTotals], list[str]]:
    """The loans of a table, as `read_loans`."""
    found = {}
    for quantity, spellings in NAMES.items():
        spelled = _spelled(table, spellings)
        if len(spelled) != 1:
            what = f"one column of {', '.join(spellings)}"
            raise BadBook(f"expected {what}, found {', '.join(spelled) or 'none'}", table.source)
        found[quantity] = spelled[0]
    if own_column := _spelled(table, OWN):
        found["own"] = own_column[0]
    loans: dict[str, LoanTotals] = {}
    for row in rows(table, found):
        account = cells.name(row.get("account"), row.where, row.column("account"))
        if account in loans:
            cells.refuse(row.where, row.column("account"), "each account once", account)
        collateral, debt = (_wei(row.get(name), row.where, row.column(name)) for name in ("collateral", "debt"))
        threshold = cells.not_negative(row.get("threshold"), row.where, row.column("threshold"))
        if threshold != threshold.to_integral_value() or threshold > BPS:
            cells.refuse(row.where, row.column("threshold"), f"parts in {BPS}, 0 to {BPS}", str(threshold))
        own = _wei(row.get("own"), row.where, row.column("own")) if own_column else 0
        if own - debt > mul_div_down(debt, 1, ALIKE):
            cells.refuse(row.where, row.column("own"), "a part of the debt", str(row.get("own")))
        loans[account] = LoanTotals(account, collateral, debt, int(threshold), min(own, debt))
    unknown = [column for column in table.columns if column not in found.values()]
    return list(loans.values()), [*table.notes, *unread(unknown, table.source)]


def _spelled(table: Table, spellings: tuple[str, ...]) -> list[str]:
    return [column for column in table.columns if column.strip().lower() in spellings]


def _wei(cell: object, where: str, column: str) -> int:
    amount = cells.not_negative(cell, where, column)
    return int((amount * WEI).to_integral_value())
