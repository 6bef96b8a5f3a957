"""What a rulebook of a lending protocol says."""

from enum import IntEnum

import msgspec

from solvent.errors import BadRulebook
from solvent.policy.cells import Int64

BPS = 10**4
PPB = 10**9
MAX_RATE_OF_A_YEAR = 1_000 * PPB
MAX_UNIT_DECIMALS = 18


class Protocol(IntEnum):
    """Whose rules a pool follows: written into journals, so never renumber, only add."""

    AAVE_V2 = 1


class ReservePolicy(msgspec.Struct, frozen=True, array_like=True):
    """The terms of one asset of a pool.

    decimals                        of its unit, at most 18
    ltv, threshold, bonus, factor   parts in 10^4: what may be borrowed against it, what counts before it is sold, what
                                    is seized for what is repaid (10^4 or more), what of the interest the treasury keeps
    optimal                         ppb of a reserve lent out, above 0 and below 1: where the second slope begins
    base, slope, steep              ppb of a year
    active, frozen, borrowing       whether anything may be done, nothing be added, it be borrowed
    """

    decimals: Int64
    ltv: Int64
    threshold: Int64
    bonus: Int64
    factor: Int64
    optimal: Int64
    base: Int64
    slope: Int64
    steep: Int64
    active: bool = True
    frozen: bool = False
    borrowing: bool = True

    def __post_init__(self) -> None:
        shares = 0 <= self.ltv <= self.threshold <= BPS and 0 <= self.factor <= BPS
        rates = 0 <= min(self.base, self.slope, self.steep) <= max(self.base, self.slope, self.steep)
        if not (shares and BPS <= self.bonus <= 2 * BPS):
            raise BadRulebook(f"expected ltv <= threshold <= 10^4 and a bonus of 10^4 to 2 x 10^4, found {self}")
        if self.threshold * self.bonus > BPS * BPS:
            raise BadRulebook(f"expected threshold x bonus of at most 1, as Aave asks, found {self}")
        if not (0 < self.optimal < PPB and rates and max(self.base, self.slope, self.steep) <= MAX_RATE_OF_A_YEAR):
            raise BadRulebook(
                f"expected an optimal usage between 0 and 1 and rates from 0 to 1,000 a year, found {self}"
            )
        if not 0 <= self.decimals <= MAX_UNIT_DECIMALS:
            raise BadRulebook(f"expected decimals from 0 to {MAX_UNIT_DECIMALS}, found {self.decimals}")


class LendingPolicy(msgspec.Struct, frozen=True, array_like=True):
    """One lending rulebook, compiled.

    content_hash    of the text it was compiled from, hexadecimal
    base_decimals   of the base unit in which prices and values are: 18 for wei of ether, 8 for a dollar's
    reserves        by asset
    """

    name: str
    content_hash: str
    protocol: Protocol
    base_decimals: Int64
    reserves: dict[str, ReservePolicy]

    def __post_init__(self) -> None:
        if not self.reserves or not 6 <= self.base_decimals <= MAX_UNIT_DECIMALS:
            found = f"{len(self.reserves)} reserves and {self.base_decimals} decimals"
            raise BadRulebook(f"expected reserves and a base unit of 6 to 18 decimals, found {found}")
