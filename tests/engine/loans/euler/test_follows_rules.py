"""The engine's integers are those of `lending.euler`: random sequences, all numbers and answers after each step."""

from dataclasses import dataclass, field
from random import Random

from solvent import commands as c
from solvent import events as e
from solvent.engine import Outcome
from solvent.engine.loans import reading
from solvent.lending.euler import liquidation as rules
from solvent.lending.euler import vault as vaults
from solvent.lending.euler.liquidation import Account, Collateral, Liquidation
from solvent.lending.euler.rates import Curve, rate
from solvent.lending.euler.vault import Debt, Drawn, Moved, Vault
from solvent.lending.scales import BPS, RAY
from tests.clusters import CENT, DOLLAR, ETHER, PRICES, STAKED, WHOLE, ClusterWorld, lending
from tests.world import S

ACCOUNTS = ("a", "b", "c")
ASSETS = (DOLLAR, ETHER, STAKED)
UNIT = {DOLLAR: CENT, ETHER: WHOLE, STAKED: WHOLE}
TERMS = lending().terms.vaults  # type: ignore[union-attr]


@dataclass
class Owner:
    """What an account has: shares, what of them is enabled, and its one debt."""

    shares: dict[str, int] = field(default_factory=lambda: dict.fromkeys(ASSETS, 0))
    enabled: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)  # vaults it ever had to do with
    owing: str = ""
    debt: Debt = field(default_factory=Debt)


