"""The engine's integers are those of `lending.morpho`: random sequences, all numbers and refusals after each step."""

from random import Random
from typing import NamedTuple

from solvent import commands as c
from solvent import events as e
from solvent.engine import Outcome
from solvent.engine.loans.morpho import pair as pairs
from solvent.lending.morpho import early, liquidation
from solvent.lending.morpho import market as rules
from solvent.lending.morpho.early import Terms
from solvent.lending.morpho.liquidation import Position
from solvent.lending.refusal import Refusal
from tests.pairs import CENT, DOLLAR, EARLY, ETHER, POOL, WAD, WHOLE, PairWorld, lending
from tests.world import S

ACCOUNTS = ("a", "b", "c")
LINE = Terms(EARLY.line, EARLY.least_share, EARLY.most_share, EARLY.least_incentive, EARLY.most_incentive)


class Owner(NamedTuple):
    """What an account has: supply shares, and its position."""

    shares: int = 0
    position: Position = Position(0, 0)


class Contract:
    """One market by its rules alone, in dictionaries: what the engine is held against."""

    def __init__(self, lltv: int, fee: int, now_s: int, price: int) -> None:
        self.running, self.price = rules.opened(lltv, fee, now_s), price
        self.owners = dict.fromkeys(ACCOUNTS, Owner())
        self.fees = self.loans = self.collateral = 0  # shares of the fee, units of both assets that are there

    def bring(self, now_s: int) -> None:
        self.running, minted = rules.brought(self.running, now_s)
        self.fees += minted

    def supply(self, who: str, units: int) -> bool:
        return self._lent(who, rules.supply(self.running.market, units=units), 1)

    def withdraw(self, who: str, asked: dict[str, int]) -> bool:
        held = self.owners[who].shares
        return bool(held) and self._lent(who, rules.withdraw(self.running.market, held, **asked), -1)

    def borrow(self, who: str, units: int) -> bool:
        return self._drawn(who, rules.borrow(self.running.market, self.owners[who].position, self.price, units), -1)

    def repay(self, who: str, asked: dict[str, int]) -> bool:
        return self._drawn(who, rules.repay(self.running.market, self.owners[who].position, **asked), 1)

    def pledge(self, who: str, units: int) -> bool:
        position = self.owners[who].position
        self._put(who, position._replace(collateral=position.collateral + units))
        self.collateral += units
        return True

    def release(self, who: str, units: int) -> bool:
        left = rules.release(self.running.market, self.owners[who].position, self.price, units)
        if isinstance(left, Refusal):
            return False
        self.collateral -= units
        self._put(who, left)
        return True

    def liquidate(self, who: str, seized: int, shares: int) -> bool:
        done = liquidation.liquidate(self.running.market, self.owners[who].position, self.price, seized, shares)
        if isinstance(done, Refusal):
            return False
        self.running = self.running._replace(market=done.market)
        self.loans, self.collateral = self.loans + done.repaid, self.collateral - done.seized
        self._put(who, done.position)
        return True

    def early(self, who: str, seized: int, shares: int) -> bool:
        """As the contract beside Morpho does: a repayment by shares, then collateral out."""
        market, position = self.running.market, self.owners[who].position
        bounds = early.bounds(market, position, self.price, LINE)
        moved = early.liquidate(market, position, self.price, LINE, seized, shares)
        if isinstance(bounds, Refusal) or isinstance(moved, Refusal):
            return False
        shares = shares or liquidation.shares_for(seized, self.price, bounds.incentive, market)
        assert self.repay(who, {"shares": shares})
        assert not moved[0] or self.release(who, moved[0])
        return True

    def _lent(self, who: str, done: rules.Moved | Refusal, sign: int) -> bool:
        if isinstance(done, Refusal):
            return False
        self.running = self.running._replace(market=done.market)
        self.loans += sign * done.units
        self.owners[who] = self.owners[who]._replace(shares=self.owners[who].shares + sign * done.shares)
        return True

    def _drawn(self, who: str, done: rules.Drawn | Refusal, sign: int) -> bool:
        if isinstance(done, Refusal):
            return False
        self.running = self.running._replace(market=done.market)
        self.loans += sign * done.units
        self._put(who, done.position)
        return True

    def _put(self, who: str, position: Position) -> None:
        self.owners[who] = self.owners[who]._replace(position=position)


def test_the_engine_does_what_the_rules_do() -> None:
    taken: set[object] = set()
    for seed in range(12):
        taken |= _played(seed)
    assert taken >= {c.Supply, c.Redeem, c.Borrow, c.Repay, e.LoanLiquidated, e.LoanPreLiquidated, e.LendersLost}


