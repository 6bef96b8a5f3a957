"""The tables of pools whose loans are troves: the pool as one, what backs it, and what was shared out.

All wide numbers are wad unless said otherwise; see `book.loans` for how they stand in two cells.
"""

from solvent.columns import Columns, Int64Array


class Branches(Columns):
    """A pool of troves of one collateral, which owe one coin.

    collateral, coin                 reserves
    minimum, critical                wide: a trove's least ratio, and the system's
    least_debt, set_aside            wide: the least a trove owes, and what of it is kept for who liquidates
    fee                              wide: of what is borrowed
    stakes                           wide: of all troves
    stakes_then, collateral_then     wide: all stakes and all collateral after the last liquidation
    gained, charged                  wide: what a unit of stake was given so far, of collateral and of debt
    gained_error, charged_error      wide: what was cut off and is carried into the next
    waiting, owing                   wide: given and charged, and in no trove's own numbers yet
    deposits                         wide: the coin in the stability pool
    earned                           wide: the collateral of its depositors
    product                          wide: what is left of a unit of a deposit, at a scale of 10^-9 a step
    scale                            count
    gain_error, loss_error           wide: carried
    recovering                       1 while the system was last found below its own ratio
    base_rate, fee_s                 wide: what redemptions put on top of fees; and seconds, when one was last taken
    """

    pool: Int64Array
    collateral: Int64Array
    coin: Int64Array
    minimum: Int64Array
    minimum_high: Int64Array
    critical: Int64Array
    critical_high: Int64Array
    least_debt: Int64Array
    least_debt_high: Int64Array
    set_aside: Int64Array
    set_aside_high: Int64Array
    fee: Int64Array
    fee_high: Int64Array
    stakes: Int64Array
    stakes_high: Int64Array
    stakes_then: Int64Array
    stakes_then_high: Int64Array
    collateral_then: Int64Array
    collateral_then_high: Int64Array
    gained: Int64Array
    gained_high: Int64Array
    charged: Int64Array
    charged_high: Int64Array
    gained_error: Int64Array
    gained_error_high: Int64Array
    charged_error: Int64Array
    charged_error_high: Int64Array
    waiting: Int64Array
    waiting_high: Int64Array
    owing: Int64Array
    owing_high: Int64Array
    deposits: Int64Array
    deposits_high: Int64Array
    earned: Int64Array
    earned_high: Int64Array
    product: Int64Array
    product_high: Int64Array
    scale: Int64Array
    gain_error: Int64Array
    gain_error_high: Int64Array
    loss_error: Int64Array
    loss_error_high: Int64Array
    recovering: Int64Array
    base_rate: Int64Array
    base_rate_high: Int64Array
    fee_s: Int64Array
    LATER = ("base_rate", "base_rate_high", "fee_s")


class Sums(Columns):
    """What a unit of a deposit has gained in a scale: wide, wad x wad (v2: wad x 10^36, and yields beside it).

    A branch's are in the order of their scales.
    """

    branch: Int64Array
    total: Int64Array
    total_high: Int64Array
    yields: Int64Array
    yields_high: Int64Array
    LATER = ("yields", "yields_high")


class Troves(Columns):
    """A loan's stake, what a unit of stake had been given when it was last looked at, and what its owner may claim."""

    loan: Int64Array
    stake: Int64Array
    stake_high: Int64Array
    gained: Int64Array
    gained_high: Int64Array
    charged: Int64Array
    charged_high: Int64Array
    surplus: Int64Array
    surplus_high: Int64Array


class PoolDeposits(Columns):
    """An account's deposit in a stability pool, and how that stood then. amount, product, total, yields (v2): wide."""

    branch: Int64Array
    account: Int64Array
    amount: Int64Array
    amount_high: Int64Array
    product: Int64Array
    product_high: Int64Array
    scale: Int64Array
    total: Int64Array
    total_high: Int64Array
    yields: Int64Array
    yields_high: Int64Array
    LATER = ("yields", "yields_high")
