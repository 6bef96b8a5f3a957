"""What a rulebook of LLAMMA says: one market, its bands, its discounts and its rate."""

from typing import ClassVar

import msgspec

from solvent.errors import BadRulebook
from solvent.policy.cells import Int64

DECIMALS = 18
WAD = 10**DECIMALS
MOST_RATE = 43_959_106_799  # wad of a second: 300 % a year, AMM.vy MAX_RATE
LEAST_FEE = 10**6
MOST_PRICE = 10**9
MOST_FEE = 10**17
LEAST_DISCOUNT, MOST_DISCOUNT = 10**16, 5 * 10**17


class BandPolicy(msgspec.Struct, frozen=True, array_like=True, tag="llamma"):
    """The terms of one market.

    borrowed, collateral        assets, of 18 decimals
    mints                       whether the borrowed coin is minted, not lent
    a                           count: a band is 1/a wide, 2 to 10,000
    fee                         wad: of a trade, at most 4 / a and 10 %
    base                        whole borrowed coins: the price at the top of band 0
    loan_discount, discount     wad: the second, before a loan is liquidated, is less
    least_rate, most_rate       wad of a second, at no usage and at full usage; equal where coins are minted

    Source    curvefi/curve-stablecoin cf1d05f ControllerFactory.vy, lending/LendFactory.vy, AMM.vy (read 2026-11-27)
    """

    PRICE_DECIMALS: ClassVar[int] = DECIMALS

    borrowed: str
    collateral: str
    mints: bool
    a: Int64
    fee: Int64
    base: Int64
    loan_discount: Int64
    discount: Int64
    least_rate: Int64
    most_rate: Int64

    @property
    def units(self) -> dict[str, int]:
        """The assets and the decimals of their units."""
        return dict.fromkeys((self.borrowed, self.collateral), DECIMALS)

    def __post_init__(self) -> None:
        if self.borrowed == self.collateral:
            raise BadRulebook(f"expected a collateral that is not what is borrowed, found {self.borrowed} twice")
        wide = 2 <= self.a <= 10_000
        if not (wide and LEAST_FEE <= self.fee <= MOST_FEE and self.fee * self.a <= 4 * WAD):
            raise BadRulebook(f"expected a of 2 to 10,000 and a fee of at most 4 / a and 10 %, found {self}")
        if not 0 < self.base <= MOST_PRICE:
            raise BadRulebook(f"expected a base price of 1 to {MOST_PRICE}, found {self.base}")
        if not LEAST_DISCOUNT <= self.discount < self.loan_discount <= MOST_DISCOUNT:
            raise BadRulebook(f"expected 1 % <= liquidation discount < loan discount <= 50 %, found {self}")
        rates = 0 <= self.least_rate <= self.most_rate <= MOST_RATE
        if not rates or (self.mints and self.least_rate != self.most_rate):
            raise BadRulebook(f"expected rates of at most 300 % a year, and one where coins are minted, found {self}")
        if self.least_rate != self.most_rate and not self.least_rate:
            raise BadRulebook("expected a least rate above 0 where there is a curve, found 0")
