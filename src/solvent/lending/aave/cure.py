"""The least that brings an account of Aave back to a health factor: repaid, added, or sold for what it owes.

Each amount is found by asking the exact rule: it restores, and one unit of it less does not. Repaying more or adding
more never lowers health; a swap rounds both what is sold and what it buys, so that within one unit's worth a smaller
one may restore too.
"""

from collections.abc import Callable
from typing import NamedTuple

from solvent.fixed import mul_div_down, mul_div_up
from solvent.lending.aave.account import account, balance, debt
from solvent.lending.aave.pool import Category, Holding, Holdings, Reserves, category_of, threshold
from solvent.lending.aave.versions import Version
from solvent.lending.scales import RAY
from solvent.units import PPM

MOST = 2**126 - 1  # units that are still tried


class Swap(NamedTuple):
    """Units of the collateral that are sold, and units of the debt that they repay."""

    sold: int
    repaid: int


class Loan(NamedTuple):
    """An account as the rules are told of it."""

    version: Version
    reserves: Reserves
    holdings: Holdings
    category: Category | None = None

    def health(self, changed: dict[int, Holding]) -> int:
        """The health factor with some holdings changed, wad."""
        return account(self.version, self.reserves, {**self.holdings, **changed}, self.category).health


def repaid(loan: Loan, owing: int, amount: int) -> Holding:
    """A holding after units of its debt were paid, at most all of it."""
    holding, reserve = loan.holdings[owing], loan.reserves[owing]
    burnt = loan.version.take_debt(min(amount, debt(loan.version, reserve, holding)), RAY, reserve.borrow_index)
    return holding._replace(owed=max(holding.owed - burnt, 0))


def added(loan: Loan, asset: int, amount: int) -> Holding:
    """A holding after units were supplied as collateral."""
    holding = loan.holdings.get(asset, Holding())
    scaled = loan.version.add_supply(amount, RAY, loan.reserves[asset].supply_index)
    return holding._replace(supplied=holding.supplied + scaled, pledged=True)


def sold(loan: Loan, collateral: int, amount: int) -> Holding:
    """A holding after units of it left, at most all of it."""
    holding, reserve = loan.holdings[collateral], loan.reserves[collateral]
    gone = loan.version.take_supply(amount, RAY, reserve.supply_index)
    return holding._replace(supplied=max(holding.supplied - gone, 0))


def least_repayment(loan: Loan, owing: int, target: int) -> int | None:
    """The least units of one debt that must be paid.

    target    wad
    returns   units, 0 where nothing must be; None where paying all of that debt is not enough
    """
    most = debt(loan.version, loan.reserves[owing], loan.holdings[owing])
    return _least(lambda amount: loan.health({owing: repaid(loan, owing, amount)}) >= target, most)


def least_addition(loan: Loan, asset: int, target: int) -> int | None:
    """The least units of an asset that must be supplied as collateral.

    target    wad
    returns   units, 0 where nothing must be; None where the asset does not count as collateral
    """
    counts = threshold(loan.reserves[asset], category_of(loan.category, asset))
    if not counts or not (loan.reserves[asset].threshold or not loan.version.own_threshold):
        return None
    return _least(lambda amount: loan.health({asset: added(loan, asset, amount)}) >= target, MOST)


def least_swap(loan: Loan, collateral: int, owing: int, loss: int, target: int) -> Swap | None:
    """The least that must be sold of a collateral and paid of a debt.

    loss      ppm of what is sold that its sale costs, below 10^6
    target    wad
    returns   units; None where selling all of it, or paying all of that debt, is not enough
    """
    if not loan.holdings[collateral].pledged:
        return None
    held = balance(loan.version, loan.reserves[collateral], loan.holdings[collateral])
    owed = debt(loan.version, loan.reserves[owing], loan.holdings[owing])

    def restores(amount: int) -> bool:
        return (
            loan.health(swapped(loan, collateral, owing, Swap(price_of(loan, collateral, owing, loss, amount), amount)))
            >= target
        )

    most = min(owed, _bought(loan, collateral, owing, loss, held))
    amount = _least(restores, most)
    return None if amount is None else Swap(price_of(loan, collateral, owing, loss, amount), amount)


def swapped(loan: Loan, collateral: int, owing: int, swap: Swap) -> dict[int, Holding]:
    """The two holdings after a swap; they may be one."""
    paid = repaid(loan, owing, swap.repaid)
    if collateral == owing:
        return {owing: paid._replace(supplied=sold(loan, collateral, swap.sold).supplied)}
    return {owing: paid, collateral: sold(loan, collateral, swap.sold)}


def price_of(loan: Loan, collateral: int, owing: int, loss: int, amount: int) -> int:
    """Units of a collateral that must be sold for units of another asset, rounded up."""
    of_collateral, of_debt = loan.reserves[collateral], loan.reserves[owing]
    worth = amount * of_debt.price * of_collateral.unit
    return mul_div_up(worth, PPM, of_collateral.price * of_debt.unit * (PPM - loss))


def _bought(loan: Loan, collateral: int, owing: int, loss: int, held: int) -> int:
    """Units of another asset that units of a collateral buy, rounded down."""
    of_collateral, of_debt = loan.reserves[collateral], loan.reserves[owing]
    worth = held * of_collateral.price * of_debt.unit
    return mul_div_down(worth, PPM - loss, of_debt.price * of_collateral.unit * PPM)


def _least(restores: Callable[[int], bool], most: int) -> int | None:
    """The amount up to `most` at which an answer turns from no to yes: the least of all where it turns once."""
    if restores(0):
        return 0
    high = 1
    while not restores(min(high, most)):
        if high >= most:
            return None
        high *= 2
    low, high = high >> 1, min(high, most)
    while high - low > 1:
        middle = (low + high) >> 1
        low, high = (low, middle) if restores(middle) else (middle, high)
    return high
