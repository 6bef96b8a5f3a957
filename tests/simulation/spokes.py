"""A spoke of Aave v4 beside the rest of a random house: what comes in, and its laws."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from solvent import commands as c
from solvent.book import Book
from solvent.engine.loans import reading
from solvent.engine.loans.aave4.hub import Hub, written
from solvent.engine.loans.aave4.positions import Position
from solvent.policy import LendingPolicy, Protocol
from tests.spokes import CENT, COIN, DOLLAR, ETHER, POOL, PRICES, UNITS, WAD
from tests.spokes import lending as rules_of

if TYPE_CHECKING:
    from tests.simulation.house import House

NONSENSE = ("", "-1", "0", "9" * 39, "1e9")


def opened(house: House, accounts: tuple[str, ...]) -> Iterator[c.Command]:
    """A spoke, its prices, and somebody who supplies to each reserve."""
    yield house.stamp(c.AdoptLending, pool=POOL, policy=_rules(house))
    yield house.stamp(c.ObserveOracles, pool=POOL, assets=list(PRICES), prices=[str(x) for x in PRICES.values()])
    for asset, unit in UNITS.items():
        amount = str(10**6 * unit + 7 if asset == DOLLAR else 3_000 * unit)
        yield house.stamp(c.Supply, pool=POOL, account=accounts[0], asset=asset, amount=amount)


def _rules(house: House, name: str = "spoke") -> LendingPolicy:
    """Another target, another fee, caps, a coin that costs more, and lines that only new loans go by."""
    r = house.brokers
    return rules_of(
        name, target=r.choice([100, 105, 130]) * WAD // 100,
        dollar={"fee": r.choice([0, 1_000]), "borrow_cap": r.choice([0, 500_000]), "frozen": r.random() < 0.05},
        ether={"factor": r.choice([8_000, 8_000, 7_000]), "charge": r.choice([0, 1_000])},
        coin={"risk": r.choice([0, 5_000, 30_000]), "factor": r.choice([6_000, 5_000])},
    )  # fmt: skip


def asked(house: House, accounts: tuple[str, ...]) -> c.Command:
    """A command about the spoke, which need not be accepted."""
    r = house.brokers
    asset, what = r.choice(list(UNITS)), r.randrange(30)
    place = {"pool": POOL, "account": r.choice(accounts[:4] if r.random() < 0.9 else accounts), "asset": asset}
    amount = str(UNITS[asset] * r.randint(1, 10**6) // r.choice([10**3, 10**4, 10**5, 10**9]) + 1)
    if r.random() < 0.1:
        amount = r.choice(NONSENSE)
    if what < 4:
        return house.stamp(c.Supply, **place, amount=amount)
    if what < 6:
        return house.stamp(c.Redeem, **place, amount=r.choice([amount, "all"]))
    if what < 9:
        return house.stamp(c.SetCollateral, **place, pledged=r.random() < 0.85)
    if what < 15:
        most = _power(house.book, place["account"]) * r.choice([90, 99, 100]) // 100
        return house.stamp(c.Borrow, **place | {"asset": DOLLAR}, amount=str(most or amount))
    if what == 15:
        return house.stamp(c.Repay, **place | {"asset": r.choice([asset, DOLLAR])}, amount=r.choice([amount, "all"]))
    if what < 20:
        named = r.choice([ETHER, COIN])
        fallen = PRICES[named] * r.choice([10, 60, 80, 95, 100, 130]) // 100 + r.randint(0, 9)
        return house.stamp(c.ObserveOracle, pool=POOL, asset=named, price=str(fallen))
    if what < 23:
        return _seldom(house, place, amount)
    return _liquidated(house)


def _seldom(house: House, place: dict[str, str], amount: str) -> c.Command:
    """Loans looked at again, deficits covered, books read in, other terms, pauses, an index that is followed."""
    r, what = house.brokers, house.brokers.randrange(8)
    if what < 2:
        return house.stamp(c.RefreshLoan, pool=POOL, account=place["account"], terms=r.random() < 0.5)
    if what == 2:
        return house.stamp(c.LoadLoan, **place, supplied=amount, owed=r.choice(["0", "0", "1", amount]))
    if what == 3:
        return house.stamp(c.FollowIndex, pool=POOL, asset=place["asset"], market=r.choice(["A-USD", "", ""]))
    if what == 4:
        return house.stamp(c.Borrow, **place | {"asset": r.choice([ETHER, COIN])}, amount=amount)
    if what == 5:
        return house.stamp(c.PauseReserve, pool=POOL, asset=place["asset"], paused=r.random() < 0.3)
    if what == 6:
        return house.stamp(c.CoverDeficit, **place | {"asset": DOLLAR}, amount=r.choice([amount, "all"]))
    return house.stamp(c.AdoptLending, pool=POOL, policy=_rules(house, f"terms{r.randint(1, 9)}"))


def _power(book: Book, account: str) -> int:
    """About as many dollars as an account may still borrow by the terms it has."""
    loan = book.loan_of.get((book.pool_names.index(POOL), book.account_of[account]))
    if loan is None:
        return 0
    stands = Position(Hub(book, reading.seconds(book.now_ns)), loan).account()
    return max(stands.collateral * stands.factor // WAD - stands.debt, 0) * CENT // (10**8 * WAD)


def _liquidated(house: House) -> c.Command:
    """All or some of a debt, for any collateral."""
    book, r = house.book, house.brokers
    pool = book.pool_names.index(POOL)
    loans = [loan for loan in range(book.loans.n) if book.loans.pool[loan] == pool]
    ripe = [loan for loan in loans if book.loans.liquidatable[loan]] or loans
    if not ripe:
        return house.stamp(c.AdvanceTime)
    loan = r.choice(ripe)
    parts = Position(Hub(book, reading.seconds(book.now_ns)), loan).parts
    drawn = [book.assets[int(book.reserves.asset[at])] for at, part in parts.items() if part.drawn] or [DOLLAR]
    return house.stamp(
        c.LiquidateLoan, pool=POOL, account=book.account_names[int(book.loans.account[loan])],
        collateral=r.choice([ETHER, COIN, COIN, DOLLAR]), debt=r.choice(drawn),
        amount=r.choice(["all", "all", "all", "1", str(10**9), str(10**8), r.choice(NONSENSE)]),
    )  # fmt: skip


def spokes_amiss(book: Book) -> Iterator[str]:
    """What does not hold: shares, drawn shares and premiums of all are those of the hub, and so is the deficit."""
    for pool in range(book.pools.n):
        if book.pools.protocol[pool] != Protocol.AAVE_V4:
            continue
        hub = Hub(book, reading.seconds(book.now_ns))
        found = [Position(hub, loan) for loan in range(book.loans.n) if book.loans.pool[loan] == pool]
        for reserve in book.reserves_in(pool):
            asset = hub[reserve]
            parts = [one.parts[reserve] for one in found if reserve in one.parts]
            premium = sum(part.premium.at(asset.drawn_index) for part in parts)
            if premium != asset.premium.accrued:
                yield f"{asset.premium.accrued} of premium where loans owe {premium}"
            if sum(part.premium.shares for part in parts) != asset.premium.shares:
                yield "premium shares that no loan has"
            if sum(part.supplied for part in parts) + written(book, reserve).fees != written(book, reserve).added:
                yield "shares that nobody has"
