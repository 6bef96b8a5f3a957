"""The engine's integers are the contracts': a branch in dictionaries, written after them, beside it step by step."""

from copy import deepcopy
from dataclasses import dataclass, field
from random import Random

from solvent import commands as c
from solvent import events as e
from solvent.engine import Outcome
from solvent.fixed import mul_div_up
from solvent.lending.liquity.redemption import MINUTE
from solvent.lending.scales import WAD, YEAR, power_half_up
from tests.rated import BRANCH, COIN, ETHER, GAS, PERCENT, RatedWorld
from tests.world import S

ACCOUNTS = ("a", "b", "c", "d")
ONE = 10**36
MCR, CCR, SCR = 110 * PERCENT, 150 * PERCENT, 110 * PERCENT


@dataclass
class Trove:
    """What TroveManager.sol keeps of a trove."""

    coll: int = 0
    debt: int = 0
    stake: int = 0
    rate: int = 0
    since: int = 0
    chosen: int = 0
    place: int = 0
    snaps: tuple[int, int] = (0, 0)


@dataclass
class Contracts:
    """One branch after liquity/bold 405f912, by hand: every division as Solidity has it."""

    now: int
    price: int = 2_000 * WAD
    troves: dict[str, Trove] = field(default_factory=dict)
    surplus: dict[str, int] = field(default_factory=lambda: dict.fromkeys(ACCOUNTS, 0))
    recorded: int = 0
    weighted: int = 0
    updated: int = 0
    shut: int = 0
    stakes: int = 0
    then: tuple[int, int] = (0, 0)
    sums: tuple[int, int] = (0, 0)
    errors: tuple[int, int] = (0, 0)
    waiting: tuple[int, int] = (0, 0)
    deposits: dict[str, tuple[int, int, int, int, int]] = field(default_factory=dict)
    total: int = 0
    p: int = ONE
    scale: int = 0
    s: dict[int, int] = field(default_factory=dict)
    b: dict[int, int] = field(default_factory=dict)
    earned: int = 0
    owed: int = 0
    pending: int = 0
    base: int = WAD
    fee_at: int = 0
    zombie: str = ""
    queue: int = 0

    def latest(self, who: str) -> tuple[int, int, int, int]:
        """Entire collateral and debt, and of them what was redistributed."""
        t = self.troves[who]
        coll, debt = (t.stake * (now - was) // WAD for now, was in zip(self.sums, t.snaps, strict=True))
        until = min(self.now, self.shut) if self.shut else self.now
        interest = t.debt * t.rate * max(until - t.since, 0) // YEAR // WAD
        return t.coll + coll, t.debt + debt + interest, coll, debt

    def ratio(self, coll: int, debt: int) -> int:
        return coll * self.price // debt if debt else 2**256 - 1

    def icr(self, who: str) -> int:
        return self.ratio(*self.latest(who)[:2])

    def growth(self) -> int:
        return 0 if self.shut else mul_div_up(self.weighted, self.now - self.updated, YEAR * WAD)

    def whole(self) -> tuple[int, int]:
        coll = sum(t.coll for t in self.troves.values()) + self.waiting[0]
        return coll, self.recorded + self.growth() + self.waiting[1]

    def mint(self, fee: int = 0) -> None:
        minted = self.growth() + fee
        if minted:
            self.yielded(minted * 75 * PERCENT // WAD)
        self.recorded += minted
        self.updated = self.now

    def yielded(self, more: int) -> None:
        gains = self.pending + more
        if not gains:
            return
        if self.total < WAD:
            self.pending = gains
            return
        self.owed, self.pending = self.owed + gains, 0
        self.b[self.scale] = self.b.get(self.scale, 0) + self.p * gains // self.total

    def average(self, more: int, less: int, shared: int, new: int, old: int) -> int:
        debt = self.recorded + self.growth() + shared + more - less
        return 0 if self.shut or not debt else (self.weighted + new - old) // debt

    def write(self, who: str, coll: int, debt: int, rate: int, restake: bool = True) -> None:
        """Stores a trove, its interest and what was redistributed taken in; not what all owe."""
        t = self.troves[who]
        *_, gained, charged = self.latest(who)
        self.waiting = self.waiting[0] - gained, self.waiting[1] - charged
        stake = (coll * self.then[0] // self.then[1] if self.then[1] else coll) if restake else t.stake
        self.stakes += stake - t.stake
        self.troves[who] = Trove(coll, debt, stake, rate, self.now, t.chosen, t.place, self.sums)

    def change(self, who: str, coll: int, debt: int, more: int, less: int, fee: int, rate: int | None = None) -> None:
        t = self.troves[who]
        shared, old = self.latest(who)[3], t.debt * t.rate
        to = t.rate if rate is None else rate
        self.mint(fee)
        self.recorded += shared + more - less
        self.weighted += debt * to - old
        self.write(who, coll, debt, to, restake=rate is None)

    def open(self, who: str, coll: int, amount: int, rate: int) -> bool:
        if self.shut or who in self.troves or not PERCENT // 2 <= rate <= 250 * PERCENT:
            return False
        fee = amount * self.average(amount, 0, 0, amount * rate, 0) * 7 * 86_400 // YEAR // WAD
        debt, (all_coll, all_debt) = amount + fee, self.whole()
        if debt < 2_000 * WAD or self.ratio(coll, debt) < MCR:
            return False
        if self.ratio(all_coll + coll, all_debt + debt) < CCR:
            return False
        self.queue += 1
        self.troves[who] = Trove(rate=rate, chosen=self.now, place=self.queue, snaps=self.sums)
        self.change(who, coll, debt, amount, 0, fee)
        return True

    def adjust(self, who: str, coll: int = 0, more: int = 0, less: int = 0) -> bool:
        if self.shut or who not in self.troves:
            return False
        has, owes, _, shared = self.latest(who)
        t, (all_coll, all_debt) = self.troves[who], self.whole()
        if less:
            less = min(less, max(owes - 2_000 * WAD, 0))
        if not (coll or more or less) or -coll > has:
            return False
        debt, fee = owes + more - less, 0
        if more:
            fee = more * self.average(more, less, shared, debt * t.rate, t.debt * t.rate) * 7 * 86_400 // YEAR // WAD
            debt += fee
        if debt < 2_000 * WAD or self.ratio(has + coll, debt) < MCR:
            return False
        after = self.ratio(all_coll + coll, all_debt + more + fee - less)
        if self.ratio(all_coll, all_debt) < CCR:
            if (more and after < CCR) or less * WAD < max(-coll, 0) * self.price:
                return False
        elif after < CCR:
            return False
        self.change(who, has + coll, debt, more, less, fee)
        if not t.place:
            self.queue += 1
            self.troves[who].place = self.queue
            self.zombie = "" if self.zombie == who else self.zombie
        return True

    def rated(self, who: str, rate: int) -> bool:
        if self.shut or who not in self.troves or not PERCENT // 2 <= rate <= 250 * PERCENT:
            return False
        t = self.troves[who]
        has, owes, _, shared = self.latest(who)
        if not t.place or t.rate == rate:
            return False
        fee = 0
        if self.now < t.chosen + 7 * 86_400:
            fee = owes * self.average(0, 0, shared, owes * rate, t.debt * t.rate) * 7 * 86_400 // YEAR // WAD
            all_coll, all_debt = self.whole()
            if self.ratio(has, owes + fee) < MCR or self.ratio(all_coll, all_debt + fee) < CCR:
                return False
        self.change(who, has, owes + fee, 0, 0, fee, rate)
        self.queue += 1
        self.troves[who].place, self.troves[who].chosen = self.queue, self.now
        return True

    def gone(self, who: str) -> None:
        t = self.troves[who]
        *_, gained, charged = self.latest(who)
        self.waiting = self.waiting[0] - gained, self.waiting[1] - charged
        self.stakes -= t.stake
        self.zombie = "" if self.zombie == who else self.zombie
        del self.troves[who]

    def close(self, who: str) -> bool:
        if who not in self.troves:
            return False
        has, owes, _, shared = self.latest(who)
        all_coll, all_debt = self.whole()
        if not self.shut and (len(self.troves) == 1 or self.ratio(all_coll - has, all_debt - owes) < CCR):
            return False
        t = self.troves[who]
        self.mint()
        self.recorded += shared - owes
        self.weighted -= t.debt * t.rate
        self.gone(who)
        return True

    def liquidate(self, names: list[str]) -> bool:
        room = self.total - min(WAD, self.total)
        totals, closed = [0] * 6, 0
        change = [0, 0, 0]
        for who in [name for name in names if name in self.troves and self.icr(name) < MCR]:
            coll, debt, _, shared = self.latest(who)
            offset = min(debt, room)
            portion = coll * offset // debt if offset else 0
            gas = min(portion // 200, 2 * WAD)
            most = offset * (WAD + 5 * PERCENT) // self.price
            to_pool = min(portion - gas, most)
            left = portion - gas - to_pool
            spread, rest = 0, coll - portion
            if debt - offset and rest:
                most = (debt - offset) * (WAD + 10 * PERCENT) // self.price
                spread, left = min(rest + left, most), max(rest + left - most, 0)
            t = self.troves[who]
            change = [change[0] + debt, change[1] + shared, change[2] + t.debt * t.rate]
            totals = [a + b for a, b in zip(totals, (offset, to_pool, gas, debt - offset, spread, left), strict=True)]
            room, closed = room - offset, closed + 1
            if len(self.troves) == 1:
                return False
            self.surplus[who] += left
            self.gone(who)
        if not closed:
            return False
        self.mint()
        self.recorded += change[1] - change[0]
        self.weighted -= change[2]
        if totals[0] or totals[1]:
            self.s[self.scale] = self.s.get(self.scale, 0) + self.p * totals[1] // self.total
            numerator = self.p * (self.total - totals[0])
            p = numerator // self.total
            while p < ONE // 10**9:
                numerator, self.scale = numerator * 10**9, self.scale + 1
                p = numerator // self.total
            self.p, self.total, self.earned = p, self.total - totals[0], self.earned + totals[1]
        if totals[3]:
            if not self.stakes:
                return False
            over = [amount * WAD + error for amount, error in zip((totals[4], totals[3]), self.errors, strict=True)]
            each = [one // self.stakes for one in over]
            self.errors = over[0] - each[0] * self.stakes, over[1] - each[1] * self.stakes
            self.sums = self.sums[0] + each[0], self.sums[1] + each[1]
            self.waiting = self.waiting[0] + totals[4], self.waiting[1] + totals[3]
        self.then = self.stakes, sum(t.coll for t in self.troves.values()) + self.waiting[0]
        return True

    def deposit(self, who: str) -> tuple[int, int, int]:
        """What is left of a deposit, collateral gained and coins earned."""
        if not (held := self.deposits.get(who)) or not held[0]:
            return 0, 0, 0
        value, p, scale, s, b = held
        left = value * self.p // p // 10 ** (9 * (self.scale - scale)) if self.scale - scale <= 8 else 0
        gains = []
        for sums, since, most in ((self.s, s, self.earned), (self.b, b, self.owed)):
            normal = sums.get(scale, 0) - since + sum(sums.get(scale + i, 0) // 10 ** (9 * i) for i in (1, 2))
            gains.append(min(value * normal // p, most))
        return left, gains[0], gains[1]

    def pool(self, who: str, amount: int) -> bool:
        """Coins in, or out where below 0, with all that was gained and earned."""
        if amount < 0 and not self.deposits.get(who, (0,))[0]:
            return False
        self.mint()
        left, coll, coins = self.deposit(who)
        amount = max(amount, -left)
        self.total, self.owed, self.earned = self.total + amount, self.owed - coins, self.earned - coll
        snap = (self.p, self.scale, self.s.get(self.scale, 0), self.b.get(self.scale, 0))
        self.deposits[who] = (left + amount, *snap)
        if amount > 0:
            self.yielded(0)
        return amount > 0 or self.total >= WAD

    def redeem(self, coins: int, most: int) -> bool:
        coll, debt = self.whole()
        supply = self.recorded + self.waiting[1]
        if self.shut or self.ratio(coll, debt) < SCR or not supply:
            return False
        bare = debt - self.total
        coins = min(coins, bare) if bare > 0 else coins
        minutes = (self.now - self.fee_at) // MINUTE
        decayed = self.base * power_half_up(998_076_443_575_628_800, minutes, WAD) // WAD
        rate = min(5 * 10**15 + min(decayed + coins * WAD // supply, WAD), WAD)
        if rate > most:
            return False
        queue = sorted((who for who, t in self.troves.items() if t.place),
                       key=lambda who: (self.troves[who].rate, -self.troves[who].place))  # fmt: skip
        given, change = 0, [0, 0]
        for who in [*([self.zombie] if self.zombie else []), *queue]:
            if coins <= given or self.icr(who) < WAD:
                continue
            has, owes, _, shared = self.latest(who)
            lot = min(coins - given, owes)
            if not owes:
                continue
            worth = lot * WAD // self.price
            out = worth - worth * rate // WAD
            t = self.troves[who]
            change = [change[0] + shared, change[1] + (owes - lot) * t.rate - t.debt * t.rate]
            self.write(who, has - out, owes - lot, t.rate)
            given += lot
            if owes - lot < 2_000 * WAD:
                if t.place:
                    self.troves[who].place = 0
                    self.zombie = who if owes - lot else self.zombie
                elif owes == lot:
                    self.zombie = ""
        if not given:
            return False
        self.mint()
        self.recorded += change[0] - given
        self.weighted += change[1]
        self.base = min(decayed + given * WAD // supply, WAD)
        self.fee_at += MINUTE * minutes
        return True

    def shutdown(self) -> bool:
        if self.shut or self.ratio(*self.whole()) >= SCR:
            return False
        self.mint()
        self.shut = self.now
        return True

    def urgent(self, names: list[str], coins: int) -> bool:
        if not self.shut:
            return False
        given, out, change = 0, 0, [0, 0]
        for who in [name for name in names if name in self.troves]:
            has, owes, _, shared = self.latest(who)
            if not owes or given == coins:
                continue
            lot = min(coins - given, owes)
            coll = lot * (WAD + 2 * PERCENT) // self.price
            if coll > has:
                coll, lot = has, has * self.price // (WAD + 2 * PERCENT)
            t = self.troves[who]
            change = [change[0] + shared, change[1] + (owes - lot) * t.rate - t.debt * t.rate]
            self.write(who, has - coll, owes - lot, t.rate)
            given, out = given + lot, out + coll
        if not out:
            return False
        self.mint()
        self.recorded += change[0] - given
        self.weighted += change[1]
        return True


def copied(x: Contracts) -> Contracts:
    """The same state, of which nothing is shared."""
    return deepcopy(x)


def test_the_engine_does_what_the_contracts_do() -> None:
    taken: set[object] = set()
    for seed in range(24):
        taken |= _played(seed)
    assert taken >= {c.OpenRatedTrove, c.SetTroveRate, c.Supply, c.Redeem, c.Borrow, c.Repay, c.RedeemCoin,
                     c.ShutBranch, c.RedeemUrgently, e.TroveLiquidated, e.TroveRedeemed, e.YieldSet,
                     e.TroveLossBorne}  # fmt: skip


def _played(seed: int) -> set[object]:
    """What happened in a random sequence in which both sides said the same."""
    random, world = Random(seed), RatedWorld(*ACCOUNTS)
    start = world.at_ns // S
    contracts, taken = Contracts(start, updated=start, fee_at=start), set[object]()
    for _ in range(160):
        contracts, more = _stepped(random, world, contracts)
        taken |= more
    return taken


def _stepped(random: Random, world: RatedWorld, before: Contracts) -> tuple[Contracts, set[object]]:
    """One command on both sides: the same answer and the same numbers; its kind and its events, where it was taken."""
    world.at_ns += random.choice([0, 0, 1, 3_600, 86_400, 10**6]) * S
    before.now = world.at_ns // S
    if random.random() < 0.12:
        before.price = 2_000 * WAD * random.choice([25, 40, 55, 60, 70, 80, 100, 140]) // 100 + random.randint(0, 9)
        world.do(c.ObserveOracle, pool=BRANCH, asset=ETHER, price=str(before.price))
        return before, set()
    after, who, what = copied(before), random.choice(ACCOUNTS), random.randrange(15)
    ether, coins = random.randint(1, 12 * WAD), random.randint(1, 9_000 * WAD)
    names = random.sample(ACCOUNTS, random.randint(1, 4))
    place = {"pool": BRANCH, "account": who}
    known = [one for one in names if one in world.book.account_of and _had(world, one)]
    if what < 3:
        rate = random.choice([5 * 10**15, PERCENT, 5 * PERCENT, 250 * PERCENT, 1])
        coins = max(ether * before.price // WAD * random.choice([40, 60, 88]) // 100, 1)
        said = {"collateral": str(ether), "amount": str(coins), "rate": rate}
        outcome, expected = world.do(c.OpenRatedTrove, **place, **said), after.open(who, ether, coins, rate)
    elif what == 3:
        outcome, expected = world.act(c.Supply, who, ETHER, ether), after.adjust(who, coll=ether)
    elif what == 4:
        outcome, expected = world.act(c.Redeem, who, ETHER, ether), after.adjust(who, coll=-ether)
    elif what == 5:
        outcome, expected = world.act(c.Borrow, who, COIN, coins), after.adjust(who, more=coins)
    elif what == 6:
        outcome, expected = world.act(c.Repay, who, COIN, coins), after.adjust(who, less=coins)
    elif what == 7:
        outcome, expected = world.act(c.Repay, who, COIN, "all"), after.close(who)
    elif what == 8:
        rate = random.choice([PERCENT, 3 * PERCENT, 100 * PERCENT])
        outcome, expected = world.do(c.SetTroveRate, **place, rate=rate), after.rated(who, rate)
    elif what in (9, 10):
        outcome, expected = world.act(c.Supply, who, COIN, coins), after.pool(who, coins)
    elif what == 11:
        outcome, expected = world.act(c.Redeem, who, COIN, coins), after.pool(who, -coins)
    elif what == 12:
        most = random.choice([10**6, 10**6, 200_000])
        outcome = world.do(c.RedeemCoin, pool=BRANCH, amount=str(coins), most_ppm=most)
        expected = after.redeem(coins, most * 10**12)
    elif what == 13:
        if before.shut:
            outcome = world.do(c.RedeemUrgently, pool=BRANCH, accounts=known, amount=str(coins))
            expected = bool(known) and after.urgent(known, coins)
        else:
            outcome, expected = world.do(c.ShutBranch, pool=BRANCH), after.shutdown()
    else:
        outcome, expected = world.close(*known), bool(known) and after.liquidate(known)
    return _held(world, after if expected else before, expected, outcome)


def _had(world: RatedWorld, who: str) -> bool:
    return (0, world.book.account_of[who]) in world.book.loan_of


def _held(world: RatedWorld, now: Contracts, expected: bool, outcome: Outcome) -> tuple[Contracts, set[object]]:
    took, now.now = outcome.refused is None, world.now_s
    assert took == expected, outcome
    branch = world.branch
    assert (branch.all.recorded, branch.all.weighted, branch.all.shut) == (now.recorded, now.weighted, now.shut), (
        outcome
    )
    assert (branch.branch.stakes, branch.branch.waiting, branch.branch.owing) == (now.stakes, *now.waiting)
    assert (branch.branch.stakes_then, branch.branch.collateral_then) == now.then
    assert (branch.pool.deposits, branch.pool.product, branch.pool.scale) == (now.total, now.p, now.scale)
    assert (branch.branch.earned, branch.yields.owed, branch.yields.pending) == (now.earned, now.owed, now.pending)
    for who in ACCOUNTS:
        tenant, held = world.tenant(who), world.deposit(who)
        assert tenant.trove == (now.latest(who)[:2] if who in now.troves else (0, 0)), outcome
        assert tenant.seat.surplus == now.surplus[who]
        assert (held or (0, 0, 0)) == now.deposit(who)
        if who in now.troves:
            t = now.troves[who]
            assert (tenant.rate, tenant.place, tenant.seat.stake) == ((t.rate, t.since, t.chosen), t.place, t.stake)
    mine = sum(t.coll for t in now.troves.values()) + now.waiting[0] + sum(now.surplus.values())
    assert world.cash(ETHER) == mine + now.earned + GAS * len(now.troves)
    assert world.cash(COIN) == now.total + now.owed + now.pending
    return now, {type(outcome.command), *map(type, outcome.events)} if took else set()
