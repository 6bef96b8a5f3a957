"""Lending pools: terms, prices, what accounts hold and owe, who may be liquidated, and who bears what is missing.

Exact amounts are TEXT, digits of a whole number: units of the asset, scaled amounts or rays, as the contract has them.
"""

from solvent.events.base import Event


class PoolAdopted(Event, kind=140):
    """A pool exists, or has other terms from here on. name, rulebook, content_hash: TEXT; protocol: policy.Protocol."""

    pool: int
    name: str
    rulebook: str
    content_hash: str
    protocol: int
    base_decimals: int


class ReserveListed(Event, kind=141):
    """A pool lends an asset. asset: index; decimals: of its unit."""

    pool: int
    asset: int
    decimals: int
    now_s: int


class ReserveTermsSet(Event, kind=142):
    """The terms of a reserve.

    ltv, threshold, bonus, factor   parts in 10^4
    optimal, base, slope, steep     ppb (of a year)
    active, frozen, borrowing       flags
    """

    reserve: int
    ltv: int
    threshold: int
    bonus: int
    factor: int
    optimal: int
    base: int
    slope: int
    steep: int
    active: int
    frozen: int
    borrowing: int


class OracleUpdated(Event, kind=143):
    """The price a pool's oracle answers. price: TEXT, base units of one whole asset."""

    reserve: int
    price: str


class ReserveUpdated(Event, kind=144):
    """Interest up to now, and the rates from here on.

    supply_index, borrow_index   TEXT, ray
    supply_rate, borrow_rate     TEXT, ray of a year
    minted                       TEXT, scaled: what the treasury received for the time since the last
    """

    reserve: int
    supply_index: str
    borrow_index: str
    supply_rate: str
    borrow_rate: str
    minted: str
    now_s: int


class LoanOpened(Event, kind=145):
    """An account has a loan in a pool: all it supplies and owes there."""

    pool: int
    account: int


class HoldingOpened(Event, kind=146):
    """A loan has a place for one reserve."""

    loan: int
    reserve: int


class HoldingChanged(Event, kind=147):
    """What a loan supplies and owes in a reserve now. supplied, owed: TEXT, scaled; pledged: 1 while collateral."""

    holding: int
    supplied: str
    owed: str
    pledged: int


class LoanLiquidatable(Event, kind=148):
    """From here on anybody may liquidate a loan.

    collateral, debt   TEXT, base units
    threshold          parts in 10^4, the loan's average
    health             TEXT, wad
    """

    loan: int
    collateral: str
    debt: str
    threshold: int
    health: str


class LoanRecovered(Event, kind=149):
    """From here on nobody may liquidate a loan. health: TEXT, wad."""

    loan: int
    health: str


class LoanLiquidated(Event, kind=150):
    """A liquidator repaid a debt and received collateral.

    collateral, owing   the reserves
    repaid, seized      TEXT, units of each
    health              TEXT, wad, before
    """

    loan: int
    collateral: int
    owing: int
    repaid: str
    seized: str
    health: str


class BadDebtNamed(Event, kind=151):
    """A debt with no collateral behind it. units: TEXT, "0" where there is none any more; bearer: reasons.Bearer."""

    holding: int
    units: str
    bearer: int


class IndexFollowed(Event, kind=152):
    """The oracle of a reserve answers with a market's index from here on; market -1: it is told."""

    reserve: int
    market: int
