"""What is missing in a book of loans as it stands: debts beyond their collateral, and those with none."""

from solvent.book import Book, wide
from solvent.engine.loans import reading, watching
from solvent.engine.loans.fluid.scene import Scene
from solvent.engine.loans.views import view_of
from solvent.fixed import mul_div_up
from solvent.lab.lending.chance import asset_of


def shortfall(book: Book) -> int:
    """What debts exceed their own collateral by where they do, base units."""
    standings = (watching.standing(book, loan) for loan in range(book.loans.n))
    return sum(max(whole.debt - whole.collateral, 0) for whole in standings if whole)


def bad_debt(book: Book) -> dict[str, int]:
    """Units that are owed with no collateral behind them, by asset."""
    found: dict[str, int] = {}
    now_s = reading.seconds(book.now_ns)
    for loan in range(book.loans.n):
        for holding, owed in view_of(book, int(book.loans.pool[loan])).unbacked(book, loan, now_s):
            if owed:
                asset = asset_of(book, int(book.holdings.reserve[holding]))
                found[asset] = found.get(asset, 0) + owed
    return found


def absorbed(book: Book) -> int:
    """Base units by which what vaults of Fluid have absorbed is worth less than it owes."""
    t, r = book.tick_vaults, book.reserves
    now_s, found = reading.seconds(book.now_ns), 0
    for row in range(t.n):
        pool, unit = int(t.pool[row]), 10 ** int(r.decimals[t.borrowed[row]])
        found += mul_div_up(Scene(book, pool, now_s).missing, 10 ** int(book.pools.base_decimals[pool]), unit)
    return found


def deficits(book: Book) -> dict[str, int]:
    """Units that reserves keep as a number until somebody covers them, by asset."""
    kept = {asset_of(book, reserve): wide(book.reserves, reserve, "deficit") for reserve in range(book.reserves.n)}
    return {asset: units for asset, units in kept.items() if units}
