"""How an index grows with time, in each protocol's own arithmetic.

Rates are a year's or a second's as the protocol keeps them; an index multiplies a scaled balance. None may fall: what
has been credited to a lender or charged to a borrower is never taken back by time.
"""

from solvent.fixed import mul_div_down
from solvent.lending.refusal import Refusal
from solvent.lending.scales import RAY, WAD, YEAR, mul_div_half_up, power_half_up


def linear(rate: int, seconds: int) -> int:
    """The growth of a supplier's index in Aave: 1 + rate x time.

    rate      ray, of a year
    seconds   count, since the last update
    returns   ray, rounded down
    Source    aave-dao/aave-v3-origin fd1fbd9 MathUtils.sol (read 2026-11-26); the same in aave/protocol-v2
    """
    return RAY + mul_div_down(rate, seconds, YEAR)


def compounded(rate: int, seconds: int) -> int:
    """The growth of a borrower's index in Aave from v3.4 on: three terms of e^x.

    rate, seconds   as in `linear`
    returns         ray: 1 + x + x (x/2 + x (x/6)), products half up, x and its parts down
    Source          aave-dao/aave-v3-origin fd1fbd9 MathUtils.sol (read 2026-11-26)
    """
    x = mul_div_down(rate, seconds, YEAR)
    cube = mul_div_half_up(x, mul_div_down(x, 1, 6), RAY)
    return RAY + x + mul_div_half_up(x, mul_div_down(x, 1, 2) + cube, RAY)


def compounded_v3_3(rate: int, seconds: int) -> int:
    """The same up to v3.3: three terms of (1 + rate)^seconds, divided by the year after squaring.

    rate, seconds   as in `linear`
    returns         ray
    Source          aave-dao/aave-v3-origin v3.3.0 (2025-02-24) MathUtils.sol (read 2026-11-26)
    """
    square = mul_div_down(mul_div_half_up(rate, rate, RAY), 1, YEAR * YEAR)
    cube = mul_div_down(mul_div_half_up(square, rate, RAY), 1, YEAR)
    return RAY + mul_div_down(rate, seconds, YEAR) + _binomial(seconds, square, cube)


def compounded_v2(rate: int, seconds: int) -> int:
    """The same in v2: the rate of a second is rounded first, and every term carries that.

    rate, seconds   as in `linear`
    returns         ray
    Source          aave/protocol-v2 MathUtils.sol (read 2026-11-26)
    """
    second = mul_div_down(rate, 1, YEAR)
    square = mul_div_half_up(second, second, RAY)
    cube = mul_div_half_up(square, second, RAY)
    return RAY + second * seconds + _binomial(seconds, square, cube)


def _binomial(count: int, square: int, cube: int) -> int:
    """The second and third term of a binomial, each rounded down."""
    pairs = count * max(count - 1, 0)
    return mul_div_down(pairs, square, 2) + mul_div_down(pairs * max(count - 2, 0), cube, 6)


def taylor(rate: int, seconds: int) -> int:
    """What a debt grows by in Morpho Blue: three terms of e^(rate x time) - 1.

    rate      wad, of a second
    seconds   count
    returns   wad, each term rounded down
    Source    morpho-org/morpho-blue 3085651 MathLib.sol wTaylorCompounded (facts, read 2026-11-26)
    """
    first = rate * seconds
    second = mul_div_down(first, first, 2 * WAD)
    return first + second + mul_div_down(second, first, 3 * WAD)


def simple(index: int, rate: int, seconds: int) -> int:
    """An index of Compound III after an accrual; how often that happens matters, since only then does it compound.

    index     units of 1e-15
    rate      wad, of a second
    seconds   count
    returns   units of 1e-15, the growth rounded down
    Source    compound-finance/comet Comet.sol accruedInterestIndices (read 2026-11-26)
    """
    return index + mul_div_down(index, rate * seconds, WAD)


def dripped(index: int, fee: int, seconds: int) -> int:
    """Maker's rate of a collateral type after a drip: the per-second fee to the power of the time.

    index     ray
    fee       ray, base and duty together, of a second, 1 or more as a ray
    seconds   count
    returns   ray, the power half up at each step, the product down
    Source    makerdao/dss fa4f663 src/jug.sol drip (facts, read 2026-11-26)
    """
    return mul_div_down(power_half_up(fee, seconds, RAY), index, RAY)


def risen(old: int, new: int) -> int | Refusal:
    """The new index, refused where it fell: an update in disorder or a bad rate, never a gift to borrowers.

    old, new   ray, or any one unit
    returns    new; Refusal.FELL where new < old
    Source     ours
    """
    return new if new >= old else Refusal.FELL
