"""A share of a loan is closed: by anybody where its health is below 0, and by its owner at any.

What its bands hold of the borrowed asset pays first. All of what is closed is always paid: where no collateral is worth
that, nobody closes it, and it stays owed.

Source    curvefi/curve-stablecoin cf1d05f controller.vy liquidate (read 2026-11-27)
"""

from typing import NamedTuple

from solvent import commands as c
from solvent import events as e
from solvent.book import Book
from solvent.engine import refusal as r
from solvent.engine.loans import reading, watching
from solvent.engine.loans.llamma.market import BandLoan, Pool, loan_of, pool_at, told, written
from solvent.engine.loans.llamma.positions import healthy, stands
from solvent.engine.loans.places import loan_in
from solvent.engine.loans.reading import paid_in, paid_out
from solvent.engine.refusal import Stages, require
from solvent.fixed import mul_div_up
from solvent.lending.llamma import loans as rules
from solvent.lending.llamma.loans import Taken
from solvent.lending.llamma.value import Position, health, removed
from solvent.lending.scales import WAD
from solvent.reasons import Posting, Reason


class Closing(NamedTuple):
    """What a liquidation does: units of debt closed, of them from outside, and what leaves the bands."""

    closed: int
    paid: int
    out: Taken


def closing(has: BandLoan, pool: Pool, share: int, discount: int) -> Closing:
    """What closing a share [wad] of a loan would do; discount [wad]: 0 for its owner."""
    closed = mul_div_up(has.debt, share, WAD)
    fraction = WAD if closed == has.debt else removed(share, discount)
    out = rules.withdrawn(pool.bands, has.position, fraction)
    return Closing(closed, max(closed - out.borrowed, 0), out)


def liquidate_bands(book: Book, command: c.LiquidateBands) -> Stages:
    """Debt paid, collateral and any rest of the borrowed asset received."""
    account, pool = r.account_of(book, command.account), reading.pool_of(book, command.pool)
    least = reading.units(command.least, True)
    require(0 < command.share <= WAD, Reason.OUT_OF_RANGE, f"expected a share up to 10^18, found {command.share}")
    here = pool_at(book, pool, reading.seconds(command.time_ns))
    loan, _ = loan_in(book, pool, account)
    has = loan_of(book, loan, here)
    require(has.debt > 0, Reason.UNKNOWN_LOAN, f"{command.account} has no loan in {command.pool}")
    before = health(here.market, here.bands, has.position, told(here), has.debt, has.discount)
    require(command.own or before < 0, Reason.LOAN_HEALTHY, f"{command.account}: a health of {before} wad, not below 0")
    done = closing(has, here, command.share, 0 if command.own else has.discount)
    out = done.out
    require(out.borrowed >= least, Reason.SLIPPAGE, f"expected {least} units or more, found {out.borrowed}")
    left = has.debt - done.closed
    now = has._replace(debt=left, position=out.position) if left else BandLoan(0, 0, Position(0, ()))
    if left and command.own:
        now = now._replace(discount=int(book.band_markets.discount[here.row]))
        if before >= 0:
            healthy(here, out.bands, now.position, now.debt, now.discount)
    yield [
        e.LoanLiquidated(loan, here.collateral, here.borrowed, str(done.paid), str(out.collateral), str(before)),
        *stands(book, here, loan, now, []),
        *written(book, here, out.bands, ends=rules.ends_after(here.ends, out.bands, out.position), less=done.closed,
                 cash=done.closed),
        *_paid(book, here, done),
    ]  # fmt: skip
    yield watching.swept(book, pool)
    yield watching.looked(book, loan)


def _paid(book: Book, here: Pool, done: Closing) -> list[e.Event]:
    """What the bands held pays first; anything beyond the debt, and all collateral, goes to whoever liquidates."""
    rest = max(done.out.borrowed - done.closed, 0)
    events = paid_out(book, here.collateral, done.out.collateral, Posting.LOAN_SEIZURE)
    events += paid_out(book, here.borrowed, rest, Posting.LOAN_SEIZURE)
    if here.mints:
        return events + paid_out(book, here.borrowed, done.out.borrowed - rest, Posting.COIN_BURNT)
    return events + paid_in(book, here.borrowed, done.paid, Posting.LOAN_LIQUIDATION)
