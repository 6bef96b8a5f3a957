"""What an isolated market of Morpho Blue has beside its two reserves: its line, its fee, its totals in units."""

from solvent.columns import Columns, Int64Array


class Pairs(Columns):
    """One row a market. Shares of all together stand in the reserve of the loan asset, those of the fee as treasury.

    loan, collateral      the reserves
    lltv, fee             wad
    early_line            wad, 0: no pre-liquidation; the rest beside it wad: see policy.EarlyPolicy
    supplied, borrowed    wide, units of the loan asset
    at_target             wad of a second: the rate at the target usage
    updated_s             seconds: when interest was last brought up
    """

    pool: Int64Array
    loan: Int64Array
    collateral: Int64Array
    lltv: Int64Array
    fee: Int64Array
    early_line: Int64Array
    least_share: Int64Array
    most_share: Int64Array
    least_incentive: Int64Array
    most_incentive: Int64Array
    supplied: Int64Array
    supplied_high: Int64Array
    borrowed: Int64Array
    borrowed_high: Int64Array
    at_target: Int64Array
    updated_s: Int64Array
