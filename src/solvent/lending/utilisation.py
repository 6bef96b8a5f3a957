"""How a rate follows from how much is lent out, for protocols whose curve does not move."""

from solvent.fixed import mul_div_down
from solvent.lending.scales import BPS, RAY, WAD, mul_div_half_up


def usage(debt: int, available: int) -> int:
    """Aave's share of a reserve that is lent out.

    debt        units of the asset, owed in all
    available   units of the asset, not lent out
    returns     ray, half up; 0 where nothing is owed
    Source      aave-dao/aave-v3-origin fd1fbd9 DefaultReserveInterestRateStrategyV2.sol (read 2026-11-26)
    """
    return mul_div_half_up(debt, RAY, available + debt) if debt else 0


def two_slope(used: int, optimal: int, base: int, slope: int, steep: int) -> int:
    """Aave's borrow rate: one slope up to the optimal usage, another beyond it.

    used      ray
    optimal   ray, above 0 and below 1
    base      ray of a year, at a usage of 0
    slope     ray of a year, added on the way to optimal
    steep     ray of a year, added on the way from there to 1
    returns   ray of a year, products and quotients half up
    Source    aave-dao/aave-v3-origin fd1fbd9 DefaultReserveInterestRateStrategyV2.sol (read 2026-11-26)
    """
    if used > optimal:
        excess = mul_div_half_up(used - optimal, RAY, RAY - optimal)
        return base + slope + mul_div_half_up(steep, excess, RAY)
    return base + mul_div_half_up(mul_div_half_up(slope, used, RAY), RAY, optimal)


def supply_rate(borrow_rate: int, used: int, reserve_factor: int) -> int:
    """What of Aave's borrow rate reaches suppliers.

    borrow_rate      ray of a year
    used             ray
    reserve_factor   parts in 10^4, kept by the treasury
    returns          ray of a year, half up twice
    Source           as `two_slope`
    """
    return mul_div_half_up(mul_div_half_up(borrow_rate, used, RAY), BPS - reserve_factor, BPS)


def kinked(used: int, kink: int, base: int, low: int, high: int) -> int:
    """Compound III's rate of supply or borrow: two slopes that meet at a kink.

    used, kink   wad
    base         wad of a second, at a usage of 0
    low, high    wad of a second for a usage of 1, below and above the kink
    returns      wad of a second, each product down
    Source       compound-finance/comet Comet.sol getSupplyRate, getBorrowRate (read 2026-11-26)
    """
    rate = base + mul_div_down(low, min(used, kink), WAD)
    return rate + mul_div_down(high, max(used - kink, 0), WAD)
