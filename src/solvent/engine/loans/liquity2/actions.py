"""What an owner does with a trove of Liquity v2.

Source    liquity/bold 405f912 BorrowerOperations.sol (read 2026-11-27)
"""

from solvent import commands as c
from solvent import events as e
from solvent.book import Book, wide
from solvent.engine import refusal as r
from solvent.engine.loans import reading, watching
from solvent.engine.loans.liquity.branch import price_of, reserves_of
from solvent.engine.loans.liquity2 import stability
from solvent.engine.loans.liquity2.branch import Rated, is_open, rated_of, system_of, terms_of, written
from solvent.engine.loans.liquity2.troves import Step, Tenant, is_there, settled, tenant_at, tenants_in
from solvent.engine.loans.places import Asked
from solvent.engine.loans.reading import EVERYTHING, answered, paid_in, paid_out, some, units
from solvent.engine.refusal import Stages, require
from solvent.lending.liquity.modes import Trove
from solvent.lending.liquity.rated import (
    LEAST_DEBT,
    LEAST_RATE,
    MOST_RATE,
    WEEK,
    Rate,
    average,
    fee_for,
    may_adjust,
    may_open,
)
from solvent.lending.liquity.ratio import ratio
from solvent.reasons import Posting, Reason


def open_trove(book: Book, command: c.OpenRatedTrove) -> Stages:
    """Collateral in, the coin out; a week of the average rate is owed on top, and gas is put by."""
    account, pool, now_s = _named(book, command)
    rated = rated_of(book, pool)
    is_open(rated, command.pool)
    tenant = tenant_at(book, pool, account, rated, now_s)
    require(not tenant.is_open, Reason.ALREADY_EXISTS, f"{command.account} has a trove in {command.pool}")
    collateral, amount = some(command.collateral), some(command.amount)
    _valid(command.rate)
    rate, price = Rate(command.rate, now_s, now_s), price_of(book, rated.branch)
    change = settled(rated, tenant, Trove(collateral, amount), now_s, rate=rate).change._replace(more=amount)
    fee = fee_for(amount, average(rated.all, change, now_s))
    now = Trove(collateral, amount + fee)
    _owes_enough(now.debt)
    lines, system = terms_of(book, rated).lines, system_of(book, rated, now_s)
    answered(may_open(lines, now, system, now.debt, price), command.account)
    step = settled(rated, tenant, now, now_s, rate=rate, place=rated.queue + 1)
    held = reserves_of(book, rated.branch)[0]
    paid = paid_in(book, held, collateral + terms_of(book, rated).gas, Posting.LOAN_SUPPLY)
    yield _ended(book, rated, step, paid, now_s, more=amount, fee=fee, queue=rated.queue + 1)
    yield from _looked(book, tenant)


def supply(book: Book, command: c.Supply) -> Stages:
    """Collateral onto a trove, or the coin into the stability pool."""
    rated, tenant, of_coin, now_s = _asked(book, command)
    amount = some(command.amount)
    if of_coin:
        yield from stability.provide(book, tenant.seat.pool, r.account_of(book, command.account), amount, now_s)
        return
    yield from _adjusted(book, command, rated, tenant, now_s, collateral=amount)


def redeem(book: Book, command: c.Redeem) -> Stages:
    """Collateral off a trove, or the coin out of the stability pool."""
    rated, tenant, of_coin, now_s = _asked(book, command)
    wanted = units(command.amount)
    if of_coin:
        yield from stability.withdraw(book, tenant.seat.pool, r.account_of(book, command.account), wanted, now_s)
        return
    is_there(tenant, command.account, command.pool)
    held = tenant.trove.collateral
    require(wanted <= held, Reason.MORE_THAN_HELD, f"expected at most {held} units, found {command.amount}")
    yield from _adjusted(book, command, rated, tenant, now_s, collateral=-wanted)


def borrow(book: Book, command: c.Borrow) -> Stages:
    """More of the coin, minted against the trove, with a week of the average rate."""
    rated, tenant, of_coin, now_s = _asked(book, command)
    amount = some(command.amount)
    require(of_coin, Reason.RESERVE_CLOSED, f"{command.asset} is not lent by {command.pool}")
    yield from _adjusted(book, command, rated, tenant, now_s, more=amount)


def repay(book: Book, command: c.Repay) -> Stages:
    """The coin back, burnt, cut to what leaves the least debt; all of it closes the trove."""
    rated, tenant, of_coin, now_s = _asked(book, command)
    wanted = units(command.amount)
    require(of_coin, Reason.NOTHING_OWED, f"{command.account} owes no {command.asset}")
    is_there(tenant, command.account, command.pool)
    if wanted == EVERYTHING:
        yield from _close(book, rated, tenant, now_s)
        return
    less = min(wanted, max(tenant.trove.debt - LEAST_DEBT, 0))
    require(less > 0, Reason.NOTHING_MOVES, f"{command.account} owes the least or less: repay all")
    yield from _adjusted(book, command, rated, tenant, now_s, less=less)


