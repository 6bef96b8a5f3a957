"""A stranger closes troves below their line: the stability pool takes what it can, the other borrowers the rest.

Each part is taken at its own penalty, and what the penalties leave is the owner's. There is no recovery mode: all
together may be at any ratio.
"""

from solvent import commands as c
from solvent import events as e
from solvent.book import Book, wide
from solvent.engine import refusal as r
from solvent.engine.loans import reading, watching
from solvent.engine.loans.liquity.branch import price_of, reserves_of
from solvent.engine.loans.liquity.liquidating import told_of
from solvent.engine.loans.liquity2.branch import Rated, Terms, offset, rated_of, terms_of, written
from solvent.engine.loans.liquity2.troves import Tenant, settled, tenant_at, tenants_in
from solvent.engine.refusal import Stages, require
from solvent.lending.liquity import redistribution, split
from solvent.lending.liquity.modes import Trove
from solvent.lending.liquity.rated import Change
from solvent.lending.liquity.ratio import ratio
from solvent.lending.liquity.split import Split
from solvent.reasons import Posting, Reason

Closed = list[tuple[Tenant, Split]]


def liquidate_troves(book: Book, command: c.LiquidateTroves) -> Stages:
    """Those of the named that are below their line are closed, in their order; never the last of all.

    Source    liquity/bold 405f912 TroveManager.sol batchLiquidateTroves (read 2026-11-27)
    """
    pool, now_s = reading.pool_of(book, command.pool), reading.seconds(command.time_ns)
    names = command.accounts
    require(0 < len(set(names)) == len(names), Reason.ALREADY_EXISTS, "expected accounts, each once")
    rated = rated_of(book, pool)
    tenants = [tenant_at(book, pool, r.account_of(book, name), rated, now_s) for name in names]
    for tenant, name in zip(tenants, names, strict=True):
        require(not tenant.seat.opened, Reason.UNKNOWN_LOAN, f"{name} never had a trove in {command.pool}")
    price, terms = price_of(book, rated.branch), terms_of(book, rated)
    closed = below(rated, [tenant for tenant in tenants if tenant.is_open], price, terms)
    require(bool(closed), Reason.LOAN_HEALTHY, "expected a trove that may be liquidated, found none")
    left = len(tenants_in(book, pool, rated, now_s)) - len(closed)
    require(left > 0, Reason.LAST_ONE, "the last trove cannot be closed")
    yield _done(book, rated, closed, price, terms, now_s)
    yield watching.swept(book, pool)
    yield [event for tenant, _ in closed for event in watching.looked(book, tenant.seat.loan)]


def below(rated: Rated, tenants: list[Tenant], price: int, terms: Terms) -> Closed:
    """The troves that may be closed, one after another, and what becomes of each."""
    room, closed = split.offsettable(rated.pool.deposits), list[tuple[Tenant, Split]]()
    for tenant in tenants:
        trove = tenant.trove
        if trove.debt and ratio(*trove, price) < terms.lines.minimum:
            done = split.v2(trove.debt, trove.collateral, room, price, terms.pool_penalty, terms.penalty)
            room -= done.offset
            closed.append((tenant, done))
    return closed


def _done(book: Book, before: Rated, closed: Closed, price: int, terms: Terms, now_s: int) -> list[e.Event]:
    """Troves, then interest of all, then the pool, then the others: as the contract orders it."""
    events: list[e.Event] = []
    rated, changes, zombie = before, list[Change](), before.zombie
    for tenant, done in closed:
        step = settled(rated, tenant, Trove(0, 0), now_s, surplus=done.surplus)
        rated = step.rated
        changes.append(step.change)
        events += [*step.events, *told_of(tenant.seat._replace(trove=tenant.trove), done, price)]
        zombie = 0 if zombie == tenant.seat.loan + 1 else zombie
    totals = Split(*(sum(column) for column in zip(*(done for _, done in closed), strict=True)))
    less = sum(tenant.trove.debt for tenant, _ in closed)
    change = Change(less=less, shared=sum(one.shared for one in changes), was=sum(one.was for one in changes))
    rated = offset(rated.booked(change, now_s), totals.offset, totals.to_pool)._replace(zombie=zombie)
    rated = _shared(book, rated, closed, totals)
    held, coin = reserves_of(book, rated.branch)
    paid = reading.paid_out(book, held, totals.to_caller + terms.gas * len(closed), Posting.LOAN_SEIZURE)
    paid += reading.paid_out(book, coin, totals.offset, Posting.COIN_BURNT)
    return [*events, *written(book, before, rated), *paid]


def _shared(book: Book, rated: Rated, closed: Closed, totals: Split) -> Rated:
    """What the pool does not take, to the others by stake, and the shares of both in what the branch was."""
    branch = rated.branch
    require(not totals.debt or branch.stakes > 0, Reason.LAST_ONE, "nobody else has a stake to take the debt over by")
    branch = branch._replace(
        shared=redistribution.share(branch.shared, totals.collateral, totals.debt, branch.stakes),
        waiting=branch.waiting + totals.collateral,
        owing=branch.owing + totals.debt,
    )
    held = wide(book.reserves, reserves_of(book, branch)[0], "supplied")
    active = held - sum(tenant.trove.collateral - tenant.seat.pending[0] for tenant, _ in closed)
    return rated._replace(
        branch=branch._replace(stakes_then=branch.stakes, collateral_then=active + branch.waiting)
    )  # fmt: skip
