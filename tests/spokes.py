"""A spoke of Aave v4 to test in: dollars and ether lent against ether, which costs no premium, and a coin that does."""

from typing import Any

from solvent import commands as c
from solvent.engine import Outcome
from solvent.engine.loans.aave4 import hub, positions
from solvent.engine.loans.reading import seconds
from solvent.lending.aave.hub import Asset
from solvent.policy import HubReservePolicy, LendingPolicy, Protocol, SpokePolicy
from tests.world import World

POOL, DOLLAR, ETHER, COIN = "spoke", "USDC", "WETH", "LINK"
CENT, WHOLE = 10**6, 10**18  # a dollar, an ether in their units
UNITS = {DOLLAR: CENT, ETHER: WHOLE, COIN: WHOLE}
BASE = 10**8
WAD = 10**18
PRICES = {DOLLAR: BASE, ETHER: 2_000 * BASE, COIN: 20 * BASE}


def reserve(decimals: int = 18, **changed: Any) -> HubReservePolicy:
    """A reserve that counts for 80 % and costs no premium."""
    cells = {"risk": 0, "factor": 8_000, "bonus": 10_500, "charge": 1_000, "fee": 1_000, "optimal": 900_000_000,
             "base": 0, "slope": 40_000_000, "steep": 800_000_000}  # fmt: skip
    return HubReservePolicy(decimals, **cells | changed)


def terms(target: int = 105 * WAD // 100, **changed: Any) -> SpokePolicy:
    """Three reserves, of which some terms are changed by asset."""
    coin = {"risk": 5_000, "factor": 6_000, "bonus": 11_000, "fee": 2_000} | changed.get("coin", {})
    reserves = {DOLLAR: reserve(**{"decimals": 6, "factor": 7_800} | changed.get("dollar", {})),
                ETHER: reserve(**changed.get("ether", {})), COIN: reserve(**coin)}  # fmt: skip
    return SpokePolicy(target, 9 * WAD // 10, 5_000, reserves)


def lending(name: str = "spoke", **changed: Any) -> LendingPolicy:
    """The rulebook of these terms."""
    return LendingPolicy(name, "ab", Protocol.AAVE_V4, 8, {}, terms=terms(**changed))


class SpokeWorld(World):
    """A world with one spoke, its prices, and accounts."""

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

    def pledge(self, account: str, asset: str, pledged: bool = True) -> Outcome:
        """What an account supplies is collateral, or no longer."""
        return self.do(c.SetCollateral, pool=POOL, account=account, asset=asset, pledged=pledged)

    def liquidate(self, account: str, collateral: str, debt: str, amount: int | str = "all") -> Outcome:
        """A stranger liquidates."""
        said = {"pool": POOL, "account": account, "collateral": collateral, "debt": debt}
        return self.do(c.LiquidateLoan, **said, amount=str(amount))

    def refresh(self, account: str, newest: bool = True) -> Outcome:
        """A loan is looked at again."""
        return self.do(c.RefreshLoan, pool=POOL, account=account, terms=newest)

    def reserve(self, asset: str) -> int:
        """The index of an asset's reserve."""
        return self.book.reserve_of[self.book.pool_names.index(POOL), self.book.assets.index(asset)]

    def loan(self, account: str) -> int:
        """The index of an account's loan, that of the next one where it has none."""
        return self.book.loan_of.get(
            (self.book.pool_names.index(POOL), self.book.account_of[account]), self.book.loans.n
        )

    def asset(self, asset: str) -> Asset:
        """An asset as it was last written."""
        return hub.written(self.book, self.reserve(asset))

    def position(self, account: str) -> positions.Position:
        """What an account has now."""
        return positions.Position(hub.Hub(self.book, seconds(self.at_ns)), self.loan(account))
