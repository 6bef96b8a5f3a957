"""Fluid vault T1: a position is a tick, and one call walks down the ticks; all who share one lose the same fraction.

The ratio of a tick, debt to collateral, is 1.0015^tick with 96 binary places. The library keeps powers of 1.0015 as
constants; they are the nearest integers, so they are made here. Not here: the compression of debt factors, and the
branches that liquidated ticks merge into; a walk starts from ticks that nobody has touched.

Source    Instadapp/fluid-contracts-public a9949b4 libraries/tickMath.sol, vaultT1/coreModule (read 2026-11-26)
"""

from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from solvent.errors import Misuse
from solvent.fixed import mul_div_down
from solvent.lending.refusal import Refusal
from solvent.lending.scales import BPS, RAY, mul_div_half_up

MOST_TICK = 32_767
ONE = 1 << 96
LEAST_RATIO = 37_075_072  # as the library states it; its own ratio of the lowest tick is one less, and is then refused
MOST_RATIO = 169_307_877_264_527_972_847_801_929_085_841_449_095_838_922_544_595
STEP = 10_015  # parts in 10^4
FINE = 10**26
MOST_PRICE = 10**45
LEAST_AMOUNT = 10_000
BITS = range(14, -1, -1)


@cache
def _shrunk(bit: int) -> int:
    """2^128 divided by 1.0015^(2^bit), to the nearest."""
    return mul_div_half_up(1 << 128, BPS ** (1 << bit), STEP ** (1 << bit))


@cache
def _grown(bit: int) -> int:
    """10^26 times 1.0015^(2^bit), to the nearest, as the library has it: it is one less at 64."""
    return mul_div_half_up(FINE, STEP ** (1 << bit), BPS ** (1 << bit)) - (bit == 6)


def ratio_of_tick(tick: int) -> int:
    """Debt to collateral at a tick.

    tick      count, from -32,767 to 32,767
    returns   units of 2^-96: each factor rounded down; a positive tick is inverted and rounded up
    """
    if abs(tick) > MOST_TICK:
        raise Misuse(f"expected a tick from -{MOST_TICK} to {MOST_TICK}, found {tick}")
    factor = 1 << 128
    for bit in range(15):
        if abs(tick) >> bit & 1:
            factor = factor * _shrunk(bit) >> 128
    if tick < 0:
        return factor >> 32
    inverse = mul_div_down((1 << 256) - 1, 1, factor)
    return (inverse >> 32) + (inverse & 0xFFFFFFFF > 0) if tick else ONE


def tick_of_ratio(ratio: int) -> tuple[int, int] | Refusal:
    """The tick at or below a ratio, and the ratio that is left of it there.

    ratio     units of 2^-96
    returns   (tick, ratio of the tick as this way round finds it); no inverse of `ratio_of_tick`: that of tick 100
              gives 99. OUT_OF_RANGE where the library reverts
    """
    if not LEAST_RATIO <= ratio <= MOST_RATIO:
        return Refusal.OUT_OF_RANGE
    above = ratio >= ONE
    factor = mul_div_down(ratio, FINE, ONE) if above else mul_div_down(ONE, FINE, ratio)
    tick = 0
    for bit in BITS:
        if factor >= _grown(bit):
            tick |= 1 << bit
            factor = mul_div_down(factor, FINE, _grown(bit))
    if above:
        return tick, mul_div_down(ratio, FINE, factor)
    return ~tick, mul_div_down(ratio, factor, _grown(0))


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
    if max(threshold, limit) * (BPS + penalty) >= 1_000 * BPS:
        raise Misuse(f"expected limit x (1 + penalty) below 1, found {limit} / 1000 x (1 + {penalty} / 10000)")
    if not 0 < price <= 10**54:
        return Refusal.NO_PRICE
    raw = min(mul_div_down(price, supply_index, borrow_index), MOST_PRICE)
    if not raw:
        return Refusal.NO_PRICE
    per_debt = mul_div_down(mul_div_down(RAY, RAY, raw), BPS + penalty, BPS)
    ratio = mul_div_down(raw, ONE, RAY)
    ticks = [tick_of_ratio(mul_div_down(ratio, parts, 1_000)) for parts in (threshold, limit)]
    if isinstance(ticks[0], Refusal) or isinstance(ticks[1], Refusal):
        return Refusal.OUT_OF_RANGE
    return Lines(per_debt, ticks[0][0], ticks[1][0])


class Absorbed(NamedTuple):
    """Debt and collateral that the protocol took onto its books, and the ticks that are left."""

    debt: int
    collateral: int
    debts: dict[int, int]


def absorb(debts: Mapping[int, int], most: int) -> Absorbed:
    """All debt above the highest line, with its collateral.

    debts     units of debt by tick
    most      tick
    returns   units; the collateral of a tick is its debt over its ratio, rounded down
    """
    gone = {tick: debt for tick, debt in debts.items() if tick > most}
    collateral = sum(mul_div_down(debt, ONE, ratio_of_tick(tick)) for tick, debt in gone.items())
    left = {tick: debt for tick, debt in debts.items() if tick <= most}
    return Absorbed(sum(gone.values()), collateral, left)


class Walk(NamedTuple):
    """What one call takes from the ticks above the threshold: units repaid and seized, and what is left of all of it.

    repaid, seized     units of debt and of collateral
    debt, collateral   units left of the ticks the walk has met, which are one from then on
    ratio              units of 2^-96, where it ended; 0: nothing stood above the threshold
    """

    repaid: int
    seized: int
    debt: int
    collateral: int
    ratio: int


def enough(amount: int, total: int) -> Refusal | None:
    """DUST for an amount under 10,000 units or under a billionth of all debt; both in units of debt."""
    return Refusal.DUST if amount < LEAST_AMOUNT or mul_div_down(total, 1, 10**9) > amount else None


def walk(debts: Mapping[int, int], found: Lines, amount: int) -> Walk:
    """From the highest tick down, tick by tick, until the threshold is reached or the amount is used up.

    debts     units of debt by tick, none above `found.most`
    amount    units of debt to repay at most
    returns   between two ticks x = (debt - debt x ratio_end / ratio) / (1 - per_debt x ratio_end), rounded down
    """
    ticks = sorted((tick for tick in debts if tick > found.threshold), reverse=True)
    done = Walk(0, 0, 0, 0, 0)
    for tick, below in pairwise([*ticks, found.threshold]):
        start, end = ratio_of_tick(tick), ratio_of_tick(below)
        debt, collateral = done.debt + debts[tick], done.collateral + mul_div_down(debts[tick], ONE, start)
        closing = debt - mul_div_down(end, debt, start)
        repaid = mul_div_down(closing, RAY, RAY - mul_div_down(found.per_debt, end, ONE))
        left = amount - done.repaid
        repaid = min(repaid - (repaid == debt), left)
        seized = mul_div_down(repaid, found.per_debt, RAY)
        debt, collateral = debt - repaid, collateral - seized
        ratio = end if repaid < left else mul_div_down(debt, ONE, collateral)
        done = Walk(done.repaid + repaid, done.seized + seized, debt, collateral, ratio)
        if repaid == left:
            break
    return done
