"""A small pool of vaults to test in: ether against DAI in Maker."""

from typing import Any

from solvent import commands as c
from solvent.book import rad, wide
from solvent.engine import Outcome
from solvent.engine.loans.maker.ilk import Ilk, ilk_of, running
from solvent.engine.loans.maker.seats import seat_at
from solvent.engine.loans.reading import cash_of
from solvent.lending.maker.bark import Vault
from solvent.policy import LendingPolicy
from solvent.rulebooks.lending import load_lending, parsed_lending
from tests.world import World

WAD, RAY, RAD = 10**18, 10**27, 10**45
VAULTS, ETHER, COIN = "maker", "ETH", "DAI"
RISING, FALLING = "maker-eth-2020", "maker-eth-2"
FEE = "1000000003022265980097387650"  # 10 % a year of 365 days


def vaults_policy(name: str = FALLING, **changes: str) -> LendingPolicy:
    """A shipped rulebook's, with other words where they are asked for."""
    text = load_lending(name).text
    for key, value in changes.items():
        lines = [line for line in text.splitlines() if line.startswith(f"{key} = ")]
        assert len(lines) == 1, key
        text = text.replace(lines[0], f"{key} = {value}")
    return parsed_lending(text).policy


class Vaults(World):
    """A pool in which an ether is 200 DAI, and accounts."""

    def __init__(self, *accounts: str, rules: LendingPolicy | None = None) -> None:
        super().__init__()
        self.do(c.AdoptLending, pool=VAULTS, policy=rules or vaults_policy())
        for account in accounts:
            self.do(c.OpenAccount, account=account)
        self.ether(200)

    def ether(self, coins: int, **more: Any) -> Outcome:
        """The oracle answers: an ether in whole DAI."""
        return self.do(c.ObserveOracle, pool=VAULTS, asset=ETHER, price=str(coins * WAD), **more)

    def vault(self, account: str, ether: int, coins: int) -> None:
        """Whole ether in, whole DAI out."""
        assert self.act(c.Supply, account, ETHER, ether * WAD).refused is None
        assert self.act(c.Borrow, account, COIN, coins * WAD).refused is None

    def act(self, kind: type[c.Command], account: str, asset: str, amount: int | str, **more: Any) -> Outcome:
        """An owner acts."""
        return self.do(kind, pool=VAULTS, account=account, asset=asset, amount=str(amount), **more)

    def start(self, account: str, **more: Any) -> Outcome:
        """Anybody sends a vault to auction."""
        return self.do(c.StartAuction, pool=VAULTS, account=account, **more)

    def buy(self, amount: int | str, auction: int = 0, **more: Any) -> Outcome:
        """A part of a falling auction is bought."""
        return self.do(c.TakeAuction, pool=VAULTS, auction=auction, amount=str(amount), **more)

    def bid(self, bid: int, lot: int, auction: int = 0, **more: Any) -> Outcome:
        """A bid in a rising one, rad for wad."""
        return self.do(c.BidAuction, pool=VAULTS, auction=auction, bid=str(bid), lot=str(lot), **more)

    def end(self, auction: int = 0, **more: Any) -> Outcome:
        """The lot is given away."""
        return self.do(c.EndAuction, pool=VAULTS, auction=auction, **more)

    @property
    def ilk(self) -> Ilk:
        """The pool as one."""
        return ilk_of(self.book, self.book.pool_names.index(VAULTS))

    def has(self, account: str) -> Vault:
        """A vault."""
        return seat_at(self.book, self.ilk, self.book.account_of[account]).vault

    def sale(self, auction: int = 0) -> tuple[int, int, int]:
        """(lot wad, tab rad, raised rad) of an auction."""
        t = self.book.auctions
        return wide(t, auction, "lot"), rad(t, auction, "tab"), rad(t, auction, "raised")

    @property
    def running(self) -> list[int]:
        """The auctions that have not ended."""
        return running(self.book, self.ilk.row)

    @property
    def cash(self) -> int:
        """Units of collateral in the pool's hands."""
        return cash_of(self.book, self.ilk.held)

    def amiss(self) -> int:
        """By how much the pool's collateral is not that of vaults and running auctions."""
        lots = sum(wide(self.book.auctions, one, "lot") for one in self.running)
        return self.cash - wide(self.book.reserves, self.ilk.held, "supplied") - lots
