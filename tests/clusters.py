"""Vaults of Euler v2 to test in: dollars lent against ether and a staked one, ether against the staked one."""

from typing import Any

from solvent import commands as c
from solvent.book import Book
from solvent.engine import Outcome
from solvent.engine.loans import reading
from solvent.engine.loans.euler import accounts, vaults
from solvent.lending.euler.vault import Debt, Vault
from solvent.policy import ClusterPolicy, EVaultPolicy, LendingPolicy, LtvPolicy, Protocol
from tests.world import World

POOL, DOLLAR, ETHER, STAKED = "cluster", "USDC", "WETH", "wstETH"
CENT, WHOLE = 10**6, 10**18  # a dollar, an ether in their units
WAD = 10**18
PRICES = {DOLLAR: WAD, ETHER: 2_000 * WAD, STAKED: 2_400 * WAD}
LTVS = {ETHER: LtvPolicy(8_000, 8_500), STAKED: LtvPolicy(7_500, 8_000, 1_000)}


def vault(decimals: int = 18, **changed: Any) -> EVaultPolicy:
    """A vault that charges 1 ray in 10^9 a second at no usage, and takes nothing for its loans."""
    cells = {"base": 0, "slope": 400_000_000, "steep": 40_000_000_000, "kink": 3_865_470_566, "fee": 1_000,
             "discount": 2_000, "cool_off": 0, "socialises": True, "supply_cap": 0, "borrow_cap": 0}  # fmt: skip
    return EVaultPolicy(decimals, **cells | changed)


def terms(dollar: dict[str, Any] | None = None, ether: dict[str, Any] | None = None) -> ClusterPolicy:
    """Three vaults, of which some terms are changed."""
    return ClusterPolicy({
        DOLLAR: vault(6, **{"collaterals": LTVS} | (dollar or {})),
        ETHER: vault(**{"collaterals": {STAKED: LtvPolicy(9_300, 9_500)}} | (ether or {})),
        STAKED: vault(),
    })  # fmt: skip


def lending(name: str = "cluster", **changed: Any) -> LendingPolicy:
    """The rulebook of these terms."""
    return LendingPolicy(name, "ab", Protocol.EULER_V2, 18, {}, terms=terms(**changed))


class ClusterWorld(World):
    """A world with one cluster, its prices, and accounts."""

    def __init__(self, *accounts: str, rules: LendingPolicy | None = None, priced: bool = True) -> None:
        super().__init__()
        self.do(c.AdoptLending, pool=POOL, policy=rules or lending())
        for account in accounts:
            self.do(c.OpenAccount, account=account)
        if priced:
            self.do(c.ObserveOracles, pool=POOL, assets=list(PRICES), prices=[str(price) for price in PRICES.values()])

    def oracle(self, asset: str, price: int, after: int = 0) -> Outcome:
        """The oracle answers for an asset."""
        return self.do(c.ObserveOracle, after, pool=POOL, asset=asset, price=str(price))

    def act(self, kind: type[c.Command], account: str, asset: str, amount: int | str, after: int = 0) -> Outcome:
        """An account supplies, redeems, borrows or repays."""
        return self.do(kind, after, pool=POOL, account=account, asset=asset, amount=str(amount))

    def enable(self, account: str, asset: str, pledged: bool = True) -> Outcome:
        """Shares become collateral, or no longer."""
        return self.do(c.SetCollateral, pool=POOL, account=account, asset=asset, pledged=pledged)

    def liquidate(self, account: str, collateral: str, debt: str, amount: int | str = "all", after: int = 0) -> Outcome:
        """A stranger liquidates and leaves."""
        said = {"account": account, "collateral": collateral, "debt": debt, "amount": str(amount)}
        return self.do(c.LiquidateLoan, after, pool=POOL, **said)

    def take_over(self, by: str, account: str, collateral: str, debt: str, **more: Any) -> Outcome:
        """An account of the pool liquidates."""
        said = {"account": account, "liquidator": by, "collateral": collateral, "debt": debt, "amount": "all"}
        return self.do(c.TakeOverDebt, pool=POOL, **said | more)

    def vault(self, asset: str) -> Vault:
        """As it was last written."""
        return vaults.written(self.book, reserve_of(self.book, asset))

    def loan(self, account: str) -> int:
        """The loan of an account; the next one where it has none."""
        return self.book.loan_of.get((0, self.book.account_of[account]), self.book.loans.n)

    def debt(self, account: str) -> Debt:
        """What an account owes, as it was last written."""
        return accounts.debt_of(self.book, self.loan(account))

    def shares(self, account: str, asset: str) -> int:
        """What an account has of a vault."""
        held = reading.holdings_of(self.book, self.loan(account)).get(reserve_of(self.book, asset))
        return held.supplied if held else 0


def reserve_of(book: Book, asset: str, pool: str = POOL) -> int:
    """The index of a reserve of a pool."""
    return book.reserve_of[book.pool_names.index(pool), book.assets.index(asset)]
