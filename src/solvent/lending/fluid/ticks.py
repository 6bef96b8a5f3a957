"""A position of Fluid is a tick: debt to collateral as 1.0015^tick with 96 binary places.

The library keeps powers of 1.0015 as constants; they are the nearest integers, so they are made here.

Source    Instadapp/fluid-contracts-public a9949b4 libraries/tickMath.sol (read 2026-11-26)
"""

from functools import cache

from solvent.errors import Misuse
from solvent.fixed import mul_div_down
from solvent.lending.refusal import Refusal
from solvent.lending.scales import BPS, mul_div_half_up

MOST_TICK = 32_767
ONE = 1 << 96
LEAST_RATIO = 37_075_072  # as the library states it; its own ratio of the lowest tick is one less, and is then refused
MOST_RATIO = 169_307_877_264_527_972_847_801_929_085_841_449_095_838_922_544_595
STEP = 10_015  # parts in 10^4
FINE = 10**26
BITS = range(14, -1, -1)
WHOLE = (1 << 30) - 1  # parts of the way from one tick up to the next


@cache
def _shrunk(bit: int) -> int:
    """2^128 divided by 1.0015^(2^bit), to the nearest."""
    return mul_div_half_up(1 << 128, BPS ** (1 << bit), STEP ** (1 << bit))


@cache
def _grown(bit: int) -> int:
    """10^26 times 1.0015^(2^bit), to the nearest, as the library has it: it is one less at 64."""
    return mul_div_half_up(FINE, STEP ** (1 << bit), BPS ** (1 << bit)) - (bit == 6)


def ratio_of_tick(tick: int) -> int:
    """Debt to collateral at a tick.

    tick      count, from -32,767 to 32,767
    returns   units of 2^-96: each factor rounded down; a positive tick is inverted and rounded up
    """
    if abs(tick) > MOST_TICK:
        raise Misuse(f"expected a tick from -{MOST_TICK} to {MOST_TICK}, found {tick}")
    factor = 1 << 128
    for bit in range(15):
        if abs(tick) >> bit & 1:
            factor = factor * _shrunk(bit) >> 128
    if tick < 0:
        return factor >> 32
    inverse = mul_div_down((1 << 256) - 1, 1, factor)
    return (inverse >> 32) + (inverse & 0xFFFFFFFF > 0) if tick else ONE


def tick_of_ratio(ratio: int) -> tuple[int, int] | Refusal:
    """The tick at or below a ratio, and the ratio that is left of it there.

    ratio     units of 2^-96
    returns   (tick, ratio of the tick as this way round finds it); no inverse of `ratio_of_tick`: that of tick 100
              gives 99. OUT_OF_RANGE where the library reverts
    """
    if not LEAST_RATIO <= ratio <= MOST_RATIO:
        return Refusal.OUT_OF_RANGE
    above = ratio >= ONE
    factor = mul_div_down(ratio, FINE, ONE) if above else mul_div_down(ONE, FINE, ratio)
    tick = 0
    for bit in BITS:
        if factor >= _grown(bit):
            tick |= 1 << bit
            factor = mul_div_down(factor, FINE, _grown(bit))
    if above:
        return tick, mul_div_down(ratio, FINE, factor)
    return ~tick, mul_div_down(ratio, factor, _grown(0))


def ratio_between(tick: int, parts: int) -> int:
    """Debt to collateral some way above the tick below: where liquidations end.

    parts     of WHOLE
    returns   units of 2^-96, rounded down
    """
    ratio = ratio_of_tick(tick)
    below = mul_div_down(ratio, BPS, STEP)
    return below + mul_div_down(ratio - below, parts, WHOLE)
