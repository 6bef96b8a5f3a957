"""What a loan in a market of LLAMMA stands at: its health looks at a price that falls slowly through its bands."""

from collections.abc import Iterator

from solvent.book import Book
from solvent.engine.loans.llamma.market import Pool, loan_of, pool_at
from solvent.engine.loans.reading import holdings_of
from solvent.fixed import mul_div_down
from solvent.lending.llamma.value import health, held
from solvent.lending.scales import BPS, INFINITE, WAD
from solvent.lending.standing import Standing
from solvent.reasons import Bearer

LENT = Bearer.SUPPLIERS
MINTED = Bearer.COIN_HOLDERS
PAR = WAD  # of the borrowed asset, in which prices are told


def standing(book: Book, loan: int, now_s: int) -> Standing | None:
    """A loan's values, with what was traded for it already, and its health; none while no price was told.

    Health is 1 with what it becomes on the way down beyond its debt: below 1 anybody may liquidate it, as the market's
    own health is below 0 then.
    """
    pool = pool_at(book, int(book.loans.pool[loan]), now_s)
    has = loan_of(book, loan, pool)
    if not pool.source and (has.debt or has.waiting):
        return None
    borrowed, collateral = held(pool.bands, has.position)
    worth = mul_div_down(collateral + has.waiting, pool.oracle.price, WAD) + borrowed
    t, row = book.band_markets, pool.row
    shares = [mul_div_down(WAD - int(cell), BPS, WAD) for cell in (t.loan_discount[row], t.discount[row])]
    if not has.debt:
        return Standing(worth, 0, shares[0], shares[1], INFINITE, False)
    found = health(pool.market, pool.bands, has.position, pool.oracle.price, has.debt, has.discount)
    return Standing(worth, has.debt, shares[0], shares[1], max(WAD + found, 0), found < 0)


def suspects(book: Book, pool: int, now_s: int) -> list[int]:
    """The loans that have changed sides, exactly: each is asked, since its health is what its bands become."""
    here = pool_at(book, pool, now_s)
    if not here.source:
        return []
    loans = [loan for loan in book.band_loan_of if book.loans.pool[loan] == pool]
    return [loan for loan in loans if _is_ripe(book, loan, here) != bool(book.loans.liquidatable[loan])]


def unbacked(book: Book, loan: int, now_s: int) -> Iterator[tuple[int, int]]:
    """(holding, what a loan owes with nothing left in its bands) of each holding."""
    pool = pool_at(book, int(book.loans.pool[loan]), now_s)
    has, holdings = loan_of(book, loan, pool), holdings_of(book, loan)
    bare = has.debt > 0 and not any(one.supplied and one.pledged for one in holdings.values())
    for row in book.holdings_of(loan):
        yield row, has.debt if bare and int(book.holdings.reserve[row]) == pool.borrowed else 0


def par(book: Book, reserve: int) -> int:
    """What the borrowed asset is worth, in which prices are told; 0 of the collateral, whose price is."""
    row = next(at for at in range(book.band_markets.n) if reserve in _assets(book, at))
    return PAR if reserve == int(book.band_markets.borrowed[row]) else 0


def _assets(book: Book, row: int) -> tuple[int, int]:
    return int(book.band_markets.borrowed[row]), int(book.band_markets.collateral[row])


def _is_ripe(book: Book, loan: int, pool: Pool) -> bool:
    has = loan_of(book, loan, pool)
    return has.debt > 0 and health(
        pool.market, pool.bands, has.position, pool.oracle.price, has.debt, has.discount
    ) < 0  # fmt: skip
