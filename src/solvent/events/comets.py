"""Pools of Compound III: their terms, whom the protocol has taken over, what it sells, and what belongs to it.

Exact amounts are TEXT, as in events.loans.
"""

from solvent.events.base import Event


class CometTermsSet(Event, kind=190):
    """The terms of a pool of Compound III.

    base                 index of the reserve that is lent
    borrow_min, target   TEXT, units of it: the least that may be owed, the reserves above which nothing is sold
    storefront           ppm: the share of the penalty that a buyer of collateral is given
    supply_*, borrow_*   10^-12: kink a share lent out, the rest of a year
    """

    pool: int
    base: int
    borrow_min: str
    target: str
    storefront: int
    supply_kink: int
    supply_base: int
    supply_slope: int
    supply_steep: int
    borrow_kink: int
    borrow_base: int
    borrow_slope: int
    borrow_steep: int


class CollateralTermsSet(Event, kind=191):
    """The terms of a collateral of Compound III.

    borrow_factor        parts in 10^4: what of it counts where something is borrowed
    liquidate_factor     parts in 10^4: what of it counts before all of it is seized
    liquidation_factor   parts in 10^4: what of it an account is credited with then
    supply_cap           whole assets: so much may be supplied in all
    """

    reserve: int
    borrow_factor: int
    liquidate_factor: int
    liquidation_factor: int
    supply_cap: int


class LoanAbsorbed(Event, kind=192):
    """The protocol took over all debt and all collateral of a loan.

    owed     TEXT, units of the base asset
    left     TEXT, units of it that the account has supplied afterwards
    paid     TEXT, units of it that the reserves pay: both
    health   TEXT, wad, before
    """

    loan: int
    owed: str
    left: str
    paid: str
    health: str


class CollateralAbsorbed(Event, kind=193):
    """Collateral of a loan that was absorbed belongs to the protocol, which sells it. units: TEXT; value: TEXT, base
    units."""

    loan: int
    reserve: int
    units: str
    value: str


class CollateralBought(Event, kind=194):
    """Somebody bought collateral from the protocol. paid: TEXT, units of the base asset; units: TEXT, of what came."""

    reserve: int
    paid: str
    units: str


class ReservesNamed(Event, kind=195):
    """What belongs to the protocol of a pool of Compound III, and who has it or lacks it.

    reserve   index of the base asset's
    units     TEXT, signed: what it has, less what suppliers have, and what is owed
    bearer    reasons.Bearer: PROTOCOL at 0 and above; below, SUPPLIERS_SHARE: so much they cannot all take out
    """

    reserve: int
    units: str
    bearer: int