def load_loan(book: Book, command: c.LoadLoan) -> Stages:
    """Collateral held and the coin owed already, unchecked, at the least rate; the coin supplied is a deposit."""
    rated, tenant, of_coin, now_s = _asked(book, command)
    supplied, owed = units(command.supplied, True), units(command.owed, True)
    require(supplied + owed > 0, Reason.AMOUNT_NOT_ALLOWED, "expected something supplied or owed, found neither")
    require(of_coin or not owed, Reason.RESERVE_CLOSED, f"{command.asset} is not lent by {command.pool}")
    if of_coin and supplied:
        require(not owed, Reason.AMOUNT_NOT_ALLOWED, "expected a deposit or a debt of the coin, found both")
        yield from stability.provide(book, tenant.seat.pool, r.account_of(book, command.account), supplied, now_s)
        return
    first = not tenant.is_open
    gas = terms_of(book, rated).gas if first else 0
    paid = paid_in(book, reserves_of(book, rated.branch)[0], supplied + gas, Posting.LOAN_SUPPLY)
    now = Trove(tenant.trove.collateral + supplied, tenant.trove.debt + owed)
    rate, place = (Rate(LEAST_RATE, now_s, now_s), rated.queue + 1) if first else (None, None)
    step = settled(rated, tenant, now, now_s, rate=rate, place=place)
    yield _ended(book, rated, step, paid, now_s, more=owed, queue=rated.queue + first)
    yield from _looked(book, tenant)


def set_trove_rate(book: Book, command: c.SetTroveRate) -> Stages:
    """Another rate; within a week of the last choice a week of the average rate is owed on all of the debt."""
    account, pool, now_s = _named(book, command)
    rated = rated_of(book, pool)
    is_open(rated, command.pool)
    tenant = tenant_at(book, pool, account, rated, now_s)
    is_there(tenant, command.account, command.pool)
    require(tenant.place > 0, Reason.DEBT_TOO_SMALL, f"{command.account} owes too little to choose a rate")
    _valid(command.rate)
    new = command.rate != tenant.rate.rate
    require(new, Reason.RATE_NOT_ALLOWED, f"expected another rate than {tenant.rate.rate} wad")
    rate, fee = Rate(command.rate, now_s, now_s), 0
    if now_s < tenant.rate.adjusted + WEEK:
        fee = _early_fee(book, command.account, rated, tenant, rate, now_s)
    now = Trove(tenant.trove.collateral, tenant.trove.debt + fee)
    step = settled(rated, tenant, now, now_s, rate=rate, place=rated.queue + 1, restake=False)
    yield _ended(book, rated, step, [], now_s, fee=fee, queue=rated.queue + 1)
    yield from _looked(book, tenant)


def claim_surplus(book: Book, command: c.ClaimSurplus) -> Stages:
    """The collateral that was left of a trove, to its owner; the trove it may have by now is not looked at."""
    account, pool, now_s = _named(book, command)
    rated = rated_of(book, pool)
    seat = tenant_at(book, pool, account, rated, now_s).seat
    require(not seat.opened, Reason.UNKNOWN_LOAN, f"{command.account} had no trove in {command.pool}")
    require(seat.surplus > 0, Reason.NOTHING_MOVES, f"nothing was left for {command.account}")
    paid = paid_out(book, reserves_of(book, rated.branch)[0], seat.surplus, Posting.LOAN_SURPLUS)
    t, row = book.troves, book.trove_of[seat.loan]
    stake, gained, charged = (str(wide(t, row, name)) for name in ("stake", "gained", "charged"))
    yield [e.TroveChanged(seat.loan, stake, gained, charged, "0"), *paid]


def _named(book: Book, command: c.OpenRatedTrove | c.SetTroveRate | c.ClaimSurplus) -> tuple[int, int, int]:
    """An account, a pool and the seconds."""
    return r.account_of(book, command.account), reading.pool_of(book, command.pool), reading.seconds(command.time_ns)


def _asked(book: Book, command: Asked) -> tuple[Rated, Tenant, bool, int]:
    """The branch and the trove a command names, whether it is about the coin, and the seconds."""
    account, pool = r.account_of(book, command.account), reading.pool_of(book, command.pool)
    reserve, now_s = reading.reserve_of(book, pool, command.asset), reading.seconds(command.time_ns)
    rated = rated_of(book, pool)
    return rated, tenant_at(book, pool, account, rated, now_s), reserve == reserves_of(book, rated.branch)[1], now_s


