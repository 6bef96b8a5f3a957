"""What borrowers do in a market of LLAMMA; a loan some of whose collateral was traded can only be repaid.

Source    curvefi/curve-stablecoin cf1d05f controller.vy create_loan, _add_collateral_borrow, repay (read 2026-11-27)
"""

from solvent import commands as c
from solvent import events as e
from solvent.book import Book
from solvent.engine import refusal as r
from solvent.engine.loans import reading, watching
from solvent.engine.loans.llamma import lending
from solvent.engine.loans.llamma.market import BandLoan, Pool, loan_of, pool_at, told, written
from solvent.engine.loans.llamma.positions import healthy, put, stands
from solvent.engine.loans.places import Asked, loan_in
from solvent.engine.loans.reading import EVERYTHING, paid_in, paid_out, some, units
from solvent.engine.refusal import Stages, require
from solvent.lending.llamma import loans as rules
from solvent.lending.llamma.bands import Bands
from solvent.lending.llamma.loans import LEAST_BANDS, MOST_BANDS, Taken
from solvent.lending.llamma.value import Position, held
from solvent.lending.scales import WAD
from solvent.reasons import Posting, Reason

READ_IN = 10  # bands of a loan that is read in: what borrowers are offered first


def open_loan(book: Book, command: c.OpenBandLoan) -> Stages:
    """Collateral in, as many bands as asked for, at the highest prices that the debt allows."""
    account, pool = r.account_of(book, command.account), reading.pool_of(book, command.pool)
    collateral, amount, count = some(command.collateral), some(command.amount), command.bands
    require(LEAST_BANDS <= count <= MOST_BANDS, Reason.BANDS_NOT_ALLOWED, f"expected 4 to 50 bands, found {count}")
    here = pool_at(book, pool, reading.seconds(command.time_ns))
    loan, opened = loan_in(book, pool, account)
    has = loan_of(book, loan, here)
    require(not has.debt, Reason.ALREADY_EXISTS, f"{command.account} has a loan in {command.pool}")
    bands, position = put(book, here, here.bands, collateral + has.waiting, amount, count, told(here))
    yield from _lent(book, here, loan, opened, has._replace(position=position, debt=amount), bands, amount, collateral)


def supply(book: Book, command: c.Supply) -> Stages:
    """Collateral onto a loan, whose bands are taken anew; or the borrowed asset, lent."""
    here, loan, opened, of_coin = _asked(book, command)
    amount = some(command.amount)
    if of_coin:
        yield from lending.supply(book, here, command, loan, opened, amount)
        return
    yield from _moved(book, here, command, loan, amount, 0)


def redeem(book: Book, command: c.Redeem) -> Stages:
    """Collateral off a loan, as far as it stays healthy; or what was lent."""
    here, loan, opened, of_coin = _asked(book, command)
    wanted = units(command.amount)
    if of_coin:
        yield from lending.redeem(book, here, command, loan, opened, wanted)
        return
    has = loan_of(book, loan, here)
    if has.waiting:
        yield from _back(book, here, loan, has, wanted)
        return
    _is_there(book, here, loan, command)
    most = held(here.bands, has.position)[1]
    require(wanted <= most, Reason.MORE_THAN_HELD, f"expected at most {most} units, found {command.amount}")
    yield from _moved(book, here, command, loan, -wanted, 0)


def borrow(book: Book, command: c.Borrow) -> Stages:
    """More of the borrowed asset, for which the bands are taken anew, at lower prices."""
    here, loan, _, of_coin = _asked(book, command)
    amount = some(command.amount)
    require(of_coin, Reason.RESERVE_CLOSED, f"{command.asset} is not lent by {command.pool}")
    yield from _moved(book, here, command, loan, 0, amount)


