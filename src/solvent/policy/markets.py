"""What a rulebook says of one market: its margin schedule and its fees."""

from itertools import pairwise

import msgspec

from solvent.errors import BadRulebook
from solvent.policy.cells import Int64
from solvent.policy.funding import FundingPolicy
from solvent.policy.manipulation import ManipulationPolicy
from solvent.policy.prices import PricePolicy
from solvent.policy.volatility import VolatilityPolicy


class Tier(msgspec.Struct, frozen=True, array_like=True):
    """One step of a margin schedule; holds for floor <= notional < next floor.

    maintenance = ceil(ceil(notional * mm_num / mm_den) * mm_fraction / 10^6) - deduction
    initial     = ceil(notional * im_num / im_den)

    floor         atoms of notional, 0 for the first tier
    mm_num        count, numerator of the maintenance rate, 0 or more
    mm_den        count, its denominator, 1 or more
    mm_fraction   ppm, 10^6 unless maintenance is a fraction of a base margin
    deduction     atoms, 0 or more
    im_num        count, numerator of the initial rate
    im_den        count, its denominator
    """

    floor: Int64
    mm_num: Int64
    mm_den: Int64
    mm_fraction: Int64
    deduction: Int64
    im_num: Int64
    im_den: Int64

    def __post_init__(self) -> None:
        least = min(self.floor, self.mm_num, self.mm_den - 1, self.mm_fraction, self.im_num, self.im_den - 1)
        if least < 0:
            raise BadRulebook(f"expected a tier with rates of 0 or more and denominators of 1 or more, found {self}")


class MarketPolicy(msgspec.Struct, frozen=True, array_like=True):
    """What a rulebook says of one market.

    tiers               in ascending floors, the first at 0
    oi_lower, oi_upper  atoms of open interest between which the initial rate rises to 100 %; both 0: not scaled
    taker_fee           ppm of notional
    liquidation_fee     ppm of notional
    volatility          how its margin follows volatility
    manipulation        how far it may grow against the cost of moving its price
    prices              how its prices are formed; none: as the rulebook says of all markets
    funding             how its funding rate is formed
    """

    tiers: tuple[Tier, ...]
    oi_lower: Int64 = 0
    oi_upper: Int64 = 0
    taker_fee: Int64 = 0
    liquidation_fee: Int64 = 0
    volatility: VolatilityPolicy = VolatilityPolicy()
    manipulation: ManipulationPolicy = ManipulationPolicy()
    prices: PricePolicy | None = None
    funding: FundingPolicy = FundingPolicy()

    def __post_init__(self) -> None:
        floors = [tier.floor for tier in self.tiers]
        if floors[:1] != [0] or any(later <= earlier for earlier, later in pairwise(floors)):
            raise BadRulebook(f"expected tiers from a floor of 0 upwards, found floors {floors}")
        if min(self.oi_lower, self.oi_upper, self.taker_fee, self.liquidation_fee) < 0:
            raise BadRulebook(f"expected fees and open interest of 0 or more, found {self}")
