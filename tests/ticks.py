"""Vaults of Fluid to test in: USDC lent against ether."""

from typing import Any

from solvent import commands as c
from solvent.engine import Outcome
from solvent.engine.loans import reading
from solvent.engine.loans.fluid.positions import TickLoan, loan_of
from solvent.engine.loans.fluid.scene import Scene
from solvent.lending.fluid.positions import Standing, standing
from solvent.policy import LendingPolicy, Protocol, TickPolicy
from tests.world import World

POOL, DOLLAR, ETHER = "ticks", "USDC", "WETH"
USDC, WAD, PRICE = 10**6, 10**18, 10**27
POINTS = ((0, 100), (8_000, 800), (10_000, 5_000))


def lending(name: str = "ticks", **changed: Any) -> LendingPolicy:
    """Borrowed to 85 %, liquidated above 90 at 2, absorbed above 95."""
    cells = {"borrowed": DOLLAR, "borrowed_decimals": 6, "collateral": ETHER, "collateral_decimals": 18, "factor": 850,
             "threshold": 900, "limit": 950, "penalty": 200, "fee": 0, "magnifier": 10_000, "points": POINTS,
             "revenue": 1_000, "update": 100}  # fmt: skip
    return LendingPolicy(name, "ab", Protocol.FLUID_T1, 27, {}, terms=TickPolicy(**cells | changed))


class TickWorld(World):
    """A world with one vault, an ether of 2,000, and accounts."""

    def __init__(self, *accounts: str, rules: LendingPolicy | None = None, price: int = 2_000) -> None:
        super().__init__()
        self.do(c.AdoptLending, pool=POOL, policy=rules or lending())
        for account in accounts:
            self.do(c.OpenAccount, account=account)
        if price:
            self.oracle(price * PRICE)

    def oracle(self, price: int, after: int = 0) -> Outcome:
        """The oracle answers for ether, 27 decimals of a whole one."""
        return self.do(c.ObserveOracle, after, pool=POOL, asset=ETHER, price=str(price))

    def act(self, kind: type[c.Command], account: str, asset: str, amount: int | str, after: int = 0) -> Outcome:
        """An account supplies, redeems, borrows or repays units."""
        return self.do(kind, after, pool=POOL, account=account, asset=asset, amount=str(amount))

    def open(self, account: str, ether: int, dollars: int) -> Outcome:
        """Units of ether in, units of dollars out."""
        self.act(c.Supply, account, ETHER, ether)
        return self.act(c.Borrow, account, DOLLAR, dollars)

    def liquidate(self, amount: int, absorbs: bool = False, least: int = 0, after: int = 0) -> Outcome:
        """Somebody repays units from the highest tick down."""
        said = {"amount": str(amount), "least": str(least), "absorbs": absorbs}
        return self.do(c.LiquidateTicks, after, pool=POOL, **said)

    @property
    def scene(self) -> Scene:
        """The vault now."""
        return Scene(self.book, self.book.pool_names.index(POOL), reading.seconds(self.book.now_ns))

    def loan(self, account: str) -> TickLoan:
        """Where an account's loan last stood."""
        pool = self.book.pool_names.index(POOL)
        loan = self.book.loan_of.get((pool, self.book.account_of[account]), self.book.loans.n)
        return loan_of(self.book, loan, self.scene)

    def now(self, account: str) -> Standing:
        """Where an account's loan stands now."""
        found = standing(self.scene.vault, self.loan(account).position)
        assert isinstance(found, Standing)
        return found

    def cash(self, asset: str) -> int:
        """Units of an asset that are in the layer."""
        pool = self.book.pool_names.index(POOL)
        return reading.cash_of(self.book, self.book.reserve_of[pool, self.book.assets.index(asset)])
