"""A spoke of Aave v4: its terms, an asset's interest, and the premium a loan is charged.

Exact amounts are TEXT, as in events.loans.
"""

from solvent.events.base import Event


class SpokeTermsSet(Event, kind=230):
    """How a spoke liquidates: see policy.SpokePolicy."""

    pool: int
    target: int
    most_at: int
    least: int


class HubTermsSet(Event, kind=231):
    """The terms of a reserve of a spoke: see policy.HubReservePolicy.

    key   count: which terms these are; a loan keeps factor, bonus and charge of the key it has
    """

    reserve: int
    key: int
    risk: int
    factor: int
    bonus: int
    charge: int
    fee: int
    optimal: int
    base: int
    slope: int
    steep: int
    supply_cap: int
    borrow_cap: int
    frozen: int
    borrowing: int


class HubUpdated(Event, kind=232):
    """An asset of the hub as it is from here on.

    index      TEXT, ray
    rate       TEXT, ray of a year
    premium    TEXT, shares of all
    accrued    TEXT, ray of a unit: what those have grown to
    deficit    TEXT, ray of a unit
    realised   TEXT, units of fees that make no share yet
    minted     TEXT, shares that who receives fees has more of
    now_s      seconds
    """

    reserve: int
    index: str
    rate: str
    premium: str
    accrued: str
    deficit: str
    realised: str
    minted: str
    now_s: int


class PremiumChanged(Event, kind=233):
    """What a loan is charged beside its interest in a reserve, and by which terms it counts there.

    shares     TEXT, count
    accrued    TEXT, ray of a unit, at the index
    index      TEXT, ray
    key        count
    """

    holding: int
    shares: str
    accrued: str
    index: str
    key: int
