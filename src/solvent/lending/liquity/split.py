"""Which part of a liquidated trove the stability pool takes, and which part the other borrowers."""

from typing import NamedTuple

from solvent.fixed import mul_div_down
from solvent.lending.scales import WAD

GAS_SHARE = 200  # the caller gets one part in so many
GAS_MOST = 2 * WAD  # v2: at most this
KEPT = WAD  # of the coin, never offset


class Split(NamedTuple):
    """What becomes of a trove, in wad: collateral sums to what was held, debt to what was owed.

    offset        debt, burnt against the pool
    to_pool       collateral, to its depositors
    to_caller     collateral, to whoever called
    debt          redistributed to the other borrowers
    collateral    redistributed to the other borrowers
    surplus       collateral, left to the owner
    """

    offset: int
    to_pool: int
    to_caller: int
    debt: int
    collateral: int
    surplus: int


def offsettable(pool: int) -> int:
    """How much a pool of deposits can offset: all but 1 of the coin, in wad.

    Source    liquity/dev 39f1f7f StabilityPool.sol getMaxAmountToOffset; the immutable v1 deployment can be emptied.
              The head also answers 0 below the carried error, an amount under one unit of the coin (read 2026-11-26)
    """
    return max(pool - KEPT, 0)


def v1(debt: int, collateral: int, pool: int) -> Split:
    """A trove at its ratio: collateral goes with debt, to the pool first; the caller's part comes off the top.

    debt, collateral   wad
    pool               wad, what can be offset
    returns            wad
    Source             liquity/dev 39f1f7f TroveManager.sol _getOffsetAndRedistributionVals (read 2026-11-26)
    """
    gas = mul_div_down(collateral, 1, GAS_SHARE)
    offset = min(debt, pool)
    to_pool = mul_div_down(collateral - gas, offset, debt)
    return Split(offset, to_pool, gas, debt - offset, collateral - gas - to_pool, 0)


def v1_capped(debt: int, collateral: int, price: int, most: int) -> Split:
    """A trove above the ordinary line, closed in recovery mode: the pool gets `most` for the debt, the owner the rest.

    most      wad: collateral value for one unit of debt, 1.1
    returns   wad
    Source    liquity/dev 39f1f7f TroveManager.sol _getCappedOffsetVals (read 2026-11-26)
    """
    capped = mul_div_down(debt, most, price)
    gas = mul_div_down(capped, 1, GAS_SHARE)
    return Split(debt, capped - gas, gas, 0, 0, collateral - capped)


def v2(debt: int, collateral: int, pool: int, price: int, pool_penalty: int, penalty: int) -> Split:
    """A trove of v2: each part is taken at its own penalty, and what the penalties leave is the owner's.

    debt, collateral   wad
    pool               wad, what can be offset
    price              wad, above 0
    pool_penalty       wad, on what the pool takes
    penalty            wad, on what is redistributed
    returns            wad; only the pool's part pays the caller
    Source             liquity/bold 405f912 TroveManager.sol _getOffsetAndRedistributionVals (read 2026-11-26)
    """
    offset = min(debt, pool)
    portion = mul_div_down(collateral, offset, debt)
    gas = min(mul_div_down(portion, 1, GAS_SHARE), GAS_MOST)
    to_pool = min(portion - gas, mul_div_down(offset, WAD + pool_penalty, price))
    surplus, rest = portion - gas - to_pool, collateral - portion
    redistributed = 0
    if debt > offset and rest:
        available = rest + surplus
        redistributed = min(available, mul_div_down(debt - offset, WAD + penalty, price))
        surplus = available - redistributed
    return Split(offset, to_pool, gas, debt - offset, redistributed, surplus)
