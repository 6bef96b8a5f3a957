"""Where a vault of Fluid liquidates at a price.

Source    Instadapp/fluid-contracts-public a9949b4 vaultT1/coreModule/main.sol liquidate, operate (read 2026-11-27)
"""

from typing import NamedTuple

from solvent.errors import Misuse
from solvent.fixed import mul_div_down
from solvent.lending.fluid.ticks import ONE, tick_of_ratio
from solvent.lending.refusal import Refusal
from solvent.lending.scales import BPS, RAY

MOST_PRICE = 10**45  # of raw amounts: capped
MOST_TOLD, LEAST_TOLD = 10**54, 10**9  # below the second nothing is borrowed, liquidations go on
PARTS = 1_000  # of what collateral counts for


class Lines(NamedTuple):
    """Where a vault liquidates.

    per_debt    27 decimals: collateral for one unit of debt, with the penalty
    threshold   tick: above it ticks are liquidated down to it
    most        tick: above it debt is absorbed into the protocol's books
    """

    per_debt: int
    threshold: int
    most: int


def lines(
    price: int, supply_index: int, borrow_index: int, threshold: int, limit: int, penalty: int
) -> Lines | Refusal:
    """The lines of a vault at a price.

    price                        27 decimals: units of debt for one of collateral
    supply_index, borrow_index   12 decimals
    threshold, limit             parts in 10^3
    penalty                      parts in 10^4; limit x (1 + penalty) must be below 1, as a vault holds it too
    returns                      each step rounded down; NO_PRICE for 0 and above 10^54, capped at 10^45
    """
    if max(threshold, limit) * (BPS + penalty) >= PARTS * BPS:
        raise Misuse(f"expected limit x (1 + penalty) below 1, found {limit} / 1000 x (1 + {penalty} / 10000)")
    if not 0 < price <= MOST_TOLD or not (raw := _raw(price, supply_index, borrow_index)):
        return Refusal.NO_PRICE
    per_debt = mul_div_down(mul_div_down(RAY, RAY, raw), BPS + penalty, BPS)
    ratio = mul_div_down(raw, ONE, RAY)
    ticks = [tick_of_ratio(mul_div_down(ratio, parts, PARTS)) for parts in (threshold, limit)]
    if isinstance(ticks[0], Refusal) or isinstance(ticks[1], Refusal):
        return Refusal.OUT_OF_RANGE
    return Lines(per_debt, ticks[0][0], ticks[1][0])


def borrowable(price: int, supply_index: int, borrow_index: int, factor: int) -> int | Refusal:
    """The tick up to which may be borrowed.

    price, indices   as of `lines`
    factor           parts in 10^3
    returns          tick; NO_PRICE below 10^9 and above 10^54. The price is cut by the factor before it becomes a
                     ratio, other than in `lines`
    """
    if not LEAST_TOLD <= price <= MOST_TOLD:
        return Refusal.NO_PRICE
    cut = mul_div_down(_raw(price, supply_index, borrow_index), factor, PARTS)
    found = tick_of_ratio(mul_div_down(cut, ONE, RAY))
    return found if isinstance(found, Refusal) else found[0]


def _raw(price: int, supply_index: int, borrow_index: int) -> int:
    return min(mul_div_down(price, supply_index, borrow_index), MOST_PRICE)
