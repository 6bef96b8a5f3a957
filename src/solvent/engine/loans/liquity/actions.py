"""What an owner does with a trove."""

from solvent import commands as c
from solvent import events as e
from solvent.book import Book
from solvent.engine import refusal as r
from solvent.engine.loans import reading, watching
from solvent.engine.loans.liquity import stability
from solvent.engine.loans.liquity.branch import (
    Branch,
    Scene,
    branch_of,
    reserves_of,
    scene_of,
    terms_of,
    written,
)
from solvent.engine.loans.liquity.redeeming import base_rate, rate_set
from solvent.engine.loans.liquity.troves import Seat, asked, is_there, seat_at, settled
from solvent.engine.loans.reading import EVERYTHING, answered, paid_in, paid_out, some, units
from solvent.engine.refusal import Stages, require
from solvent.lending.liquity import borrowing
from solvent.lending.liquity.modes import Trove
from solvent.reasons import Posting, Reason


def open_trove(book: Book, command: c.OpenTrove) -> Stages:
    """Collateral in, the coin out; the fee and what is set aside are owed too."""
    account, pool = r.account_of(book, command.account), reading.pool_of(book, command.pool)
    branch = branch_of(book, pool)
    seat = seat_at(book, pool, account, branch)
    require(not seat.trove.debt, Reason.ALREADY_EXISTS, f"{command.account} has a trove in {command.pool}")
    collateral, amount = some(command.collateral), some(command.amount)
    scene = scene_of(book, branch)
    aside = scene.terms.set_aside
    rate, told = _lent(book, branch, scene, command.time_ns)
    debt = amount + borrowing.fee_of(scene.terms, amount, scene.recovering, rate) + aside
    now = Trove(seat.trove.collateral + collateral, debt)
    _may(scene, None, now, command.account)
    _owes_enough(scene.terms, debt)
    held, coin = reserves_of(book, branch)
    paid = paid_in(book, held, collateral, Posting.LOAN_SUPPLY)
    paid += paid_in(book, coin, aside, Posting.COIN_SET_ASIDE)
    yield [*told, *_ended(branch, seat, now, paid)]
    yield from _looked(book, seat)


def supply(book: Book, command: c.Supply) -> Stages:
    """Collateral onto a trove, or the coin into the stability pool."""
    branch, seat, of_coin = asked(book, command)
    amount = some(command.amount)
    if of_coin:
        yield from stability.provide(book, seat.pool, r.account_of(book, command.account), branch, amount)
        return
    is_there(seat, command.account, command.pool)
    now = Trove(seat.trove.collateral + amount, seat.trove.debt)
    _may(scene_of(book, branch), seat.trove, now, command.account)
    yield _ended(branch, seat, now, paid_in(book, reserves_of(book, branch)[0], amount, Posting.LOAN_SUPPLY))
    yield from _looked(book, seat)


def redeem(book: Book, command: c.Redeem) -> Stages:
    """Collateral off a trove, or the coin out of the stability pool."""
    branch, seat, of_coin = asked(book, command)
    wanted = units(command.amount)
    if of_coin:
        yield from stability.withdraw(book, seat.pool, r.account_of(book, command.account), branch, wanted)
        return
    is_there(seat, command.account, command.pool)
    require(wanted <= seat.trove.collateral, Reason.MORE_THAN_HELD,
            f"expected at most {seat.trove.collateral} units, found {command.amount}")  # fmt: skip
    now = Trove(seat.trove.collateral - wanted, seat.trove.debt)
    _may(scene_of(book, branch), seat.trove, now, command.account)
    yield _ended(branch, seat, now, paid_out(book, reserves_of(book, branch)[0], wanted, Posting.LOAN_REDEMPTION))
    yield from _looked(book, seat)


def borrow(book: Book, command: c.Borrow) -> Stages:
    """More of the coin, minted against the trove."""
    branch, seat, of_coin = asked(book, command)
    is_there(seat, command.account, command.pool)
    amount = some(command.amount)
    require(of_coin, Reason.RESERVE_CLOSED, f"{command.asset} is not lent by {command.pool}")
    scene = scene_of(book, branch)
    rate, told = _lent(book, branch, scene, command.time_ns)
    owed = seat.trove.debt + amount + borrowing.fee_of(scene.terms, amount, scene.recovering, rate)
    now = Trove(seat.trove.collateral, owed)
    _may(scene, seat.trove, now, command.account)
    yield [*told, *_ended(branch, seat, now, [])]
    yield from _looked(book, seat)


