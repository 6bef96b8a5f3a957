"""The coin given back for collateral: lowest rates first; after a shutdown of whomever is named, and 2 % on top."""

from typing import NamedTuple

from solvent import commands as c
from solvent import events as e
from solvent.book import Book, wide
from solvent.engine import refusal as r
from solvent.engine.loans import reading, watching
from solvent.engine.loans.liquity.branch import price_of, reserves_of
from solvent.engine.loans.liquity2.branch import Rated, is_open, rated_of, terms_of, total_ratio, written
from solvent.engine.loans.liquity2.troves import Tenant, settled, tenant_at, tenants_in
from solvent.engine.refusal import Stages, require
from solvent.fixed import mul_div_down
from solvent.lending.liquity.rated import LEAST_DEBT, Change
from solvent.lending.liquity.ratio import WHOLE, ratio
from solvent.lending.liquity.redemption_v2 import FLOOR, BaseRate, Redeemed, charge, from_trove, urgent
from solvent.lending.scales import WAD
from solvent.reasons import Posting, Reason
from solvent.units import PPM

Done = list[tuple[Tenant, Redeemed]]


class Given(NamedTuple):
    """The branch once troves have given, the events that write them, and what they gave."""

    rated: Rated
    events: list[e.Event]
    coins: int
    collateral: int


def base_rate(book: Book, rated: Rated) -> BaseRate:
    """The base rate of a branch as it was last written."""
    row = rated.branch.row
    return BaseRate(wide(book.branches, row, "base_rate"), int(book.branches.fee_s[row]))


def redeem_coin(book: Book, command: c.RedeemCoin) -> Stages:
    """Trove after trove until the coins are given back: a tiny one that gave last time first, then by rate.

    At most what the stability pool does not back is given back, where there is such. A trove below 100 % is passed
    over.
    Source    liquity/bold 405f912 CollateralRegistry.sol, TroveManager.sol redeemCollateral (read 2026-11-27)
    """
    pool, wanted, now_s = (
        reading.pool_of(book, command.pool),
        reading.some(command.amount),
        reading.seconds(command.time_ns),
    )
    most = command.most_ppm * mul_div_down(WAD, 1, PPM)
    require(FLOOR <= most <= WAD, Reason.OUT_OF_RANGE, f"expected most_ppm of 0.5 % to 1, found {command.most_ppm}")
    before = rated_of(book, pool)
    is_open(before, command.pool)
    price = price_of(book, before.branch)
    whole, line = total_ratio(book, before, now_s), terms_of(book, before).shutdown
    require(whole >= line, Reason.SYSTEM_RATIO, f"all troves together are at {whole} wad, below {line}")
    debt = before.all.owed(now_s) + before.branch.owing
    bare = debt - before.pool.deposits
    amount, supply = min(wanted, bare) if bare > 0 else wanted, before.all.recorded + before.branch.owing
    require(supply > 0, Reason.NOTHING_MOVES, "nobody owes the coin")
    rate = base_rate(book, before)
    share = charge(rate.raised(amount, supply, now_s))
    require(share <= most, Reason.SLIPPAGE, f"expected a fee of at most {most} wad, it is {share}")
    done = _in_order(book, pool, before, amount, price, share, now_s)
    require(bool(done), Reason.NOTHING_MOVES, "no trove gives collateral for so many coins")
    given = _given(before, done, now_s, sleeps=True)
    after = rate.after(given.coins, supply, now_s)
    told = e.BaseRateSet(before.branch.row, str(after.rate), after.since)
    paid = reading.paid_out(book, reserves_of(book, before.branch)[0], given.collateral, Posting.COIN_REDEMPTION)
    yield [*given.events, *written(book, before, given.rated), told, *paid]
    yield watching.swept(book, pool)
    yield [event for tenant, _ in done for event in watching.looked(book, tenant.seat.loan)]


def redeem_urgently(book: Book, command: c.RedeemUrgently) -> Stages:
    """Of troves that are named, in their order, each at most all it has.

    Source    liquity/bold 405f912 TroveManager.sol urgentRedemption (read 2026-11-27)
    """
    pool, now_s = reading.pool_of(book, command.pool), reading.seconds(command.time_ns)
    names, wanted, least = command.accounts, reading.some(command.amount), reading.units(command.least, True)
    require(0 < len(set(names)) == len(names), Reason.ALREADY_EXISTS, "expected accounts, each once")
    before = rated_of(book, pool)
    require(before.all.shut > 0, Reason.NOT_SHUT_DOWN, f"{command.pool} was not shut down")
    price = price_of(book, before.branch)
    done: Done = []
    for name in names:
        tenant = tenant_at(book, pool, r.account_of(book, name), before, now_s)
        require(not tenant.seat.opened, Reason.UNKNOWN_LOAN, f"{name} never had a trove in {command.pool}")
        if wanted and tenant.trove.debt:
            done.append((tenant, urgent(tenant.trove, wanted, price)))
            wanted -= done[-1][1].lot
    given = _given(before, done, now_s, sleeps=False)
    require(given.collateral > 0, Reason.NOTHING_MOVES, "none of them gives collateral for so many coins")
    require(given.collateral >= least, Reason.SLIPPAGE, f"expected {least} units or more, found {given.collateral}")
    paid = reading.paid_out(book, reserves_of(book, before.branch)[0], given.collateral, Posting.COIN_REDEMPTION)
    yield [*given.events, *written(book, before, given.rated), *paid]
    yield watching.swept(book, pool)
    yield [event for tenant, _ in done for event in watching.looked(book, tenant.seat.loan)]


def _in_order(book: Book, pool: int, rated: Rated, wanted: int, price: int, share: int, now_s: int) -> Done:
    """The troves that give, in order, and what each does."""
    tenants = tenants_in(book, pool, rated, now_s)
    first = [one for one in tenants if one.seat.loan + 1 == rated.zombie]
    queue = sorted((one for one in tenants if one.place), key=lambda one: (one.rate.rate, -one.place))
    done: Done = []
    for tenant in [*first, *queue]:
        if not wanted:
            break
        if ratio(*tenant.trove, price) >= WHOLE and tenant.trove.debt:
            done.append((tenant, from_trove(tenant.trove, wanted, price, share)))
            wanted -= done[-1][1].lot
    return done


def _given(rated: Rated, done: Done, now_s: int, sleeps: bool) -> Given:
    """Troves after they gave. Where that leaves one with too little it gives first next time, and is a zombie."""
    events, changes = list[e.Event](), list[Change]()
    zombie = rated.zombie
    for tenant, one in done:
        tiny = sleeps and one.left.debt < LEAST_DEBT
        step = settled(rated, tenant, one.left, now_s, place=0 if tiny else None)
        rated = step.rated
        changes.append(step.change)
        amounts = str(one.lot), str(one.collateral), "0"
        events += [*step.events, e.TroveRedeemed(tenant.seat.loan, *amounts, 0)]
        if tiny and tenant.place and one.left.debt:
            zombie = tenant.seat.loan + 1
        elif tiny and not tenant.place and not one.left.debt:
            zombie = 0
    coins, collateral = (sum(getattr(one, name) for _, one in done) for name in ("lot", "collateral"))
    change = Change(
        less=coins,
        shared=sum(one.shared for one in changes),
        weighted=sum(one.weighted for one in changes),
        was=sum(one.was for one in changes),
    )
    return Given(rated.booked(change, now_s)._replace(zombie=zombie), events, coins, collateral)
