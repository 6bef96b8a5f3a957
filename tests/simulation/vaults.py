"""A pool of vaults beside the perpetuals of a random house: what comes in, and its laws."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from solvent import commands as c
from solvent.book import Book, rad, wide
from solvent.engine.loans import reading, watching
from solvent.engine.loans.maker.ilk import ilk_of, is_falling, running
from solvent.policy import Protocol
from tests.vaults import COIN, ETHER, FEE, RISING, VAULTS, WAD, vaults_policy

if TYPE_CHECKING:
    from tests.simulation.house import House

PRICE = 200 * WAD
RAD = 10**45


def vaults_opened(house: House, accounts: tuple[str, ...]) -> Iterator[c.Command]:
    """A pool, rising or falling, its price, and somebody who borrows."""
    duty = f'"{FEE}"'
    falls = house.bidders.random() < 0.5
    rules = vaults_policy(duty=duty, dust="50", tip="3") if falls else vaults_policy(RISING, duty=duty)
    yield house.stamp(c.AdoptLending, pool=VAULTS, policy=rules)
    yield house.stamp(c.ObserveOracle, pool=VAULTS, asset=ETHER, price=str(PRICE))
    yield house.stamp(c.Supply, pool=VAULTS, account=accounts[0], asset=ETHER, amount=str(200 * WAD))
    yield house.stamp(c.Borrow, pool=VAULTS, account=accounts[0], asset=COIN, amount=str(20_000 * WAD))


def vaulted(house: House, accounts: tuple[str, ...]) -> c.Command:
    """A command about vaults, which need not be accepted."""
    r, what = house.bidders, house.bidders.randrange(24)
    account = r.choice(accounts)
    place = {"pool": VAULTS, "account": account}
    ether, coins = str(r.randint(1, 60) * WAD + r.randint(0, 9)), str(r.randint(20, 6_000) * WAD + r.randint(0, 9))
    if r.random() < 0.05:
        ether = coins = r.choice(("", "-1", "0", "all", "9" * 39))
    if what < 4:
        return house.stamp(c.Supply, **place, asset=r.choice([ETHER, ETHER, COIN]), amount=ether)
    if what < 7:
        return house.stamp(c.Borrow, **place, asset=COIN, amount=coins)
    if what < 9:
        return house.stamp(c.Redeem, **place, asset=ETHER, amount=r.choice([ether, "all"]))
    if what < 11:
        return house.stamp(c.Repay, **place, asset=COIN, amount=r.choice([coins, "all"]))
    if what == 11:
        return house.stamp(c.LoadLoan, **place, asset=COIN, owed=coins)
    if what < 14:
        price = str(PRICE * r.choice([30, 60, 80, 100, 130]) // 100 + r.randint(0, 9))
        return house.stamp(c.ObserveOracle, pool=VAULTS, asset=ETHER, price=price)
    if what < 17:
        return house.stamp(c.StartAuction, **place)
    return _auctioned(house)


def _auctioned(house: House) -> c.Command:
    r, book = house.bidders, house.book
    ilk = ilk_of(book, book.pool_names.index(VAULTS)) if VAULTS in book.pool_names else None
    open_ = running(book, ilk.row) if ilk else []
    auction = r.choice(open_) if open_ and r.random() < 0.9 else r.randrange(4)
    place = {"pool": VAULTS, "auction": auction}
    known = auction < book.auctions.n
    lot = wide(book.auctions, auction, "lot") if known else WAD
    tab, bid = (rad(book.auctions, auction, key) if known else RAD for key in ("tab", "raised"))
    way = r.randrange(8)
    if way == 0:
        return house.stamp(c.ResetAuction, **place)
    if way == 1:
        return house.stamp(c.SetBreaker, pool=VAULTS, level=r.choice([0, 0, 1, 2, 3, 4]))
    if way == 2:
        return house.stamp(c.EndAuction, **place)
    if ilk is None or is_falling(book, ilk):
        amount = r.choice([str(max(lot * r.choice([10, 50, 99]) // 100, 1)), "all"])
        return house.stamp(c.TakeAuction, **place, amount=amount, most=r.choice(["", "1", str(10**31)]))
    offer = r.choice([1, bid * 103 // 100 + 1, tab, tab])
    return house.stamp(c.BidAuction, **place, bid=str(max(offer, 1)), lot=str(max(lot * r.choice([100, 96]) // 100, 1)))


def vaults_amiss(book: Book) -> list[str]:
    """What does not hold of every pool of vaults: collateral, flags, what is borne."""
    kinds = (Protocol.MAKER_2, Protocol.MAKER_1_2)
    pools = [pool for pool in range(book.pools.n) if int(book.pools.protocol[pool]) in kinds]
    return [found for pool in pools for found in _amiss(book, pool)]


def _amiss(book: Book, pool: int) -> Iterator[str]:
    ilk = ilk_of(book, pool)
    lots = sum(wide(book.auctions, one, "lot") for one in running(book, ilk.row))
    expected = wide(book.reserves, ilk.held, "supplied") + lots
    if reading.cash_of(book, ilk.held) != expected:
        yield f"a pool of vaults has {reading.cash_of(book, ilk.held)}, vaults and auctions {expected}"
    for auction in range(book.auctions.n):
        left = wide(book.auctions, auction, "lot") or rad(book.auctions, auction, "tab")
        if left and not book.auctions.is_open[auction]:
            yield f"auction {auction} has ended and has something left"
    for loan in range(book.loans.n):
        whole = watching.standing(book, loan) if int(book.loans.pool[loan]) == pool else None
        if whole and whole.liquidatable != bool(book.loans.liquidatable[loan]):
            yield f"vault {loan} is flagged {book.loans.liquidatable[loan]}, its health is {whole.health}"