def repay(book: Book, command: c.Repay) -> Stages:
    """The coin back, burnt; all of it closes the trove and gives its collateral back."""
    branch, seat, of_coin = asked(book, command)
    is_there(seat, command.account, command.pool)
    wanted, terms = units(command.amount), terms_of(book, branch)
    require(of_coin, Reason.NOTHING_OWED, f"{command.account} owes no {command.asset}")
    if wanted == EVERYTHING:
        yield from _close(book, branch, seat, command.account)
        return
    most = seat.trove.debt - terms.set_aside
    require(wanted <= most, Reason.MORE_THAN_HELD, f"expected at most {most} units, found {wanted}")
    now = Trove(seat.trove.collateral, seat.trove.debt - wanted)
    _may(scene_of(book, branch), seat.trove, now, command.account)
    _owes_enough(terms, now.debt)
    yield _ended(branch, seat, now, [])
    yield from _looked(book, seat)


def load_loan(book: Book, command: c.LoadLoan) -> Stages:
    """Collateral held and the coin owed already, unchecked; the coin supplied is a deposit in the stability pool.

    What is owed includes what is set aside, as the contract counts it.
    """
    branch, seat, of_coin = asked(book, command)
    supplied, owed = units(command.supplied, True), units(command.owed, True)
    require(supplied + owed > 0, Reason.AMOUNT_NOT_ALLOWED, "expected something supplied or owed, found neither")
    require(of_coin or not owed, Reason.RESERVE_CLOSED, f"{command.asset} is not lent by {command.pool}")
    if of_coin and supplied:
        require(not owed, Reason.AMOUNT_NOT_ALLOWED, "expected a deposit or a debt of the coin, found both")
        yield from stability.provide(book, seat.pool, r.account_of(book, command.account), branch, supplied)
        return
    held, coin = reserves_of(book, branch)
    first = owed > 0 and not seat.trove.debt
    aside = terms_of(book, branch).set_aside if first else 0
    require(not first or owed > aside, Reason.DEBT_TOO_SMALL, f"expected more owed than the {aside} set aside")
    paid = paid_in(book, held, supplied, Posting.LOAN_SUPPLY) + paid_in(book, coin, aside, Posting.COIN_SET_ASIDE)
    now = Trove(seat.trove.collateral + supplied, seat.trove.debt + owed)
    yield _ended(branch, seat, now, paid)
    yield from _looked(book, seat)


def claim_surplus(book: Book, command: c.ClaimSurplus) -> Stages:
    """The collateral that was left of a trove, to its owner."""
    account, pool = r.account_of(book, command.account), reading.pool_of(book, command.pool)
    branch = branch_of(book, pool)
    seat = seat_at(book, pool, account, branch)
    require(not seat.opened, Reason.UNKNOWN_LOAN, f"{command.account} had no trove in {command.pool}")
    require(seat.surplus > 0, Reason.NOTHING_MOVES, f"nothing was left for {command.account}")
    paid = paid_out(book, reserves_of(book, branch)[0], seat.surplus, Posting.LOAN_SURPLUS)
    events, now = settled(seat, branch, seat.trove, surplus=0)
    yield [*events, *written(branch, now), *paid]


def _close(book: Book, branch: Branch, seat: Seat, account: str) -> Stages:
    scene = scene_of(book, branch)
    answered(borrowing.may_close(scene.terms, seat.trove, *scene[1:]), account)
    held, coin = reserves_of(book, branch)
    paid = paid_out(book, held, seat.trove.collateral, Posting.LOAN_REDEMPTION)
    paid += paid_out(book, coin, scene.terms.set_aside, Posting.COIN_BURNT)
    yield _ended(branch, seat, Trove(0, 0), paid)
    yield from _looked(book, seat)


def _may(scene: Scene, before: Trove | None, now: Trove, account: str) -> None:
    answered(borrowing.may_change(scene.terms, before, now, *scene[1:]), account)


def _lent(book: Book, branch: Branch, scene: Scene, time_ns: int) -> tuple[int, list[e.Event]]:
    """The base rate of a loan, wad, and what writes it; in recovery mode no fee is taken and nothing is written."""
    if scene.recovering:
        return 0, []
    before = base_rate(book, branch)
    now = before.lent(reading.seconds(time_ns))
    return now.rate, rate_set(branch, before, now)


def _owes_enough(terms: borrowing.Terms, debt: int) -> None:
    least = terms.least_debt + terms.set_aside
    require(borrowing.may_owe(terms, debt), Reason.DEBT_TOO_SMALL, f"expected at least {least} owed, found {debt}")


def _looked(book: Book, seat: Seat) -> Stages:
    """What that changes: for every trove, since each one's line depends on all, and for what backs this one."""
    yield watching.swept(book, seat.pool)
    yield watching.looked(book, seat.loan)


def _ended(branch: Branch, seat: Seat, now: Trove, paid: list[e.Event]) -> list[e.Event]:
    """The trove, the branch and the money, in one stage."""
    events, after = settled(seat, branch, now)
    return [*events, *written(branch, after), *paid]
