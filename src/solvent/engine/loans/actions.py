"""What an account does in a lending pool. Each action brings its reserve up to now, moves money, and sets new rates."""

from solvent import commands as c
from solvent.book import Book
from solvent.engine.loans import watching
from solvent.engine.loans.places import Place, begun, changed, ended, is_open, known, market_of, place_of
from solvent.engine.loans.reading import EVERYTHING, answered, cash_of, paid_in, paid_out, priced, reserve_at, units
from solvent.engine.refusal import Stages, require
from solvent.lending.aave.checks_v2 import may_borrow, may_leave
from solvent.lending.aave.versions import V2
from solvent.lending.scales import RAY, mul_div_half_up
from solvent.reasons import Posting, Reason

TOO_SMALL = "expected an amount that changes a scaled balance"


def supply(book: Book, command: c.Supply) -> Stages:
    """Units in. The first ones of an account become collateral."""
    place, amount = place_of(book, command), _some(command.amount)
    is_open(book, place.reserve, adds=True)
    state, minted = begun(book, place.reserve, place.now_s)
    scaled = mul_div_half_up(amount, RAY, state.supply_index)
    require(scaled > 0, Reason.NOTHING_MOVES, TOO_SMALL)
    here = place.here
    now = here._replace(supplied=here.supplied + scaled, pledged=here.pledged or not here.supplied)
    state = state._replace(supplied=state.supplied + scaled)
    yield [
        *place.opened,
        ended(book, place.reserve, state, minted, cash_of(book, place.reserve) + amount),
        changed(place.holding, now),
        *paid_in(book, place.reserve, amount, Posting.LOAN_SUPPLY),
    ]
    yield watching.looked(book, place.loan)


def redeem(book: Book, command: c.Redeem) -> Stages:
    """Units out, as far as health and what is not lent out allow."""
    place, wanted = known(book, command), units(command.amount)
    is_open(book, place.reserve)
    held = V2.supplied(place.here.supplied, reserve_at(book, place.reserve, place.now_s).supply_index, RAY)
    amount = held if wanted == EVERYTHING else wanted
    require(0 < amount <= held, Reason.MORE_THAN_HELD, f"expected at most {held} units, found {amount}")
    _may_leave(book, place, amount)
    state, minted = begun(book, place.reserve, place.now_s)
    gone = V2.take_supply(amount, RAY, state.supply_index)
    require(gone > 0, Reason.NOTHING_MOVES, TOO_SMALL)
    now = place.here._replace(supplied=place.here.supplied - gone, pledged=place.here.pledged and amount != held)
    paid = paid_out(book, place.reserve, amount, Posting.LOAN_REDEMPTION)
    yield [
        ended(book, place.reserve, state, minted, cash_of(book, place.reserve) - amount),
        changed(place.holding, now),
        *paid,
    ]
    yield watching.looked(book, place.loan)


def borrow(book: Book, command: c.Borrow) -> Stages:
    """Units out against the collateral of a loan."""
    place, amount = place_of(book, command), _some(command.amount)
    is_open(book, place.reserve, adds=True)
    lends = bool(book.reserves.borrowing[place.reserve])
    require(lends, Reason.RESERVE_CLOSED, f"{command.asset} is not lent by {command.pool}")
    priced(book, {place.reserve: place.here._replace(owed=1)})
    answered(may_borrow(market_of(book, place), place.before, place.reserve, amount), command.account)
    state, minted = begun(book, place.reserve, place.now_s)
    scaled = mul_div_half_up(amount, RAY, state.borrow_index)
    require(scaled > 0, Reason.NOTHING_MOVES, TOO_SMALL)
    paid = paid_out(book, place.reserve, amount, Posting.LOAN_BORROWING)
    state = state._replace(owed=state.owed + scaled)
    yield [
        *place.opened,
        ended(book, place.reserve, state, minted, cash_of(book, place.reserve) - amount),
        changed(place.holding, place.here._replace(owed=place.here.owed + scaled)),
        *paid,
    ]
    yield watching.looked(book, place.loan)


def repay(book: Book, command: c.Repay) -> Stages:
    """Units in, at most all that is owed."""
    place, wanted = known(book, command), units(command.amount)
    is_open(book, place.reserve)
    owed = V2.owed(place.here.owed, reserve_at(book, place.reserve, place.now_s).borrow_index, RAY)
    require(owed > 0, Reason.NOTHING_OWED, f"{command.account} owes no {command.asset}")
    amount = min(wanted, owed)
    state, minted = begun(book, place.reserve, place.now_s)
    burnt = V2.take_debt(amount, RAY, state.borrow_index)
    require(0 < burnt <= place.here.owed, Reason.NOTHING_MOVES, TOO_SMALL)
    state = state._replace(owed=state.owed - burnt)
    yield [
        ended(book, place.reserve, state, minted, cash_of(book, place.reserve) + amount),
        changed(place.holding, place.here._replace(owed=place.here.owed - burnt)),
        *paid_in(book, place.reserve, amount, Posting.LOAN_REPAYMENT),
    ]
    yield watching.looked(book, place.loan)


def set_collateral(book: Book, command: c.SetCollateral) -> Stages:
    """What is supplied counts as collateral, or no longer."""
    place = known(book, command)
    require(place.here.supplied > 0, Reason.MORE_THAN_HELD, f"{command.account} supplies no {command.asset}")
    if not command.pledged:
        reserve = reserve_at(book, place.reserve, place.now_s)
        _may_leave(book, place, V2.supplied(place.here.supplied, reserve.supply_index, RAY))
    yield [changed(place.holding, place.here._replace(pledged=bool(command.pledged)))]
    yield watching.looked(book, place.loan)


def load_loan(book: Book, command: c.LoadLoan) -> Stages:
    """Units supplied and owed already, whatever the health of the loan; the reserve must have had what was lent."""
    place, supplied, owed = place_of(book, command), units(command.supplied, True), units(command.owed, True)
    require(supplied + owed > 0, Reason.AMOUNT_NOT_ALLOWED, "expected something supplied or owed, found neither")
    is_open(book, place.reserve)
    cash = cash_of(book, place.reserve) + supplied - owed
    require(cash >= 0, Reason.NO_LIQUIDITY, f"expected at most {cash + owed} units owed, found {owed}: load what is "
            f"supplied first")  # fmt: skip
    state, minted = begun(book, place.reserve, place.now_s)
    scaled = mul_div_half_up(supplied, RAY, state.supply_index), mul_div_half_up(owed, RAY, state.borrow_index)
    state = state._replace(supplied=state.supplied + scaled[0], owed=state.owed + scaled[1])
    pledged = command.pledged if scaled[0] else place.here.pledged
    now = place.here._replace(
        supplied=place.here.supplied + scaled[0], owed=place.here.owed + scaled[1], pledged=pledged
    )
    paid = paid_in(book, place.reserve, supplied, Posting.LOAN_SUPPLY)
    interest = ended(book, place.reserve, state, minted, cash)
    yield [*place.opened, interest, changed(place.holding, now), *paid]
    yield paid_out(book, place.reserve, owed, Posting.LOAN_BORROWING)
    yield watching.looked(book, place.loan)


def _some(text: str) -> int:
    """An amount that must be a number."""
    found = units(text)
    require(found != EVERYTHING, Reason.AMOUNT_NOT_ALLOWED, f"expected a number of units, found {text!r}")
    return found


def _may_leave(book: Book, place: Place, amount: int) -> None:
    """Refuses to let collateral go that a debt needs."""
    if any(holding.owed for holding in place.before.values()):
        answered(may_leave(market_of(book, place), place.before, place.reserve, amount), "the collateral is needed")
