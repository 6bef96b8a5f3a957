"""A market of Morpho Blue to test in: dollars lent against ether at 80 %, with an early line at 70 %."""

from typing import Any

from solvent import commands as c
from solvent.book import Book
from solvent.engine import Outcome
from solvent.engine.loans import reading
from solvent.engine.loans.morpho import pair as pairs
from solvent.lending.morpho.liquidation import Market, Position
from solvent.policy import EarlyPolicy, LendingPolicy, PairPolicy, Protocol
from tests.world import World

POOL, DOLLAR, ETHER = "pair", "USDC", "WETH"
CENT, WHOLE = 10**6, 10**18  # a dollar, an ether in their units
WAD = 10**18
PPT = 10**12
EARLY = EarlyPolicy(70 * WAD // 100, WAD // 5, WAD, 101 * WAD // 100, 105 * WAD // 100)


def terms(**changed: Any) -> PairPolicy:
    """A line of 80 %, no fee."""
    cells = {"loan": DOLLAR, "loan_decimals": 6, "collateral": ETHER, "collateral_decimals": 18, "fee": 0,
             "lltv": 80 * WAD // 100, "early": EARLY}  # fmt: skip
    return PairPolicy(**cells | changed)


def lending(name: str = "pair", **changed: Any) -> LendingPolicy:
    """The rulebook of these terms."""
    return LendingPolicy(name, "ab", Protocol.MORPHO_BLUE, 18, {}, terms=terms(**changed))


class PairWorld(World):
    """A world with one market, a price of 2,000 dollars, and accounts."""

    def __init__(self, *accounts: str, rules: LendingPolicy | None = None, price: int = 2_000 * WAD) -> None:
        super().__init__()
        rules = rules or lending()
        self.do(c.AdoptLending, pool=POOL, policy=rules)
        for account in accounts:
            self.do(c.OpenAccount, account=account)
        if price:
            self.oracle(price)

    def oracle(self, price: int, after: int = 0) -> Outcome:
        """The oracle answers for ether."""
        return self.do(c.ObserveOracle, after, pool=POOL, asset=ETHER, price=str(price))

    def act(self, kind: type[c.Command], account: str, asset: str, amount: int | str, after: int = 0) -> Outcome:
        """An account supplies, redeems, borrows or repays."""
        return self.do(kind, after, pool=POOL, account=account, asset=asset, amount=str(amount))

    def liquidate(
        self, account: str, seized: int = 0, shares: int = 0, early: bool = False, after: int = 0
    ) -> Outcome:  # fmt: skip
        """A stranger asks for it."""
        said = {"seized": str(seized), "shares": str(shares), "early": early}
        return self.do(c.LiquidateExactly, after, pool=POOL, account=account, **said)

    @property
    def market(self) -> Market:
        """As it was last written."""
        return pairs.written(self.book, pairs.pair_of(self.book, 0)).market

    def position(self, account: str) -> Position:
        """What an account has in collateral and owes in shares."""
        loan = self.book.loan_of.get((0, self.book.account_of[account]), self.book.loans.n)
        return pairs.position_of(self.book, loan, pairs.pair_of(self.book, 0))

    def lent(self, account: str) -> int:
        """Supply shares of an account."""
        loan = self.book.loan_of.get((0, self.book.account_of[account]), self.book.loans.n)
        held = reading.holdings_of(self.book, loan).get(pairs.pair_of(self.book, 0).loan)
        return held.supplied if held else 0

    def cash(self, asset: str) -> int:
        """Units of an asset that are in the market."""
        return reading.cash_of(self.book, reserve_of(self.book, asset))


def reserve_of(book: Book, asset: str, pool: str = POOL) -> int:
    """The index of a reserve of a pool."""
    return book.reserve_of[book.pool_names.index(pool), book.assets.index(asset)]
