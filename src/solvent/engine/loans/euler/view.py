"""What a loan in the vaults of Euler v2 stands at, and what it owes with nothing behind it."""

from collections.abc import Iterator

import numpy as np

from solvent.book import Book, wide
from solvent.engine.loans.euler.accounts import account_of, counted, debt_of, enabled, is_bare, owing_of, taken
from solvent.engine.loans.euler.scene import health_of
from solvent.engine.loans.euler.vaults import Cluster
from solvent.engine.loans.reading import holdings_of
from solvent.fixed import mul_div_down
from solvent.lending.euler.liquidation import liquidatable
from solvent.lending.euler.vault import VIRTUAL, due, units_up
from solvent.lending.scales import INFINITE, RAY
from solvent.lending.standing import Standing
from solvent.reasons import Bearer
from solvent.revalue.loans import Ways
from solvent.revalue.loans import suspects as near_the_line

BEARER = Bearer.SUPPLIERS


def standing(book: Book, loan: int, now_s: int) -> Standing | None:
    """A loan's values and health at a time by the liquidation LTVs; none while a price a liquidator needs was not told.

    Where nothing is owed, what was enabled counts for nothing in particular: that depends on what is owed.
    """
    cluster, holdings = Cluster(book, now_s), holdings_of(book, loan)
    owing = owing_of(holdings)
    needed = [*taken(cluster, holdings, owing, True), owing] if owing >= 0 else enabled(holdings)
    if not all(wide(book.reserves, reserve, "price") for reserve in needed):
        return None
    if owing < 0:
        worth = sum(cluster.share_worth(reserve, holdings[reserve].supplied) for reserve in needed)
        return Standing(worth, 0, 0, 0, INFINITE, False)
    account = account_of(cluster, holdings, debt_of(book, loan), True)
    values = [counted(cluster, holdings, owing, liquidating) for liquidating in (False, True)]
    worth = sum(one.value for one in values[1])
    shares = [mul_div_down(sum(one.value * one.ltv for one in counts), 1, worth) if worth else 0 for counts in values]
    ltv, threshold = shares
    return Standing(worth, account.owed_value, ltv, threshold, health_of(account), liquidatable(account))


def suspects(book: Book, pool: int, now_s: int) -> list[int]:
    """The loans the exact rule must be asked about: what shares count for depends on the vault that is owed.

    A share that is worth less than a unit can be less to a liquidator than its bound, which takes one share off: who
    holds such shares is asked about too.
    """
    cluster, reserves, h = Cluster(book, now_s), book.reserves_in(pool), book.holdings
    indices, poor = {}, set()
    for reserve in reserves:
        vault = cluster[reserve]
        parts = vault.assets + VIRTUAL, vault.shares + VIRTUAL
        indices[reserve] = mul_div_down(RAY, *parts), vault.accumulator
        if parts[0] < parts[1]:
            poor.add(reserve)
    ways = [[0] * book.reserves.n]
    of = np.zeros(book.loans.n, np.int64)
    for way, owing in enumerate(reserves, 1):
        of[h.loan[(h.reserve == owing) & (h.due > 0)]] = way
        ltvs = {reserve: cluster.ltv(owing, reserve, True) for reserve in reserves}
        ways.append([ltvs.get(reserve) or 0 for reserve in range(book.reserves.n)])
    found = near_the_line(book, pool, indices, Ways(of, ways))
    doubted = h.loan[np.isin(h.reserve, sorted(poor)) & (h.pledged == 1)] if poor else []
    return sorted({*found, *map(int, doubted)})


def unbacked(book: Book, loan: int, now_s: int) -> Iterator[tuple[int, int]]:
    """(holding, units it owes with no collateral behind it) of every holding of a loan."""
    cluster, holdings = Cluster(book, now_s), holdings_of(book, loan)
    owing = owing_of(holdings)
    bare = owing >= 0 and is_bare(cluster, holdings, owing)
    owed = units_up(due(cluster[owing], debt_of(book, loan))) if bare else 0
    for row in book.holdings_of(loan):
        yield row, owed if int(book.holdings.reserve[row]) == owing else 0
