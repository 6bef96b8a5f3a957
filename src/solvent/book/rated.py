"""What Liquity v2 has beside the tables of troves: rates, what all owe together, and what depositors earn of it."""

from solvent.columns import Columns, Int64Array


class RatedBranches(Columns):
    """One row a branch.

    shutdown, pool_penalty, penalty, gas   wad, see policy.RatedBranchPolicy
    recorded                               wide, wad: owed by all, with interest to `updated_s`
    weighted                               a rad in four cells, wad x wad: the sum of debts times rates
    updated_s, shut_s                      seconds; shut_s 0: it is open
    yields, waiting                        wide, wad: of interest, owed to depositors, and waiting for enough of them
    zombie                                 1 + the loan that gives first in a redemption, 0 for none
    queue                                  count: how often a trove took its place among equal rates
    """

    branch: Int64Array
    shutdown: Int64Array
    pool_penalty: Int64Array
    penalty: Int64Array
    gas: Int64Array
    recorded: Int64Array
    recorded_high: Int64Array
    weighted: Int64Array
    weighted_high: Int64Array
    weighted_fine: Int64Array
    weighted_fine_high: Int64Array
    updated_s: Int64Array
    shut_s: Int64Array
    yields: Int64Array
    yields_high: Int64Array
    waiting: Int64Array
    waiting_high: Int64Array
    zombie: Int64Array
    queue: Int64Array


class RatedTroves(Columns):
    """One row a trove that is or was open.

    rate                wad of a year
    since_s, adjusted_s seconds: when its debt was written, and when its rate was chosen
    place               its number among equal rates, the latest gives first; 0: a zombie, or closed
    """

    loan: Int64Array
    rate: Int64Array
    since_s: Int64Array
    adjusted_s: Int64Array
    place: Int64Array
