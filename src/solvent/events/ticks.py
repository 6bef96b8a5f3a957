"""Vaults of Fluid: terms, the vault and the layer below it, ticks, branches, where a loan stands, and liquidations.

Exact amounts are TEXT; raw ones are worth their price. Prices have 12 decimals.
"""

from solvent.events.base import Event


class TickTermsSet(Event, kind=225):
    """The terms of a vault: see book.ticks.TickVaults. at_layer, at_vault: both prices of debt now."""

    vault: int
    pool: int
    borrowed: int
    collateral: int
    factor: int
    threshold: int
    limit: int
    penalty: int
    fee: int
    magnifier: int
    base: int
    kink: int
    kinked: int
    second: int
    seconded: int
    most: int
    revenue: int
    update: int
    at_layer: int
    at_vault: int


class TickVaultUpdated(Event, kind=226):
    """What a vault is from here on: see book.ticks.TickVaults; amounts TEXT, raw."""

    vault: int
    top: int
    state: int
    branch: int
    branches: int
    supplied: str
    owed: str
    absorbed_debt: str
    absorbed_collateral: str
    dust: str


class LayerUpdated(Event, kind=227):
    """What the layer below a vault is from here on.

    supply, borrow, rate, used, now_s   as written; the last in seconds
    lent, lent_out, stored              TEXT: raw of lenders, raw that the vault owes, units of its collateral
    """

    vault: int
    supply: int
    borrow: int
    rate: int
    used: int
    now_s: int
    lent: str
    lent_out: str
    stored: str


class TickSet(Event, kind=228):
    """What an id of a tick is: see book.ticks.Ticks. debt: TEXT, raw."""

    vault: int
    number: int
    mark: int
    at: int
    debt: str
    branch: int
    factor: int


class TickBranchSet(Event, kind=229):
    """What a branch is: see book.ticks.TickBranches. debt: TEXT, raw."""

    vault: int
    number: int
    at: int
    tick: int
    parts: int
    debt: str
    factor: int
    base: int
    base_tick: int


class TickLoanSet(Event, kind=234):
    """Where a loan stands: see book.ticks.TickLoans. collateral, dust: TEXT, raw."""

    loan: int
    owes: int
    tick: int
    mark: int
    collateral: str
    dust: str


class TicksLiquidated(Event, kind=235):
    """Everybody above the line was liquidated at once, as far as an amount went.

    repaid, seized               TEXT, units
    from_absorbed                TEXT, units of these repaid for what was absorbed before
    absorbed_debt, absorbed_collateral   TEXT, raw: what this call has absorbed first
    first, last                  the highest tick before and after; 0 too where there is none
    """

    vault: int
    repaid: str
    seized: str
    from_absorbed: str
    absorbed_debt: str
    absorbed_collateral: str
    first: int
    last: int


class AbsorbedLossNamed(Event, kind=236):
    """What a vault has absorbed is worth less than it owes, or no longer. units: TEXT; bearer: reasons.Bearer."""

    vault: int
    units: str
    bearer: int
