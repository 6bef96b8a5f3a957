"""What a rulebook of Fluid says: one vault, its three lines, its penalty, and the rate of the layer below it."""

from itertools import pairwise
from typing import ClassVar

import msgspec

from solvent.errors import BadRulebook
from solvent.policy.cells import MAX_UNIT_DECIMALS, Int64

BPS = 10**4
MOST_SUM = 9_970  # parts in 10^4: the highest line and the penalty
MOST_CHARGE = 1_023  # parts in 10^4: ten bits
MOST_RATE = 65_535  # parts in 10^4 of a year: sixteen bits


class TickPolicy(msgspec.Struct, frozen=True, array_like=True, tag="fluid"):
    """The terms of one vault.

    borrowed, collateral    assets, and the decimals of their units
    factor                  parts in 10^3: what may be borrowed against collateral
    threshold, limit        parts in 10^3: liquidated above the first, absorbed above the second
    penalty, fee            parts in 10^4: of what is repaid, of what is borrowed
    magnifier               parts in 10^4 of the layer's interest that borrowers are charged
    points                  of the rate by usage: (usage, rate), parts in 10^4, three or four of them, never falling
    revenue                 parts in 10^4 of interest that no lender gets
    update                  parts in 10^4 by which usage moves before the rate is set anew

    Source    Instadapp/fluid-contracts-public a9949b4 vaultT1/adminModule/main.sol, libraries/liquidityCalcs.sol
              (read 2026-11-27)
    """

    PRICE_DECIMALS: ClassVar[int] = 27

    borrowed: str
    borrowed_decimals: Int64
    collateral: str
    collateral_decimals: Int64
    factor: Int64
    threshold: Int64
    limit: Int64
    penalty: Int64
    fee: Int64
    magnifier: Int64
    points: tuple[tuple[Int64, Int64], ...]
    revenue: Int64
    update: Int64

    @property
    def units(self) -> dict[str, int]:
        """The assets, what is borrowed first, and the decimals of their units."""
        return {self.borrowed: int(self.borrowed_decimals), self.collateral: int(self.collateral_decimals)}

    def __post_init__(self) -> None:
        if self.borrowed == self.collateral:
            raise BadRulebook(f"expected a collateral that is not what is borrowed, found {self.borrowed} twice")
        decimals = self.borrowed_decimals, self.collateral_decimals
        if not all(0 <= one <= MAX_UNIT_DECIMALS for one in decimals):
            raise BadRulebook(f"expected units of 0 to {MAX_UNIT_DECIMALS} decimals, found {decimals}")
        if not 0 < self.factor < self.threshold < self.limit:
            raise BadRulebook(f"expected 0 < factor < threshold < limit, found {self}")
        if not (0 <= self.penalty <= MOST_CHARGE and self.limit * 10 + self.penalty <= MOST_SUM):
            raise BadRulebook(f"expected a limit and a penalty of at most 99.7 % together, found {self}")
        shares = 0 <= self.fee <= MOST_CHARGE and 0 <= self.magnifier <= MOST_RATE
        if not (shares and 0 <= self.revenue <= BPS and 0 <= self.update <= BPS):
            raise BadRulebook(f"expected a fee of at most 10.23 % and shares of at most 100 %, found {self}")
        used, rates = [used for used, _ in self.points], [rate for _, rate in self.points]
        good = len(used) in (3, 4) and (used[0], used[-1]) == (0, BPS)
        good = good and all(low < high for low, high in pairwise(used))
        if not (good and rates[0] >= 0 and rates[-1] <= MOST_RATE and rates == sorted(rates)):
            raise BadRulebook(f"expected three or four rates from 0 % to 100 % of usage that do not fall, found {used}")
