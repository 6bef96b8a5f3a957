"""A small pool of Compound III to test in: dollars lent against ether, bitcoin and a coin, values in 10^-8 dollars."""

from typing import Any

from solvent import commands as c
from solvent.book import Book
from solvent.engine import Outcome
from solvent.policy import CometCollateral, CometCurve, CometPolicy, LendingPolicy, Protocol
from tests.world import World

POOL, DOLLAR, ETHER, BITCOIN, COIN = "comet", "USDC", "WETH", "WBTC", "COMP"
CENT, WHOLE, SATS = 10**6, 10**18, 10**8  # a dollar, an ether, a bitcoin in their units
USD = 10**8
PPT = 10**12
PRICES = {DOLLAR: USD, ETHER: 2_000 * USD, BITCOIN: 30_000 * USD, COIN: 50 * USD}
# decimals; borrow, liquidate and liquidation factors; cap
COLLATERALS = {
    ETHER: CometCollateral(18, 8_250, 8_950, 9_500, 1_000),
    BITCOIN: CometCollateral(8, 7_000, 7_700, 9_500, 100),
    COIN: CometCollateral(18, 6_500, 7_000, 9_300, 10_000),
}
SUPPLY = CometCurve(PPT * 8 // 10, 0, PPT * 4 // 100, PPT * 4 // 10)
BORROW = CometCurve(PPT * 8 // 10, PPT // 100, PPT * 5 // 100, PPT * 3 // 10)
FREE = CometCurve(PPT * 8 // 10, 0, 0, 0)  # interest of 0


def terms(
    target: int = 5_000 * CENT,
    supply: CometCurve = SUPPLY,
    borrow: CometCurve = BORROW,
    collaterals: dict[str, CometCollateral] | None = None,
    decimals: int = 6,
) -> CometPolicy:
    """A least debt of 100 dollars, half of the penalty off in the storefront."""
    least = str(100 * 10**decimals)
    return CometPolicy(DOLLAR, decimals, least, str(target), 500_000, supply, borrow, collaterals or COLLATERALS)


def lending(name: str = "comet", **changed: Any) -> LendingPolicy:
    """The rulebook of these terms."""
    return LendingPolicy(name, "ab", Protocol.COMPOUND_V3, 8, {}, terms=terms(**changed))


class Comet(World):
    """A world with one pool of Compound III, prices, and accounts."""

    def __init__(self, *accounts: str, rules: LendingPolicy | None = None) -> None:
        super().__init__()
        rules = rules or lending()
        self.do(c.AdoptLending, pool=POOL, policy=rules)
        for account in accounts:
            self.do(c.OpenAccount, account=account)
        for asset in rules.decimals:
            self.oracle(asset, PRICES.get(asset, USD))

    def oracle(self, asset: str, price: int, after: int = 0) -> Outcome:
        """The oracle answers."""
        return self.do(c.ObserveOracle, after, pool=POOL, asset=asset, price=str(price))

    def act(self, kind: type[c.Command], account: str, asset: str, amount: int | str, after: int = 0) -> Outcome:
        """An account supplies, redeems, borrows or repays."""
        return self.do(kind, after, pool=POOL, account=account, asset=asset, amount=str(amount))

    def absorb(self, account: str, after: int = 0) -> Outcome:
        """Somebody asks for it."""
        return self.do(c.AbsorbLoan, after, pool=POOL, account=account)

    def buy(self, asset: str, paid: int, least: int = 0) -> Outcome:
        """Somebody buys from the storefront."""
        return self.do(c.BuyCollateral, pool=POOL, asset=asset, paid=str(paid), least=str(least))

    def reserve(self, asset: str) -> int:
        """The index of a reserve."""
        return reserve_of(self.book, asset)


def reserve_of(book: Book, asset: str, pool: str = POOL) -> int:
    """The index of a reserve of a pool."""
    return book.reserve_of[book.pool_names.index(pool), book.assets.index(asset)]
