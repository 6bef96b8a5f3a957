"""What suppliers and borrowers do in a spoke of Aave v4, each refused as the contracts would revert."""

from solvent import commands as c
from solvent import events as e
from solvent.book import Book
from solvent.engine.loans import reading, watching
from solvent.engine.loans.aave import modes
from solvent.engine.loans.aave4.hub import Hub, done, may_add, may_draw
from solvent.engine.loans.aave4.positions import Position, newest_of
from solvent.engine.loans.places import Place, is_open, known, loan_in, place_of
from solvent.engine.loans.reading import paid_in, paid_out, some, units
from solvent.engine.refusal import Stages, account_of, require
from solvent.lending.aave import hub as assets
from solvent.lending.aave import spoke as rules
from solvent.lending.aave.hub import units_up
from solvent.reasons import Bearer, Posting, Reason


def supply(book: Book, command: c.Supply) -> Stages:
    """Units in for shares; they are collateral where what was there is, and cost no look at the loan."""
    place, amount = place_of(book, command), some(command.amount)
    is_open(book, place.reserve, adds=True)
    position = _position(book, place)
    may_add(position.hub, place.reserve, amount)
    _added(position, place.reserve, amount)
    paid = paid_in(book, place.reserve, amount, Posting.LOAN_SUPPLY)
    yield [*place.opened, *position.ended(), *paid]
    yield watching.looked(book, place.loan)


def redeem(book: Book, command: c.Redeem) -> Stages:
    """Units out for shares, at most all; a loan that they were collateral of is refreshed and must be healthy."""
    place, wanted = known(book, command), units(command.amount)
    is_open(book, place.reserve)
    position = _position(book, place)
    hub, here = position.hub, position.parts[place.reserve]
    amount = min(wanted, assets.assets_down(hub[place.reserve], here.supplied))
    require(amount > 0, Reason.NOTHING_MOVES, f"{command.account} has supplied nothing to {command.asset}")
    moved = done(assets.remove(hub[place.reserve], amount), command.account)
    hub[place.reserve] = moved.asset
    position.put(place.reserve, here._replace(supplied=here.supplied - moved.shares))
    position.touch(place.reserve)
    if here.pledged:
        position.refreshed(command.account)
    paid = paid_out(book, place.reserve, amount, Posting.LOAN_REDEMPTION)
    yield [*position.ended(), *paid]
    yield watching.looked(book, place.loan)


def borrow(book: Book, command: c.Borrow) -> Stages:
    """Units out against collateral; the loan is refreshed and must be healthy."""
    place, amount = place_of(book, command), some(command.amount)
    is_open(book, place.reserve, adds=True)
    require(bool(book.reserves.borrowing[place.reserve]), Reason.RESERVE_CLOSED, f"{command.asset} is not lent")
    position = _position(book, place)
    may_draw(position.hub, place.reserve, amount)
    _drawn(position, place.reserve, amount, command.account)
    position.refreshed(command.account)
    paid = paid_out(book, place.reserve, amount, Posting.LOAN_BORROWING)
    yield [*place.opened, *position.ended(), *paid]
    yield watching.looked(book, place.loan)


def repay(book: Book, command: c.Repay) -> Stages:
    """Units in, at most all: the premium first, then what was drawn."""
    place, wanted = known(book, command), units(command.amount)
    is_open(book, place.reserve)
    position = _position(book, place)
    owed = position.debt(place.reserve)
    require(owed.units > 0, Reason.NOTHING_OWED, f"{command.account} owes no {command.asset}")
    pays = rules.split(owed, wanted)
    restored(position, place.reserve, pays)
    position.recharged()
    paid = paid_in(book, place.reserve, pays.units, Posting.LOAN_REPAYMENT)
    yield [*position.ended(), *paid]
    yield watching.looked(book, place.loan)


def set_collateral(book: Book, command: c.SetCollateral) -> Stages:
    """What is supplied becomes collateral by its newest terms, or no longer is, if the loan is healthy without."""
    place, pledged = place_of(book, command), bool(command.pledged)
    is_open(book, place.reserve, adds=pledged)
    position = _position(book, place)
    here = position.parts[place.reserve]
    require(pledged != here.pledged, Reason.ALREADY_IN_FORCE, f"{command.asset} is so already")
    key = newest_of(book, place.reserve) if pledged else here.key
    position.put(place.reserve, here._replace(pledged=pledged, key=key))
    if not pledged:
        position.refreshed(command.account)
    yield [*place.opened, *position.ended()]
    yield watching.looked(book, place.loan)