def repay(book: Book, command: c.Repay) -> Stages:
    """The borrowed asset back; what the loan's bands hold of it pays too where that ends the debt."""
    here, loan, _, of_coin = _asked(book, command)
    wanted = units(command.amount)
    require(of_coin, Reason.NOTHING_OWED, f"{command.account} owes no {command.asset}")
    has = _is_there(book, here, loan, command)
    told(here)
    sold = held(here.bands, has.position)[0]
    if min(wanted, has.debt) + sold >= has.debt:
        yield from _closed(book, here, loan, has)
        return
    less = min(wanted, has.debt)
    now, bands, ends = has._replace(debt=has.debt - less), here.bands, here.ends
    if has.position.first > _active(here):
        out = rules.withdrawn(bands, has.position, WAD)
        ends = _ends(here, out)
        bands, position = put(book, here, out.bands, out.collateral, now.debt, len(has.position.shares), told(here))
        now, ends = now._replace(position=position), _reach(ends, position)
    now = now._replace(discount=int(book.band_markets.discount[here.row]))
    healthy(here, bands, now.position, now.debt, now.discount)
    paid = paid_in(book, here.borrowed, less, Posting.LOAN_REPAYMENT) if not here.mints else []
    yield [*stands(book, here, loan, now, []), *written(book, here, bands, ends=ends, less=less, cash=less), *paid]
    yield watching.swept(book, int(book.band_markets.pool[here.row]))


def load_loan(book: Book, command: c.LoadLoan) -> Stages:
    """Collateral that waits for a debt, a debt that takes it into ten bands without a check, or what is lent."""
    here, loan, opened, of_coin = _asked(book, command)
    supplied, owes = units(command.supplied, True), units(command.owed, True)
    require(supplied + owes > 0, Reason.AMOUNT_NOT_ALLOWED, "expected something supplied or owed, found neither")
    require(of_coin or not owes, Reason.RESERVE_CLOSED, f"{command.asset} is not lent by {command.pool}")
    has = loan_of(book, loan, here)
    if of_coin and supplied:
        require(not owes, Reason.AMOUNT_NOT_ALLOWED, "expected something lent or owed, found both")
        yield from lending.supply(book, here, command, loan, opened, supplied)
        return
    require(not has.debt, Reason.ALREADY_EXISTS, f"{command.account} has a loan in {command.pool}")
    if not of_coin:
        now = has._replace(waiting=has.waiting + supplied)
        paid = paid_in(book, here.collateral, supplied, Posting.LOAN_SUPPLY)
        yield [*stands(book, here, loan, now, opened), *paid]
        return
    require(has.waiting > 0, Reason.BORROWING_POWER, f"expected collateral of {command.account}, read in before")
    bands, position = put(book, here, here.bands, has.waiting, owes, READ_IN, 0)
    now = BandLoan(owes, 0, position)
    yield from _lent(book, here, loan, opened, now, bands, owes, 0, asks=False)


def _asked(book: Book, command: Asked) -> tuple[Pool, int, list[e.Event], bool]:
    """The market a command names, its loan and what opens that, and whether it is about the borrowed asset."""
    account, pool = r.account_of(book, command.account), reading.pool_of(book, command.pool)
    reserve, here = reading.reserve_of(book, pool, command.asset), pool_at(book, pool, reading.seconds(command.time_ns))
    loan, opened = loan_in(book, pool, account)
    return here, loan, opened, reserve == here.borrowed


def _is_there(book: Book, here: Pool, loan: int, command: Asked) -> BandLoan:
    has = loan_of(book, loan, here)
    require(has.debt > 0, Reason.UNKNOWN_LOAN, f"{command.account} has no loan in {command.pool}")
    return has


def _moved(book: Book, here: Pool, command: Asked, loan: int, collateral: int, more: int) -> Stages:
    """A loan out of its bands and into others: more or less collateral, or more debt. None of it may be traded yet."""
    has = _is_there(book, here, loan, command)
    out = rules.withdrawn(here.bands, has.position, WAD)
    require(not out.borrowed, Reason.UNDERWATER, f"some of what {command.account} put up was traded: repay")
    price, count = told(here), len(has.position.shares)
    after = out.collateral + collateral
    bands, position = put(book, here, out.bands, after, has.debt + more, count, price)
    now = has._replace(debt=has.debt + more, position=position)
    yield from _lent(book, here, loan, [], now, bands, more, collateral, ends=_ends(here, out))