def _adjusted(
    book: Book, command: Asked, rated: Rated, tenant: Tenant, now_s: int, *, collateral: int = 0, more: int = 0,
    less: int = 0,
) -> Stages:  # fmt: skip
    """Collateral in or out, the coin borrowed or repaid; a zombie that owes enough again takes its place."""
    is_there(tenant, command.account, command.pool)
    is_open(rated, command.pool)
    price, was = price_of(book, rated.branch), tenant.trove
    now = Trove(was.collateral + collateral, was.debt + more - less)
    fee = 0
    if more:
        change = settled(rated, tenant, now, now_s).change._replace(more=more)
        fee = fee_for(more, average(rated.all, change, now_s))
        now = now._replace(debt=now.debt + fee)
    _owes_enough(now.debt)
    moved = Trove(collateral, more + fee - less)
    lines, system = terms_of(book, rated).lines, system_of(book, rated, now_s)
    answered(may_adjust(lines, now, system, moved, more > 0, price), command.account)
    wakes = tenant.place == 0
    step = settled(rated, tenant, now, now_s, place=rated.queue + 1 if wakes else None)
    held = reserves_of(book, rated.branch)[0]
    paid = paid_in(book, held, collateral, Posting.LOAN_SUPPLY) if collateral > 0 else (
        paid_out(book, held, -collateral, Posting.LOAN_REDEMPTION))  # fmt: skip
    zombie = 0 if rated.zombie == tenant.seat.loan + 1 else rated.zombie
    amounts = {"more": more, "less": less, "fee": fee}
    yield _ended(book, rated, step, paid, now_s, **amounts, queue=rated.queue + wakes, zombie=zombie)
    yield from _looked(book, tenant)


def _close(book: Book, rated: Rated, tenant: Tenant, now_s: int) -> Stages:
    """All of the debt back: collateral and gas out. Until a shutdown the last trove stays, and so does the ratio."""
    price, system, trove = price_of(book, rated.branch), system_of(book, rated, now_s), tenant.trove
    if not rated.all.shut:
        others = len(tenants_in(book, tenant.seat.pool, rated, now_s)) > 1
        left = ratio(system.collateral - trove.collateral, system.debt - trove.debt, price)
        lines = terms_of(book, rated).lines
        require(left >= lines.critical, Reason.SYSTEM_RATIO, "all together would be below their line without it")
        require(others, Reason.LAST_ONE, "the last trove cannot be closed")
    step = settled(rated, tenant, Trove(0, 0), now_s)
    gas = terms_of(book, rated).gas
    paid = paid_out(book, reserves_of(book, rated.branch)[0], trove.collateral + gas, Posting.LOAN_REDEMPTION)
    zombie = 0 if rated.zombie == tenant.seat.loan + 1 else rated.zombie
    yield _ended(book, rated, step, paid, now_s, less=trove.debt, zombie=zombie)
    yield from _looked(book, tenant)


def _early_fee(book: Book, who: str, rated: Rated, tenant: Tenant, rate: Rate, now_s: int) -> int:
    """The fee for a rate that is chosen within a week of the last; the trove and all together must bear it."""
    debt, price = tenant.trove.debt, price_of(book, rated.branch)
    change = settled(rated, tenant, tenant.trove, now_s, rate=rate).change
    fee = fee_for(debt, average(rated.all, change, now_s))
    lines, system = terms_of(book, rated).lines, system_of(book, rated, now_s)
    own = ratio(tenant.trove.collateral, debt + fee, price)
    require(own >= lines.minimum, Reason.BORROWING_POWER, f"{who}: the fee would leave a ratio of {own} wad")
    whole = ratio(system.collateral, system.debt + fee, price)
    require(whole >= lines.critical, Reason.SYSTEM_RATIO, f"all together would be at {whole} wad")
    return fee


def _valid(rate: int) -> None:
    require(LEAST_RATE <= rate <= MOST_RATE, Reason.RATE_NOT_ALLOWED,
            f"expected a rate of a year from {LEAST_RATE} to {MOST_RATE} wad, found {rate}")  # fmt: skip


def _owes_enough(debt: int) -> None:
    require(debt >= LEAST_DEBT, Reason.DEBT_TOO_SMALL, f"expected at least {LEAST_DEBT} owed, found {debt}")


def _ended(
    book: Book, before: Rated, step: Step, paid: list[e.Event], now_s: int, *, more: int = 0, less: int = 0,
    fee: int = 0, queue: int | None = None, zombie: int | None = None,
) -> list[e.Event]:  # fmt: skip
    """The trove, the branch with its interest minted, and the money, in one stage."""
    change = step.change._replace(more=more, less=less, fee=fee)
    after = step.rated.booked(change, now_s)
    after = after._replace(
        queue=after.queue if queue is None else queue, zombie=after.zombie if zombie is None else zombie
    )
    return [*step.events, *written(book, before, after), *paid]


def _looked(book: Book, tenant: Tenant) -> Stages:
    """What that changes: for every trove, since the only one cannot be closed, and for what backs this one."""
    yield watching.swept(book, tenant.seat.pool)
    yield watching.looked(book, tenant.seat.loan)
