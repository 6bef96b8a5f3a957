"""Normal, lognormal and Pareto deviates in integers: tables made by exact arithmetic, the same on every machine.

Numbers are in parts of 2^-24 (ONE). The tables are made once, from integers of 128 bits behind the point; looking a
column up costs a search and an interpolation. A normal deviate is within 10^-4 of the true quantile out to 8 standard
deviations, where it ends; a power of two is within 10^-8 of itself.
"""

from functools import cache
from itertools import pairwise
from math import isqrt

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.int64]
Words = NDArray[np.uint64]

BITS = 24
ONE = 1 << BITS  # one standard deviation, or a factor of two
LOG2_E = 1_442_695_041  # 10^-9: powers of e as powers of two
_FINE = 128
_UNIT = 1 << _FINE
_STEP = 7  # the normal table stands at multiples of 2^-7
_REACH = 8 << _STEP
_ROOTS = 12  # the tables of powers and logarithms have 2^12 steps
_PEAK = 39894228040143267793994605993438186847585863116493  # 10^-50: density of the normal at 0


def _exp_minus(shift: int) -> int:
    """exp(-1 / 2^shift) in parts of 2^-128: one over the sum of positive terms."""
    term, total, n = _UNIT, _UNIT, 0
    while term:
        n += 1
        term = (term >> shift) // n
        total += term
    return _UNIT * _UNIT // total


@cache
def _tails() -> tuple[Column, Column]:
    """(63-bit chance of lying beyond each step of the table, on both sides together; right shifts of each step)."""
    ratio, fade = _exp_minus(2 * _STEP + 1), _exp_minus(2 * _STEP)
    density, chances = _UNIT, []
    for step in range(_REACH + 1):
        term = (step << _FINE) >> _STEP
        total, n = 0, 1
        while term:
            total += term
            n += 2
            term = term * step * step // (n << 2 * _STEP)
        inside = 2 * (density * total >> _FINE) * _PEAK // 10**50
        chances.append((_UNIT - inside) >> (_FINE - 63))
        density = density * ratio >> _FINE
        ratio = ratio * fade >> _FINE
    chances[0] = 2**63 - 1
    widths = [before - after for before, after in pairwise(chances)]
    return np.array(chances, np.int64), np.array([max(w.bit_length() - 44, 0) for w in widths], np.int64)


@cache
def _powers() -> Column:
    """2^(i / 2^12) in parts of 2^-32."""
    root = 2 * _UNIT
    for _ in range(_ROOTS):
        root = isqrt(root * _UNIT)
    found, power = [], _UNIT
    for _ in range((1 << _ROOTS) + 1):
        found.append((power + (1 << (_FINE - 33))) >> (_FINE - 32))
        power = power * root >> _FINE
    return np.array(found, np.int64)


@cache
def _logs() -> Column:
    """log2(1 + i / 2^12) in parts of 2^-24."""
    return np.array([log2((1 << _ROOTS) + i) - (_ROOTS << BITS) for i in range((1 << _ROOTS) + 1)], np.int64)


def log2(number: int) -> int:
    """The logarithm of a whole number to base 2, in parts of 2^-24, rounded down.

    number   count, 1 or more
    """
    whole = number.bit_length() - 1
    mantissa, found = (number << 64) >> whole, 0
    for bit in range(BITS):
        mantissa = mantissa * mantissa >> 64
        if mantissa >> 65:
            mantissa >>= 1
            found |= 1 << (BITS - 1 - bit)
    return (whole << BITS) + found


def normal(words: Words) -> Column:
    """One normal deviate a word, in parts of 2^-24: the inverse of the distribution, table and straight lines.

    words   shape (n,), 64 bits each: the lowest is the sign, the rest the chance
    """
    chances, shifts = _tails()
    beyond = (words >> np.uint64(1)).astype(np.int64)
    place = np.searchsorted(-chances, -beyond, side="left") - 1  # chances[place] > beyond >= chances[place + 1]
    place = np.minimum(np.maximum(place, 0), _REACH - 1)
    by = shifts[place]
    within = np.minimum(np.maximum(chances[place] - beyond, 0), chances[place] - chances[place + 1]) >> by
    width = np.maximum((chances[place] - chances[place + 1]) >> by, 1)
    found = (place << (BITS - _STEP)) + (within << (BITS - _STEP)) // width
    signed: Column = np.where(words & np.uint64(1), found, -found)
    return signed


def quantile(chance: int) -> int:
    """The deviate above which a share of all lies, in parts of 2^-24.

    chance   ppm, 1 to 500_000
    """
    word = (min(2 * chance * 2**63 // 10**6, 2**63 - 1) << 1) | 1
    return int(normal(np.array([word], np.uint64))[0])


def exponential(words: Words) -> Column:
    """-log2 of a uniform number, one a word, in parts of 2^-24: the logarithm of a Pareto of exponent 1."""
    left = np.maximum(words >> np.uint64(1), np.uint64(1))
    zeros = np.zeros(len(words), np.int64)
    for by in (32, 16, 8, 4, 2, 1):
        small = left < np.uint64(1 << (63 - by))
        left = np.where(small, left << np.uint64(by), left)
        zeros += np.where(small, by, 0)
    logs, rest = _logs(), (left - np.uint64(1 << 62)).astype(np.int64)
    place, part = rest >> (62 - _ROOTS), (rest >> (62 - _ROOTS - BITS)) & (ONE - 1)
    found: Column = ((zeros + 1) << BITS) - (logs[place] + ((logs[place + 1] - logs[place]) * part >> BITS))
    return found


def power_of_two(exponents: Column) -> tuple[Column, Column]:
    """(mantissa in parts of 2^-32, from 1 to 2; whole part) of 2 to the power of each exponent.

    exponents   shape (n,), parts of 2^-24
    """
    powers, whole, rest = _powers(), exponents >> BITS, exponents & (ONE - 1)
    place, part = rest >> (BITS - _ROOTS), rest & ((1 << (BITS - _ROOTS)) - 1)
    return powers[place] + ((powers[place + 1] - powers[place]) * part >> (BITS - _ROOTS)), whole


def scaled(base: int, exponents: Column, largest: int) -> Column:
    """base x 2^exponent, rounded down, at least 1 and at most the largest.

    base        count, 1 to 2^29
    exponents   shape (n,), parts of 2^-24
    largest     count, at most 2^52
    """
    mantissa, whole = power_of_two(exponents)
    moved: Column = (mantissa * base) >> np.clip(32 - whole, 0, 62)
    found: Column = np.clip(np.where(whole > 32, largest, moved), 1, largest)
    return found
