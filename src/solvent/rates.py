"""What every form of a rate or a price asks for: a bound on both sides, and a division that favours no side."""

from solvent.fixed import mul_div_down, mul_div_up, rule


def _towards_zero(a: int, b: int, c: int) -> int:
    """a * b / c, what is left over cut off on either side of 0.

    a         count, signed
    b         count, 0 or more
    c         count, 1 or more
    returns   count, signed
    Source    dYdX v4 x/perpetuals and Drift math/funding: integers divided as Go and Rust divide them
    Law       turning the sign of a turns the sign of what is returned
    """
    return mul_div_up(a, b, c) if a < 0 else mul_div_down(a, b, c)


towards_zero = rule(_towards_zero)


def _clamped(value: int, low: int, high: int) -> int:
    """The nearest number from low to high; low where they cross.

    value     count, signed
    low       count, signed
    high      count, signed
    returns   count, signed
    Source    ours
    """
    return max(low, min(value, high))


clamped = rule(_clamped)