def refresh_loan(book: Book, command: c.RefreshLoan) -> Stages:
    """The loan is charged by what its collateral is worth now, and counts by the newest terms where that is asked for.

    Source    aave/aave-v4 8e6ea16 src/spoke/Spoke.sol updateUserRiskPremium, updateUserDynamicConfig (read 2026-11-27)
    """
    pool = reading.pool_of(book, command.pool)
    loan, opened = loan_in(book, pool, account_of(book, command.account))
    require(not opened, Reason.UNKNOWN_LOAN, f"{command.account} has nothing in {command.pool}")
    position = Position(Hub(book, reading.seconds(command.time_ns)), loan)
    if command.terms:
        position.refreshed(command.account)
    else:
        position.recharged()
    yield [*position.ended()]
    yield watching.looked(book, loan)


def cover_deficit(book: Book, command: c.CoverDeficit) -> Stages:
    """Shares of an account that owes nothing are given up for the deficit of their asset, up to all of it.

    Source    aave/aave-v4 ea3c927 src/hub/Hub.sol eliminateDeficit (read 2026-11-27): there by a spoke for itself
    """
    place, wanted = known(book, command), units(command.amount)
    position = _position(book, place)
    hub, reserve = position.hub, place.reserve
    require(hub[reserve].deficit > 0, Reason.NOTHING_OWED, f"{command.asset} of {command.pool} has no deficit")
    free = not any(part.drawn for part in position.parts.values())
    require(free, Reason.HEALTH_FACTOR, f"expected an account that owes nothing, found {command.account}")
    gone, here = assets.covered(hub[reserve], wanted), position.parts[reserve]
    held = here.supplied
    require(gone.shares <= held, Reason.MORE_THAN_HELD, f"expected at most {held} shares, found {gone.shares}")
    hub[reserve] = gone.asset
    position.put(reserve, here._replace(supplied=held - gone.shares))
    position.touch(reserve)
    yield [e.DeficitSet(reserve, str(units_up(gone.asset.deficit)), Bearer.DEFICIT), *position.ended()]
    yield watching.looked(book, place.loan)


def pause_reserve(book: Book, command: c.PauseReserve) -> Stages:
    """Everything in a reserve stops at once, or goes on at once: a spoke knows no time of grace."""
    require(not command.grace_s, Reason.OUT_OF_RANGE, f"expected no grace, found {command.grace_s} seconds")
    yield from modes.pause_reserve(book, command)


def load_loan(book: Book, command: c.LoadLoan) -> Stages:
    """Units supplied and owed already, whatever they are worth, by the newest terms; what accrued is in what is owed.

    The premium is charged from here on where all prices are known, and else from when the loan is looked at again.
    """
    place, supplied, owed = place_of(book, command), units(command.supplied, True), units(command.owed, True)
    require(supplied + owed > 0, Reason.AMOUNT_NOT_ALLOWED, "expected something supplied or owed, found neither")
    position = _position(book, place)
    if supplied:
        _added(position, place.reserve, supplied)
        here = position.parts[place.reserve]
        key = newest_of(book, place.reserve)
        position.put(place.reserve, here._replace(pledged=bool(command.pledged), key=key))
    if owed:
        _drawn(position, place.reserve, owed, command.account)
    if position.priced:
        position.recharged()
    paid = paid_in(book, place.reserve, supplied, Posting.LOAN_SUPPLY)
    yield [*place.opened, *position.ended(), *paid]
    yield paid_out(book, place.reserve, owed, Posting.LOAN_BORROWING)
    yield watching.looked(book, place.loan)


def restored(position: Position, reserve: int, pays: rules.Debt) -> None:
    """What was drawn and its premium after a part of them was paid; until it is charged again, nothing is for risk."""
    hub, part = position.hub, position.parts[reserve]
    position.premium(reserve, rules.charged(hub[reserve], part.drawn, part.premium, 0, pays.premium))
    shares = assets.drawn_shares(hub[reserve], pays.drawn)
    hub[reserve] = assets.restored(hub[reserve], shares, pays.units)
    position.put(reserve, position.parts[reserve]._replace(drawn=part.drawn - shares))


def _position(book: Book, place: Place) -> Position:
    position = Position(Hub(book, place.now_s), place.loan)
    position.at(place.reserve, place.holding)
    return position


def _added(position: Position, reserve: int, amount: int) -> None:
    moved = done(assets.add(position.hub[reserve], amount), f"{amount} units")
    position.hub[reserve] = moved.asset
    here = position.parts[reserve]
    position.put(reserve, here._replace(supplied=here.supplied + moved.shares))
    position.touch(reserve)


def _drawn(position: Position, reserve: int, amount: int, who: str) -> None:
    moved = done(assets.draw(position.hub[reserve], amount), who)
    position.hub[reserve] = moved.asset
    here = position.parts[reserve]
    position.put(reserve, here._replace(drawn=here.drawn + moved.shares))
    position.touch(reserve)
