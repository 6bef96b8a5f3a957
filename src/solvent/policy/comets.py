"""What a rulebook of Compound III says: one base asset, its two curves, its storefront, and what it takes for it."""

from typing import ClassVar

import msgspec

from solvent.errors import BadRulebook
from solvent.policy.cells import MAX_UNIT_DECIMALS, Int64

BPS = 10**4
PPM = 10**6
PPT = 10**12
MAX_RATE_OF_A_YEAR = 1_000 * PPT
MIN_BASE_DECIMALS = 6
MAX_UNITS = 2**126
MAX_SUPPLY_CAP = 10**15
MOST_COLLATERALS = 24  # of CometWithExtendedAssetList.sol; Comet.sol itself has 12


class CometCurve(msgspec.Struct, frozen=True, array_like=True):
    """How a rate follows the share lent out.

    kink                 10^-12, at most 1
    base, slope, steep   10^-12 of a year: at no usage, for a usage of 1 below the kink, for one above it
    """

    kink: Int64
    base: Int64
    slope: Int64
    steep: Int64

    def __post_init__(self) -> None:
        rates = self.base, self.slope, self.steep
        if not (0 <= self.kink <= PPT and 0 <= min(rates) <= max(rates) <= MAX_RATE_OF_A_YEAR):
            raise BadRulebook(f"expected a kink of at most 1 and rates from 0 to 1,000 a year, found {self}")


class CometCollateral(msgspec.Struct, frozen=True, array_like=True):
    """The terms of one collateral.

    decimals                                of its unit, at most 18
    borrow_factor, liquidate_factor         parts in 10^4: what counts where something is borrowed, and before it is
                                            absorbed; the first is less
    liquidation_factor                      parts in 10^4: what an account is credited with then
    supply_cap                              whole assets that may be supplied in all; 0: none
    """

    decimals: Int64
    borrow_factor: Int64
    liquidate_factor: Int64
    liquidation_factor: Int64
    supply_cap: Int64

    def __post_init__(self) -> None:
        if not 0 <= self.borrow_factor < self.liquidate_factor <= BPS:
            raise BadRulebook(f"expected a borrow factor below the liquidate factor, and that at most 1, found {self}")
        if not 0 < self.liquidation_factor <= BPS:
            raise BadRulebook(f"expected a liquidation factor above 0 and at most 1, found {self}")
        if not (0 <= self.decimals <= MAX_UNIT_DECIMALS and 0 <= self.supply_cap <= MAX_SUPPLY_CAP):
            found = f"{self.decimals} and {self.supply_cap}"
            raise BadRulebook(f"expected 0 to 18 decimals and a cap of 0 to {MAX_SUPPLY_CAP}, found {found}")


class CometPolicy(msgspec.Struct, frozen=True, array_like=True, tag="comet"):
    """The terms of a pool of Compound III.

    base                 the asset that is lent
    decimals             of its unit, 6 to 18
    borrow_min, target   digits of its units: the least that may be owed, the reserves above which nothing is sold
    storefront           ppm: the share of the penalty (1 - liquidation factor) that a buyer of collateral is given
    supply, borrow       the curves
    collaterals          by asset, in the order in which health looks at them

    Source    compound-finance/comet d5a30b0 Comet.sol constructor, CometConfiguration.sol (read 2026-11-27)
    """

    base: str
    decimals: Int64
    borrow_min: str
    target: str
    storefront: Int64
    supply: CometCurve
    borrow: CometCurve
    collaterals: dict[str, CometCollateral]

    PRICE_DECIMALS: ClassVar[int] = 8  # CometCore.sol PRICE_FEED_DECIMALS

    def __post_init__(self) -> None:
        if not MIN_BASE_DECIMALS <= self.decimals <= MAX_UNIT_DECIMALS:
            raise BadRulebook(f"expected a base asset of 6 to 18 decimals, found {self.decimals}")
        if not 1 <= len(self.collaterals) <= MOST_COLLATERALS or self.base in self.collaterals:
            found = ", ".join(self.collaterals) or "none"
            raise BadRulebook(f"expected 1 to {MOST_COLLATERALS} collaterals beside {self.base}, found {found}")
        for digits in (self.borrow_min, self.target):
            good = 0 < len(digits) <= 38 and digits.isascii() and digits.isdigit() and int(digits) < MAX_UNITS
            if not good:
                raise BadRulebook(f"expected digits of units of {self.base}, found {digits!r:.60}")
        if not 0 <= self.storefront <= PPM:
            raise BadRulebook(f"expected a storefront price factor of at most 1, found {self.storefront} ppm")

    @property
    def units(self) -> dict[str, int]:
        """Every asset, the base first, and the decimals of its unit."""
        return {self.base: int(self.decimals), **{asset: int(one.decimals) for asset, one in self.collaterals.items()}}
