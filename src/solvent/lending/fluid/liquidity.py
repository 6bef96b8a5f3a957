"""The liquidity layer below Fluid's vaults: what lenders have, what vaults owe, and the rate in between.

Prices of raw amounts grow from what was last written; that is written anew once usage has moved by a threshold, or a
day has passed. Interest without which a vault or a lender may be is not here, nor limits that grow with time.

Source    Instadapp/fluid-contracts-public a9949b4 libraries/liquidityCalcs.sol calcExchangePrices, calcRateV1,
          calcRateV2, liquidity/userModule/main.sol operate (read 2026-11-27)
"""

from itertools import pairwise
from typing import NamedTuple

from solvent.fixed import mul_div_down, mul_div_up
from solvent.lending.fluid.numbers import kept
from solvent.lending.refusal import Refusal
from solvent.lending.scales import BPS, YEAR, mul_div_to_zero

PAR = 10**12  # of a price
MOST_RATE = 2**16 - 1
DAY = 86_400
FREE = 2**80  # raw units from which an amount is looked at beside all there is
MORE_AT_ONCE, LESS_AT_ONCE = 10_000, 2
FINE = 10**18


class Curve(NamedTuple):
    """The rate by usage: points of (usage, rate), parts in 10^4, from 0 to all of it, and linear in between."""

    points: tuple[tuple[int, int], ...]

    def rate(self, used: int) -> int:
        """Parts in 10^4 of a year; beyond the last point the last line goes on."""
        low, high = next(pair for pair in pairwise(self.points) if used < pair[1][0] or pair[1] == self.points[-1])
        slope = mul_div_to_zero(high[1] - low[1], PAR, high[0] - low[0])
        return min(mul_div_down(slope * (used - low[0]) + low[1] * PAR, 1, PAR), MOST_RATE)


class Layer(NamedTuple):
    """One asset of the layer.

    supply, borrow   12 decimals: what a raw unit is worth
    rate, used       parts in 10^4: of a year, and of what is supplied
    updated          seconds: when these were written
    fee              parts in 10^4 of interest
    lent, borrowed   units, raw, of all
    """

    supply: int = PAR
    borrow: int = PAR
    rate: int = 0
    used: int = 0
    updated: int = 0
    fee: int = 0
    lent: int = 0
    borrowed: int = 0

    def at(self, now_s: int) -> "Layer":
        """The layer with its interest up to a time, for one step; what is written afterwards is `ended`."""
        seconds = max(now_s - self.updated, 0)
        if not (seconds and self.rate):
            return self
        more = mul_div_down(self.borrow * self.rate, seconds, YEAR * BPS)
        earned = mul_div_down(self.supply * self.rate * self.used * (BPS - self.fee), seconds, YEAR * BPS**3)
        return self._replace(supply=self.supply + earned, borrow=self.borrow + more)

    @property
    def usage(self) -> int:
        """What is borrowed of what is supplied, parts in 10^4, rounded down."""
        supplied = mul_div_down(self.lent, self.supply, PAR)
        return mul_div_down(mul_div_down(self.borrowed, self.borrow, PAR), BPS, supplied) if supplied else 0


def ended(before: Layer, after: Layer, curve: Curve, threshold: int, now_s: int, *, always: bool = False) -> Layer:
    """What is written after a step: prices, rate and usage are left as they were where usage has hardly moved.

    Where nothing was lent, borrowed or given back, nothing is written at all.

    before, after   as it was written, and with interest and the step
    threshold       parts in 10^4
    """
    if not always and (after.lent, after.borrowed) == (before.lent, before.borrowed):
        return before
    used = after.usage
    if always or now_s > before.updated + DAY or abs(used - before.used) > threshold:
        return after._replace(rate=curve.rate(used), used=used, updated=now_s)
    return before._replace(lent=after.lent, borrowed=after.borrowed)


def supplied(layer: Layer, stake: int, amount: int) -> tuple[Layer, int] | Refusal:
    """A lender's units in, above 0, or out, below it.

    layer      with its interest up to now
    stake      units, raw, of the lender
    returns    the layer and the stake; raw units are rounded down as they come and up as they go
    """
    if amount > 0:
        raw = mul_div_down(amount, PAR, layer.supply)
        most = layer.lent * MORE_AT_ONCE
    else:
        raw = mul_div_up(-amount, PAR, layer.supply)
        most = mul_div_down(layer.lent, 1, LESS_AT_ONCE)
    signed = raw if amount > 0 else -raw
    if stake + signed < 0 or raw > max(most, FREE):
        return Refusal.TOO_MUCH
    after = kept(stake + signed), kept(max(layer.lent + signed, 0))
    if after[0] == stake or after[1] == layer.lent:
        return Refusal.NOTHING
    return layer._replace(lent=after[1]), after[0]


def borrowed(layer: Layer, amount: int) -> Layer | Refusal:
    """Units that a vault, the only one, takes out, above 0, or brings back, below it.

    returns    raw units are rounded up as they go out and down as they come back; NO_ROOM beyond all that is supplied
    """
    raw = mul_div_up(amount, PAR, layer.borrow) if amount > 0 else -mul_div_down(-amount, PAR, layer.borrow)
    most = layer.borrowed * MORE_AT_ONCE if amount > 0 else mul_div_down(layer.borrowed, 1, LESS_AT_ONCE)
    if layer.borrowed + raw < 0 or abs(raw) > max(most, FREE):
        return Refusal.TOO_MUCH
    after = layer._replace(borrowed=kept(layer.borrowed + raw, up=True))
    if after.borrowed == layer.borrowed:
        return Refusal.NOTHING
    if amount > 0 and after.usage > BPS:
        return Refusal.NO_ROOM
    return after


def stored(held: int, amount: int) -> int | Refusal:
    """A vault's own collateral in the layer, which nobody borrows: raw units are units; in above 0, out below it."""
    most = held * MORE_AT_ONCE if amount > 0 else mul_div_down(held, 1, LESS_AT_ONCE)
    if held + amount < 0 or abs(amount) > max(most, FREE):
        return Refusal.TOO_MUCH
    after = kept(held + amount)
    return Refusal.NOTHING if after == held else after


class Rates(NamedTuple):
    """The layer's price and the vault's when the vault's terms were last set, 12 decimals."""

    layer: int = PAR
    vault: int = PAR


def vault_price(rates: Rates, price: int, magnifier: int) -> int | Refusal:
    """What a raw unit of a vault's debt is worth: it grows as the layer's does, times a magnifier.

    price       of the layer, 12 decimals, now
    magnifier   parts in 10^4
    returns     12 decimals, each step rounded down; FELL where the layer's price is lower than it was
    """
    if price < rates.layer:
        return Refusal.FELL
    grown = mul_div_down(mul_div_down(price, FINE, rates.layer) - FINE, magnifier, BPS)
    return mul_div_down(rates.vault, FINE + grown, FINE)
