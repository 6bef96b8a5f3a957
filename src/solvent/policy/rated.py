"""The terms of a branch of Liquity v2."""

from typing import ClassVar

import msgspec

from solvent.errors import BadRulebook
from solvent.policy.cells import Int64
from solvent.policy.liquity import DECIMALS, MOST_RATIO, WAD

MOST_PENALTY = 20 * 10**16


class RatedBranchPolicy(msgspec.Struct, frozen=True, array_like=True, tag="liquity2"):
    """One collateral, and the one coin that is minted against it at rates that borrowers choose.

    collateral, coin             assets, of 18 decimals
    minimum, critical, shutdown  wad: the least ratio of a trove, of all together, and below which it is shut down
    pool_penalty, penalty        wad: of collateral beyond the debt that the stability pool, or other borrowers, take
    gas                          wad of the collateral, put by for who liquidates; 0 where that is another asset

    Source    liquity/bold 405f912 Constants.sol, AddressesRegistry.sol constructor (read 2026-11-27)
    """

    PRICE_DECIMALS: ClassVar[int] = DECIMALS

    collateral: str
    coin: str
    minimum: Int64
    critical: Int64
    shutdown: Int64
    pool_penalty: Int64
    penalty: Int64
    gas: Int64

    @property
    def units(self) -> dict[str, int]:
        """The assets and the decimals of their units."""
        return dict.fromkeys((self.collateral, self.coin), DECIMALS)

    def __post_init__(self) -> None:
        if self.collateral == self.coin:
            raise BadRulebook(f"expected a coin that is not its own collateral, found {self.coin} twice")
        lines = WAD < self.minimum <= self.critical <= MOST_RATIO and WAD < self.shutdown <= self.critical
        if not lines:
            raise BadRulebook(
                f"expected 1 < minimum, shutdown <= critical <= 9, found {self.minimum}, {self.shutdown} and "
                f"{self.critical} wad"
            )
        if not (5 * 10**16 <= self.pool_penalty <= self.penalty <= MOST_PENALTY and 0 <= self.gas <= WAD):
            raise BadRulebook(f"expected 5 % <= pool_penalty <= penalty <= 20 % and a gas of at most 1, found {self}")
