"""A loan's health, and the events that write where it stands.

Its holding of the collateral has its shares of all bands together, for what is told of loans; the bands say the rest.
"""

from solvent import events as e
from solvent.book import Book
from solvent.engine.loans import reading
from solvent.engine.loans.llamma.market import BandLoan, Pool
from solvent.engine.loans.places import changed, seats_in
from solvent.engine.refusal import Refusal as Refused
from solvent.engine.refusal import require
from solvent.lending.aave.pool import Holding
from solvent.lending.llamma import loans as rules
from solvent.lending.llamma.bands import Bands
from solvent.lending.llamma.value import Position, health
from solvent.lending.refusal import Refusal
from solvent.reasons import Reason

ANSWERS = {
    Refusal.NOTHING: Reason.BORROWING_POWER,
    Refusal.POWER: Reason.BORROWING_POWER,
    Refusal.DUST: Reason.DUST_LEFT,
    Refusal.NOT_BORROWABLE: Reason.UNDERWATER,
}


def put(
    book: Book, pool: Pool, bands: Bands, collateral: int, debt: int, count: int, oracle: int
) -> tuple[Bands, Position]:
    """Collateral in the highest-priced bands that a debt allows; refused as the contracts revert.

    oracle   wad, 0: the price is not asked, for a loan that is read in
    """
    discount = int(book.band_markets.loan_discount[pool.row])
    first = rules.first_band(pool.market, bands, collateral, debt, count, discount, oracle)
    if isinstance(first, Refusal):
        raise Refused(ANSWERS[first], f"expected a debt its collateral allows in {count} bands, found {debt} units")
    done = rules.placed(bands, collateral, first, count)
    if isinstance(done, Refusal):
        raise Refused(ANSWERS[done], f"{collateral} units in {count} bands: {done.value}")
    return done


def healthy(pool: Pool, bands: Bands, position: Position, debt: int, discount: int) -> None:
    """Refuses a loan that anybody might liquidate at once."""
    found = health(pool.market, bands, position, pool.oracle.price, debt, discount, full=False)
    require(found >= 0, Reason.HEALTH_FACTOR, f"expected a health of 0 or more, it would be {found} wad")


def stands(
    book: Book, pool: Pool, loan: int, now: BandLoan, opened: list[e.Event]
) -> list[e.Event]:  # fmt: skip
    """What writes a loan and its two holdings, opened by this step where they are new."""
    seats = seats_in(book, loan, (pool.collateral, pool.borrowed), opened)
    has = reading.holdings_of(book, loan).get(pool.borrowed, Holding(pledged=False))
    shares = sum(now.position.shares) + now.waiting
    first = now.position.first if now.position.shares else 0
    digits = " ".join(str(one) for one in now.position.shares)
    told = e.BandLoanSet(
        loan, str(now.debt), str(pool.multiplier), now.discount, first, digits, str(now.waiting)
    )  # fmt: skip
    return [
        *opened,
        changed(seats[0], Holding(shares, 0, pledged=shares > 0)),
        changed(seats[1], has._replace(owed=now.debt)),
        told,
    ]
