"""Vaults of Euler v2: their terms, interest, exact debts, and a debt that passes to a liquidator.

Exact amounts are TEXT, as in events.loans.
"""

from solvent.events.base import Event


class EVaultTermsSet(Event, kind=215):
    """The terms of a vault: see policy.EVaultPolicy. socialises: flag."""

    reserve: int
    base: int
    slope: int
    steep: int
    kink: int
    fee: int
    discount: int
    cool_off: int
    socialises: int
    supply_cap: int
    borrow_cap: int


class LtvSet(Event, kind=216):
    """What the shares of one vault count for where another is owed.

    reserve, collateral             of what is owed and of what is held
    borrow, liquidation, initial    parts in 10^4; initial: the liquidation LTV from which a lower one is reached
    until_s, ramp                   seconds: when that is, and how long it takes
    """

    reserve: int
    collateral: int
    borrow: int
    liquidation: int
    initial: int
    until_s: int
    ramp: int


class EVaultUpdated(Event, kind=217):
    """A vault's interest as it is from here on.

    index      TEXT, ray
    borrowed   TEXT, 2^-31 units owed by all, afterwards
    rate       TEXT, ray of a second
    minted     TEXT, shares: the fee for the time since the last
    now_s      seconds
    """

    reserve: int
    index: str
    borrowed: str
    rate: str
    minted: str
    now_s: int


class DebtorChanged(Event, kind=218):
    """What a loan owes, exactly, and when it was last found to have enough collateral.

    owed        TEXT, 2^-31 units
    index       TEXT, ray: of the vault, at which that is
    checked_s   seconds
    """

    loan: int
    owed: str
    index: str
    checked_s: int


class DebtTakenOver(Event, kind=219):
    """A liquidator's account has taken over a debt, and the collateral that was seized for it.

    loan, by              the loan that was liquidated, and the liquidator's
    collateral, owing     the reserves
    repaid, seized        TEXT: units of the debt, shares of the collateral's vault
    health                TEXT, wad, before
    """

    loan: int
    by: int
    collateral: int
    owing: int
    repaid: str
    seized: str
    health: str
