"""The terms of a pool of troves."""

from typing import ClassVar

import msgspec

from solvent.errors import BadRulebook
from solvent.policy.cells import Int64

DECIMALS = 18
WAD = 10**DECIMALS
MOST_RATIO = 9 * WAD
MOST_COINS = 10**9


class BranchPolicy(msgspec.Struct, frozen=True, array_like=True, tag="liquity"):
    """One collateral, and the one coin that is minted against it.

    collateral, coin        assets, of 18 decimals
    minimum, critical       wad: the least ratio of a trove, and of all together
    least_debt, set_aside   whole coins: the least a trove owes, and what is kept beside that for whoever liquidates it
    fee                     wad: of what is borrowed
    """

    PRICE_DECIMALS: ClassVar[int] = DECIMALS

    collateral: str
    coin: str
    minimum: Int64
    critical: Int64
    least_debt: Int64
    set_aside: Int64
    fee: Int64

    @property
    def units(self) -> dict[str, int]:
        """The assets and the decimals of their units."""
        return dict.fromkeys((self.collateral, self.coin), DECIMALS)

    def __post_init__(self) -> None:
        if self.collateral == self.coin:
            raise BadRulebook(f"expected a coin that is not its own collateral, found {self.coin} twice")
        if not WAD < self.minimum <= self.critical <= MOST_RATIO:
            raise BadRulebook(f"expected 1 < minimum <= critical <= 9, found {self.minimum} and {self.critical} wad")
        if not (0 < self.least_debt <= MOST_COINS and 0 <= self.set_aside <= MOST_COINS and 0 <= self.fee < WAD):
            raise BadRulebook(f"expected a least debt above 0 and a fee below 1, found {self}")
