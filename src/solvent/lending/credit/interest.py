"""Simple interest: of the principal alone, since the last time that it or the rate changed. Ours."""

from solvent.fixed import mul_div_down, mul_div_up
from solvent.units import MAX_AMOUNT, PPM

YEAR_NS = 365 * 86_400 * 10**9


def interest(principal: int, rate: int, elapsed_ns: int) -> int:
    """What a principal has earned, rounded up; it does not matter how often somebody looks.

    principal    atoms, 0 or more
    rate         ppm of a year of 365 days
    elapsed_ns   ns since principal or rate last changed
    returns      atoms, at most MAX_AMOUNT: more is not counted
    """
    return min(mul_div_up(principal * rate, elapsed_ns, PPM * YEAR_NS), MAX_AMOUNT)


def first_time_owing(principal: int, rate: int, more: int) -> int | None:
    """The first ns after the last change at which interest is `more` atoms; none where it never is.

    Law   interest there is at least `more`, and one ns before it is less
    """
    if more <= 0:
        return 0
    if principal * rate == 0 or more > MAX_AMOUNT:
        return None
    return mul_div_down((more - 1) * PPM, YEAR_NS, principal * rate) + 1
