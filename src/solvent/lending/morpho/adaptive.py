"""Morpho's adaptive curve: the rate at the target usage drifts up while usage is above it, and down while below.

Source    morpho-org/morpho-blue-irm AdaptiveCurveIrm.sol, ExpLib.sol, ConstantsLib.sol (read 2026-11-26)
"""

from solvent.fixed import mul_div_down
from solvent.lending.scales import WAD, YEAR, mul_div_to_zero

STEEPNESS = 4 * WAD
TARGET = 9 * 10**17  # wad of usage


def _yearly(rate: int) -> int:
    """A yearly wad as one of a second."""
    return mul_div_down(rate, 1, YEAR)


SPEED = _yearly(50 * WAD)
FIRST = _yearly(4 * 10**16)
LEAST = _yearly(10**15)
MOST = _yearly(2 * WAD)

LN_2 = 693_147_180_559_945_309  # wad
LN_WEI = -41_446_531_673_892_822_312  # wad: below it e^x is under one unit
LN_MOST = 93_859_467_695_000_404_319  # wad: from it on e^x is clipped
EXP_MOST = 57_716_089_161_558_943_949_701_069_502_944_508_345_128_422_502_756_744_429_568  # wad


def exp(x: int) -> int:
    """e^x as the curve approximates it: a power of two times a second-order polynomial.

    x         wad, signed
    returns   wad, rounded towards 0; clipped at both ends
    """
    if x < LN_WEI:
        return 0
    if x >= LN_MOST:
        return EXP_MOST
    half = mul_div_down(LN_2, 1, 2)
    twos = mul_div_to_zero(x + (half if x >= 0 else -half), 1, LN_2)
    rest = x - twos * LN_2
    found = WAD + rest + mul_div_down(mul_div_down(rest, rest, WAD), 1, 2)
    return found << twos if twos >= 0 else found >> -twos


def usage_error(borrowed: int, supplied: int) -> int:
    """How far usage is from the target, from -1 at none to 1 at all; units of the asset, returns signed wad."""
    used = mul_div_down(borrowed, WAD, supplied) if supplied else 0
    return mul_div_to_zero(used - TARGET, WAD, WAD - TARGET if used > TARGET else TARGET)


def curve(at_target: int, error: int) -> int:
    """The rate at a distance from the target: a quarter of `at_target` at -1, four times it at 1; wad of a second."""
    steep = WAD - mul_div_to_zero(WAD, WAD, STEEPNESS) if error < 0 else STEEPNESS - WAD
    return mul_div_to_zero(mul_div_to_zero(steep, error, WAD) + WAD, at_target, WAD)


def rates(borrowed: int, supplied: int, at_target: int, seconds: int) -> tuple[int, int]:
    """The average rate since the last accrual, and the rate at target from now on.

    borrowed, supplied   units of the asset
    at_target            wad of a second, 0 before the first accrual
    seconds              count, since the last accrual
    returns              (average borrow rate, rate at target), wad of a second; the average by three points
    """
    error = usage_error(borrowed, supplied)
    if not at_target:
        return curve(FIRST, error), FIRST
    drift = mul_div_to_zero(SPEED, error, WAD) * seconds
    if not drift:
        return curve(at_target, error), at_target
    end, middle = _drifted(at_target, drift), _drifted(at_target, mul_div_to_zero(drift, 1, 2))
    return curve(mul_div_to_zero(at_target + end + 2 * middle, 1, 4), error), end


def _drifted(at_target: int, drift: int) -> int:
    """The rate at target after a drift in wad, within its bounds."""
    return max(min(mul_div_to_zero(at_target, exp(drift), WAD), MOST), LEAST)
