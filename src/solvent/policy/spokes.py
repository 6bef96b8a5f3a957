"""What a rulebook of Aave v4 says: one spoke on one hub, and what each of its reserves counts for and is charged."""

from typing import ClassVar

import msgspec

from solvent.errors import BadRulebook
from solvent.policy.cells import MAX_UNIT_DECIMALS, Int64

BPS = 10**4
PPB = 10**9
WAD = 10**18
MAX_CAP = 10**15  # whole assets
MAX_RISK = 10 * BPS
MAX_TARGET = 9 * WAD  # ours: it stands in 63 bits
MAX_RATE = 10 * PPB  # a year
OPTIMAL = 10_000_000, 990_000_000  # ppb


class HubReservePolicy(msgspec.Struct, frozen=True, array_like=True):
    """The terms of one reserve of a spoke, and of its asset in the hub.

    decimals                     of the asset's unit, at most 18
    risk                         parts in 10^4: the premium that debt against it is charged
    factor, bonus, charge        parts in 10^4: what counts of it; the most of it seized for what is repaid; what of the
                                 bonus is the protocol's. A loan keeps those it took until it is refreshed
    fee                          parts in 10^4 of the interest
    optimal                      ppb of what was added that is drawn, where the second slope begins
    base, slope, steep           ppb of a year
    supply_cap, borrow_cap       whole assets, 0 without a cap
    frozen, borrowing            whether nothing may be added, and whether it may be borrowed

    Source    aave/aave-v4 8e6ea16 src/spoke/Spoke.sol _validateReserveConfig, _validateDynamicReserveConfig, 0209bcb
              src/hub/AssetInterestRateStrategy.sol setRateData (read 2026-11-27)
    """

    decimals: Int64
    risk: Int64
    factor: Int64
    bonus: Int64
    charge: Int64
    fee: Int64
    optimal: Int64
    base: Int64
    slope: Int64
    steep: Int64
    supply_cap: Int64 = 0
    borrow_cap: Int64 = 0
    frozen: bool = False
    borrowing: bool = True

    def __post_init__(self) -> None:
        if not 0 <= self.decimals <= MAX_UNIT_DECIMALS:
            raise BadRulebook(f"expected decimals from 0 to {MAX_UNIT_DECIMALS}, found {self.decimals}")
        if not 0 <= self.risk <= MAX_RISK:
            raise BadRulebook(f"expected a collateral risk from 0 to 1,000 %, found {self.risk} parts in 10^4")
        counts = 0 <= self.factor < BPS <= self.bonus <= 2 * BPS
        if not (counts and self.bonus * self.factor <= (BPS - 1) * BPS):
            raise BadRulebook(f"expected a collateral factor below 1, and below 1 with the bonus on top, found {self}")
        if not (min(self.charge, self.fee) >= 0 and max(self.charge, self.fee) <= BPS):
            raise BadRulebook(f"expected fees from 0 to 1, found {self}")
        rates = self.base, self.slope, self.steep
        if not (OPTIMAL[0] <= self.optimal <= OPTIMAL[1] and min(rates) >= 0 and sum(rates) <= MAX_RATE):
            raise BadRulebook(
                f"expected an optimal usage of 1 % to 99 % and rates of 0 or more, 1,000 % at most together, "
                f"found {self}"
            )
        if not 0 <= min(self.supply_cap, self.borrow_cap) <= max(self.supply_cap, self.borrow_cap) <= MAX_CAP:
            raise BadRulebook(f"expected caps from 0 to {MAX_CAP}, found {self.supply_cap} and {self.borrow_cap}")


class SpokePolicy(msgspec.Struct, frozen=True, array_like=True, tag="aave-v4"):
    """The terms of a spoke.

    target     wad, 1 or more: the health that a liquidation restores
    most_at    wad, below 1: at this health and below the bonus is the most
    least      parts in 10^4: the least bonus as a share of the most
    reserves   by asset

    Source    aave/aave-v4 8e6ea16 src/spoke/Spoke.sol updateLiquidationConfig (read 2026-11-27)
    """

    PRICE_DECIMALS: ClassVar[int] = 8

    target: Int64
    most_at: Int64
    least: Int64
    reserves: dict[str, HubReservePolicy]

    @property
    def units(self) -> dict[str, int]:
        """The assets and the decimals of their units."""
        return {asset: int(one.decimals) for asset, one in self.reserves.items()}

    def __post_init__(self) -> None:
        if not self.reserves:
            raise BadRulebook("expected a reserve or more, found none")
        if not (0 <= self.most_at < WAD <= self.target <= MAX_TARGET and 0 <= self.least <= BPS):
            raise BadRulebook(
                f"expected a target health of 1 to 9, the most bonus at a health below 1, and the least as a share "
                f"of it, found {self.target}, {self.most_at} and {self.least}"
            )
