"""A small lending pool to test in: ether against dollars in Aave, v2 unless told otherwise, values in wei of ether."""

from typing import Any

from solvent import commands as c
from solvent.engine import Outcome
from solvent.policy import CategoryPolicy, LendingPolicy, Protocol, ReservePolicy
from tests.world import World

POOL, ETHER, DOLLAR, OTHER = "aave", "WETH", "USDC", "WBTC"
PPB = 10**9
WAD = 10**18
# decimals, ltv, threshold, bonus, factor; optimal, base, slope, steep: round numbers near those of mainnet in 2021
RESERVES = {
    ETHER: ReservePolicy(18, 8_000, 8_250, 10_500, 1_000, 65 * PPB // 100, 0, 8 * PPB // 100, PPB),
    DOLLAR: ReservePolicy(6, 8_000, 8_500, 10_500, 1_000, 90 * PPB // 100, 0, 4 * PPB // 100, 60 * PPB // 100),
    OTHER: ReservePolicy(8, 7_000, 7_500, 11_000, 2_000, 65 * PPB // 100, 0, 8 * PPB // 100, 3 * PPB),
}
PRICES = {ETHER: WAD, DOLLAR: WAD // 2_000, OTHER: 15 * WAD}


STABLE = "stable"  # an e-mode in which ether and bitcoin count alike, and only bitcoin is lent
MODES = {STABLE: CategoryPolicy(9_000, 9_300, 10_100, (ETHER, OTHER), (OTHER,))}
VERSIONS = [Protocol.AAVE_V2, Protocol.AAVE_V3_3, Protocol.AAVE_V3_5, Protocol.AAVE_V3_6, Protocol.AAVE_V3_7]


def lending(
    name: str = "aave-v2",
    base_decimals: int = 18,
    protocol: Protocol = Protocol.AAVE_V2,
    modes: dict[str, CategoryPolicy] | None = None,
    **reserves: ReservePolicy,
) -> LendingPolicy:
    """Three reserves unless told otherwise."""
    return LendingPolicy(name, "ab", protocol, base_decimals, reserves or RESERVES, modes or {})


class Pool(World):
    """A world with one lending pool, prices, and accounts."""

    def __init__(self, *accounts: str, rules: LendingPolicy | None = None) -> None:
        super().__init__()
        self.do(c.AdoptLending, pool=POOL, policy=rules or lending())
        for account in accounts:
            self.do(c.OpenAccount, account=account)
        for asset, price in PRICES.items():
            self.oracle(asset, price)

    def oracle(self, asset: str, price: int, after: int = 0) -> Outcome:
        """The oracle answers."""
        return self.do(c.ObserveOracle, after, pool=POOL, asset=asset, price=str(price))

    def act(self, kind: type[c.Command], account: str, asset: str, amount: int | str, after: int = 0) -> Outcome:
        """An account supplies, redeems, borrows or repays."""
        return self.do(kind, after, pool=POOL, account=account, asset=asset, amount=str(amount))

    def liquidate(self, account: str, collateral: str, debt: str, amount: int | str = "all", **more: Any) -> Outcome:
        """A stranger acts."""
        return self.do(c.LiquidateLoan, pool=POOL, account=account, collateral=collateral, debt=debt,
                       amount=str(amount), **more)  # fmt: skip

    def reserve(self, asset: str) -> int:
        """The index of a reserve."""
        return self.book.reserve_of[0, self.book.assets.index(asset)]
