"""A vault of Fluid beside the rest of a random house: what comes in, and its laws."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from solvent import commands as c
from solvent.book import Book
from solvent.engine.loans import reading, watching
from solvent.engine.loans.fluid.positions import loan_of
from solvent.engine.loans.fluid.scene import Scene
from solvent.lending.fluid.positions import Standing, standing
from solvent.policy import LendingPolicy, Protocol
from tests.ticks import DOLLAR, ETHER, POOL, PRICE, USDC, WAD
from tests.ticks import lending as rules_of

if TYPE_CHECKING:
    from tests.simulation.house import House

NONSENSE = ("", "-1", "0", "9" * 39, "1e9")
WORTH = 2_000


def opened(house: House, accounts: tuple[str, ...]) -> Iterator[c.Command]:
    """A vault, its price, and somebody who lends."""
    yield house.stamp(c.AdoptLending, pool=POOL, policy=_rules(house))
    yield house.stamp(c.ObserveOracle, pool=POOL, asset=ETHER, price=str(WORTH * PRICE))
    yield house.stamp(c.Supply, pool=POOL, account=accounts[0], asset=DOLLAR, amount=str(10**6 * USDC))


def _rules(house: House, name: str = "ticks") -> LendingPolicy:
    """Another fee, and another share of interest."""
    r = house.climbers
    return rules_of(name, fee=r.choice([0, 50]), magnifier=r.choice([10_000, 12_000]))


def asked(house: House, accounts: tuple[str, ...]) -> c.Command:
    """A command about the vault, which need not be accepted."""
    r, what = house.climbers, house.climbers.randrange(24)
    place = {"pool": POOL, "account": r.choice(accounts[:4] if r.random() < 0.9 else accounts)}
    ether, dollars = str(r.randint(10**15, 10**19)), str(r.randint(10_000, 20_000 * USDC))
    if r.random() < 0.05:
        ether = dollars = r.choice(NONSENSE)
    if what < 6:
        asset = r.choice([ETHER, ETHER, DOLLAR])
        return house.stamp(c.Supply, **place, asset=asset, amount=ether if asset == ETHER else dollars)
    if what < 11:
        return house.stamp(c.Borrow, **place, asset=DOLLAR, amount=dollars)
    if what < 14:
        kind, asset = r.choice([(c.Repay, DOLLAR), (c.Redeem, ETHER), (c.Redeem, DOLLAR)])
        return house.stamp(kind, **place, asset=asset, amount=r.choice([ether, dollars, "all"]))
    if what < 18:
        price = WORTH * PRICE * r.choice([40, 60, 75, 85, 95, 100, 105]) // 100 + r.randint(0, 9)
        return house.stamp(c.ObserveOracle, pool=POOL, asset=ETHER, price=str(price))
    if what < 22:
        amount = r.choice(["0", dollars, str(10**13)])
        least = r.choice(["0", "0", ether])
        return house.stamp(c.LiquidateTicks, pool=POOL, amount=amount, least=least, absorbs=r.random() < 0.4)
    return _rarely(house, place)


def _rarely(house: House, place: dict[str, str]) -> c.Command:
    """What governance does, a book that is read in, an index that is followed."""
    r, what = house.climbers, house.climbers.randrange(6)
    if what < 3:
        return house.stamp(c.RebalanceVault, pool=POOL)
    if what == 3:
        return house.stamp(
            c.FollowIndex, pool=POOL, asset=r.choice([ETHER, DOLLAR]), market=r.choice(["A-USD", "", ""])
        )
    if what == 4:
        return house.stamp(c.AdoptLending, pool=POOL, policy=_rules(house, f"terms{r.randint(1, 9)}"))
    asset, owed = r.choice([(ETHER, "0"), (DOLLAR, str(1_000 * USDC))])
    return house.stamp(c.LoadLoan, **place, asset=asset, supplied=str(WAD) if owed == "0" else "0", owed=owed)


def ticks_amiss(book: Book) -> Iterator[str]:
    """What does not hold of every vault: collateral is there, all may leave their branch, flags are right."""
    for number in range(book.pools.n):
        if book.pools.protocol[number] != Protocol.FLUID_T1:
            continue
        scene, inside = Scene(book, number, reading.seconds(book.now_ns)), dict[int, int]()
        if reading.cash_of(book, scene.collateral) < scene.stored:
            yield f"{scene.stored} of collateral is stored, and less is there"
        for loan in book.tick_loan_of:
            if book.loans.pool[loan] != number:
                continue
            now = standing(scene.vault, loan_of(book, loan, scene).position)
            if isinstance(now, Standing) and now.branch and now.gross:
                inside[now.branch] = inside.get(now.branch, 0) + now.gross
            whole = watching.standing(book, loan)
            if whole and whole.liquidatable != bool(book.loans.liquidatable[loan]):
                yield f"loan {loan} is flagged {book.loans.liquidatable[loan]}, at {whole.health}"
        for branch, owed in inside.items():
            if owed > scene.vault.at(branch).debt:
                yield f"{owed} is owed in branch {branch}, which has {scene.vault.at(branch).debt}"
