"""How pools, reserves, loans and their amounts are called in a line of text; "–" for what a book does not have."""

from solvent.lending.scales import INFINITE
from solvent.reports import words
from solvent.reports.naming import Names, plain

WAD_DECIMALS = 18
SHOWN = 4  # decimals of a health factor


def health(digits: str) -> str:
    """A health factor in wad with four decimals, cut towards the line: 0.99999 is not 1."""
    wad = int(digits)
    if wad >= INFINITE:
        return "endless"
    whole, rest = divmod(wad, 10**WAD_DECIMALS)
    return f"{words.count(whole)}.{str(rest).rjust(WAD_DECIMALS, '0')[:SHOWN]}"


def units(amount: str, decimals: int) -> str:
    """Digits of units as an amount of the asset, all its decimals but trailing zeros."""
    return words.size(int(amount), decimals)


def asset(n: Names, at: int) -> str:
    """The asset of a reserve."""
    return plain(n.book.assets[int(n.book.reserves.asset[at])]) if at < n.book.reserves.n else "–"


def amount(n: Names, digits: str, at: int) -> str:
    """Digits of units of a reserve's asset, with its name; signed."""
    decimals = int(n.book.reserves.decimals[at]) if at < n.book.reserves.n else 0
    return f"{units(digits, decimals)} {asset(n, at)}"


def pool(n: Names, at: int) -> str:
    """A pool by its name."""
    return plain(n.book.pool_names[at]) if at < n.book.pools.n else "–"


def pool_of(n: Names, at: int) -> int:
    """The pool of a reserve."""
    return int(n.book.reserves.pool[at]) if at < n.book.reserves.n else n.book.pools.n


def reserve(n: Names, at: int) -> str:
    """A reserve by its asset and its pool."""
    return f"{asset(n, at)} of {pool(n, pool_of(n, at))}"


def base(n: Names, digits: str, at: int) -> str:
    """Digits of base units of a pool, as a value."""
    decimals = int(n.book.pools.base_decimals[at]) if at < n.book.pools.n else 0
    return words.decimal(int(digits), decimals, SHOWN)


def loan(n: Names, at: int) -> str:
    """A loan by its account."""
    if at >= n.book.loans.n:
        return "–"
    return f"the loan of {plain(n.book.account_names[int(n.book.loans.account[at])])}"


def in_pool(n: Names, at: int) -> int:
    """The pool of a loan."""
    return int(n.book.loans.pool[at]) if at < n.book.loans.n else n.book.pools.n


def place(n: Names, holding: int) -> tuple[int, int]:
    """The loan and the reserve of a holding."""
    h = n.book.holdings
    return (int(h.loan[holding]), int(h.reserve[holding])) if holding < h.n else (n.book.loans.n, n.book.reserves.n)
