"""Markets of LLAMMA to test in: crvUSD lent, or minted, against ether."""

from typing import Any

from solvent import commands as c
from solvent.engine import Outcome
from solvent.engine.loans import reading
from solvent.engine.loans.llamma.market import BandLoan, Pool, loan_of, pool_at
from solvent.policy import BandPolicy, LendingPolicy, Protocol
from tests.world import World

POOL, COIN, ETHER = "bands", "crvUSD", "WETH"
WAD = 10**18
PRICE = 3_000


def lending(name: str = "bands", mints: bool = False, **changed: Any) -> LendingPolicy:
    """Bands a hundredth wide from 3,000 on; 5 % a year at no usage, lent or minted."""
    cells = {"borrowed": COIN, "collateral": ETHER, "mints": mints, "a": 100, "fee": 6 * 10**15, "base": PRICE,
             "loan_discount": 9 * 10**16, "discount": 6 * 10**16, "least_rate": 1_585_489_599,
             "most_rate": 1_585_489_599 if mints else 15_854_895_991}  # fmt: skip
    protocol = Protocol.CURVE_MINT if mints else Protocol.CURVE_LEND
    return LendingPolicy(name, "ab", protocol, 18, {}, terms=BandPolicy(**cells | changed))


class BandWorld(World):
    """A world with one market, a price of 3,000, and accounts."""

    def __init__(self, *accounts: str, rules: LendingPolicy | None = None, price: int = PRICE) -> None:
        super().__init__()
        self.do(c.AdoptLending, pool=POOL, policy=rules or lending())
        for account in accounts:
            self.do(c.OpenAccount, account=account)
        if price:
            self.oracle(price * WAD)

    def oracle(self, price: int, after: int = 0) -> Outcome:
        """The oracle answers for ether, wad."""
        return self.do(c.ObserveOracle, after, pool=POOL, asset=ETHER, price=str(price))

    def open(self, account: str, ether: int, coins: int, bands: int = 10) -> Outcome:
        """Units in, units out."""
        said = {"collateral": str(ether), "amount": str(coins), "bands": bands}
        return self.do(c.OpenBandLoan, pool=POOL, account=account, **said)

    def act(self, kind: type[c.Command], account: str, asset: str, amount: int | str, after: int = 0) -> Outcome:
        """An account supplies, redeems, borrows or repays units."""
        return self.do(kind, after, pool=POOL, account=account, asset=asset, amount=str(amount))

    def trade(self, asset: str, amount: int, after: int = 0, least: int = 0) -> Outcome:
        """Somebody pays units into the bands."""
        return self.do(c.TradeBands, after, pool=POOL, asset=asset, amount=str(amount), least=str(least))

    def close(self, account: str, share: int = WAD, own: bool = False, after: int = 0) -> Outcome:
        """A share of a loan is liquidated."""
        return self.do(c.LiquidateBands, after, pool=POOL, account=account, share=share, own=own)

    @property
    def pool(self) -> Pool:
        """The market now."""
        return pool_at(self.book, self.book.pool_names.index(POOL), reading.seconds(self.book.now_ns))

    def loan(self, account: str) -> BandLoan:
        """Where an account's loan stands now."""
        pool = self.book.pool_names.index(POOL)
        loan = self.book.loan_of.get((pool, self.book.account_of[account]), self.book.loans.n)
        return loan_of(self.book, loan, self.pool)

    def shares(self, account: str) -> int:
        """What an account has of what is lent."""
        pool = self.book.pool_names.index(POOL)
        loan = self.book.loan_of.get((pool, self.book.account_of[account]), self.book.loans.n)
        held = reading.holdings_of(self.book, loan).get(self.pool.borrowed)
        return held.supplied if held else 0

    def cash(self, asset: str) -> int:
        """Units of an asset that are in the market, in bands or not."""
        pool = self.book.pool_names.index(POOL)
        return reading.cash_of(self.book, self.book.reserve_of[pool, self.book.assets.index(asset)])
