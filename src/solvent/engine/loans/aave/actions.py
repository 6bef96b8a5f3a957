"""What an account does in a pool of Aave. Each action brings its reserve up to now, moves money, and sets new rates."""

from solvent import commands as c
from solvent.book import Book
from solvent.engine.loans import watching
from solvent.engine.loans.aave.reserves import (
    begun,
    category_number,
    category_of,
    ended,
    market_of,
    reserve_at,
    version_of,
)
from solvent.engine.loans.places import TOO_SMALL, Place, changed, is_open, known, place_of
from solvent.engine.loans.reading import EVERYTHING, answered, cash_of, paid_in, paid_out, priced, some, units
from solvent.engine.refusal import Stages, require
from solvent.lending.aave import checks
from solvent.lending.aave.pool import Holding
from solvent.lending.aave.versions import V2, Version
from solvent.lending.scales import RAY, Divide
from solvent.reasons import Posting, Reason


def supply(book: Book, command: c.Supply) -> Stages:
    """Units in. The first ones of an account become collateral, where they may."""
    place, amount = place_of(book, command), some(command.amount)
    is_open(book, place.reserve, adds=True)
    version = version_of(book, place.pool)
    state, minted = begun(book, place.reserve, place.now_s)
    scaled = version.add_supply(amount, RAY, state.supply_index)
    require(scaled > 0, Reason.NOTHING_MOVES, TOO_SMALL)
    grown = scaled, state.supply_index, amount
    _within_cap(book, place, "supply_cap", _total(version, version.supplied, state.supplied, *grown))
    here = place.here
    now = here._replace(
        supplied=here.supplied + scaled, pledged=here.pledged if here.supplied else _may_pledge(book, place)
    )
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
    version, here = version_of(book, place.pool), place.here
    state, minted = begun(book, place.reserve, place.now_s)
    held = version.supplied(here.supplied, reserve_at(book, place.reserve, place.now_s).supply_index, RAY)
    amount = held if wanted == EVERYTHING else wanted
    require(0 < amount <= held, Reason.MORE_THAN_HELD, f"expected at most {held} units, found {amount}")
    everything = wanted == EVERYTHING and version.asks_after
    gone = here.supplied if everything else version.take_supply(amount, RAY, state.supply_index)
    require(0 < gone <= here.supplied, Reason.NOTHING_MOVES, TOO_SMALL)
    whole = gone == here.supplied if version.asks_after else amount == held
    now = here._replace(supplied=here.supplied - gone, pledged=here.pledged and not whole)
    _may_leave(book, place, amount, now)
    paid = paid_out(book, place.reserve, amount, Posting.LOAN_REDEMPTION)
    state = state._replace(supplied=state.supplied - gone)
    yield [
        ended(book, place.reserve, state, minted, cash_of(book, place.reserve) - amount),
        changed(place.holding, now),
        *paid,
    ]
    yield watching.looked(book, place.loan)


