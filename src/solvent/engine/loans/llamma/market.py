"""A market's cells as the rules want them, and the events that write what has changed of it.

What lenders have is what is not lent out and what borrowers owe; what stands in bands is the borrowers'.
"""

from typing import NamedTuple

import numpy as np

from solvent import events as e
from solvent.book import MAX_WIDE, Book, wide
from solvent.engine.refusal import require
from solvent.fixed import mul_div_down
from solvent.lending.llamma.bands import Bands, Market
from solvent.lending.llamma.loans import Oracle, grown, owed, rate_at, root_ratio
from solvent.lending.llamma.value import Position
from solvent.lending.scales import WAD
from solvent.reasons import Reason


class Pool(NamedTuple):
    """A market at a time, its interest up to now.

    row                    of the book's markets
    borrowed, collateral   reserves
    mints                  whether the coin is minted
    market                 the AMM with its base price as it is now
    bands                  what stands where
    ends                   the lowest and the highest band
    source                 wad: the price the oracle tells, 0: none
    last, oracle           the price of the last trade, and as it is limited now
    multiplier, now_s      wad, seconds
    debt                   units owed by all, rounded down
    cash                   units not lent out; 0 where the coin is minted
    """

    row: int
    borrowed: int
    collateral: int
    mints: bool
    market: Market
    bands: Bands
    ends: tuple[int, int]
    source: int
    last: Oracle
    oracle: Oracle
    multiplier: int
    now_s: int
    debt: int
    cash: int

    @property
    def lent(self) -> int:
        """Units that lenders have: what is there, and what is owed."""
        return self.cash + self.debt


def row_of(book: Book, pool: int) -> int:
    """The row of a pool's market."""
    return int(np.flatnonzero(book.band_markets.pool == pool)[0])


def pool_at(book: Book, pool: int, now_s: int) -> Pool:
    """A pool's market with its interest up to now."""
    t, row = book.band_markets, row_of(book, pool)
    multiplier = grown(wide(t, row, "multiplier"), int(t.rate[row]), max(now_s - int(t.rate_s[row]), 0))
    a = int(t.a[row])
    market = Market(a, mul_div_down(wide(t, row, "base"), multiplier, WAD), int(t.fee[row]), root_ratio(a))
    source = wide(book.reserves, int(t.collateral[row]), "price")
    last = Oracle(wide(t, row, "last"), int(t.last_fee[row]), int(t.last_s[row]))
    debt = mul_div_down(wide(t, row, "debt"), multiplier, wide(t, row, "debt_at"))
    return Pool(
        row, int(t.borrowed[row]), int(t.collateral[row]), bool(t.mints[row]), market, _bands(book, row),
        (int(t.lowest[row]), int(t.highest[row])), source, last, last.limited(source, now_s), multiplier, now_s, debt,
        wide(t, row, "cash"),
    )  # fmt: skip


def _bands(book: Book, row: int) -> Bands:
    """Everything that stands in bands."""
    t = book.bands
    rows = np.flatnonzero(t.market == row).tolist()
    columns = [{int(t.number[at]): wide(t, at, name) for at in rows} for name in ("borrowed", "collateral", "shares")]
    return Bands(int(book.band_markets.active[row]), *columns)


def told(pool: Pool) -> int:
    """The price as limited now, wad; refused while none was told."""
    require(pool.source > 0, Reason.ORACLE_SILENT, "the oracle has told no price of the collateral")
    return pool.oracle.price


def written(
    book: Book, pool: Pool, bands: Bands, *, ends: tuple[int, int] | None = None, more: int = 0, less: int = 0,
    cash: int = 0,
) -> list[e.Event]:  # fmt: skip
    """What writes a market after a step of a borrower or a lender: bands that changed, interest, and the next rate.

    more, less   units owed by all that came and went
    cash         units not lent out that came, below 0: went
    """
    t, row = book.band_markets, pool.row
    left = 0 if pool.mints else pool.cash + cash
    kept = wide(t, row, "debt"), wide(t, row, "debt_at")
    debt, at = (max(pool.debt + more - less, 0), pool.multiplier) if more or less else kept
    rate = rate_at(int(t.least_rate[row]), int(t.most_rate[row]), mul_div_down(debt, pool.multiplier, at), left)
    numbers = pool.multiplier, debt, at, left
    require(0 <= min(numbers) <= max(numbers) <= MAX_WIDE, Reason.TOO_LARGE,
            f"expected numbers of a market within 2^126, found {max(numbers)}")  # fmt: skip
    last, (lowest, highest) = pool.last, ends or pool.ends
    updated = e.BandMarketUpdated(
        row, str(pool.multiplier), rate, pool.now_s, bands.active, lowest, highest, str(last.price), last.fee, last.at,
        str(debt), str(at), str(left),
    )  # fmt: skip
    return [*_changed(row, pool.bands, bands), updated]


def traded(book: Book, pool: Pool, bands: Bands) -> list[e.Event]:
    """What writes a market after a trade: the price it was at; interest is not written, as by the AMM."""
    t, row, now = book.band_markets, pool.row, pool.oracle
    require(now.price <= MAX_WIDE, Reason.TOO_LARGE, f"expected a price within 2^126, found {now.price}")
    multiplier, debt, at, cash = (str(wide(t, row, name)) for name in ("multiplier", "debt", "debt_at", "cash"))
    updated = e.BandMarketUpdated(
        row, multiplier, int(t.rate[row]), int(t.rate_s[row]), bands.active, *pool.ends, str(now.price), now.fee,
        now.at, debt, at, cash,
    )  # fmt: skip
    return [*_changed(row, pool.bands, bands), updated]


def _changed(row: int, before: Bands, now: Bands) -> list[e.Event]:
    found: list[e.Event] = []
    for number in sorted({*now.borrowed, *now.collateral, *now.shares}):
        cells = [side.get(number, 0) for side in now[1:]]
        if cells != [side.get(number, 0) for side in before[1:]]:
            require(max(cells) <= MAX_WIDE, Reason.TOO_LARGE, f"expected a band within 2^126, found {max(cells)}")
            found.append(e.BandSet(row, number, *(str(cell) for cell in cells)))
    return found


class BandLoan(NamedTuple):
    """Where a loan stands.

    debt       units now, rounded up
    discount   wad: the liquidation discount it was last given
    position   its bands
    waiting    units of collateral that wait for a debt
    """

    debt: int = 0
    discount: int = 0
    position: Position = Position(0, ())
    waiting: int = 0


def loan_of(book: Book, loan: int, pool: Pool) -> BandLoan:
    """A loan as it is now."""
    t, row = book.band_loans, book.band_loan_of.get(loan)
    if row is None:
        return BandLoan()
    written_, then = wide(t, row, "debt"), wide(t, row, "debt_at")
    debt = owed(written_, then, pool.multiplier) if written_ else 0
    places = range(int(t.bands[row]))
    shares = tuple(wide(book.band_shares, book.band_share_of[loan, place], "shares") for place in places)
    return BandLoan(debt, int(t.discount[row]), Position(int(t.first[row]), shares), wide(t, row, "waiting"))
