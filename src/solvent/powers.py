"""Powers and logarithms in integers, for contracts that put their prices on a geometric ladder.

Nothing here knows int64: the numbers are as wide as a contract's, and Python's integers hold them. A result is the
integer below the true value: the working precision is far beyond what is asked for, and no true value except 1 lies on
an integer.
"""

from solvent.fixed import mul_div_down

BITS = 512  # of the fraction that is worked with
HALVINGS = 16  # of an exponent before it is put in the series, undone by as many squarings


def log_ratio(num: int, den: int, one: int) -> int:
    """The natural logarithm of num / den.

    num, den   units, den 1 or more, num from den to 100 times it
    one        units that mean 1, at most 2^128
    returns    units of `one`, rounded down
    Source     ours: 2 artanh((num - den) / (num + den)), term by term
    """
    if not 1 <= den <= num <= 100 * den:
        raise ValueError(f"log_ratio: expected a ratio from 1 to 100, found {num} / {den}")
    term = mul_div_down(num - den, 1 << BITS, num + den)
    square, total, place = mul_div_down(term, term, 1 << BITS), 0, 1
    while term:
        total += mul_div_down(term, 1, place)
        term, place = mul_div_down(term, square, 1 << BITS), place + 2
    return mul_div_down(2 * total, one, 1 << BITS)


def exponential(power: int, one: int) -> int:
    """e to the power of power / one.

    power     units of `one`, from -200 to 200 times it
    one       units that mean 1, at most 2^128
    returns   units of `one`, rounded down
    Source    ours: the series of a power halved often enough, squared as often
    """
    if abs(power) > 200 * one:
        raise ValueError(f"exponential: expected a power from -200 to 200, found {power} / {one}")
    small = mul_div_down(power, 1 << BITS, one << HALVINGS)
    total, term, place = 0, 1 << BITS, 1
    while term not in (0, -1):
        total += term
        term, place = mul_div_down(mul_div_down(term, small, 1 << BITS), 1, place), place + 1
    for _ in range(HALVINGS):
        total = mul_div_down(total, total, 1 << BITS)
    return mul_div_down(total, one, 1 << BITS)


def rung(base: int, num: int, den: int, n: int, one: int) -> int:
    """The price n rungs down a ladder of which each rung is den / num of the one above.

    base      units of a price, 0 or more
    num, den  units, den 1 or more, num from den to 100 times it
    n         count, below 0 for rungs above the base
    one       units that mean 1, in which logarithm and power are rounded down
    returns   units of the price, rounded down
    Source    curvefi/curve-stablecoin cf1d05f AMM.vy p_oracle_up: base (A / (A - 1))^-n by way of the logarithm (read
              2026-11-26); that its own approximations give the same integer is tested on the published bands only
    """
    return mul_div_down(base, exponential(-n * log_ratio(num, den, one), one), one)