class Contracts:
    """Vaults by their rules alone, in dictionaries: what the engine is held against. A refused step leaves a copy."""

    def __init__(self, now_s: int) -> None:
        self.vaults = {asset: Vault(0, 0, 0, 0, RAY, 0, TERMS[asset].fee, now_s) for asset in ASSETS}
        self.owners = {who: Owner() for who in ACCOUNTS}
        self.prices, self.now_s = dict(PRICES), now_s

    def now(self, asset: str) -> Vault:
        return vaults.accrued(self.vaults[asset], self.now_s)

    def put(self, asset: str, vault: Vault) -> None:
        x = TERMS[asset]
        charged = rate(Curve(x.base, x.slope, x.steep, x.kink), vault.cash, vault.borrows)
        self.vaults[asset] = vault._replace(rate=charged)

    def worth(self, asset: str, units: int) -> int:
        return units * self.prices[asset] // UNIT[asset]

    def account(self, owner: Owner, liquidating: bool) -> Account:
        pairs = []
        for asset in owner.enabled:
            ltv = TERMS[owner.owing].collaterals.get(asset)
            if ltv:
                value = self.worth(asset, vaults.assets_down(self.now(asset), owner.shares[asset]))
                pairs.append((value, ltv.liquidation if liquidating else ltv.borrow))
        owed = vaults.units_up(vaults.due(self.now(owner.owing), owner.debt))
        return Account(sum(value * ltv // BPS for value, ltv in pairs), self.worth(owner.owing, owed), owed)

    def healthy(self, owner: Owner) -> bool:
        if not owner.debt.owed:
            return True
        found = self.account(owner, False)
        return found.adjusted > found.owed_value

    def supply(self, who: str, asset: str, units: int) -> bool:
        owner, done = self.owners[who], vaults.deposit(self.now(asset), units)
        if not isinstance(done, Moved):
            return False
        self.put(asset, done.vault)
        owner.shares[asset] += done.shares
        if asset not in owner.seen and not owner.debt.owed:
            owner.enabled.add(asset)
        owner.seen.add(asset)
        return True

    def redeem(self, who: str, asset: str, units: int) -> bool:
        owner = self.owners[who]
        held, vault = owner.shares[asset], self.now(asset)
        done = vaults.redeem(vault, held, held) if not units else vaults.withdraw(vault, held, units)
        if not held or not isinstance(done, Moved):
            return False
        self.put(asset, done.vault)
        owner.shares[asset] -= done.shares
        return self.healthy(owner)

    def borrow(self, who: str, asset: str, units: int) -> bool:
        owner = self.owners[who]
        if owner.debt.owed and owner.owing != asset:
            return False
        done = vaults.borrow(self.now(asset), owner.debt, units)
        if not isinstance(done, Drawn):
            return False
        self.put(asset, done.vault)
        owner.owing, owner.debt = asset, done.debt
        owner.seen.add(asset)
        return self.healthy(owner)

    def repay(self, who: str, asset: str, units: int) -> bool:
        owner = self.owners[who]
        if not owner.debt.owed or owner.owing != asset:
            return False
        owed = vaults.units_up(vaults.due(self.now(asset), owner.debt))
        done = vaults.repay(self.now(asset), owner.debt, units or owed)
        if not isinstance(done, Drawn):
            return False
        self.put(asset, done.vault)
        owner.debt = done.debt
        return True

    def enable(self, who: str, asset: str, pledged: bool) -> bool:
        owner = self.owners[who]
        if asset not in owner.seen or (asset in owner.enabled) == pledged:
            return False
        (owner.enabled.add if pledged else owner.enabled.remove)(asset)
        return self.healthy(owner)

    def liquidate(self, who: str, asset: str, units: int, by: str = "") -> bool:
        """As a stranger in one transaction, or as an account that keeps what it takes over."""
        owner, taker = self.owners[who], self.owners[by] if by else Owner()
        owing = owner.owing
        if not owner.debt.owed or asset not in owner.enabled or asset not in TERMS[owing].collaterals or by == who:
            return False
        account = self.account(owner, True)
        held = Collateral(
            owner.shares[asset], self.worth(asset, vaults.assets_down(self.now(asset), owner.shares[asset]))
        )
        if not rules.liquidatable(account) or (taker.debt.owed and taker.owing != owing):
            return False
        most = rules.most(account, held, TERMS[owing].discount)
        done = rules.part(most, units) if units else most
        if not isinstance(done, Liquidation) or not max(done):
            return False
        vault, left, its = self.now(owing), owner.debt, taker.debt
        if done.repaid:
            both = vaults.taken_over(vault, owner.debt, taker.debt, done.repaid)
            if not isinstance(both, tuple):
                return False
            left, its = both
        owner.shares[asset] -= done.seized
        bare = not any(owner.shares[one] for one in owner.enabled & set(TERMS[owing].collaterals))
        lost = rules.socialised(account, done.repaid, bare)
        if lost:
            gone = vaults.forgiven(vault, left, lost)
            if not isinstance(gone, Drawn):
                return False
            vault, left = gone.vault, gone.debt
        owner.debt = left
        self.put(owing, vault)
        if by:
            taker.shares[asset] += done.seized
            taker.enabled.add(asset)
            taker.seen |= {asset, owing}
            taker.owing, taker.debt = owing, its
            if done.seized:
                self.put(asset, self.now(asset))
            return self.healthy(taker)
        paid = vaults.repay(vault, its, vaults.units_up(its.owed))
        assert isinstance(paid, Drawn)
        self.put(owing, paid.vault)
        if done.seized:
            out = vaults.redeem(self.now(asset), done.seized, done.seized)
            if not isinstance(out, Moved):
                return False
            self.put(asset, out.vault)
        return True


def copied(contracts: Contracts) -> Contracts:
    """The same state, of which nothing is shared."""
    made = Contracts(contracts.now_s)
    made.vaults, made.prices = dict(contracts.vaults), dict(contracts.prices)
    made.owners = {who: Owner(dict(x.shares), set(x.enabled), set(x.seen), x.owing, x.debt)
                   for who, x in contracts.owners.items()}  # fmt: skip
    return made


def test_the_engine_does_what_the_rules_do() -> None:
    taken: set[object] = set()
    for seed in range(16):
        taken |= _played(seed)
    assert taken >= {c.Supply, c.Redeem, c.Borrow, c.Repay, c.SetCollateral, e.LoanLiquidated, e.DebtTakenOver,
                     e.LendersLost}  # fmt: skip


def _played(seed: int) -> set[object]:
    """What happened in a random sequence in which both sides said the same."""
    random, world = Random(seed), ClusterWorld(*ACCOUNTS)
    contracts, taken = Contracts(world.at_ns // S), set[object]()
    for asset in ASSETS:
        world.act(c.Supply, "a", asset, 100 * UNIT[asset])
        assert contracts.supply("a", asset, 100 * UNIT[asset])
    for _ in range(250):
        contracts, more = _stepped(random, world, contracts)
        taken |= more
    return taken


def _stepped(random: Random, world: ClusterWorld, contracts: Contracts) -> tuple[Contracts, set[object]]:
    """One command on both sides: the same answer and the same numbers; its kind and its events, where it was taken."""
    world.at_ns += random.choice([0, 0, 1, 3_600, 10**6]) * S
    contracts.now_s = world.at_ns // S
    who, asset, what = random.choice(ACCOUNTS), random.choice(ASSETS), random.randrange(12)
    if what == 0:
        asset = random.choice([ETHER, STAKED])
        contracts.prices[asset] = PRICES[asset] * random.randint(30, 160) // 100 + random.randint(0, 9)
        world.oracle(asset, contracts.prices[asset])
        return contracts, set()
    after, amount = copied(contracts), random.randint(1, 40 * UNIT[asset])
    amount = 0 if random.random() < 0.2 else amount
    said = amount or "all"
    if what in (1, 2):
        outcome, expected = world.act(c.Supply, who, asset, said), bool(amount) and after.supply(who, asset, amount)
    elif what == 3:
        outcome, expected = world.act(c.Redeem, who, asset, said), after.redeem(who, asset, amount)
    elif what in (4, 5, 6):
        outcome, expected = world.act(c.Borrow, who, asset, said), bool(amount) and after.borrow(who, asset, amount)
    elif what == 7:
        outcome, expected = world.act(c.Repay, who, asset, said), after.repay(who, asset, amount)
    elif what == 8:
        pledged = random.random() < 0.7
        outcome, expected = world.enable(who, asset, pledged), after.enable(who, asset, pledged)
    else:
        outcome, expected = _called(random, world, after, who, asset)
    return _held(world, after if expected else contracts, expected, outcome)


def _called(random: Random, world: ClusterWorld, after: Contracts, who: str, asset: str) -> tuple[Outcome, bool]:
    ripe = [one for one, x in after.owners.items() if x.debt.owed and rules.liquidatable(after.account(x, True))]
    if ripe and random.random() < 0.9:
        who = random.choice(ripe)
        asset = random.choice([asset, *(one for one in ASSETS if after.owners[who].shares[one])])
    owner = after.owners[who]
    owed = vaults.units_up(vaults.due(after.now(owner.owing), owner.debt)) if owner.debt.owed else 1
    amount = random.choice([0, 0, 0, 1, max(owed // 9, 1), owed])
    debt, by = owner.owing or DOLLAR, random.choice(["", "", "a", "b", "c"])
    said = amount or "all"
    if by:
        return world.take_over(by, who, asset, debt, amount=str(said)), after.liquidate(who, asset, amount, by)
    return world.liquidate(who, asset, debt, said), after.liquidate(who, asset, amount)


def _held(world: ClusterWorld, now: Contracts, expected: bool, outcome: Outcome) -> tuple[Contracts, set[object]]:
    took = outcome.refused is None
    assert took == expected, outcome
    for asset in ASSETS:
        assert world.vault(asset) == now.vaults[asset], outcome
        shares = sum(owner.shares[asset] for owner in now.owners.values())
        assert shares + now.vaults[asset].fees == now.vaults[asset].shares
        owed = sum(vaults.due(now.now(asset), x.debt) for x in now.owners.values() if x.owing == asset)
        assert abs(owed - now.now(asset).owed) < 10**3, "2^-31 units: as many as there were steps"
    for who, owner in now.owners.items():
        assert {asset: world.shares(who, asset) for asset in ASSETS} == owner.shares
        assert world.debt(who).owed == owner.debt.owed
        has = reading.holdings_of(world.book, world.loan(who))
        names = {world.book.assets[int(world.book.reserves.asset[at])] for at, one in has.items() if one.pledged}
        assert names == owner.enabled
    return now, {type(outcome.command), *map(type, outcome.events)} if took else set()
