"""A pool of Compound III beside the rest of a random house: what comes in, and its laws."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec.structs import replace

from solvent import commands as c
from solvent.book import Book, wide
from solvent.engine.loans import reading, watching
from solvent.engine.loans.compound import market, selling
from solvent.policy import LendingPolicy
from tests.comets import (
    BITCOIN,
    BORROW,
    CENT,
    COIN,
    COLLATERALS,
    DOLLAR,
    ETHER,
    POOL,
    PRICES,
    SATS,
    SUPPLY,
    WHOLE,
    reserve_of,
)
from tests.comets import lending as rules_of

if TYPE_CHECKING:
    from tests.simulation.house import House

UNITS = {DOLLAR: CENT, ETHER: WHOLE, BITCOIN: SATS, COIN: WHOLE}
NONSENSE = ("", "-1", "0", "9" * 39, "all", "1e9")
ACTIONS = ("supply", "withdraw", "absorb", "buy", "transfer")


def opened(house: House, accounts: tuple[str, ...]) -> Iterator[c.Command]:
    """A pool, its prices, somebody who lends, and reserves."""
    yield house.stamp(c.AdoptLending, pool=POOL, policy=_rules(house))
    for asset, price in PRICES.items():
        yield house.stamp(c.ObserveOracle, pool=POOL, asset=asset, price=str(price))
    yield house.stamp(c.Supply, pool=POOL, account=accounts[0], asset=DOLLAR, amount=str(10**6 * CENT + 7))
    yield house.stamp(c.AddReserves, pool=POOL, amount=str(3_000 * CENT + 1))


def _rules(house: House, name: str = "comet") -> LendingPolicy:
    """Rates that differ a hundredfold from terms to terms: at some of them interest alone digs a hole."""
    r = house.lenders
    supply = replace(SUPPLY, slope=SUPPLY.slope * r.choice([1, 1, 100]), steep=SUPPLY.steep * r.choice([1, 100]))
    strict = {asset: replace(one, liquidate_factor=one.liquidate_factor - r.choice([0, 0, 200]))
              for asset, one in COLLATERALS.items()}  # fmt: skip
    return rules_of(name, supply=supply, borrow=BORROW, target=r.choice([0, 5_000, 10**6]) * CENT, collaterals=strict)


def lent(house: House, accounts: tuple[str, ...]) -> c.Command:
    """A command about the pool, which need not be accepted."""
    r = house.lenders
    asset, what = r.choice(list(UNITS)), r.randrange(26)
    place = {"pool": POOL, "account": r.choice(accounts[:3] if r.random() < 0.9 else accounts), "asset": asset}
    amount = str(UNITS[asset] * r.randint(1, 10**6) // r.choice([10**3, 10**4, 10**5, 10**9]) + 1)
    if r.random() < 0.1:
        amount = r.choice(NONSENSE)
    if what < 5:
        return house.stamp(c.Supply, **place, amount=amount)
    if what == 5:
        return house.stamp(c.Redeem, **place, amount=r.choice([amount, "all"]))
    if what < 11:
        most = _power(house.book, place["account"]) * r.choice([90, 99, 100]) // 100
        return house.stamp(c.Borrow, **place | {"asset": DOLLAR}, amount=str(most or amount))
    if what == 11:
        return house.stamp(c.Repay, **place | {"asset": r.choice([asset, DOLLAR])}, amount=r.choice([amount, "all"]))
    if what < 14:
        return _to_the_line(house) or house.stamp(c.AdvanceTime)
    if what < 18:
        low, high = r.choice([(30, 170), (86, 100), (90, 92)])
        moved = PRICES[asset] * r.randint(low, high) // 100 if r.random() < 0.95 else r.choice([0, 0, 1, 10**30])
        return house.stamp(c.ObserveOracle, pool=POOL, asset=asset, price=str(moved))
    if what < 20:
        return _sale(house) or house.stamp(c.BuyCollateral, pool=POOL, asset=asset, paid=amount)
    if what < 23:
        return _seldom(house, place, amount)
    ripe = [loan for loan in range(house.book.loans.n) if house.book.loans.liquidatable[loan]]
    if not ripe:
        return house.stamp(c.AdvanceTime)
    account = house.book.account_names[int(house.book.loans.account[r.choice(ripe)])]
    return house.stamp(c.AbsorbLoan, pool=POOL, account=account)


def _seldom(house: House, place: dict[str, str], amount: str) -> c.Command:
    """What governance and guardians do, and books that are read in."""
    r = house.lenders
    what = r.randrange(6)
    if what == 0:
        return house.stamp(c.AddReserves, pool=POOL, amount=amount)
    if what == 1:
        return house.stamp(c.WithdrawReserves, pool=r.choice([POOL, "no such pool"]), amount=r.choice([amount, "all"]))
    if what == 2:
        paused = r.sample(ACTIONS, r.randint(0, 2)) if r.random() < 0.5 else []
        return house.stamp(c.PauseActions, pool=POOL, actions=paused)
    if what == 3:
        return house.stamp(c.LoadLoan, **place, supplied=amount, owed=r.choice(["0", "0", "1", amount]))
    if what == 4:
        market_name = r.choice(["A-USD", "D-COIN", ""])
        return house.stamp(c.FollowIndex, pool=POOL, asset=place["asset"], market=market_name)
    return house.stamp(c.AdoptLending, pool=POOL, policy=_rules(house, f"terms{r.randint(1, 9)}"))


def _number(book: Book) -> int:
    return book.pool_names.index(POOL)


def _power(book: Book, account: str) -> int:
    """Units an account may about borrow, 0 where it has no collateral."""
    pool = _number(book)
    loan = book.loan_of.get((pool, book.account_of[account]))
    whole = watching.standing(book, loan) if loan is not None else None
    price = market.base_at(book, pool).price
    return max(whole.collateral * whole.ltv // 10**4 - whole.debt, 0) * CENT // price if whole and price else 0


def _to_the_line(house: House) -> c.Command | None:
    """Ether at a price at which somebody who owes stands a little below the line, or a little above it."""
    book, r = house.book, house.lenders
    pool, ether = _number(book), reserve_of(book, ETHER)
    found = [whole for loan in range(book.loans.n)
             if book.loans.pool[loan] == pool and (whole := watching.standing(book, loan)) and whole.debt]  # fmt: skip
    price = wide(book.reserves, ether, "price")
    if not found or not price:
        return None
    health = r.choice(found).health
    at = price * 10**18 // max(health, 1) * r.choice([97, 99, 101]) // 100
    return house.stamp(c.ObserveOracle, pool=POOL, asset=ETHER, price=str(min(max(at, 1), 10**14)))


def _sale(house: House) -> c.Command | None:
    """Some of what the protocol has seized, for about what it costs."""
    book, r = house.book, house.lenders
    pool = _number(book)
    base = market.base_of(book, pool)
    stock = [reserve for reserve in book.reserves_in(pool) if reserve != base and market.seized_of(book, reserve)]
    if not stock:
        return None
    reserve = r.choice(stock)
    paid = 1_000 * CENT
    got = selling.quoted(book, pool, reserve, paid) or 1
    name = book.assets[int(book.reserves.asset[reserve])]
    whole = max(paid * market.seized_of(book, reserve) // got, 1)
    return house.stamp(c.BuyCollateral, pool=POOL, asset=name, paid=str(whole * r.choice([50, 100]) // 100 or 1))


def amiss(book: Book, command: c.Command) -> Iterator[str]:
    """What does not hold: one sign a principal, what is seized is there, and who has the reserves is named."""
    for row in range(book.comets.n):
        pool, base = int(book.comets.pool[row]), int(book.comets.base[row])
        for holding in range(book.holdings.n):
            both = min(wide(book.holdings, holding, "supplied"), wide(book.holdings, holding, "owed"))
            if int(book.holdings.reserve[holding]) == base and both:
                yield f"holding {holding} has {both} on both sides"
        for reserve in book.reserves_in(pool):
            if reserve != base and market.seized_of(book, reserve) < 0:
                yield f"reserve {reserve} lacks {-market.seized_of(book, reserve)} of what accounts hold"
        hole = market.reserves_of(book, pool, reading.seconds(book.now_ns)) < 0
        about = getattr(command, "pool", POOL) == POOL
        looked = isinstance(command, c.ObserveOracle | c.AdvanceTime | c.AbsorbLoan | c.BuyCollateral | c.Borrow)
        if about and looked and hole != bool(book.comets.hole[row]):
            yield f"reserves of pool {pool} are {'' if hole else 'not '}below 0, and that is not what was told"
