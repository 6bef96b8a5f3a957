"""E-modes, an emergency stop, and a deficit that somebody covers."""

from solvent import commands as c
from solvent import events as e
from solvent.book import Book, name_hash, wide
from solvent.engine.loans import reading, watching
from solvent.engine.loans.aave.reserves import begun, category, category_number, ended, reserves_at, version_of
from solvent.engine.loans.places import TOO_SMALL, changed, is_open, known, loan_in
from solvent.engine.refusal import Stages, account_of, require
from solvent.lending.aave import checks
from solvent.lending.scales import RAY
from solvent.reasons import Bearer, Reason

MAX_GRACE_S = 4 * 3600  # aave-dao/aave-v3-origin fd1fbd9 PoolConfigurator.sol MAX_GRACE_PERIOD (read 2026-11-26)


def set_category(book: Book, command: c.SetCategory) -> Stages:
    """A loan enters an e-mode of its pool, or leaves them."""
    pool, holder = reading.pool_of(book, command.pool), account_of(book, command.account)
    loan, opened = loan_in(book, pool, holder)
    number = _number(book, pool, command.category)
    require(number != category_number(book, loan), Reason.ALREADY_IN_FORCE, f"{command.account} is there already")
    holdings, version = reading.holdings_of(book, loan), version_of(book, pool)
    reading.priced(book, holdings)
    reserves = reserves_at(book, holdings, reading.seconds(command.time_ns))
    mode = category(book, number) if number >= 0 else None
    may_be_owed = book.members(number, "borrowable") if number >= 0 else _lent(book, pool)
    answered = checks.may_enter(version, holdings, reserves, mode, may_be_owed)
    reading.answered(answered, command.account)
    yield [*opened, e.LoanCategorySet(loan, number)]
    yield watching.looked(book, loan)


def _number(book: Book, pool: int, name: str) -> int:
    """The index of an e-mode, -1 for none of them."""
    t = book.categories
    if not name:
        return -1
    found = [row for row in range(t.n) if t.pool[row] == pool and t.name[row] == name_hash(name)]
    require(bool(found), Reason.UNKNOWN_CATEGORY, f"{book.pool_names[pool]} has no e-mode {name!r:.60}")
    return found[0]


def _lent(book: Book, pool: int) -> frozenset[int]:
    return frozenset(reserve for reserve in book.reserves_in(pool) if book.reserves.borrowing[reserve])


def pause_reserve(book: Book, command: c.PauseReserve) -> Stages:
    """Everything in a reserve stops at once, or goes on after a time of grace; interest goes on."""
    reserve = reading.reserve_of(book, reading.pool_of(book, command.pool), command.asset)
    grace = command.grace_s
    require(0 <= grace <= MAX_GRACE_S, Reason.OUT_OF_RANGE,
            f"expected a grace of at most {MAX_GRACE_S} seconds, found {grace}")  # fmt: skip
    paused = bool(command.paused)
    require(paused != bool(book.reserves.paused[reserve]), Reason.ALREADY_IN_FORCE, f"{command.asset} is so already")
    require(
        not (paused and grace), Reason.OUT_OF_RANGE, "expected a grace where a pause ends, found it where one begins"
    )
    until = reading.seconds(command.time_ns) + grace if grace else 0
    yield [e.ReservePaused(reserve, int(paused), until)]


def cover_deficit(book: Book, command: c.CoverDeficit) -> Stages:
    """An account without debts gives what it supplies for a deficit, up to all of it."""
    place, wanted = known(book, command), reading.units(command.amount)
    is_open(book, place.reserve)
    deficit, here = wide(book.reserves, place.reserve, "deficit"), place.here
    require(deficit > 0, Reason.NOTHING_OWED, f"{command.asset} of {command.pool} has no deficit")
    free = not any(holding.owed for holding in place.before.values())
    require(free, Reason.HEALTH_FACTOR, f"expected an account that owes nothing, found {command.account}")
    version, amount = version_of(book, place.pool), min(wanted, deficit)
    state, minted = begun(book, place.reserve, place.now_s)
    held = version.supplied(here.supplied, state.supply_index, RAY)
    require(amount <= held, Reason.MORE_THAN_HELD, f"expected at most {held} units, found {amount}")
    gone = version.take_supply(amount, RAY, state.supply_index)
    require(0 < gone <= here.supplied, Reason.NOTHING_MOVES, TOO_SMALL)
    state = state._replace(supplied=state.supplied - gone)
    cash, left = reading.cash_of(book, place.reserve), here.supplied - gone
    now = here._replace(supplied=left, pledged=here.pledged and left > 0)
    yield [
        e.DeficitSet(place.reserve, str(deficit - amount), Bearer.DEFICIT),
        ended(book, place.reserve, state, minted, cash, deficit - amount),
        changed(place.holding, now),
    ]
    yield watching.looked(book, place.loan)
