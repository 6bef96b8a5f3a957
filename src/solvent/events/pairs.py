"""Isolated markets of Morpho Blue: their terms and totals, who agreed to an early line, and what lenders pay at once.

Exact amounts are TEXT, as in events.loans.
"""

from solvent.events.base import Event


class PairTermsSet(Event, kind=171):
    """The terms of an isolated market.

    loan, collateral                  index of the reserves
    lltv, fee                         wad
    threshold                         parts in 10^4, rounded down: the lowest line from which anybody is liquidated
    finer                             decimals of a share of the loan asset beyond those of its unit
    early_line                        wad, 0: no pre-liquidation
    least_share, most_share           wad of a debt that may be repaid early, at the early line and at the market's
    least_incentive, most_incentive   wad for one unit repaid, at the same two lines
    """

    pool: int
    loan: int
    collateral: int
    lltv: int
    fee: int
    threshold: int
    finer: int
    early_line: int
    least_share: int
    most_share: int
    least_incentive: int
    most_incentive: int


class PairUpdated(Event, kind=172):
    """What a market has lent to it and has lent, interest included.

    supplied, borrowed   TEXT, units of the loan asset, afterwards
    at_target            wad of a second: the rate at the target usage from here on
    minted               TEXT, supply shares: the fee for the time since the last
    now_s                seconds
    """

    pool: int
    supplied: str
    borrowed: str
    at_target: int
    minted: str
    now_s: int


class LendersLost(Event, kind=173):
    """A debt whose last collateral was seized is owed no more, and all lenders of its market lose it at once.

    reserve    index of the loan asset's
    units      TEXT: taken from what was lent and from what lenders have alike
    supplied   TEXT, units that lenders had before
    bearer     reasons.Bearer, LENDERS_AT_ONCE
    """

    loan: int
    reserve: int
    units: str
    supplied: str
    bearer: int


class PreLiquidationAllowed(Event, kind=174):
    """Whether the owner of a loan agrees to be liquidated from the early line on. allowed: flag."""

    loan: int
    allowed: int


class LoanPreLiquidated(Event, kind=175):
    """A liquidator repaid a part of a debt between the early line and the market's.

    collateral, owing   the reserves
    repaid, seized      TEXT, units of each
    health              TEXT, wad, before, against the early line
    incentive           TEXT, wad of collateral for one unit repaid
    closable            TEXT, shares of the debt that might have been repaid
    """

    loan: int
    collateral: int
    owing: int
    repaid: str
    seized: str
    health: str
    incentive: str
    closable: str
