"""The state: accounts, their buckets, the rows in them, the markets, and who is being closed.

account -> bucket -> row. A bucket is a margin domain (one cross bucket per settlement asset, one bucket per isolated
position) and a holder of the ledger at the same time: bucket b's money is `ledger.balance[b]`. The house's own accounts
are buckets too, so that a fund or a vault can hold a position. Rows of one bucket form a chain (`head`, `next`).

A position's cost is paid out of the bucket's balance when it is traded, so equity = balance + value of the rows, and a
trade between two clients is one posting. What the owner calls wallet balance is balance + cost of the rows.
"""

from solvent.book.loans import MAX_WIDE, put_wide, wide
from solvent.book.state import Book, Rules, State, name_hash, unit_hashes
from solvent.book.tables import DEFAULT_FUND, HOUSE_HOLDERS, HOUSE_NAMES, House, Kind, Status
from solvent.book.vaults import put_rad, rad

__all__ = [
    "DEFAULT_FUND",
    "HOUSE_HOLDERS",
    "HOUSE_NAMES",
    "MAX_WIDE",
    "Book",
    "House",
    "Kind",
    "Rules",
    "State",
    "Status",
    "name_hash",
    "put_rad",
    "put_wide",
    "rad",
    "unit_hashes",
    "wide",
]
