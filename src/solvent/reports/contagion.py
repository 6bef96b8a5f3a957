"""What became of the loans beside a venue, in one run."""

import msgspec


class LoansRun(msgspec.Struct, frozen=True):
    """The loans of one run. Values in base units, 10^-base_decimals each.

    asset        sold into the venue's book
    loans        accounts that owe something at the start
    fell         loans that may have been liquidated at some time; closed: those a stranger acted on
    first_ns     ns of the first call, 0: none
    sold         units of the asset
    decimals     of each asset's unit
    not_worth    times acting would not have paid; locked: times the pool had lent out what would be seized
    waited       times the price might not be acted on
    still        loans that may be liquidated at the end; shortfall: what debts exceed their collateral by then
    bad_debt     units by asset that are owed, or kept as a deficit, with nothing behind them
    """

    rulebook: str
    asset: str
    base_decimals: int
    loans: int
    fell: int
    closed: int
    calls: int
    first_ns: int
    repaid: int
    seized: int
    sold: int
    decimals: dict[str, int]
    not_worth: int
    locked: int
    waited: int
    still: int
    shortfall: int
    bad_debt: dict[str, int]