def borrow(book: Book, command: c.Borrow) -> Stages:
    """Units out against the collateral of a loan."""
    place, amount = place_of(book, command), some(command.amount)
    is_open(book, place.reserve, adds=True)
    _is_lent(book, place, command)
    priced(book, {place.reserve: place.here._replace(owed=1)})
    version = version_of(book, place.pool)
    state, minted = begun(book, place.reserve, place.now_s)
    scaled = version.add_debt(amount, RAY, state.borrow_index)
    require(scaled > 0, Reason.NOTHING_MOVES, TOO_SMALL)
    grown = scaled, state.borrow_index, amount
    _within_cap(book, place, "borrow_cap", _total(version, version.owed, state.owed, *grown))
    mode, market = category_of(book, place.loan), market_of(book, place)
    answered(checks.may_borrow(version, market, place.before, place.reserve, scaled, amount, mode), command.account)
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
    version = version_of(book, place.pool)
    owed = version.owed(place.here.owed, reserve_at(book, place.reserve, place.now_s).borrow_index, RAY)
    require(owed > 0, Reason.NOTHING_OWED, f"{command.account} owes no {command.asset}")
    amount = min(wanted, owed)
    state, minted = begun(book, place.reserve, place.now_s)
    burnt = version.take_debt(amount, RAY, state.borrow_index)
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
    require(not book.reserves.paused[place.reserve], Reason.RESERVE_CLOSED, f"{command.asset} is paused")
    require(place.here.supplied > 0, Reason.MORE_THAN_HELD, f"{command.account} supplies no {command.asset}")
    now = place.here._replace(pledged=bool(command.pledged))
    if command.pledged:
        may = _may_pledge(book, place)
        require(may, Reason.BORROWING_POWER, f"nothing may be borrowed against {command.asset}")
    else:
        reserve = reserve_at(book, place.reserve, place.now_s)
        held = version_of(book, place.pool).supplied(place.here.supplied, reserve.supply_index, RAY)
        _may_leave(book, place, held, now)
    yield [changed(place.holding, now)]
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
    version, here = version_of(book, place.pool), place.here
    scaled = (
        version.add_supply(supplied, RAY, state.supply_index),
        version.add_debt(owed, RAY, state.borrow_index),
    )
    state = state._replace(supplied=state.supplied + scaled[0], owed=state.owed + scaled[1])
    pledged = command.pledged if scaled[0] else here.pledged
    now = here._replace(supplied=here.supplied + scaled[0], owed=here.owed + scaled[1], pledged=pledged)
    paid = paid_in(book, place.reserve, supplied, Posting.LOAN_SUPPLY)
    interest = ended(book, place.reserve, state, minted, cash)
    yield [*place.opened, interest, changed(place.holding, now), *paid]
    yield paid_out(book, place.reserve, owed, Posting.LOAN_BORROWING)
    yield watching.looked(book, place.loan)


def _is_lent(book: Book, place: Place, command: c.Borrow) -> None:
    """Refuses what is not lent: in an e-mode what it does not name; from v3.6 on that alone decides there."""
    lends, names_it = bool(book.reserves.borrowing[place.reserve]), True
    if (number := category_number(book, place.loan)) >= 0:
        names_it = place.reserve in book.members(number, "borrowable")
        lends = lends or not version_of(book, place.pool).own_threshold
    require(lends and names_it, Reason.RESERVE_CLOSED, f"{command.asset} is not lent by {command.pool}"
            f"{' in this e-mode' if lends else ''}")  # fmt: skip


def _total(version: Version, units_of: Divide, before: int, scaled: int, index: int, amount: int) -> int:
    """All together, once more is added: from v3.5 on from the scaled total, before that the amount on top."""
    return units_of(before + scaled, index, RAY) if version.asks_after else units_of(before, index, RAY) + amount


def _within_cap(book: Book, place: Place, which: str, total: int) -> None:
    cap, unit = int(getattr(book.reserves, which)[place.reserve]), 10 ** int(book.reserves.decimals[place.reserve])
    name = book.assets[int(book.reserves.asset[place.reserve])]
    require(checks.within_cap(total, cap, unit), Reason.CAP_REACHED,
            f"expected at most {cap} {name} in all, it would be {total} units")  # fmt: skip


def _may_pledge(book: Book, place: Place) -> bool:
    version, mode = version_of(book, place.pool), category_of(book, place.loan)
    return checks.may_pledge(version, reserve_at(book, place.reserve, place.now_s), place.reserve, mode)


def _may_leave(book: Book, place: Place, amount: int, now: Holding) -> None:
    """Refuses to let collateral go that a debt needs."""
    if not place.here.pledged or not any(holding.owed for holding in place.before.values()):
        return
    version, market = version_of(book, place.pool), market_of(book, place)
    if version is V2:
        answered(checks.may_leave_v2(market, place.before, place.reserve, amount), "the collateral is needed")
    else:
        after = {**place.before, place.reserve: now}
        mode = category_of(book, place.loan)
        answered(checks.may_leave(version, market, after, place.reserve, mode), "the collateral is needed")
