"""A pool of troves beside the perpetuals of a random house: what comes in, and its laws."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from solvent import commands as c
from solvent.book import Book, wide
from solvent.engine.loans import reading, watching
from solvent.engine.loans.liquity.branch import branch_of, reserves_of, terms_of
from solvent.engine.loans.liquity.stability import kept
from solvent.engine.loans.liquity.troves import seat_at, seats_in
from solvent.policy import Protocol
from tests.troves import COIN, ETHER, TROVES, WAD, troves_policy

if TYPE_CHECKING:
    from tests.simulation.house import House

PRICE = 2_000 * WAD


def troves_opened(house: House, accounts: tuple[str, ...]) -> Iterator[c.Command]:
    """A pool, its price, and somebody who borrows."""
    yield house.stamp(c.AdoptLending, pool=TROVES, policy=troves_policy())
    yield house.stamp(c.ObserveOracle, pool=TROVES, asset=ETHER, price=str(PRICE))
    yield house.stamp(c.OpenTrove, pool=TROVES, account=accounts[0], collateral=str(40 * WAD), amount=str(20_000 * WAD))


def troved(house: House, accounts: tuple[str, ...]) -> c.Command:
    """A command about troves, which need not be accepted."""
    r, what = house.seats, house.seats.randrange(22)
    account = r.choice(accounts)
    place = {"pool": TROVES, "account": account}
    ether, coins = str(r.randint(1, 3 * 10**19)), str(r.randint(1, 6_000) * WAD + r.randint(0, 9))
    if r.random() < 0.05:
        ether = coins = r.choice(("", "-1", "0", "all", "9" * 39))
    if what < 4:
        worth = int(ether) * PRICE // WAD if ether.isdigit() and len(ether) < 30 else 0
        wanted = str(worth * r.choice([50, 60, 80, 88]) // 100 or coins)
        return house.stamp(c.OpenTrove, **place, collateral=ether, amount=wanted)
    if what < 7:
        return house.stamp(c.Supply, **place, asset=r.choice([ETHER, COIN, COIN]), amount=r.choice([ether, coins]))
    if what < 9:
        return house.stamp(c.Redeem, **place, asset=r.choice([ETHER, COIN]), amount=r.choice([ether, coins, "all"]))
    if what == 9:
        return house.stamp(c.Borrow, **place, asset=COIN, amount=coins)
    if what < 12:
        return house.stamp(c.Repay, **place, asset=COIN, amount=r.choice([coins, "all"]))
    if what == 12:
        asset, owed = r.choice([(ETHER, "0"), (COIN, "0"), (COIN, coins)])
        return house.stamp(c.LoadLoan, **place, asset=asset, supplied="0" if owed != "0" else coins, owed=owed)
    if what >= 20:
        return house.stamp(c.RedeemCoin, pool=TROVES, amount=coins, most_ppm=r.choice([10**6, 10**6, 20_000, 0]))
    if what == 13:
        return house.stamp(c.ClaimSurplus, **place)
    if what < 16:
        price = str(PRICE * r.choice([15, 30, 45, 60, 80, 100, 150]) // 100 + r.randint(0, 9))
        return house.stamp(c.ObserveOracle, pool=TROVES, asset=ETHER, price=price)
    mine = house.book.pool_names.index(TROVES)
    loans = [loan for loan in house.book.trove_of if house.book.loans.pool[loan] == mine]
    named = [house.book.account_names[int(house.book.loans.account[loan])] for loan in loans]
    chosen = [one for one in named if r.random() < 0.7] if r.random() < 0.9 else [account, account]
    r.shuffle(chosen)
    return house.stamp(c.LiquidateTroves, pool=TROVES, accounts=chosen)


def troves_amiss(book: Book) -> list[str]:
    """What does not hold of every pool of troves: cash, shares, stakes, flags."""
    pools = [pool for pool in range(book.pools.n) if book.pools.protocol[pool] == Protocol.LIQUITY_V1]
    return [found for pool in pools for found in _amiss(book, pool)]


def _amiss(book: Book, pool: int) -> Iterator[str]:
    branch = branch_of(book, pool)
    held, coin = reserves_of(book, branch)
    loans = [loan for loan in book.trove_of if book.loans.pool[loan] == pool]
    every = [seat_at(book, pool, int(book.loans.account[loan]), branch) for loan in loans]
    open_ = seats_in(book, pool, branch)
    accounts = [account for of, account in book.deposit_of if of == branch.row]
    deposits = [has for account in accounts if (has := kept(book, branch, account))]
    ether = wide(book.reserves, held, "supplied") + branch.waiting + branch.earned + sum(seat.surplus for seat in every)
    coins = branch.pool.deposits + terms_of(book, branch).set_aside * len(open_)
    for reserve, expected in ((held, ether), (coin, coins)):
        if reading.cash_of(book, reserve) != expected:
            yield f"reserve {reserve} has {reading.cash_of(book, reserve)}, its owners {expected}"
    if branch.stakes != sum(seat.stake for seat in every):
        yield f"stakes are {branch.stakes}, of the troves {sum(seat.stake for seat in every)}"
    given = [sum(column) for column in zip(*(seat.pending for seat in every), strict=True)] or [0, 0]
    for name, shared, most in zip(("collateral", "debt"), given, (branch.waiting, branch.owing), strict=True):
        if shared > most:
            yield f"{shared} of {name} is promised to troves, {most} waits"
    if sum(has.gained for has in deposits) > branch.earned + len(deposits):
        yield f"depositors gained {sum(has.gained for has in deposits)}, the pool has {branch.earned}"
    for seat in open_:
        whole = watching.standing(book, seat.loan)
        if whole and whole.liquidatable != bool(book.loans.liquidatable[seat.loan]):
            yield f"trove {seat.loan} is flagged {book.loans.liquidatable[seat.loan]}, its health is {whole.health}"
