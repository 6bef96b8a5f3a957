"""A market of LLAMMA beside the rest of a random house: what comes in, and its laws."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from solvent import commands as c
from solvent.book import Book, wide
from solvent.engine.loans import reading, watching
from solvent.engine.loans.llamma.market import loan_of, pool_at
from solvent.policy import LendingPolicy, Protocol
from tests.bands import COIN, ETHER, POOL, PRICE, WAD
from tests.bands import lending as rules_of

if TYPE_CHECKING:
    from tests.simulation.house import House

BAND_PROTOCOLS = (Protocol.CURVE_MINT, Protocol.CURVE_LEND)
NONSENSE = ("", "-1", "0", "9" * 39, "1e9")


def opened(house: House, accounts: tuple[str, ...]) -> Iterator[c.Command]:
    """A market, its price, and somebody who lends where the coin is not minted."""
    yield house.stamp(c.AdoptLending, pool=POOL, policy=_rules(house))
    yield house.stamp(c.ObserveOracle, pool=POOL, asset=ETHER, price=str(PRICE * WAD))
    yield house.stamp(c.Supply, pool=POOL, account=accounts[0], asset=COIN, amount=str(60_000 * WAD))


def _rules(house: House, name: str = "bands") -> LendingPolicy:
    """Minted by every other house; another fee."""
    return rules_of(name, mints=house.seed % 2 == 0, fee=house.traders.choice([10**6, 6 * 10**15, 4 * 10**16]))


def asked(house: House, accounts: tuple[str, ...]) -> c.Command:
    """A command about the market, which need not be accepted."""
    r, what = house.traders, house.traders.randrange(24)
    place = {"pool": POOL, "account": r.choice(accounts[:4] if r.random() < 0.9 else accounts)}
    ether, coins = str(r.randint(1, 10**19)), str(r.randint(1, 20_000 * WAD))
    if r.random() < 0.05:
        ether = coins = r.choice(NONSENSE)
    if what < 5:
        worth = int(ether) * PRICE if ether.isdigit() and len(ether) < 30 else 0
        amount = str(worth * r.choice([30, 60, 80, 85]) // 100 or coins)
        bands = r.choice([3, 4, 10, 10, 20, 51])
        return house.stamp(c.OpenBandLoan, **place, collateral=ether, amount=amount, bands=bands)
    if what < 8:
        asset = r.choice([ETHER, COIN])
        return house.stamp(c.Supply, **place, asset=asset, amount=ether if asset == ETHER else coins)
    if what < 10:
        asset = r.choice([ETHER, COIN])
        return house.stamp(c.Redeem, **place, asset=asset, amount=r.choice([ether, coins, "all"]))
    if what == 10:
        return house.stamp(c.Borrow, **place, asset=COIN, amount=coins)
    if what < 13:
        return house.stamp(c.Repay, **place, asset=COIN, amount=r.choice([coins, "all"]))
    if what < 16:
        price = PRICE * WAD * r.choice([40, 60, 75, 85, 95, 100, 105]) // 100 + r.randint(0, 9)
        return house.stamp(c.ObserveOracle, pool=POOL, asset=ETHER, price=str(price))
    if what < 20:
        asset = r.choice([COIN, COIN, ETHER])
        amount = ether if asset == ETHER else str(r.choice([10**22, 10**24]))
        return house.stamp(c.TradeBands, pool=POOL, asset=asset, amount=amount, least=r.choice(["0", "0", ether]))
    return _closed(house, place)


def _closed(house: House, place: dict[str, str]) -> c.Command:
    """A share of a loan, a book that is read in, other terms, an index that is followed."""
    r, book, what = house.traders, house.book, house.traders.randrange(10)
    if what == 0:
        asset, owed = r.choice([(ETHER, "0"), (COIN, "0"), (COIN, str(1_000 * WAD))])
        return house.stamp(c.LoadLoan, **place, asset=asset, supplied=str(WAD) if owed == "0" else "0", owed=owed)
    if what == 1:
        return house.stamp(c.FollowIndex, pool=POOL, asset=r.choice([ETHER, COIN]), market=r.choice(["A-USD", "", ""]))
    if what == 2:
        return house.stamp(c.AdoptLending, pool=POOL, policy=_rules(house, f"terms{r.randint(1, 9)}"))
    pool = book.pool_names.index(POOL)
    loans = [loan for loan in book.band_loan_of if book.loans.pool[loan] == pool]
    ripe = [loan for loan in loans if book.loans.liquidatable[loan]] or loans
    account = book.account_names[int(book.loans.account[r.choice(ripe)])] if ripe else place["account"]
    share = r.choice([WAD, WAD, WAD // 2, WAD // 7, 1, 0])
    return house.stamp(c.LiquidateBands, pool=POOL, account=account, share=share, own=r.random() < 0.2)


def bands_amiss(book: Book) -> Iterator[str]:
    """What does not hold of every market: what stands in bands is there, shares have owners, flags are right."""
    for number in range(book.pools.n):
        if book.pools.protocol[number] not in BAND_PROTOCOLS:
            continue
        now_s = reading.seconds(book.now_ns)
        pool = pool_at(book, number, now_s)
        coins, ether = (reading.cash_of(book, at) for at in (pool.borrowed, pool.collateral))
        loans = [loan for loan in book.band_loan_of if book.loans.pool[loan] == number]
        waiting = sum(loan_of(book, loan, pool).waiting for loan in loans)
        if coins < sum(pool.bands.borrowed.values()) + pool.cash:
            yield f"{coins} coins are there where bands and lenders have more"
        if ether < sum(pool.bands.collateral.values()) + waiting:
            yield f"{ether} of collateral is there where bands have more"
        owned: dict[int, int] = {}
        for loan in loans:
            has = loan_of(book, loan, pool)
            for band, shares in enumerate(has.position.shares, has.position.first):
                owned[band] = owned.get(band, 0) + shares
        if {at: x for at, x in owned.items() if x} != {at: x for at, x in pool.bands.shares.items() if x}:
            yield "shares of bands are not those of their owners"
        owed = sum(loan_of(book, loan, pool).debt for loan in loans)
        if not -len(loans) - 1 <= owed - pool.debt <= 10**6:
            yield f"{pool.debt} is owed by all and {owed} by each"
        lent = wide(book.reserves, pool.borrowed, "supplied")
        if pool.mints and lent:
            yield f"{lent} shares of a coin that nobody lends"
        for loan in loans:
            whole = watching.standing(book, loan)
            if whole and pool.last.at == now_s and whole.liquidatable != bool(book.loans.liquidatable[loan]):
                yield f"loan {loan} is flagged {book.loans.liquidatable[loan]}, at {whole.health}"