def _lent(
    book: Book, here: Pool, loan: int, opened: list[e.Event], now: BandLoan, bands: Bands, more: int,
    collateral: int, *, asks: bool = True, ends: tuple[int, int] | None = None,
) -> Stages:  # fmt: skip
    """A loan as it is now, healthy where that is asked, with what it brings and takes."""
    now = now._replace(discount=int(book.band_markets.discount[here.row]), waiting=0)
    if asks:
        healthy(here, bands, now.position, now.debt, now.discount)
    there = here.mints or more <= here.cash
    require(there, Reason.NO_LIQUIDITY, f"expected at most {here.cash} units not lent out, found {more}")
    paid: list[e.Event] = []
    if collateral > 0:
        paid += paid_in(book, here.collateral, collateral, Posting.LOAN_SUPPLY)
    elif collateral:
        paid += paid_out(book, here.collateral, -collateral, Posting.LOAN_REDEMPTION)
    if more and not here.mints:
        paid += paid_out(book, here.borrowed, more, Posting.LOAN_BORROWING)
    reach = _reach(ends or here.ends, now.position)
    events = written(book, here, bands, ends=reach, more=more, cash=-more)
    yield [*stands(book, here, loan, now, opened), *events, *paid]
    yield watching.swept(book, int(book.band_markets.pool[here.row]))


def _closed(book: Book, here: Pool, loan: int, has: BandLoan) -> Stages:
    """All of the debt: what the bands hold of the borrowed asset first, the rest from outside; the others go out."""
    out = rules.withdrawn(here.bands, has.position, WAD)
    own, back = max(has.debt - out.borrowed, 0), max(out.borrowed - has.debt, 0)
    paid = paid_out(book, here.collateral, out.collateral, Posting.LOAN_REDEMPTION)
    paid += paid_out(book, here.borrowed, back, Posting.LOAN_REDEMPTION)
    if here.mints:
        paid += paid_out(book, here.borrowed, out.borrowed - back, Posting.COIN_BURNT)
    else:
        paid += paid_in(book, here.borrowed, own, Posting.LOAN_REPAYMENT)
    now = BandLoan(0, 0, Position(0, ()))
    events = written(book, here, out.bands, ends=_ends(here, out), less=has.debt, cash=has.debt)
    yield [*stands(book, here, loan, now, []), *events, *paid]
    yield watching.swept(book, int(book.band_markets.pool[here.row]))
    yield watching.looked(book, loan)


def _back(book: Book, here: Pool, loan: int, has: BandLoan, wanted: int) -> Stages:
    """Collateral that waited for a debt, out again."""
    amount = has.waiting if wanted == EVERYTHING else wanted
    require(amount <= has.waiting, Reason.MORE_THAN_HELD, f"expected at most {has.waiting} units, found {amount}")
    paid = paid_out(book, here.collateral, amount, Posting.LOAN_REDEMPTION)
    yield [*stands(book, here, loan, has._replace(waiting=has.waiting - amount), []), *paid]


def _active(here: Pool) -> int:
    """The active band, without those below it in number that hold nothing traded."""
    band = here.bands.active
    for at in range(band, band - rules.DEEPEST, -1):
        if at < here.ends[0]:
            return band - rules.DEEPEST
        if here.bands.borrowed.get(at, 0):
            return at
    return band - rules.DEEPEST


def _ends(here: Pool, out: Taken) -> tuple[int, int]:
    return rules.ends_after(here.ends, out.bands, out.position)


def _reach(ends: tuple[int, int], position: Position) -> tuple[int, int]:
    return min(ends[0], position.first), max(ends[1], position.first + len(position.shares) - 1)
