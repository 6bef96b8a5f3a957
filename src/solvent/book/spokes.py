"""What a spoke of Aave v4 has beside its reserves and holdings."""

from solvent.columns import Columns, Int64Array


class Spokes(Columns):
    """One row a pool. target, most_at: wad; least: parts in 10^4; see policy.SpokePolicy."""

    pool: Int64Array
    target: Int64Array
    most_at: Int64Array
    least: Int64Array


class HubAssets(Columns):
    """One row a reserve. Drawn shares stand in it as owed, added ones as supplied, those of fees as treasury too.

    key        of its newest terms; risk: parts in 10^4
    premium    wide, shares
    accrued    a rad in four cells, ray of a unit: what those have grown to at its index
    deficit    likewise, lent and owed by nobody
    realised   wide, units of fees that make no share yet
    """

    reserve: Int64Array
    key: Int64Array
    risk: Int64Array
    premium: Int64Array
    premium_high: Int64Array
    accrued: Int64Array
    accrued_high: Int64Array
    accrued_fine: Int64Array
    accrued_fine_high: Int64Array
    deficit: Int64Array
    deficit_high: Int64Array
    deficit_fine: Int64Array
    deficit_fine_high: Int64Array
    realised: Int64Array
    realised_high: Int64Array


class HubTerms(Columns):
    """Terms of a reserve that loans may still count by: parts in 10^4; key: count, from 0 on."""

    reserve: Int64Array
    key: Int64Array
    factor: Int64Array
    bonus: Int64Array
    charge: Int64Array


class Premiums(Columns):
    """A holding in a spoke: its premium, and the terms it counts by.

    shares     wide
    accrued    a rad in four cells, ray of a unit, at the index (wide, ray)
    """

    holding: Int64Array
    shares: Int64Array
    shares_high: Int64Array
    accrued: Int64Array
    accrued_high: Int64Array
    accrued_fine: Int64Array
    accrued_fine_high: Int64Array
    index: Int64Array
    index_high: Int64Array
    key: Int64Array
