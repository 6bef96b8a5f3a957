"""The engine's integers are those of `lending.aave`: random sequences, all numbers and answers after each step."""

from copy import deepcopy
from dataclasses import dataclass, field
from random import Random

from solvent import commands as c
from solvent import events as e
from solvent.engine import Outcome
from solvent.lending.aave import hub as rules
from solvent.lending.aave import spoke, v4
from solvent.lending.aave.hub import Asset, Curve, Moved, Premium, units_up
from solvent.lending.aave.seizure import Seizure, Side
from solvent.lending.aave.spoke import Account, Counted, Debt
from solvent.lending.scales import RAY, WAD
from solvent.policy import HubReservePolicy
from tests.spokes import COIN, DOLLAR, ETHER, POOL, PRICES, UNITS, SpokeWorld, lending, terms
from tests.world import S

ACCOUNTS = ("a", "b", "c")
ASSETS = (DOLLAR, ETHER, COIN)
OTHERS = {"ether": {"factor": 7_000, "bonus": 11_000}, "coin": {"factor": 5_000, "risk": 20_000}}


@dataclass
class Owner:
    """What an account has, by asset."""

    shares: dict[str, int] = field(default_factory=lambda: dict.fromkeys(ASSETS, 0))
    drawn: dict[str, int] = field(default_factory=lambda: dict.fromkeys(ASSETS, 0))
    premium: dict[str, Premium] = field(default_factory=lambda: dict.fromkeys(ASSETS, Premium()))
    counts: dict[str, HubReservePolicy] = field(default_factory=dict)  # the terms taken, by asset
    pledged: set[str] = field(default_factory=set)


