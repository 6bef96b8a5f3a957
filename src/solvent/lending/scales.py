"""The fixed-point scales of the contracts, and rounding they use beside down and up.

A product is always divided by `mul_div_down`, `mul_div_up` or one of the functions here, so each step of a rule names
the direction in which the contract rounds. Numbers are as wide as they get: 256 bits are a contract's own limit.
"""

from collections.abc import Callable

from solvent.fixed import mul_div_down

BPS = 10**4
WAD = 10**18
RAY = 10**27
RAD = 10**45
YEAR = 31_536_000  # seconds in 365 days, which is what every protocol here counts
INFINITE = 2**256 - 1  # the health of whoever owes nothing, as the contracts return it

Divide = Callable[[int, int, int], int]  # (a, b, c) -> a * b / c, rounded in one way


def mul_div_half_up(a: int, b: int, c: int) -> int:
    """The integer nearest to a * b / c, halves up; a * b 0 or more, c 1 or more."""
    return mul_div_down(a * b + (c >> 1), 1, c)


def mul_div_to_zero(a: int, b: int, c: int) -> int:
    """The integer nearest to a * b / c on the side of 0; c 1 or more."""
    product = a * b
    return mul_div_down(product, 1, c) if product >= 0 else -mul_div_down(-product, 1, c)


def power_half_up(base: int, exponent: int, one: int) -> int:
    """A fraction to a whole power by repeated squaring, each product rounded half up.

    base       units of `one`
    exponent   count, 0 or more
    one        units that mean 1
    returns    units of `one`; the order of the roundings is that of the contract
    Source     makerdao/dss fa4f663 src/abaci.sol rpow, also src/jug.sol (read 2026-11-26)
    """
    found = base if exponent & 1 else one
    exponent >>= 1
    while exponent:
        base = mul_div_half_up(base, base, one)
        if exponent & 1:
            found = mul_div_half_up(found, base, one)
        exponent >>= 1
    return found
