"""A small pool of troves to test in: ether against a coin in Liquity v1."""

from typing import Any

from solvent import commands as c
from solvent.engine import Outcome
from solvent.engine.loans.liquity.branch import Branch, branch_of
from solvent.engine.loans.liquity.stability import Kept, kept
from solvent.engine.loans.liquity.troves import Seat, seat_at
from solvent.engine.loans.reading import cash_of
from solvent.policy import LendingPolicy
from solvent.rulebooks.lending import load_lending
from tests.world import World

WAD = 10**18
TROVES, ETHER, COIN = "liquity", "ETH", "LUSD"


def troves_policy() -> LendingPolicy:
    """The shipped rulebook's."""
    return load_lending("liquity-v1").policy


class Troves(World):
    """A pool in which an ether is 2,000 coins, and accounts."""

    def __init__(self, *accounts: str) -> None:
        super().__init__()
        self.do(c.AdoptLending, pool=TROVES, policy=troves_policy())
        for account in accounts:
            self.do(c.OpenAccount, account=account)
        self.ether(2_000)

    def ether(self, coins: int) -> Outcome:
        """The oracle answers: an ether in whole coins."""
        return self.do(c.ObserveOracle, pool=TROVES, asset=ETHER, price=str(coins * WAD))

    def trove(self, account: str, ether: int, coins: int) -> Outcome:
        """Whole ether in, whole coins out."""
        return self.do(c.OpenTrove, pool=TROVES, account=account, collateral=str(ether * WAD), amount=str(coins * WAD))

    def act(self, kind: type[c.Command], account: str, asset: str, amount: int | str, **more: Any) -> Outcome:
        """An account supplies, redeems, borrows or repays units."""
        return self.do(kind, pool=TROVES, account=account, asset=asset, amount=str(amount), **more)

    def close(self, *accounts: str) -> Outcome:
        """A stranger liquidates."""
        return self.do(c.LiquidateTroves, pool=TROVES, accounts=list(accounts))

    @property
    def branch(self) -> Branch:
        """The pool as one."""
        return branch_of(self.book, self.book.pool_names.index(TROVES))

    def has(self, account: str) -> tuple[int, int]:
        """What a trove holds and owes, with what was redistributed to it."""
        trove = self._seat(account).trove
        return trove.collateral, trove.debt

    def surplus(self, account: str) -> int:
        """What its owner may claim."""
        return self._seat(account).surplus

    def deposit(self, account: str) -> Kept | None:
        """What is left of a deposit, and what it has gained."""
        return kept(self.book, self.branch, self.book.account_of[account])

    def cash(self, asset: str) -> int:
        """Units in the pool's own hands."""
        pool = self.book.pool_names.index(TROVES)
        return cash_of(self.book, self.book.reserve_of[pool, self.book.assets.index(asset)])

    def _seat(self, account: str) -> Seat:
        return seat_at(self.book, self.book.pool_names.index(TROVES), self.book.account_of[account], self.branch)