class Contracts:
    """A hub and a spoke by their rules alone, in dictionaries: what the engine is held against."""

    def __init__(self, now_s: int) -> None:
        self.terms = terms()
        self.assets = {asset: Asset(0, 0, 0, 0, Premium(), 0, 0, 0, x.fee, now_s)
                       for asset, x in self.terms.reserves.items()}  # fmt: skip
        self.owners = {who: Owner() for who in ACCOUNTS}
        self.prices, self.now_s = dict(PRICES), now_s

    def now(self, asset: str) -> Asset:
        return rules.accrued(self.assets[asset], self.now_s)

    def put(self, asset: str, state: Asset) -> None:
        x = self.terms.reserves[asset]
        curve = Curve(*(ppb * 10**18 for ppb in (x.optimal, x.base, x.slope, x.steep)))
        drawn = -(-state.drawn * state.drawn_index // RAY)
        self.assets[asset] = state._replace(rate=rules.rate(curve, state.cash, drawn))

    def side(self, asset: str) -> Side:
        return Side(self.prices[asset], UNITS[asset])

    def debt(self, owner: Owner, asset: str) -> Debt:
        return spoke.debt(self.now(asset), owner.drawn[asset], owner.premium[asset])

    def account(self, owner: Owner) -> Account:
        counts = []
        for asset in owner.pledged:
            x = owner.counts[asset]
            if x.factor and owner.shares[asset]:
                worth = (
                    rules.assets_down(self.now(asset), owner.shares[asset]) * self.prices[asset] * WAD // UNITS[asset]
                )
                counts.append(Counted(worth, x.factor, self.terms.reserves[asset].risk))
        owed = [
            -(-self.debt(owner, one).units * self.prices[one] * WAD // UNITS[one]) for one in ASSETS if owner.drawn[one]
        ]
        return spoke.account(counts, owed)

    def charge(self, owner: Owner, risk: int, had: bool) -> None:
        if not risk and not had:
            return
        for asset in ASSETS:
            if owner.drawn[asset]:
                self.premium(
                    owner, asset, spoke.charged(self.now(asset), owner.drawn[asset], owner.premium[asset], risk)
                )

    def premium(self, owner: Owner, asset: str, after: Premium) -> None:
        self.put(asset, rules.charged(self.now(asset), owner.premium[asset], after))
        owner.premium[asset] = after

    def refreshed(self, owner: Owner, had: bool) -> bool:
        for asset in owner.pledged:
            owner.counts[asset] = self.terms.reserves[asset]
        found = self.account(owner)
        self.charge(owner, found.risk, had)
        return found.health >= WAD

    def supply(self, owner: Owner, asset: str, units: int) -> bool:
        moved = rules.add(self.now(asset), units)
        if not isinstance(moved, Moved):
            return False
        self.put(asset, moved.asset)
        owner.shares[asset] += moved.shares
        return True

    def redeem(self, owner: Owner, asset: str, units: int) -> bool:
        had, most = was_charged(owner), rules.assets_down(self.now(asset), owner.shares[asset])
        moved = rules.remove(self.now(asset), min(units or most, most))
        if not most or not isinstance(moved, Moved):
            return False
        self.put(asset, moved.asset)
        owner.shares[asset] -= moved.shares
        return asset not in owner.pledged or self.refreshed(owner, had)

    def borrow(self, owner: Owner, asset: str, units: int) -> bool:
        had, moved = was_charged(owner), rules.draw(self.now(asset), units)
        if not isinstance(moved, Moved):
            return False
        self.put(asset, moved.asset)
        owner.drawn[asset] += moved.shares
        return self.refreshed(owner, had)

    def repay(self, owner: Owner, asset: str, units: int) -> bool:
        had, owed = was_charged(owner), self.debt(owner, asset)
        if not owed.units:
            return False
        pays = spoke.split(owed, units or owed.units)
        self.restore(owner, asset, pays)
        self.charge(owner, self.account(owner).risk, had)
        return True

    def restore(self, owner: Owner, asset: str, pays: Debt) -> None:
        after = spoke.charged(self.now(asset), owner.drawn[asset], owner.premium[asset], 0, pays.premium)
        self.premium(owner, asset, after)
        state = self.now(asset)
        shares = pays.drawn * RAY // state.drawn_index
        self.put(asset, state._replace(drawn=state.drawn - shares, cash=state.cash + pays.units))
        owner.drawn[asset] -= shares

    def pledge(self, owner: Owner, asset: str, pledged: bool) -> bool:
        if (asset in owner.pledged) == pledged:
            return False
        if pledged:
            owner.pledged.add(asset)
            owner.counts[asset] = self.terms.reserves[asset]
            return True
        owner.pledged.remove(asset)
        return self.refreshed(owner, was_charged(owner))

    def refresh(self, owner: Owner, newest: bool) -> bool:
        had = was_charged(owner)
        if newest:
            return self.refreshed(owner, had)
        self.charge(owner, self.account(owner).risk, had)
        return True

    def liquidate(self, owner: Owner, asset: str, debt: str, units: int) -> bool:
        had, stands, owed = was_charged(owner), self.account(owner), self.debt(owner, debt)
        held = rules.assets_down(self.now(asset), owner.shares[asset])
        if not (held and owed.units and asset in owner.pledged):
            return False
        x, s = owner.counts[asset], self.terms
        said = v4.Terms(s.most_at, s.least, s.target, x.bonus, x.factor, x.charge)
        call = v4.liquidation(said, stands.debt, stands.health, self.side(asset), self.side(debt), held, owed.units,
                              units or 2**256)  # fmt: skip
        if not isinstance(call, Seizure):
            return False
        shares, paid = rules.shares_up(self.now(asset), call.to_liquidator + call.fee), 0
        if call.to_liquidator:
            moved = rules.remove(self.now(asset), call.to_liquidator)
            if not isinstance(moved, Moved):
                return False
            self.put(asset, moved.asset)
            paid = moved.shares
        self.put(asset, self.now(asset)._replace(fees=self.now(asset).fees + shares - paid))
        owner.shares[asset] -= shares
        premium = min(call.repaid * RAY, self.debt(owner, debt).premium)
        self.restore(owner, debt, Debt(call.repaid - units_up(premium), premium))
        if v4.deficit(not owner.shares[asset], not owner.drawn[debt], stands.counted, stands.borrowed):
            for one in ASSETS:
                if owner.drawn[one]:
                    self.report(owner, one)
        else:
            self.charge(owner, self.account(owner).risk, had)
        return True

    def report(self, owner: Owner, asset: str) -> None:
        owed = self.debt(owner, asset)
        self.premium(owner, asset, Premium(0, 0, self.now(asset).drawn_index))
        self.put(asset, rules.reported(self.now(asset), owner.drawn[asset], owed.premium))
        owner.drawn[asset] = 0

    def cover(self, owner: Owner, asset: str, units: int) -> bool:
        state = self.now(asset)
        gone = rules.covered(state, units or 2**200)
        if not state.deficit or any(owner.drawn.values()) or gone.shares > owner.shares[asset]:
            return False
        self.put(asset, gone.asset)
        owner.shares[asset] -= gone.shares
        return True


def was_charged(owner: Owner) -> bool:
    return any(one.shares for one in owner.premium.values())


def test_the_engine_does_what_the_rules_do() -> None:
    taken: set[object] = set()
    for seed in range(16):
        taken |= _played(seed)
    assert taken >= {c.Supply, c.Redeem, c.Borrow, c.Repay, c.SetCollateral, c.RefreshLoan, c.CoverDeficit,
                     e.LoanLiquidated, e.DeficitSet, e.PremiumChanged}  # fmt: skip


def _played(seed: int) -> set[object]:
    """What happened in a random sequence in which both sides said the same."""
    random, world = Random(seed), SpokeWorld(*ACCOUNTS)
    contracts, taken = Contracts(world.at_ns // S), set[object]()
    for asset in ASSETS:
        world.act(c.Supply, "a", asset, 100_000 * UNITS[asset])
        assert contracts.supply(contracts.owners["a"], asset, 100_000 * UNITS[asset])
    for _ in range(220):
        contracts, more = _stepped(random, world, contracts)
        taken |= more
    return taken


def _stepped(random: Random, world: SpokeWorld, contracts: Contracts) -> tuple[Contracts, set[object]]:
    """One command on both sides: the same answer and the same numbers; its kind and its events, where it was taken."""
    world.at_ns += random.choice([0, 0, 1, 3_600, 10**6]) * S
    contracts.now_s = world.at_ns // S
    who, asset, what = random.choice(ACCOUNTS), random.choice(ASSETS), random.randrange(15)
    after = deepcopy(contracts)
    owner = after.owners[who]
    if what == 0:
        asset = random.choice([ETHER, COIN])
        contracts.prices[asset] = PRICES[asset] * random.choice([8, 40, 70, 95, 100, 130]) // 100 + random.randint(0, 9)
        world.oracle(asset, contracts.prices[asset])
        return contracts, set()
    if what == 1 and random.random() < 0.2:
        return _governed(random, world, contracts), set()
    dollars = random.randint(1, 40_000 * 10**6)
    amount = dollars * UNITS[asset] * PRICES[DOLLAR] // (PRICES[asset] * 10**6) + 1
    amount = random.choice([amount, amount, amount, 1, 0])
    said = amount or "all"
    if what in (1, 2):
        outcome, expected = world.act(c.Supply, who, asset, said), bool(amount) and after.supply(owner, asset, amount)
    elif what == 3:
        outcome, expected = world.act(c.Redeem, who, asset, said), after.redeem(owner, asset, amount)
    elif what in (4, 5, 6):
        outcome, expected = world.act(c.Borrow, who, asset, said), bool(amount) and after.borrow(owner, asset, amount)
    elif what == 7:
        outcome, expected = world.act(c.Repay, who, asset, said), after.repay(owner, asset, amount)
    elif what in (8, 9):
        pledged = random.random() < 0.8
        outcome, expected = world.pledge(who, asset, pledged), after.pledge(owner, asset, pledged)
    elif what == 10:
        newest = random.random() < 0.5
        known = world.loan(who) < world.book.loans.n
        outcome, expected = world.refresh(who, newest), known and after.refresh(owner, newest)
    elif what == 11:
        outcome = world.do(c.CoverDeficit, pool=POOL, account=who, asset=asset, amount=str(said))
        expected = after.cover(owner, asset, amount)
    else:
        outcome, expected = _called(random, world, after, asset)
    return _held(world, after if expected else contracts, expected, outcome)


def _governed(random: Random, world: SpokeWorld, contracts: Contracts) -> Contracts:
    """Other terms: assets are brought up to now and charged by them."""
    changed = random.choice([{}, OTHERS])
    world.do(c.AdoptLending, pool=POOL, policy=lending(f"t{len(changed)}", **changed))
    contracts.terms = terms(**changed)
    for asset in ASSETS:
        contracts.put(asset, contracts.now(asset))
    return contracts


def _called(random: Random, world: SpokeWorld, after: Contracts, asset: str) -> tuple[Outcome, bool]:
    ripe = [one for one, x in after.owners.items() if after.account(x).health < WAD] or list(ACCOUNTS)
    who = random.choice(ripe)
    owner = after.owners[who]
    asset = random.choice([asset, *(one for one in ASSETS if owner.shares[one] and one in owner.pledged)])
    debt = random.choice([DOLLAR, *(one for one in ASSETS if owner.drawn[one])])
    amount = random.choice([0, 0, 0, 1, max(after.debt(owner, debt).units // 3, 1)])
    return world.liquidate(who, asset, debt, amount or "all"), after.liquidate(owner, asset, debt, amount)


def _held(world: SpokeWorld, now: Contracts, expected: bool, outcome: Outcome) -> tuple[Contracts, set[object]]:
    took = outcome.refused is None
    assert took == expected, outcome
    for asset in ASSETS:
        assert world.asset(asset) == now.assets[asset], outcome
        state = now.assets[asset]
        assert sum(owner.shares[asset] for owner in now.owners.values()) + state.fees == state.added
        assert sum(owner.drawn[asset] for owner in now.owners.values()) == state.drawn
        premium = sum(owner.premium[asset].at(state.drawn_index) for owner in now.owners.values())
        assert premium == state.premium.accrued, "to the ray"
    for who, owner in now.owners.items():
        parts = {world.book.assets[int(world.book.reserves.asset[at])]: part
                 for at, part in world.position(who).parts.items()}  # fmt: skip
        for asset in ASSETS:
            part = parts.get(asset)
            has = (part.supplied, part.drawn, part.pledged, part.premium) if part else (0, 0, False, Premium())
            assert has == (owner.shares[asset], owner.drawn[asset], asset in owner.pledged, owner.premium[asset])
        assert world.position(who).account() == now.account(owner)
    return now, {type(outcome.command), *map(type, outcome.events)} if took else set()
