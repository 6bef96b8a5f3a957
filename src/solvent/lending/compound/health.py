"""Compound III's health: a debt that collateral pays off, asset by asset, until it is paid."""

from collections.abc import Sequence
from typing import NamedTuple

from solvent.fixed import mul_div_down
from solvent.lending.refusal import Refusal
from solvent.lending.scales import BPS, INFINITE, WAD, mul_div_to_zero


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


class Position(NamedTuple):
    """What an account stands at, told as other protocols tell it.

    collateral, debt   units of 1e-8; collateral without a price counts nothing
    health             wad, rounded down: what counts of it against the debt; INFINITE where nothing is owed
    liquidatable       as the contract finds, which may have stopped before it looked at everything
    """

    collateral: int
    debt: int
    health: int
    liquidatable: bool


def position(balance: int, base: Base, collaterals: Sequence[Collateral]) -> Position | Refusal:
    """An account's values and health.

    arguments   as in `shortfall`, each factor the one to judge an old debt
    returns     NO_PRICE where the contract would revert on its way
    Source      ours, but for `liquidatable`
    Law         liquidatable is health < 1
    """
    found = liquidatable(balance, base, collaterals)
    if isinstance(found, Refusal):
        return found
    worth, counted = values(collaterals)
    debt = mul_div_down(max(-balance, 0), base.price, base.scale)
    return Position(worth, debt, mul_div_down(counted, WAD, debt) if debt else INFINITE, found)


def values(collaterals: Sequence[Collateral]) -> tuple[int, int]:
    """What collateral is worth in all, and what counts of that: units of 1e-8, each rounded down as in `shortfall`."""
    worth = [mul_div_down(held.amount, held.price, held.scale) for held in collaterals]
    counted = (mul_div_down(value, held.factor, WAD) for value, held in zip(worth, collaterals, strict=True))
    return sum(worth), sum(counted)


def average(collaterals: Sequence[Collateral]) -> int:
    """What counts of collateral on average: parts in 10^4, rounded down; 0 for what is worth nothing."""
    worth, counted = values(collaterals)
    return mul_div_down(counted, BPS, worth) if worth else 0
