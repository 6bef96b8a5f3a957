"""What vaults of Euler v2 have beside their reserves: terms, LTVs of pairs, and debts exact to 2^-31 of a unit."""

from solvent.columns import Columns, Int64Array


class EVaults(Columns):
    """One row a vault. Its shares stand in its reserve as supplied, those of the fee as treasury too.

    reserve               its asset's
    base .. kink          see policy.EVaultPolicy
    discount              parts in 10^4
    cool_off              seconds
    socialises            1 where lenders bear a debt that nothing is behind
    borrowed              wide, 2^-31 units: owed by all
    rate                  wide, ray of a second
    """

    reserve: Int64Array
    base: Int64Array
    slope: Int64Array
    steep: Int64Array
    kink: Int64Array
    discount: Int64Array
    cool_off: Int64Array
    socialises: Int64Array
    borrowed: Int64Array
    borrowed_high: Int64Array
    rate: Int64Array
    rate_high: Int64Array


class Ltvs(Columns):
    """What the shares of one vault count for where another is owed.

    reserve, collateral             the reserves of what is owed and of what is held
    borrow, liquidation, initial    parts in 10^4; initial: from where the liquidation LTV is lowered
    until_s, ramp                   seconds: when it is in force, and how long that takes
    """

    reserve: Int64Array
    collateral: Int64Array
    borrow: Int64Array
    liquidation: Int64Array
    initial: Int64Array
    until_s: Int64Array
    ramp: Int64Array


class Debtors(Columns):
    """A loan that owes something, or did.

    owed        wide, 2^-31 units: as it was last written; the holding has it as a share of the index, rounded up
    index       wide, ray: of the vault then
    checked_s   seconds: when the account was last found to have enough collateral
    """

    loan: Int64Array
    owed: Int64Array
    owed_high: Int64Array
    index: Int64Array
    index_high: Int64Array
    checked_s: Int64Array
