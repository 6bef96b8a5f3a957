"""Vaults of Euler v2 beside the rest of a random house: what comes in, and their laws."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from solvent import commands as c
from solvent.book import Book, wide
from solvent.engine.loans import reading
from solvent.engine.loans.euler.accounts import debt_of, owing_of
from solvent.engine.loans.euler.vaults import Cluster, written
from solvent.lending.euler.vault import due, units_up
from solvent.policy import LendingPolicy, LtvPolicy, Protocol
from tests.clusters import CENT, DOLLAR, ETHER, LTVS, POOL, PRICES, STAKED, WHOLE
from tests.clusters import lending as rules_of

if TYPE_CHECKING:
    from tests.simulation.house import House

UNITS = {DOLLAR: CENT, ETHER: WHOLE, STAKED: WHOLE}
NONSENSE = ("", "-1", "0", "9" * 39, "1e9")


def opened(house: House, accounts: tuple[str, ...]) -> Iterator[c.Command]:
    """Vaults, their prices, and somebody who lends to each."""
    yield house.stamp(c.AdoptLending, pool=POOL, policy=_rules(house))
    yield house.stamp(c.ObserveOracles, pool=POOL, assets=list(PRICES), prices=[str(x) for x in PRICES.values()])
    for asset, unit in UNITS.items():
        amount = str(10**6 * unit + 7 if asset == DOLLAR else 300 * unit)
        yield house.stamp(c.Supply, pool=POOL, account=accounts[0], asset=asset, amount=amount)


def _rules(house: House, name: str = "cluster") -> LendingPolicy:
    """Another fee, a cool-off, caps, lines that are lowered, and sometimes a debt that stays for ever."""
    r = house.tenants
    lower = r.choice([8_500, 8_500, 7_000])
    dollar = {"socialises": r.random() < 0.8, "cool_off": r.choice([0, 0, 30]), "fee": r.choice([0, 1_000]),
              "collaterals": LTVS | {ETHER: LtvPolicy(7_000, lower, r.choice([0, 100]))},
              "borrow_cap": r.choice([0, 500_000])}  # fmt: skip
    return rules_of(name, dollar=dollar)


def asked(house: House, accounts: tuple[str, ...]) -> c.Command:
    """A command about the vaults, which need not be accepted."""
    r = house.tenants
    asset, what = r.choice(list(UNITS)), r.randrange(26)
    place = {"pool": POOL, "account": r.choice(accounts[:4] if r.random() < 0.9 else accounts), "asset": asset}
    amount = str(UNITS[asset] * r.randint(1, 10**6) // r.choice([10**3, 10**4, 10**5, 10**9]) + 1)
    if r.random() < 0.1:
        amount = r.choice(NONSENSE)
    if what < 4:
        return house.stamp(c.Supply, **place, amount=amount)
    if what < 6:
        return house.stamp(c.Redeem, **place, amount=r.choice([amount, "all"]))
    if what < 12:
        most = _power(house.book, place["account"]) * r.choice([90, 99, 100]) // 100
        return house.stamp(c.Borrow, **place | {"asset": DOLLAR}, amount=str(most or amount))
    if what == 12:
        return house.stamp(c.Repay, **place | {"asset": r.choice([asset, DOLLAR])}, amount=r.choice([amount, "all"]))
    if what < 16:
        fallen = PRICES[ETHER] * r.choice([30, 60, 80, 95, 100, 130]) // 100 + r.randint(0, 9)
        return house.stamp(c.ObserveOracle, pool=POOL, asset=ETHER, price=str(fallen))
    if what < 19:
        return _seldom(house, place, amount)
    return _liquidated(house, accounts)


def _seldom(house: House, place: dict[str, str], amount: str) -> c.Command:
    """Collateral that is enabled or no longer, books that are read in, other terms, an index that is followed."""
    r, what = house.tenants, house.tenants.randrange(8)
    if what < 4:
        return house.stamp(c.SetCollateral, **place, pledged=r.random() < 0.7)
    if what == 4:
        return house.stamp(c.LoadLoan, **place, supplied=amount, owed=r.choice(["0", "0", "1", amount]))
    if what == 5:
        return house.stamp(c.FollowIndex, pool=POOL, asset=place["asset"], market=r.choice(["A-USD", "", ""]))
    if what == 6:
        return house.stamp(c.Borrow, **place | {"asset": r.choice([ETHER, STAKED])}, amount=amount)
    return house.stamp(c.AdoptLending, pool=POOL, policy=_rules(house, f"terms{r.randint(1, 9)}"))


def _power(book: Book, account: str) -> int:
    """About as many dollars as an account may still borrow against its ether."""
    loan = book.loan_of.get((book.pool_names.index(POOL), book.account_of[account]))
    has = reading.holdings_of(book, loan) if loan is not None else {}
    pool = book.pool_names.index(POOL)
    ether = book.reserve_of[pool, book.assets.index(ETHER)]
    held = has[ether].supplied if ether in has and has[ether].pledged else 0
    worth = held * wide(book.reserves, ether, "price") * 7 // 10 // 10**30
    owed = units_up(debt_of(book, loan).owed) if loan is not None else 0
    return max(worth - owed, 0)


def _liquidated(house: House, accounts: tuple[str, ...]) -> c.Command:
    """All or some of a debt, by a stranger or by another account."""
    book, r = house.book, house.tenants
    pool = book.pool_names.index(POOL)
    loans = [loan for loan in range(book.loans.n) if book.loans.pool[loan] == pool and debt_of(book, loan).owed]
    ripe = [loan for loan in loans if book.loans.liquidatable[loan]] or loans
    if not ripe:
        return house.stamp(c.AdvanceTime)
    loan = r.choice(ripe)
    owing, owed = owing_of(reading.holdings_of(book, loan)), units_up(debt_of(book, loan).owed)
    said = {
        "pool": POOL, "account": book.account_names[int(book.loans.account[loan])],
        "collateral": r.choice([ETHER, ETHER, STAKED]), "debt": book.assets[int(book.reserves.asset[owing])],
        "amount": r.choice(["all", "all", "all", "1", str(owed), str(owed // 7 + 1), r.choice(NONSENSE)]),
    }  # fmt: skip
    if r.random() < 0.4:
        least = r.choice(["0", "0", "0", str(WHOLE)])
        return house.stamp(c.TakeOverDebt, **said, liquidator=r.choice(accounts[:4]), least=least)
    return house.stamp(c.LiquidateLoan, **said)


def taken(book: Book, loan: int, row: int) -> bool:
    """Whether a holding was ever taken for what its loan owes: in a cluster that depends on the vault, else always."""
    if book.pools.protocol[book.loans.pool[loan]] != Protocol.EULER_V2:
        return True
    owing, t = owing_of(reading.holdings_of(book, loan)), book.ltvs
    return bool(((t.reserve == owing) & (t.collateral == book.holdings.reserve[row])).any())


def clusters_amiss(book: Book) -> Iterator[str]:
    """What does not hold: all shares have an owner, all debts are what the vault is owed, an account owes one vault."""
    for pool in range(book.pools.n):
        if book.pools.protocol[pool] != Protocol.EULER_V2:
            continue
        cluster = Cluster(book, reading.seconds(book.now_ns))
        loans = [loan for loan in range(book.loans.n) if book.loans.pool[loan] == pool]
        owed = dict.fromkeys(book.reserves_in(pool), 0)
        shares = dict.fromkeys(owed, 0)
        for loan in loans:
            has = reading.holdings_of(book, loan)
            if sum(one.owed > 0 for one in has.values()) > 1:
                yield f"loan {loan} owes two vaults"
            for reserve, one in has.items():
                shares[reserve] += one.supplied
            if (owing := owing_of(has)) >= 0:
                owed[owing] += due(cluster[owing], debt_of(book, loan))
            elif debt_of(book, loan).owed:
                yield f"loan {loan} owes {debt_of(book, loan).owed} of no vault"
        for reserve in owed:
            vault = written(book, reserve)
            if shares[reserve] + vault.fees != vault.shares:
                yield f"{vault.shares} shares where accounts and the fee have {shares[reserve] + vault.fees}"
            if units_up(abs(owed[reserve] - cluster[reserve].owed)) > 1:
                yield f"{cluster[reserve].owed} is owed by all and {owed[reserve]} by each"
