"""A position in a spoke of Aave v4: what it owes, what counts against that, and the premium its collateral costs it.

Not settled history, as `hub`. Values are base units with 26 decimals: a price of 8 times a wad.
"""

from collections.abc import Iterable
from typing import NamedTuple

from solvent.fixed import mul_div_down, mul_div_up
from solvent.lending.aave.hub import Asset, Premium, assets_down, units_up
from solvent.lending.aave.seizure import Side
from solvent.lending.scales import BPS, INFINITE, RAY, WAD


class Counted(NamedTuple):
    """One collateral of a position.

    value    base units with 26 decimals
    factor   parts in 10^4 that count, above 0
    risk     parts in 10^4: the premium that debt against it is charged
    """

    value: int
    factor: int
    risk: int


class Account(NamedTuple):
    """What a position stands at.

    collateral, debt    base units with 26 decimals
    factor              wad: of collateral on average
    health              wad; INFINITE where nothing is owed
    risk                parts in 10^4: the premium of all its debt
    counted, borrowed   count: collaterals, and debts
    """

    collateral: int
    debt: int
    factor: int
    health: int
    risk: int
    counted: int
    borrowed: int


class Debt(NamedTuple):
    """What a position owes of one asset: units drawn, rounded up, and ray of a unit of premium."""

    drawn: int
    premium: int

    @property
    def units(self) -> int:
        """In all."""
        return self.drawn + units_up(self.premium)


def debt(asset: Asset, drawn: int, premium: Premium) -> Debt:
    """What drawn shares and their premium are.

    Source    aave/aave-v4 8e6ea16 src/spoke/libraries/UserPositionDebt.sol getDebt (read 2026-11-27)
    """
    return Debt(mul_div_up(drawn, asset.drawn_index, RAY), premium.at(asset.drawn_index))


def supplied_value(asset: Asset, shares: int, side: Side) -> int:
    """What shares count as collateral: base units with 26 decimals, rounded down. Source as `account`."""
    return mul_div_down(assets_down(asset, shares) * side.price, WAD, side.unit)


def debt_value(owed: Debt, side: Side) -> int:
    """A debt in base units with 26 decimals, rounded up. Source as `account`."""
    return mul_div_up(owed.units * side.price, WAD, side.unit)


def account(counts: Iterable[Counted], debts: Iterable[int]) -> Account:
    """What a position stands at: its premium is that of its safest collateral, as far as its debt needs it.

    debts     values, base units with 26 decimals, each above 0
    Source    aave/aave-v4 8e6ea16 src/spoke/Spoke.sol _processUserAccountData (read 2026-11-27)
    """
    held, owed = sorted(counts, key=lambda one: (one.risk, -one.value)), list(debts)
    worth, owing, weighted = sum(x.value for x in held), sum(owed), sum(x.value * x.factor for x in held)
    health = mul_div_down(mul_div_down(weighted, WAD, owing), 1, BPS) if owing else INFINITE
    factor = mul_div_down(mul_div_down(weighted, WAD, worth), 1, BPS) if worth else 0
    left, risk = owing, 0
    for one in held:
        needed = min(one.value, left)
        risk, left = risk + needed * one.risk, left - needed
    if left < owing:
        risk = mul_div_down(risk, 1, owing - left)
    return Account(worth, owing, factor, health, risk, len(held), len(owed))


def charged(asset: Asset, drawn: int, premium: Premium, risk: int, paid: int = 0) -> Premium:
    """The premium of what is drawn at another risk, after some of it was paid.

    risk      parts in 10^4
    paid      ray of a unit
    Source    aave/aave-v4 8e6ea16 src/spoke/libraries/UserPositionDebt.sol getPremiumDelta (read 2026-11-27)
    """
    return Premium(mul_div_up(drawn, risk, BPS), premium.at(asset.drawn_index) - paid, asset.drawn_index)


def split(owed: Debt, units: int) -> Debt:
    """What units pay: the premium first, then what was drawn; never more than is owed.

    Source    aave/aave-v4 8e6ea16 src/spoke/Spoke.sol _calculateRestoreAmount (read 2026-11-27)
    """
    if units >= owed.units:
        return owed
    premium = units_up(owed.premium)
    return Debt(0, units * RAY) if units < premium else Debt(units - premium, owed.premium)
