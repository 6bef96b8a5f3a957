"""What a pool of Compound III has beside its reserves: one base asset, two curves, a storefront."""

from solvent.columns import Columns, Int64Array


class Comets(Columns):
    """One row a pool of Compound III.

    base                 the reserve that is lent
    borrow_min, target   wide, units of it: the least that may be owed, the reserves above which nothing is sold
    storefront           ppm: the share of the penalty that a buyer of collateral is given
    supply_*, borrow_*   10^-12: kink a share lent out, the rest of a year
    hole                 1 while it was last told that suppliers bear negative reserves
    """

    pool: Int64Array
    base: Int64Array
    borrow_min: Int64Array
    borrow_min_high: Int64Array
    target: Int64Array
    target_high: Int64Array
    storefront: Int64Array
    supply_kink: Int64Array
    supply_base: Int64Array
    supply_slope: Int64Array
    supply_steep: Int64Array
    borrow_kink: Int64Array
    borrow_base: Int64Array
    borrow_slope: Int64Array
    borrow_steep: Int64Array
    hole: Int64Array
