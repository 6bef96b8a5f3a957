"""What a rulebook of Morpho Blue says: one isolated pair, its line, its fee, and an early line for who agrees to it."""

from typing import ClassVar

import msgspec

from solvent.errors import BadRulebook
from solvent.policy.cells import MAX_UNIT_DECIMALS, Int64

WAD = 10**18
MOST_FEE = 25 * 10**16  # ConstantsLib.sol MAX_FEE
MIN_LOAN_DECIMALS = 6  # so that a unit is at most what the sweep counts in
MOST = 9 * WAD  # of a share or an incentive, so that it fits into a cell


class EarlyPolicy(msgspec.Struct, frozen=True, array_like=True):
    """The terms of pre-liquidation, all in wad.

    line                              below the market's: from here on some of the debt may be repaid
    least_share, most_share           of the debt that may be repaid at once, at the early line and at the market's
    least_incentive, most_incentive   for one unit repaid, at the same two lines; in between all is linear

    Source    morpho-org/pre-liquidation 9e8b7f4 PreLiquidation.sol constructor (read 2026-11-27)
    """

    line: Int64
    least_share: Int64
    most_share: Int64
    least_incentive: Int64
    most_incentive: Int64

    def __post_init__(self) -> None:
        if not (self.line > 0 and 0 <= self.least_share <= min(self.most_share, WAD) and self.most_share <= MOST):
            raise BadRulebook(
                f"expected an early line above 0 and a least share of at most 1 and the most, found {self}"
            )
        if not WAD <= self.least_incentive <= self.most_incentive <= MOST:
            raise BadRulebook(f"expected incentives of 1 or more that do not fall, found {self}")


class PairPolicy(msgspec.Struct, frozen=True, array_like=True, tag="morpho"):
    """The terms of one isolated market.

    loan, collateral                       assets
    loan_decimals, collateral_decimals     of their units: 6 to 18, 0 to 18
    lltv                                   wad, above 0 and below 1: borrowed to here, liquidated from here
    fee                                    wad of the interest, at most a quarter
    early                                  pre-liquidation, where there is any

    Source    morpho-org/morpho-blue Morpho.sol createMarket, enableLltv, setFee (read 2026-11-27)
    """

    PRICE_DECIMALS: ClassVar[int] = 18  # of the loan asset for one whole of the collateral

    loan: str
    loan_decimals: Int64
    collateral: str
    collateral_decimals: Int64
    lltv: Int64
    fee: Int64
    early: EarlyPolicy | None = None

    @property
    def units(self) -> dict[str, int]:
        """The assets, what is lent first, and the decimals of their units."""
        return {self.loan: int(self.loan_decimals), self.collateral: int(self.collateral_decimals)}

    def __post_init__(self) -> None:
        if self.loan == self.collateral:
            raise BadRulebook(f"expected a collateral that is not what is lent, found {self.loan} twice")
        fits = MIN_LOAN_DECIMALS <= self.loan_decimals <= MAX_UNIT_DECIMALS
        if not (fits and 0 <= self.collateral_decimals <= MAX_UNIT_DECIMALS):
            found = f"{self.loan_decimals} and {self.collateral_decimals}"
            raise BadRulebook(f"expected a loan asset of 6 to 18 decimals and a collateral of 0 to 18, found {found}")
        if not (0 < self.lltv < WAD and 0 <= self.fee <= MOST_FEE):
            raise BadRulebook(f"expected an lltv between 0 and 1 and a fee of at most 25 %, found {self}")
        early = self.early
        if early is not None and early.line >= self.lltv:
            raise BadRulebook(f"expected an early line below an lltv of {self.lltv} wad, found {early.line}")
        if early is not None and early.most_incentive * self.lltv > WAD * WAD:
            raise BadRulebook(f"expected an early incentive of at most 1 / lltv, found {early.most_incentive} wad")
