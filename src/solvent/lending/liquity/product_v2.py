"""Liquity v2's stability pool: no carried errors, a product of 10^36, and up to eight changes of scale.

Source    liquity/bold 405f912 StabilityPool.sol (read 2026-11-26)
"""

from typing import NamedTuple

from solvent.fixed import mul_div_down
from solvent.lending.liquity.product import SCALE, Deposit
from solvent.lending.refusal import Refusal

ONE = 10**36
SPAN = 2  # scales beyond its own in which a deposit still gains
MOST_SCALES = 8


class Pool(NamedTuple):
    """The pool: deposits [wad], product [10^36], its scale, and a sum for each scale [10^36 x wad]."""

    deposits: int = 0
    product: int = ONE
    scale: int = 0
    sums: tuple[int, ...] = (0,)


def deposit(pool: Pool, amount: int) -> Deposit:
    """A deposit as the pool stands now; amount in wad."""
    return Deposit(amount, pool.product, pool.scale, pool.sums[pool.scale])


def offset(pool: Pool, debt: int, collateral: int) -> Pool | Refusal:
    """The pool after it has paid for a debt and received collateral, both in wad; all divisions round down.

    returns   TOO_MUCH where nothing would be left
    """
    if debt >= pool.deposits:
        return Refusal.TOO_MUCH
    sums = list(pool.sums)
    sums[pool.scale] += mul_div_down(pool.product, collateral, pool.deposits)
    kept, scale = pool.product * (pool.deposits - debt), pool.scale
    product = mul_div_down(kept, 1, pool.deposits)
    if not product:
        return Refusal.TOO_MUCH
    while product * SCALE < ONE:
        kept, scale = kept * SCALE, scale + 1
        product = mul_div_down(kept, 1, pool.deposits)
    return Pool(pool.deposits - debt, product, scale, (*sums, *[0] * (scale - pool.scale)))


def compounded(pool: Pool, held: Deposit) -> int:
    """What is left of a deposit, in wad, rounded down."""
    scales = pool.scale - held.scale
    if scales > MOST_SCALES:
        return 0
    return mul_div_down(mul_div_down(held.amount, pool.product, held.product), 1, SCALE**scales)


def gained(pool: Pool, held: Deposit) -> int:
    """The collateral a deposit has gained, in wad, rounded down; at most what the pool has, which is the caller's."""
    normal = pool.sums[held.scale] - held.total
    later = pool.sums[held.scale + 1 : held.scale + 1 + SPAN]
    normal += sum(mul_div_down(one, 1, SCALE**distance) for distance, one in enumerate(later, 1))
    return mul_div_down(held.amount, normal, held.product)
