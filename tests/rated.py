"""A branch of Liquity v2 to test in: wrapped ether against BOLD."""

from typing import Any

from solvent import commands as c
from solvent.engine import Outcome
from solvent.engine.loans import reading
from solvent.engine.loans.liquity2.branch import Rated, rated_of
from solvent.engine.loans.liquity2.stability import Kept, kept
from solvent.engine.loans.liquity2.troves import Tenant, tenant_at
from solvent.policy import LendingPolicy
from solvent.rulebooks.lending import load_lending
from tests.world import World

WAD = 10**18
BRANCH, ETHER, COIN = "rated", "WETH", "BOLD"
GAS = 375 * 10**14
PERCENT = 10**16


def rated_policy() -> LendingPolicy:
    """The shipped rulebook's."""
    return load_lending("liquity-v2-weth").policy


class RatedWorld(World):
    """A branch in which an ether is 2,000 coins, and accounts."""

    def __init__(self, *accounts: str) -> None:
        super().__init__()
        self.do(c.AdoptLending, pool=BRANCH, policy=rated_policy())
        for account in accounts:
            self.do(c.OpenAccount, account=account)
        self.ether(2_000)

    def ether(self, coins: int, after: int = 0) -> Outcome:
        """The oracle answers: an ether in whole coins."""
        return self.do(c.ObserveOracle, after, pool=BRANCH, asset=ETHER, price=str(coins * WAD))

    def trove(self, account: str, ether: int, coins: int, rate: int = 5 * PERCENT) -> Outcome:
        """Whole ether in, whole coins out, at a rate."""
        said = {"collateral": str(ether * WAD), "amount": str(coins * WAD), "rate": rate}
        return self.do(c.OpenRatedTrove, pool=BRANCH, account=account, **said)

    def act(self, kind: type[c.Command], account: str, asset: str, amount: int | str, after: int = 0) -> Outcome:
        """An account supplies, redeems, borrows or repays units."""
        return self.do(kind, after, pool=BRANCH, account=account, asset=asset, amount=str(amount))

    def close(self, *accounts: str, after: int = 0) -> Outcome:
        """A stranger liquidates."""
        return self.do(c.LiquidateTroves, after, pool=BRANCH, accounts=list(accounts))

    def coins(self, whole: int, after: int = 0, **more: Any) -> Outcome:
        """Whole coins are given for collateral."""
        return self.do(c.RedeemCoin, after, pool=BRANCH, amount=str(whole * WAD), **more)

    @property
    def now_s(self) -> int:
        """The engine's seconds."""
        return reading.seconds(self.book.now_ns)

    @property
    def branch(self) -> Rated:
        """As it was last written."""
        return rated_of(self.book, self.book.pool_names.index(BRANCH))

    def tenant(self, account: str) -> Tenant:
        """An account's trove now."""
        pool = self.book.pool_names.index(BRANCH)
        return tenant_at(self.book, pool, self.book.account_of[account], self.branch, self.now_s)

    def has(self, account: str) -> tuple[int, int]:
        """What a trove holds and owes now."""
        trove = self.tenant(account).trove
        return trove.collateral, trove.debt

    def deposit(self, account: str) -> Kept | None:
        """An account's deposit, with what was minted so far."""
        return kept(self.book, self.branch, self.book.account_of[account])

    def cash(self, asset: str) -> int:
        """Units of an asset that are in the pool."""
        pool = self.book.pool_names.index(BRANCH)
        return reading.cash_of(self.book, self.book.reserve_of[pool, self.book.assets.index(asset)])
