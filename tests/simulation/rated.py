"""A branch of Liquity v2 beside the rest of a random house: what comes in, and its laws."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from solvent import commands as c
from solvent.book import Book, wide
from solvent.engine.loans import reading, watching
from solvent.engine.loans.liquity.branch import reserves_of
from solvent.engine.loans.liquity2.branch import rated_of, terms_of
from solvent.engine.loans.liquity2.stability import kept
from solvent.engine.loans.liquity2.troves import tenant_at
from solvent.policy import Protocol
from tests.rated import BRANCH, COIN, ETHER, PERCENT, WAD, rated_policy

if TYPE_CHECKING:
    from tests.simulation.house import House

PRICE = 2_000 * WAD
RATES = (PERCENT // 2, PERCENT, 5 * PERCENT, 100 * PERCENT, 250 * PERCENT, 1)


def opened(house: House, accounts: tuple[str, ...]) -> Iterator[c.Command]:
    """A branch, its price, and somebody who borrows."""
    yield house.stamp(c.AdoptLending, pool=BRANCH, policy=rated_policy())
    yield house.stamp(c.ObserveOracle, pool=BRANCH, asset=ETHER, price=str(PRICE))
    first = {"account": accounts[0], "collateral": str(40 * WAD), "amount": str(20_000 * WAD), "rate": 5 * PERCENT}
    yield house.stamp(c.OpenRatedTrove, pool=BRANCH, **first)


def asked(house: House, accounts: tuple[str, ...]) -> c.Command:
    """A command about the branch, which need not be accepted."""
    r, what = house.lessees, house.lessees.randrange(26)
    account = r.choice(accounts)
    place = {"pool": BRANCH, "account": account}
    ether, coins = str(r.randint(1, 3 * 10**19)), str(r.randint(1, 6_000) * WAD + r.randint(0, 9))
    if r.random() < 0.05:
        ether = coins = r.choice(("", "-1", "0", "all", "9" * 39))
    if what < 5:
        worth = int(ether) * PRICE // WAD if ether.isdigit() and len(ether) < 30 else 0
        wanted = str(worth * r.choice([50, 60, 80, 88]) // 100 or coins)
        return house.stamp(c.OpenRatedTrove, **place, collateral=ether, amount=wanted, rate=r.choice(RATES))
    if what < 8:
        return house.stamp(c.Supply, **place, asset=r.choice([ETHER, COIN, COIN]), amount=r.choice([ether, coins]))
    if what < 10:
        return house.stamp(c.Redeem, **place, asset=r.choice([ETHER, COIN]), amount=r.choice([ether, coins, "all"]))
    if what == 10:
        return house.stamp(c.Borrow, **place, asset=COIN, amount=coins)
    if what < 13:
        return house.stamp(c.Repay, **place, asset=COIN, amount=r.choice([coins, "all"]))
    if what == 13:
        asset, owed = r.choice([(ETHER, "0"), (COIN, "0"), (COIN, coins)])
        return house.stamp(c.LoadLoan, **place, asset=asset, supplied="0" if owed != "0" else coins, owed=owed)
    if what == 14:
        return house.stamp(c.SetTroveRate, **place, rate=r.choice(RATES))
    if what == 15:
        return house.stamp(c.ClaimSurplus, **place)
    if what < 18:
        price = str(PRICE * r.choice([15, 30, 45, 60, 80, 100, 150]) // 100 + r.randint(0, 9))
        return house.stamp(c.ObserveOracle, pool=BRANCH, asset=ETHER, price=price)
    return _called(house, accounts, coins)


def _called(house: House, accounts: tuple[str, ...], coins: str) -> c.Command:
    """Coins for collateral, a shutdown, and what strangers close."""
    r, book, pool = house.lessees, house.book, house.book.pool_names.index(BRANCH)
    named = [
        book.account_names[int(book.loans.account[loan])] for loan in book.rated_of if book.loans.pool[loan] == pool
    ]
    chosen = [one for one in named if r.random() < 0.7] if r.random() < 0.9 else [accounts[0], accounts[0]]
    r.shuffle(chosen)
    what = r.randrange(8)
    if what < 2:
        return house.stamp(c.RedeemCoin, pool=BRANCH, amount=coins, most_ppm=r.choice([10**6, 10**6, 20_000, 0]))
    if what == 2 and r.random() < 0.3:
        return house.stamp(c.ShutBranch, pool=BRANCH)
    if what == 3:
        return house.stamp(c.RedeemUrgently, pool=BRANCH, accounts=chosen, amount=coins)
    return house.stamp(c.LiquidateTroves, pool=BRANCH, accounts=chosen)


def rated_amiss(book: Book) -> Iterator[str]:
    """What does not hold of every branch of v2: cash, stakes, what all owe, promises, flags."""
    for pool in range(book.pools.n):
        if book.pools.protocol[pool] == Protocol.LIQUITY_V2:
            yield from _amiss(book, pool)


def _amiss(book: Book, pool: int) -> Iterator[str]:
    rated, now_s = rated_of(book, pool), reading.seconds(book.now_ns)
    held, coin = reserves_of(book, rated.branch)
    loans = [loan for loan in book.rated_of if book.loans.pool[loan] == pool]
    every = [tenant_at(book, pool, int(book.loans.account[loan]), rated, now_s) for loan in loans]
    open_ = [one for one in every if one.is_open]
    accounts = [account for of, account in book.deposit_of if of == rated.branch.row]
    deposits = [has for account in accounts if (has := kept(book, rated, account))]
    ether = wide(book.reserves, held, "supplied") + rated.branch.waiting + rated.branch.earned
    ether += sum(one.seat.surplus for one in every) + terms_of(book, rated).gas * len(open_)
    coins = rated.pool.deposits + rated.yields.owed + rated.yields.pending
    for reserve, expected in ((held, ether), (coin, coins)):
        if reading.cash_of(book, reserve) != expected:
            yield f"reserve {reserve} has {reading.cash_of(book, reserve)}, its owners {expected}"
    if rated.branch.stakes != sum(one.seat.stake for one in every):
        yield f"stakes are {rated.branch.stakes}, of the troves {sum(one.seat.stake for one in every)}"
    if rated.all.weighted != sum(one.was for one in every):
        yield f"debts by rates are {rated.all.weighted}, of the troves {sum(one.was for one in every)}"
    own = sum(one.trove.debt - one.seat.pending[1] for one in open_)
    if not 0 <= rated.all.owed(now_s) - own <= 10**6:
        yield f"{rated.all.owed(now_s)} is owed by all and {own} by each"
    given = [sum(column) for column in zip(*(one.seat.pending for one in every), strict=True)] or [0, 0]
    for name, shared, most in zip(
        ("collateral", "debt"), given, (rated.branch.waiting, rated.branch.owing), strict=True
    ):
        if shared > most:
            yield f"{shared} of {name} is promised to troves, {most} waits"
    if sum(has.left for has in deposits) > rated.pool.deposits:
        yield f"depositors have {sum(has.left for has in deposits)}, the pool {rated.pool.deposits}"
    for one in open_:
        whole = watching.standing(book, one.seat.loan)
        if whole and now_s == rated.all.updated and whole.liquidatable != bool(book.loans.liquidatable[one.seat.loan]):
            yield f"trove {one.seat.loan} is flagged {book.loans.liquidatable[one.seat.loan]}, at {whole.health}"
