"""From a tick of a pool to a price: exact, and as wide as the contract's own 256 bits.

A tick is a power of 1.0001. The pool keeps the root of a price as an integer of 96 fractional bits; which integer
stands for which tick is decided by how the contract rounds on the way, so that way is walked here.
"""

from functools import cache

from solvent.fixed import mul_div_down, mul_div_up, root_up

LAST_TICK = 887_272  # and its negative: the price there is near 2^128
FIRST_BIT, WIDE = 128, 600  # fractional bits of the contract's factors, and of those here before they are rounded


def root_ratio(tick: int) -> int:
    """The root of 1.0001^tick as the pool keeps it.

    tick      count, from -887272 to 887272
    returns   units of 2^-96, rounded up from 128 fractional bits
    Source    Uniswap v3-core TickMath.getSqrtRatioAtTick (read 2026-11-26): for each bit of |tick| one factor with 128
              fractional bits, each product rounded down, the reciprocal above 0 rounded down
    """
    if abs(tick) > LAST_TICK:
        raise ValueError(f"expected a tick from {-LAST_TICK} to {LAST_TICK}, found {tick}")
    ratio, left = 1 << FIRST_BIT, abs(tick)
    for factor in _factors():
        if left & 1:
            ratio = (ratio * factor) >> FIRST_BIT
        left >>= 1
    if tick > 0:
        ratio = mul_div_down((1 << 2 * FIRST_BIT) - 1, 1, ratio)
    return mul_div_up(ratio, 1, 1 << (FIRST_BIT - 96))


@cache
def _factors() -> tuple[int, ...]:
    """1.0001^(-2^i / 2) for each bit i of a tick, to the nearest unit of 2^-128."""
    exact, found = root_up(mul_div_down(10_000, 1 << 2 * WIDE, 10_001)), []
    for _ in range(LAST_TICK.bit_length()):
        found.append((exact + (1 << (WIDE - FIRST_BIT - 1))) >> (WIDE - FIRST_BIT))
        exact = (exact * exact) >> WIDE
    return tuple(found)


def quote(tick: int, amount: int, base_is_first: bool) -> int:
    """What an amount of one token is worth in the other at a tick.

    tick            count, from -887272 to 887272
    amount          units of the base token, 0 to 2^128 - 1
    base_is_first   flag: the base is the pool's token 0, of which a tick is the price
    returns         units of the quote token, rounded down
    Source          Uniswap v3-periphery OracleLibrary.getQuoteAtTick (read 2026-11-26): the root is squared to 192
                    fractional bits where it fits 128 bits, else to 128
    """
    if not 0 <= amount < 1 << 128:
        raise ValueError(f"expected an amount from 0 to 2^128 - 1, found {amount}")
    root, bits = root_ratio(tick), 192
    square = root * root
    if root >= 1 << 128:
        square, bits = square >> 64, 128
    one = 1 << bits
    return mul_div_down(square, amount, one) if base_is_first else mul_div_down(one, amount, square)
