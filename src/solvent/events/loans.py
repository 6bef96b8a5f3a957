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
    fee                             parts in 10^4 of the bonus
    supply_cap, borrow_cap          whole assets, 0: none
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
    fee: int = 0
    supply_cap: int = 0
    borrow_cap: int = 0


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
    fee                 TEXT, units of the collateral that the treasury keeps; they are not among those seized
    """

    loan: int
    collateral: int
    owing: int
    repaid: str
    seized: str
    health: str
    fee: str = "0"


class BadDebtNamed(Event, kind=151):
    """A debt with no collateral behind it. units: TEXT, "0" where there is none any more; bearer: reasons.Bearer."""

    holding: int
    units: str
    bearer: int


class IndexFollowed(Event, kind=152):
    """The oracle of a reserve answers with a market's index from here on; market -1: it is told."""

    reserve: int
    market: int


class CategoryTermsSet(Event, kind=153):
    """An e-mode of a pool and its terms.

    category                 index
    name                     TEXT
    ltv, threshold, bonus    parts in 10^4
    isolated                 flag
    collateral, borrowable   TEXT, a bit for each reserve of the pool in their order
    """

    category: int
    pool: int
    name: str
    ltv: int
    threshold: int
    bonus: int
    isolated: int
    collateral: str
    borrowable: str


class LoanCategorySet(Event, kind=154):
    """A loan is in an e-mode from here on; category -1: in none."""

    loan: int
    category: int


class DeficitSet(Event, kind=155):
    """What a reserve has lent and nobody owes any more. units: TEXT, in all; bearer: reasons.Bearer."""

    reserve: int
    units: str
    bearer: int


class ReservePaused(Event, kind=183):
    """Nothing may be done in a reserve while it is paused. grace_until: seconds, before which none is liquidated."""

    reserve: int
    paused: int
    grace_until: int
