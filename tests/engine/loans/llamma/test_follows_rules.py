"""The engine's integers are those of `lending.llamma`: a controller, an AMM and a vault in dictionaries beside it."""

from copy import deepcopy
from dataclasses import dataclass, field
from random import Random

import pytest

from solvent import commands as c
from solvent import events as e
from solvent.engine import Outcome
from solvent.lending.llamma import loans as rules
from solvent.lending.llamma.bands import Bands, Market
from solvent.lending.llamma.loans import Oracle
from solvent.lending.llamma.swap import swap
from solvent.lending.llamma.value import Position, health, held, removed
from solvent.lending.refusal import Refusal
from solvent.lending.scales import WAD
from tests.bands import COIN, ETHER, BandWorld, lending
from tests.world import S

ACCOUNTS = ("a", "b", "c")


class No(Exception):
    """A contract would revert."""


@dataclass
class Loan:
    """controller.vy's loan with AMM.vy's shares."""

    debt: int
    mul: int
    discount: int
    position: Position


@dataclass
class Contracts:
    """One market after curvefi/curve-stablecoin cf1d05f; `mints`: MintController.vy, else with a vault."""

    now: int
    mints: bool
    least: int
    most: int
    price: int = 3_000 * WAD
    bands: Bands = field(default_factory=lambda: Bands(0, {}, {}, {}))
    ends: tuple[int, int] = (0, 0)
    oracle: Oracle = field(default_factory=lambda: Oracle(0))
    mul: int = WAD
    rate: int = 0
    rate_at: int = 0
    total: tuple[int, int] = (0, WAD)
    cash: int = 0
    supply: int = 0
    shares: dict[str, int] = field(default_factory=lambda: dict.fromkeys(ACCOUNTS, 0))
    loans: dict[str, Loan] = field(default_factory=dict)
    held: tuple[int, int] = (0, 0)  # coins and ether that are there

    @property
    def multiplier(self) -> int:
        return self.mul * (WAD + self.rate * (self.now - self.rate_at)) // WAD

    @property
    def market(self) -> Market:
        return Market(100, 3_000 * WAD * self.multiplier // WAD, 6 * 10**15, rules.root_ratio(100))

    @property
    def seen(self) -> Oracle:
        return self.oracle.limited(self.price, self.now)

    def owed(self, who: str) -> int:
        if who not in self.loans:
            raise No
        loan = self.loans[who]
        return -(-loan.debt * self.multiplier // loan.mul)

    def all_owed(self) -> int:
        return self.total[0] * self.multiplier // self.total[1]

    def save_rate(self) -> None:
        debt = self.total[0] * self.multiplier // self.total[1]
        rate = rules.rate_at(self.least, self.most, debt, self.cash)
        self.mul, self.rate, self.rate_at = self.multiplier, rate, self.now

    def debt_changed(self, more: int) -> None:
        self.total = max(self.all_owed() + more, 0), self.multiplier
        if not self.mints:
            if more > self.cash:
                raise No
            self.cash -= more
            self.held = self.held[0] - more, self.held[1]

    def put(self, who: str, bands: Bands, collateral: int, debt: int, count: int) -> None:
        first = rules.first_band(self.market, bands, collateral, debt, count, 9 * 10**16, self.seen.price)
        done = rules.placed(bands, collateral, first, count) if isinstance(first, int) else first
        if isinstance(done, Refusal):
            raise No
        self.bands, position = done
        self.ends = min(self.ends[0], position.first), max(self.ends[1], position.first + count - 1)
        self.loans[who] = Loan(debt, self.multiplier, 6 * 10**16, position)

    def out(self, who: str, fraction: int = WAD) -> tuple[int, int]:
        done = rules.withdrawn(self.bands, self.loans[who].position, fraction)
        self.bands, self.ends = done.bands, rules.ends_after(self.ends, done.bands, done.position)
        self.loans[who].position = done.position
        return done.borrowed, done.collateral

    def healthy(self, who: str) -> None:
        loan = self.loans[who]
        if health(self.market, self.bands, loan.position, self.seen.price, loan.debt, loan.discount, full=False) < 0:
            raise No

    def open(self, who: str, ether: int, coins: int, count: int) -> None:
        if who in self.loans or not 4 <= count <= 50:
            raise No
        self.put(who, self.bands, ether, coins, count)
        self.debt_changed(coins)
        self.held = self.held[0], self.held[1] + ether
        self.save_rate()
        self.healthy(who)

    def move(self, who: str, ether: int = 0, coins: int = 0) -> None:
        debt = self.owed(who) + coins
        count = len(self.loans[who].position.shares)
        borrowed, collateral = self.out(who)
        if borrowed or collateral + ether <= 0:
            raise No
        self.put(who, self.bands, collateral + ether, debt, count)
        self.healthy(who)
        if coins:
            self.debt_changed(coins)
        self.held = self.held[0], self.held[1] + ether
        self.save_rate()

    def skipped(self) -> int:
        band = self.bands.active
        for at in range(band, band - 1_024, -1):
            if at < self.ends[0]:
                break
            if self.bands.borrowed.get(at, 0):
                return at
        return band - 1_024

    def repay(self, who: str, coins: int) -> None:
        debt, loan = self.owed(who), self.loans.get(who)
        assert loan is not None
        sold = held(self.bands, loan.position)[0]
        less = min(min(coins or debt, debt) + sold, debt)
        if less == debt:
            borrowed, collateral = self.out(who)
            own, back = max(debt - borrowed, 0), max(borrowed - debt, 0)
            self.held = self.held[0] + (0 if self.mints else own) - back, self.held[1] - collateral
            self.held = self.held[0] - (borrowed - back if self.mints else 0), self.held[1]
            del self.loans[who]
        else:
            left = debt - coins
            if loan.position.first > self.skipped():
                count = len(loan.position.shares)
                borrowed, collateral = self.out(who)
                assert not borrowed
                self.put(who, self.bands, collateral, left, count)
            self.loans[who] = Loan(left, self.multiplier, 6 * 10**16, self.loans[who].position)
            self.healthy(who)
            less = coins
            self.held = self.held[0] + (0 if self.mints else coins), self.held[1]
        self.total = max(self.all_owed() - less, 0), self.multiplier
        self.cash += 0 if self.mints else less
        self.save_rate()

    def trade(self, up: bool, amount: int) -> None:
        seen = self.seen
        done = swap(self.market, self.bands, up, amount, seen.price, seen.fee, self.ends)
        if not done.received:
            raise No
        self.bands, self.oracle = done.bands, seen
        change = (done.paid, -done.received) if up else (-done.received, done.paid)
        self.held = self.held[0] + change[0], self.held[1] + change[1]

    def liquidate(self, who: str, share: int, own: bool) -> None:
        debt, loan = self.owed(who), self.loans[who]
        before = health(self.market, self.bands, loan.position, self.seen.price, debt, loan.discount)
        if before >= 0 and not own:
            raise No
        closed = -(-debt * share // WAD)
        borrowed, collateral = self.out(who, WAD if closed == debt else removed(share, 0 if own else loan.discount))
        rest = max(borrowed - closed, 0)
        spent = borrowed - rest if self.mints else -max(closed - borrowed, 0)
        self.held = self.held[0] - rest - spent, self.held[1] - collateral
        self.total = max(self.all_owed() - closed, 0), self.multiplier
        self.cash += 0 if self.mints else closed
        self.save_rate()
        if closed == debt:
            del self.loans[who]
            return
        discount = 6 * 10**16 if own else loan.discount
        self.loans[who] = Loan(debt - closed, self.multiplier, discount, self.loans[who].position)
        if own and before >= 0:
            self.healthy(who)

    def deposit(self, who: str, coins: int) -> None:
        total = self.cash + self.all_owed()
        shares = (self.supply + 1_000) * coins // (total + 1)
        if self.mints or total + coins < 10_000 or not shares:
            raise No
        self.cash, self.supply = self.cash + coins, self.supply + shares
        self.held = self.held[0] + coins, self.held[1]
        self.shares[who] += shares
        self.save_rate()

    def redeem(self, who: str, coins: int) -> None:
        total = self.cash + self.all_owed()
        shares = -(-(self.supply + 1_000) * coins // (total + 1)) if coins else self.shares[who]
        coins = coins or shares * (total + 1) // (self.supply + 1_000)
        if not self.shares[who] or shares > self.shares[who] or coins > self.cash:
            raise No
        if 0 < total - coins < 10_000:
            raise No
        self.cash, self.supply = self.cash - coins, self.supply - shares
        self.held = self.held[0] - coins, self.held[1]
        self.shares[who] -= shares
        self.save_rate()


@pytest.mark.parametrize("mints", [False, True])
def test_the_engine_does_what_the_rules_do(mints: bool) -> None:
    taken: set[object] = set()
    for seed in range(12):
        taken |= _played(seed, mints)
    asked = {c.OpenBandLoan, c.Supply, c.Redeem, c.Borrow, c.Repay, c.LiquidateBands, e.BandsTraded, e.LoanLiquidated}
    assert taken >= asked


def _played(seed: int, mints: bool) -> set[object]:
    """What happened in a random sequence in which both sides said the same."""
    random, world = Random(seed), BandWorld(*ACCOUNTS, rules=lending(mints=mints))
    terms = lending(mints=mints).terms
    least, most, start = terms.least_rate, terms.most_rate, world.at_ns // S  # type: ignore[union-attr]
    contracts = Contracts(start, mints, least, most, rate=least, rate_at=start)
    taken = set[object]()
    for _ in range(140):
        contracts, more = _stepped(random, world, contracts)
        taken |= more
    return taken


def _stepped(random: Random, world: BandWorld, before: Contracts) -> tuple[Contracts, set[object]]:
    """One command on both sides: the same answer and the same numbers; its kind and its events, where it was taken."""
    world.at_ns += random.choice([0, 0, 1, 60, 3_600, 10**6]) * S
    before.now = world.at_ns // S
    if random.random() < 0.2:
        before.price = max(before.price * random.choice([70, 90, 97, 99, 101, 103, 115]) // 100, 500 * WAD)
        before.price = min(before.price, 6_000 * WAD)
        world.oracle(before.price)
        return before, set()
    after, who, what = deepcopy(before), random.choice(ACCOUNTS), random.randrange(14)
    ether, coins = random.randint(1, 10 * WAD), random.randint(1, 20_000 * WAD)
    try:
        outcome = None
        if what < 3:
            count = random.choice([3, 4, 10, 10, 50])
            coins = max(ether * before.price // WAD * random.choice([30, 60, 80, 85]) // 100, 1)
            outcome = world.open(who, ether, coins, count)
            after.open(who, ether, coins, count)
        elif what == 3:
            outcome = world.act(c.Supply, who, ETHER, ether)
            after.move(who, ether=ether)
        elif what == 4:
            outcome = world.act(c.Redeem, who, ETHER, ether)
            after.move(who, ether=-ether)
        elif what == 5:
            outcome = world.act(c.Borrow, who, COIN, coins)
            after.move(who, coins=coins)
        elif what == 6:
            coins = 0 if random.random() < 0.3 else coins
            outcome = world.act(c.Repay, who, COIN, coins or "all")
            after.repay(who, coins)
        elif what < 10:
            up = random.random() < 0.7
            amount = random.choice([coins, coins * 10, 10**25]) if up else ether
            outcome = world.trade(COIN if up else ETHER, amount)
            after.trade(up, amount)
        elif what == 10:
            outcome = world.act(c.Supply, who, COIN, coins * 3)
            after.deposit(who, coins * 3)
        elif what == 11:
            coins = 0 if random.random() < 0.3 else coins
            outcome = world.act(c.Redeem, who, COIN, coins or "all")
            after.redeem(who, coins)
        else:
            ripe = [one for one in ACCOUNTS if one in before.loans]
            who = random.choice(ripe or [who])
            share, own = random.choice([WAD, WAD, WAD // 2, WAD // 9]), random.random() < 0.2
            outcome = world.close(who, share, own)
            after.liquidate(who, share, own)
    except No:
        assert outcome is not None
        return _held(world, before, False, outcome)
    return _held(world, after, True, outcome)


def _held(world: BandWorld, now: Contracts, expected: bool, outcome: Outcome) -> tuple[Contracts, set[object]]:
    took = outcome.refused is None
    assert took == expected, outcome
    pool = world.pool
    now.now = pool.now_s
    for mine, its in zip(pool.bands[1:], now.bands[1:], strict=True):
        assert {at: x for at, x in mine.items() if x} == {at: x for at, x in its.items() if x}, outcome
    assert (pool.bands.active, pool.ends, pool.multiplier) == (now.bands.active, now.ends, now.multiplier), outcome
    assert (pool.debt, pool.cash, pool.last) == (now.all_owed(), now.cash, now.oracle), outcome
    for who in ACCOUNTS:
        loan = world.loan(who)
        its = now.loans.get(who)
        assert loan.debt == (now.owed(who) if its else 0), outcome
        if its:
            assert (loan.discount, loan.position) == (its.discount, its.position)
        assert world.shares(who) == now.shares[who]
    assert (world.cash(COIN), world.cash(ETHER)) == now.held, outcome
    assert world.cash(COIN) >= sum(pool.bands.borrowed.values()) + pool.cash
    assert world.cash(ETHER) >= sum(pool.bands.collateral.values())
    return now, {type(outcome.command), *map(type, outcome.events)} if took else set()