def _played(seed: int) -> set[object]:
    """What happened in a random sequence in which both sides said the same."""
    random, price = Random(seed), 2_000 * WAD
    fee = random.choice([0, WAD // 10, WAD // 4])
    world = PairWorld(*ACCOUNTS, rules=lending(fee=fee), price=price)
    contract = Contract(lending().terms.lltv, fee, world.at_ns // S, price * CENT)  # type: ignore[union-attr]
    for account in ACCOUNTS[1:]:
        world.do(c.Supply, pool=POOL, account=account, asset=DOLLAR, amount="1000")
        contract.supply(account, 1_000)
        world.do(c.AllowPreLiquidation, pool=POOL, account=account, allowed=True)
    taken: set[object] = set()
    for _ in range(200):
        taken |= _stepped(random, world, contract)
    return taken


def _stepped(random: Random, world: PairWorld, contract: Contract) -> set[object]:
    """One command on both sides: the same answer and the same numbers; its kind and its events, where it was taken."""
    who, after = random.choice(ACCOUNTS), random.choice([0, 0, 1, 3_600, 10**6])
    world.at_ns += after * S
    if random.random() < 0.2:
        told = _told(random, contract, random.choice(ACCOUNTS))
        contract.price = told * CENT  # 10^36 x a unit of each: 6 decimals against 18
        world.oracle(told)
        return set()
    now_s, owner = world.at_ns // S, contract.owners[who]
    kept = contract.running, contract.fees
    contract.bring(now_s)
    amount, ether = random.randint(1, 9 * 10**9), random.randint(1, 4 * WHOLE)
    what = random.randrange(9)
    asked = {"shares": owner.shares} if random.random() < 0.3 else {"units": amount}
    if what == 0:
        kind, expected, said = c.Supply, contract.supply(who, amount), (DOLLAR, amount)
    elif what == 1:
        kind, expected, said = c.Redeem, contract.withdraw(who, asked), (DOLLAR, asked.get("units", "all"))
    elif what in (2, 3):
        kind, expected, said = c.Borrow, contract.borrow(who, amount), (DOLLAR, amount)
    elif what == 4:
        owed = owner.position.borrow_shares
        asked = {"shares": owed} if "shares" in asked else asked
        expected = bool(owed) and contract.repay(who, asked)
        kind, said = c.Repay, (DOLLAR, asked.get("units", "all"))
    elif what == 5:
        contract.running, contract.fees = kept  # collateral comes in without interest
        kind, expected, said = c.Supply, contract.pledge(who, ether), (ETHER, ether)
    elif what == 6:
        kind, expected, said = c.Redeem, contract.release(who, ether), (ETHER, ether)
    else:
        return _liquidated(random, world, contract, kept, who)
    outcome = world.act(kind, who, *said)
    return _held(world, contract, kept, expected, outcome)


def _told(random: Random, contract: Contract, who: str) -> int:
    """A price at which somebody owes 68 to 110 % of what its collateral is worth."""
    position = contract.owners[who].position
    owed = liquidation.owed(contract.running.market, position)
    if not (owed and position.collateral):
        return random.randint(900, 2_400) * WAD + random.randint(0, 9)
    return max(owed * 10**30 * 100 // (position.collateral * random.randint(68, 110)), 1)


def _liquidated(
    random: Random, world: PairWorld, contract: Contract, kept: tuple[rules.Running, int], who: str
) -> set[object]:
    position = contract.owners[who].position
    seized = random.choice([0, position.collateral, random.randint(0, position.collateral)])
    shares = 0 if seized else random.choice([1, position.borrow_shares, random.randint(0, position.borrow_shares)])
    by_early = who != "a" and random.random() < 0.5
    expected = (contract.early if by_early else contract.liquidate)(who, seized, shares)
    outcome = world.liquidate(who, seized, shares, by_early)
    return _held(world, contract, kept, expected, outcome)


def _held(
    world: PairWorld, contract: Contract, kept: tuple[rules.Running, int], expected: bool, outcome: Outcome
) -> set[object]:
    took = outcome.refused is None
    assert took == expected, outcome
    if not took:
        contract.running, contract.fees = kept
    pair = pairs.pair_of(world.book, 0)
    assert pairs.written(world.book, pair) == contract.running
    for account, owner in contract.owners.items():
        assert (world.lent(account), world.position(account)) == owner
    assert sum(owner.shares for owner in contract.owners.values()) + contract.fees == world.market.supply_shares
    assert (world.cash(DOLLAR), world.cash(ETHER)) == (contract.loans, contract.collateral)
    assert world.cash(DOLLAR) >= world.market.supplied - world.market.borrowed
    return {type(outcome.command), *map(type, outcome.events)} if took else set()
