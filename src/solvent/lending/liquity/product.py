"""Liquity v1's stability pool: a running product says what is left of a deposit, a running sum what it has gained.

Source    liquity/dev 39f1f7f StabilityPool.sol (read 2026-11-26): the repository's head, where the pool keeps 1 LUSD.
          The immutable deployment can be emptied, which begins a new epoch instead; that is not here
"""

from typing import NamedTuple

from solvent.fixed import mul_div_down
from solvent.lending.refusal import Refusal
from solvent.lending.scales import WAD

SCALE = 10**9
GONE = 10**9  # a deposit that has shrunk by more than this is 0


class Pool(NamedTuple):
    """The pool: deposits [wad], product [wad], its scale, a sum for each scale [wad x wad], and two carried errors."""

    deposits: int = 0
    product: int = WAD
    scale: int = 0
    sums: tuple[int, ...] = (0,)
    gain_error: int = 0
    loss_error: int = 0


class Deposit(NamedTuple):
    """What was put in [wad], and how the pool stood then."""

    amount: int
    product: int
    scale: int
    total: int


def deposit(pool: Pool, amount: int) -> Deposit:
    """A deposit as the pool stands now; amount in wad."""
    return Deposit(amount, pool.product, pool.scale, pool.sums[pool.scale])


def offset(pool: Pool, debt: int, collateral: int) -> Pool | Refusal:
    """The pool after it has paid for a debt and received collateral.

    debt         wad, below all deposits
    collateral   wad
    returns      TOO_MUCH where the debt is not below all deposits; the loss per unit is rounded up, against depositors,
                 the gain down, and both errors are carried into the next. What is given back so can come after the pool
                 has shrunk: deposits may add up to more than there is, by one part in 10^18 of what was put in
    """
    if not pool.deposits or not debt:
        return pool
    if debt >= pool.deposits:
        return Refusal.TOO_MUCH
    gained = collateral * WAD + pool.gain_error
    lost = max(debt * WAD - pool.loss_error, 0)
    gain, loss = mul_div_down(gained, 1, pool.deposits), mul_div_down(lost, 1, pool.deposits) + 1
    sums = list(pool.sums)
    sums[pool.scale] += gain * pool.product
    kept, scale, factor = pool.product * (WAD - loss), pool.scale, 1
    product = mul_div_down(kept, 1, WAD)
    while product < SCALE and scale < pool.scale + 2:
        scale, factor = scale + 1, factor * SCALE
        product = mul_div_down(kept, factor, WAD)
    return Pool(
        deposits=pool.deposits - debt,
        product=product,
        scale=scale,
        sums=(*sums, *[0] * (scale - pool.scale)),
        gain_error=gained - gain * pool.deposits,
        loss_error=loss * pool.deposits - lost,
    )


def compounded(pool: Pool, held: Deposit) -> int:
    """What is left of a deposit: wad, rounded down; 0 two scales on, and below a billionth of it."""
    scales = pool.scale - held.scale
    if scales > 1:
        return 0
    left = mul_div_down(mul_div_down(held.amount, pool.product, held.product), 1, SCALE**scales)
    return left if left >= mul_div_down(held.amount, 1, GONE) else 0


def gained(pool: Pool, held: Deposit) -> int:
    """The collateral a deposit has gained: wad, rounded down; sums of its own scale and the next count."""
    first = pool.sums[held.scale] - held.total
    second = mul_div_down(pool.sums[held.scale + 1], 1, SCALE) if len(pool.sums) > held.scale + 1 else 0
    return mul_div_down(mul_div_down(held.amount, first + second, held.product), 1, WAD)
