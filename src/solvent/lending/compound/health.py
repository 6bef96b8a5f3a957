"""Compound III's health: a debt that collateral pays off, asset by asset, until it is paid."""

from collections.abc import Sequence
from typing import NamedTuple

from solvent.fixed import mul_div_down
from solvent.lending.refusal import Refusal
from solvent.lending.scales import WAD, mul_div_to_zero


class Base(NamedTuple):
    """The base asset: price in units of 1e-8, and how many units are a whole."""

    price: int
    scale: int


class Collateral(NamedTuple):
    """One collateral of an account, in the market's order.

    amount   units held
    price    units of 1e-8
    scale    units of a whole
    factor   wad: the borrow factor to judge a new debt, the liquidation factor to judge an old one
    """

    amount: int
    price: int
    scale: int
    factor: int


def shortfall(balance: int, base: Base, collaterals: Sequence[Collateral]) -> int | Refusal:
    """What a debt lacks after its collateral, as far as the contract looks.

    balance      units of the base asset, below 0: owed
    collaterals  in the market's order; those not held are left out
    returns      units of 1e-8, signed; at 0 or above the loop stops and later prices are not read, so a feed that is
                 broken there is not noticed. NO_PRICE for a price of 0 that is read
    Source       compound-finance/comet d5a30b0 Comet.sol isLiquidatable, isBorrowCollateralized (read 2026-11-26)
    """
    if base.price <= 0:
        return Refusal.NO_PRICE
    liquidity = mul_div_to_zero(balance, base.price, base.scale)
    for held in collaterals:
        if liquidity >= 0:
            break
        if held.price <= 0:
            return Refusal.NO_PRICE
        liquidity += mul_div_down(mul_div_down(held.amount, held.price, held.scale), held.factor, WAD)
    return liquidity


def liquidatable(balance: int, base: Base, collaterals: Sequence[Collateral]) -> bool | Refusal:
    """Whether an account may be absorbed: strictly below 0; arguments as in `shortfall`. Nobody without debt is."""
    if balance >= 0:
        return False
    found = shortfall(balance, base, collaterals)
    return found if isinstance(found, Refusal) else found < 0
