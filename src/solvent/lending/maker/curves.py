"""How an auction's price falls with time. The order of the roundings is the contract's, or the last digits differ.

Source    makerdao/dss fa4f663 src/abaci.sol (read 2026-11-26)
"""

from solvent.fixed import mul_div_down
from solvent.lending.scales import RAY, power_half_up


def linear(top: int, seconds: int, tau: int) -> int:
    """A straight line to 0.

    top       ray, the price at the start
    seconds   count, since the start
    tau       seconds after which the price is 0
    returns   ray, rounded down twice
    """
    return mul_div_down(top, mul_div_down(tau - seconds, RAY, tau), RAY) if seconds < tau else 0


def stairs(top: int, seconds: int, cut: int, step: int) -> int:
    """A fraction of itself every step.

    top, seconds   as in `linear`
    cut            ray, at most 1: what each step leaves
    step           seconds
    returns        ray: the power half up at each squaring, the product down
    """
    return mul_div_down(top, power_half_up(cut, mul_div_down(seconds, 1, step), RAY), RAY)


def exponential(top: int, seconds: int, cut: int) -> int:
    """A fraction of itself every second; arguments as in `stairs`."""
    return stairs(top, seconds, cut, 1)
