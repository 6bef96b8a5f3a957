"""The rate of a second by usage: two straight lines that meet at a kink.

Source    euler-xyz/euler-vault-kit 5b98b42 InterestRateModels/IRMLinearKink.sol, shared/BorrowUtils.sol
          computeInterestRate, shared/Constants.sol (read 2026-11-27)
"""

from typing import NamedTuple

from solvent.fixed import mul_div_down

FULL = 2**32 - 1  # a usage of 1
MOST = 291_867_278_914_945_094_175  # ray of a second: 1,000,000 % a year


class Curve(NamedTuple):
    """How a rate follows usage.

    base           ray of a second: at no usage
    slope, steep   ray of a second for a step of usage of 1 / 2^32, up to the kink and above it
    kink           usage in 1 / 2^32
    """

    base: int
    slope: int
    steep: int
    kink: int


def rate(curve: Curve, cash: int, borrows: int) -> int:
    """What a second costs a borrower.

    cash, borrows   units not lent out, and owed by all, rounded up
    returns         ray, at most MOST
    """
    total = cash + borrows
    usage = mul_div_down(borrows, FULL, total) if total else 0
    found = curve.base + min(usage, curve.kink) * curve.slope + max(usage - curve.kink, 0) * curve.steep
    return min(found, MOST)
