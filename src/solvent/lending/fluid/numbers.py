"""Numbers as a vault of Fluid stores them: 56 bits of an amount, and factors with 35 bits and an exponent.

A factor is one integer, 35 bits above 15 of exponent, the first of the 35 always set; 2^16384 counts as one.

Source    Instadapp/fluid-contracts-public a9949b4 libraries/bigMathMinified.sol toBigNumber, bigMathVault.sol (read
          2026-11-27)
"""

from solvent.fixed import mul_div_down
from solvent.lending.refusal import Refusal

BITS = 56  # of an amount
COEFFICIENT, EXPONENT = 35, 15  # bits of a factor
ONE = 1 << (EXPONENT - 1)  # the exponent of one
SET = (1 << EXPONENT) - 1
FIRST = ((1 << COEFFICIENT) - 1) << EXPONENT | ONE  # of a branch that nothing was liquidated in
GONE = (1 << (COEFFICIENT + EXPONENT)) - 1  # of whom nothing is left
PRECISION = 64


def kept(amount: int, up: bool = False) -> int:
    """What is stored of an amount: its first 56 bits.

    up        one more of the last of these wherever bits are cut off, even where all were 0
    """
    cut = max(amount.bit_length() - BITS, 0)
    return (amount >> cut) + (up and cut > 0) << cut


def grain(amount: int) -> int:
    """What the last bit of a stored amount is worth."""
    return 1 << max(amount.bit_length() - BITS, 0)


def shrunk(factor: int, part: int) -> int | Refusal:
    """The factor of a branch of whose debt a part is left.

    part      units of 2^-64
    returns   rounded down; OUT_OF_RANGE where nothing is left of it, or its exponent would end
    """
    product = (factor >> EXPONENT) * part
    cut = product.bit_length() - COEFFICIENT
    exponent = (factor & SET) + cut - PRECISION
    if exponent <= 0 or not product:
        return Refusal.OUT_OF_RANGE
    return product >> cut << EXPONENT | exponent


def connected(base: int, factor: int) -> int | Refusal:
    """What a branch is multiplied by as it merges: the factor of its base over its own, rounded down."""
    ratio = mul_div_down(base >> EXPONENT, 1 << PRECISION, factor >> EXPONENT)
    cut = PRECISION - COEFFICIENT + (ratio >> PRECISION)
    exponent = (base & SET) + ONE + cut - (factor & SET) - PRECISION
    return ratio >> cut << EXPONENT | exponent if exponent > 0 else Refusal.OUT_OF_RANGE


def chained(factor: int, connection: int) -> int | Refusal:
    """One factor times another; GONE where that is too large to be told."""
    product = (factor >> EXPONENT) * (connection >> EXPONENT)
    cut = product.bit_length() - COEFFICIENT
    exponent = (factor & SET) + (connection & SET) + cut - ONE
    if exponent < 0:
        return Refusal.OUT_OF_RANGE
    return GONE if exponent > SET else product >> cut << EXPONENT | exponent


def left_of(amount: int, factor: int, began: int) -> int:
    """What is left of an amount: times the factor a branch has now, over the one it began at, rounded down."""
    apart = (began & SET) - (factor & SET)
    return mul_div_down(amount, factor >> EXPONENT, (began >> EXPONENT) << apart) if 0 <= apart <= 128 else 0
