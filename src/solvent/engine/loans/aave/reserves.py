"""The book's cells as the rules of Aave want them, and the events by which one reserve moves."""

from collections.abc import Mapping

from solvent import events as e
from solvent.book import MAX_WIDE, Book, wide
from solvent.engine.loans.places import Place
from solvent.engine.loans.reading import priced
from solvent.engine.refusal import require
from solvent.fixed import mul_div_down
from solvent.lending.aave import accrual
from solvent.lending.aave.accrual import Curve, State
from solvent.lending.aave.pool import Category, Reserve
from solvent.lending.aave.versions import VERSIONS, Version
from solvent.lending.scales import RAY
from solvent.policy.lending import PPB
from solvent.reasons import Reason


def version_of(book: Book, pool: int) -> Version:
    """The version a pool runs."""
    return VERSIONS[int(book.pools.protocol[pool])]


def version_at(book: Book, reserve: int) -> Version:
    """The version of a reserve's pool."""
    return version_of(book, int(book.reserves.pool[reserve]))


def state_of(book: Book, reserve: int) -> State:
    """A reserve's interest as it was last written."""
    table = book.reserves
    numbers = {name: wide(table, reserve, name) for name in State._fields[:-1]}
    return State(**numbers, updated=int(table.updated_s[reserve]))


def curve_of(book: Book, reserve: int) -> Curve:
    """How a reserve's rates follow its usage."""
    t, ray = book.reserves, mul_div_down(RAY, 1, PPB)
    rates = {name: int(getattr(t, name)[reserve]) * ray for name in Curve._fields[:-1]}
    return Curve(**rates, factor=int(t.factor[reserve]))


def reserve_at(book: Book, reserve: int, now_s: int) -> Reserve:
    """A reserve as the rules are told of it, its indices those a view computes at a time."""
    t = book.reserves
    supply_index, borrow_index = accrual.seen(version_at(book, reserve), state_of(book, reserve), now_s)
    return Reserve(
        decimals=int(t.decimals[reserve]),
        price=wide(t, reserve, "price"),
        supply_index=supply_index,
        borrow_index=borrow_index,
        ltv=int(t.ltv[reserve]),
        threshold=int(t.threshold[reserve]),
        bonus=int(t.bonus[reserve]),
        fee=int(t.fee[reserve]),
        active=bool(t.active[reserve]),
        paused=bool(t.paused[reserve]),
        grace_until=int(t.grace_until[reserve]) or -1,
    )


def reserves_at(book: Book, reserves: Mapping[int, object], now_s: int) -> dict[int, Reserve]:
    """These reserves at a time."""
    return {reserve: reserve_at(book, reserve, now_s) for reserve in reserves}


def category_number(book: Book, loan: int) -> int:
    """The index of the e-mode a loan is in, -1 where it is in none or is new."""
    return int(book.loans.category[loan]) - 1 if loan < book.loans.n else -1


def category_of(book: Book, loan: int) -> Category | None:
    """The e-mode a loan is in, if it is in one."""
    number = category_number(book, loan)
    return category(book, number) if number >= 0 else None


def category(book: Book, number: int) -> Category:
    """An e-mode as the rules are told of it."""
    t = book.categories
    return Category(
        book.members(number, "collateral"), int(t.ltv[number]), int(t.threshold[number]), int(t.bonus[number]),
        bool(t.isolated[number]),
    )  # fmt: skip


def market_of(book: Book, place: Place) -> dict[int, Reserve]:
    """The reserves of a loan at the command's time, each with the price that is needed."""
    priced(book, place.before)
    return reserves_at(book, place.before, place.now_s)


def begun(book: Book, reserve: int, now_s: int) -> tuple[State, int]:
    """A reserve's interest brought up to now, and what the treasury is given for it, scaled."""
    factor = int(book.reserves.factor[reserve])
    return accrual.updated(version_at(book, reserve), state_of(book, reserve), factor, now_s)


def ended(
    book: Book, reserve: int, state: State, minted: int, cash: int, deficit: int | None = None
) -> e.ReserveUpdated:
    """The event that writes a reserve's interest, with the rates that follow from what it now has and is owed.

    minted    scaled, to the treasury
    cash      units not lent out, afterwards
    deficit   units, afterwards; none: as before
    """
    lost = wide(book.reserves, reserve, "deficit") if deficit is None else deficit
    state = accrual.rated(version_at(book, reserve), state, curve_of(book, reserve), cash, lost)
    require(max(*state[:-1], lost) <= MAX_WIDE, Reason.TOO_LARGE,
            f"expected indices and totals within 2^126, found {max(*state[:-1], lost)}")  # fmt: skip
    return e.ReserveUpdated(
        reserve=reserve,
        supply_index=str(state.supply_index),
        borrow_index=str(state.borrow_index),
        supply_rate=str(state.supply_rate),
        borrow_rate=str(state.borrow_rate),
        minted=str(minted),
        now_s=state.updated,
    )
