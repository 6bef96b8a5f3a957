"""What an account of Aave holds and owes in base units, and its health factor."""

from typing import NamedTuple

from solvent.fixed import mul_div_down
from solvent.lending.aave.pool import Category, Holding, Holdings, Reserve, Reserves, category_of, threshold
from solvent.lending.aave.versions import Version
from solvent.lending.scales import BPS, INFINITE, RAY, WAD, mul_div_half_up


class Account(NamedTuple):
    """An account at its reserves' prices.

    collateral, debt   base units
    ltv, threshold     parts in 10^4, averages by value, rounded down
    health             wad; INFINITE where nothing is owed
    """

    collateral: int
    debt: int
    ltv: int
    threshold: int
    health: int

    @property
    def liquidatable(self) -> bool:
        """Whether the account may be liquidated: strictly below 1, so 1 itself is healthy."""
        return self.health < WAD


def balance(version: Version, reserve: Reserve, holding: Holding) -> int:
    """What is supplied, in units of the asset."""
    return version.supplied(holding.supplied, reserve.supply_index, RAY)


def debt(version: Version, reserve: Reserve, holding: Holding) -> int:
    """What is owed, in units of the asset."""
    return version.owed(holding.owed, reserve.borrow_index, RAY)


def value(reserve: Reserve, amount: int) -> int:
    """An amount of collateral in base units, rounded down in every version."""
    return mul_div_down(amount, reserve.price, reserve.unit)


def owed_value(version: Version, reserve: Reserve, amount: int) -> int:
    """An amount of debt in base units."""
    return version.debt_value(amount, reserve.price, reserve.unit)


def account(version: Version, reserves: Reserves, holdings: Holdings, category: Category | None = None) -> Account:
    """An account's values and health.

    version    rounding
    reserves   by asset
    holdings   by asset; assets without a reserve are an error
    category   the e-mode the account is in
    returns    base units and wad, see Account
    Source     aave-dao/aave-v3-origin fd1fbd9 and v3.3.0, aave/protocol-v2: GenericLogic.sol (read 2026-11-26)
    """
    collateral = owed = weighted_ltv = weighted = 0
    for asset, holding in holdings.items():
        reserve, inside = reserves[asset], category_of(category, asset)
        if holding.pledged and (reserve.threshold or not version.own_threshold):
            worth = value(reserve, balance(version, reserve, holding))
            collateral += worth
            weighted_ltv += worth * ltv_of(version, reserve, category, inside)
            weighted += worth * threshold(reserve, inside)
        owed += owed_value(version, reserve, debt(version, reserve, holding))
    return Account(
        collateral=collateral,
        debt=owed,
        ltv=mul_div_down(weighted_ltv, 1, collateral) if collateral else 0,
        threshold=mul_div_down(weighted, 1, collateral) if collateral else 0,
        health=health(version, collateral, weighted, owed),
    )


def health(version: Version, collateral: int, weighted: int, owed: int) -> int:
    """The health factor.

    collateral   base units
    weighted     base units x parts in 10^4: the sum of value x threshold
    owed         base units
    returns      wad; up to v3.4 by the rounded average threshold, from v3.5 on by the sum itself, then rounded down
    """
    if not owed:
        return INFINITE
    if not version.averaged:
        return mul_div_down(mul_div_half_up(weighted, WAD, owed), 1, BPS)
    average = mul_div_down(weighted, 1, collateral) if collateral else 0
    return health_of_totals(collateral, average, owed)


def health_of_totals(collateral: int, average: int, owed: int) -> int:
    """The health factor of v2 from an account's totals, as its own page shows them.

    collateral   base units
    average      parts in 10^4: the account's liquidation threshold
    owed         base units
    returns      wad, half up twice; INFINITE where nothing is owed
    Source       aave/protocol-v2 GenericLogic.sol calculateHealthFactorFromBalances (read 2026-11-26)
    """
    return mul_div_half_up(mul_div_half_up(collateral, average, BPS), WAD, owed) if owed else INFINITE


def ltv_of(version: Version, reserve: Reserve, category: Category | None, inside: Category | None) -> int:
    """What of a collateral's value may be borrowed; before v3.7 an asset with an ltv of 0 stays at 0 in a category."""
    if inside:
        return inside.ltv if reserve.ltv or not version.own_threshold else 0
    return 0 if category and category.isolated else reserve.ltv
