"""What an account does in a pool of Compound III. Only what moves the base asset brings its interest up to now."""

from solvent import commands as c
from solvent.book import Book, wide
from solvent.engine.loans import watching
from solvent.engine.loans.compound.market import (
    Action,
    balance_of,
    base_at,
    base_of,
    begun,
    collaterals,
    comet_of,
    ended,
    moved,
    named,
    running,
    written,
)
from solvent.engine.loans.places import Place, changed, known, place_of
from solvent.engine.loans.reading import EVERYTHING, answered, cash_of, paid_in, paid_out, some, units
from solvent.engine.refusal import Stages, require
from solvent.lending.aave.pool import Holding
from solvent.lending.compound.accrual import State
from solvent.lending.compound.health import shortfall
from solvent.lending.refusal import Refusal
from solvent.reasons import Posting, Reason


def supply(book: Book, command: c.Supply) -> Stages:
    """Units in: of the base asset they repay first and are lent then; of another they are collateral."""
    place, amount = place_of(book, command), some(command.amount)
    running(book, place.pool, Action.SUPPLY)
    if place.reserve == base_of(book, place.pool):
        yield from _pay_in(book, place, amount, Posting.LOAN_SUPPLY)
        return
    cap = int(book.reserves.supply_cap[place.reserve]) * 10 ** int(book.reserves.decimals[place.reserve])
    total = wide(book.reserves, place.reserve, "supplied") + amount
    require(total <= cap, Reason.CAP_REACHED, f"expected at most {cap} units in all, it would be {total}")
    yield from _collateral(book, place, amount)


def repay(book: Book, command: c.Repay) -> Stages:
    """Units in, at most all that is owed."""
    place, wanted = known(book, command), units(command.amount)
    running(book, place.pool, Action.SUPPLY)
    owed = -_balance(book, place)
    require(owed > 0, Reason.NOTHING_OWED, f"{command.account} owes no {command.asset}")
    yield from _pay_in(book, place, min(wanted, owed), Posting.LOAN_REPAYMENT)


def redeem(book: Book, command: c.Redeem) -> Stages:
    """Units out of what is supplied, as far as debts and what is not lent out allow."""
    place, wanted = known(book, command), units(command.amount)
    running(book, place.pool, Action.WITHDRAW)
    is_base = place.reserve == base_of(book, place.pool)
    held = max(_balance(book, place), 0) if is_base else place.here.supplied
    amount = held if wanted == EVERYTHING else wanted
    require(0 < amount <= held, Reason.MORE_THAN_HELD, f"expected at most {held} units, found {amount}")
    if is_base:
        yield from _pay_out(book, place, amount, Posting.LOAN_REDEMPTION)
    else:
        yield from _collateral(book, place, -amount)


def borrow(book: Book, command: c.Borrow) -> Stages:
    """Units of the base asset out: of what is supplied first, then against collateral."""
    place, amount = place_of(book, command), some(command.amount)
    running(book, place.pool, Action.WITHDRAW)
    is_base = place.reserve == base_of(book, place.pool)
    require(is_base, Reason.RESERVE_CLOSED, f"{command.asset} is not lent by {command.pool}")
    yield from _pay_out(book, place, amount, Posting.LOAN_BORROWING)


def load_loan(book: Book, command: c.LoadLoan) -> Stages:
    """Units supplied and owed already, whatever they are worth; the pool must have had what was lent."""
    place, supplied, owed = place_of(book, command), units(command.supplied, True), units(command.owed, True)
    require(supplied + owed > 0, Reason.AMOUNT_NOT_ALLOWED, "expected something supplied or owed, found neither")
    if place.reserve != base_of(book, place.pool):
        require(not owed, Reason.RESERVE_CLOSED, f"{command.asset} is not lent by {command.pool}")
        yield from _collateral(book, place, supplied)
        return
    cash = cash_of(book, place.reserve) + supplied
    require(owed <= cash, Reason.NO_LIQUIDITY, f"expected at most {cash} units owed, found {owed}: load what is "
            f"supplied first")  # fmt: skip
    now, state = moved(place.here, begun(book, place.pool, place.now_s), supplied - owed)
    paid = paid_in(book, place.reserve, supplied, Posting.LOAN_SUPPLY)
    yield [*place.opened, ended(book, place.pool, state), changed(place.holding, now), *paid]
    yield paid_out(book, place.reserve, owed, Posting.LOAN_BORROWING)
    yield [*watching.looked(book, place.loan), *named(book, place.pool, place.now_s)]


def _balance(book: Book, place: Place) -> int:
    return balance_of(place.here, begun(book, place.pool, place.now_s))


def _pay_in(book: Book, place: Place, amount: int, posting: Posting) -> Stages:
    now, state = moved(place.here, begun(book, place.pool, place.now_s), amount)
    paid = paid_in(book, place.reserve, amount, posting)
    yield [*place.opened, ended(book, place.pool, state), changed(place.holding, now), *paid]
    yield [*watching.looked(book, place.loan), *named(book, place.pool, place.now_s)]


def _pay_out(book: Book, place: Place, amount: int, posting: Posting) -> Stages:
    """Whoever would owe must owe enough, and have collateral for it at the borrow factor.

    Source    compound-finance/comet d5a30b0 Comet.sol withdrawBase (read 2026-11-27)
    """
    state = begun(book, place.pool, place.now_s)
    balance = balance_of(place.here, state) - amount
    now, state = moved(place.here, state, -amount)
    if balance < 0:
        least = wide(book.comets, comet_of(book, place.pool), "borrow_min")
        require(-balance >= least, Reason.DEBT_TOO_SMALL, f"expected a debt of {least} units or more, found {-balance}")
        _covered(book, place.pool, {**place.before, place.reserve: now}, state)
    paid = paid_out(book, place.reserve, amount, posting)
    yield [*place.opened, ended(book, place.pool, state), changed(place.holding, now), *paid]
    yield [*watching.looked(book, place.loan), *named(book, place.pool, place.now_s)]


def _collateral(book: Book, place: Place, change: int) -> Stages:
    """Collateral in or out. Interest is not brought up to now: what is owed is what was last written.

    Source    compound-finance/comet d5a30b0 Comet.sol supplyCollateral, withdrawCollateral (read 2026-11-27)
    """
    left = place.here.supplied + change
    now = Holding(left, 0, pledged=left > 0)
    if change < 0:
        _covered(book, place.pool, {**place.before, place.reserve: now}, written(book, place.pool))
        paid = paid_out(book, place.reserve, -change, Posting.LOAN_REDEMPTION)
    else:
        paid = paid_in(book, place.reserve, change, Posting.LOAN_SUPPLY)
    yield [*place.opened, changed(place.holding, now), *paid]
    yield watching.looked(book, place.loan)


def _covered(book: Book, pool: int, holdings: dict[int, Holding], state: State) -> None:
    """Refuses a debt that collateral does not cover at the borrow factor."""
    balance = balance_of(holdings.get(base_of(book, pool), Holding()), state)
    if balance >= 0:
        return
    short = shortfall(balance, base_at(book, pool), collaterals(book, pool, holdings, "ltv"))
    if isinstance(short, Refusal):
        answered(short, "what collateral counts for")
    else:
        require(short >= 0, Reason.BORROWING_POWER, f"the collateral counts for {-short} base units less than is owed")
