"""Pools of troves: terms, the pool as one, what backs it, and how a trove ends.

Exact amounts are TEXT, digits of wad; what an event states is what stands in the book afterwards.
"""

from solvent.events.base import Event


class BranchTermsSet(Event, kind=200):
    """The terms of a pool of troves, which begin its branch: see book.troves."""

    branch: int
    pool: int
    collateral: int
    coin: int
    minimum: str
    critical: str
    least_debt: str
    set_aside: str
    fee: str


class BranchUpdated(Event, kind=201):
    """The numbers of a branch, but for its sums: see book.troves."""

    branch: int
    stakes: str
    stakes_then: str
    collateral_then: str
    gained: str
    charged: str
    gained_error: str
    charged_error: str
    waiting: str
    owing: str
    deposits: str
    earned: str
    product: str
    scale: int
    gain_error: str
    loss_error: str


class SumSet(Event, kind=202):
    """What a unit of a deposit has gained in a scale. total: TEXT, wad x wad."""

    branch: int
    scale: int
    total: str


class TroveChanged(Event, kind=203):
    """A trove's stake, what a unit of stake had been given by now, and what its owner may claim."""

    loan: int
    stake: str
    gained: str
    charged: str
    surplus: str


class PoolDepositChanged(Event, kind=204):
    """An account's deposit in a stability pool, and how the pool stands. total: TEXT, wad x wad."""

    branch: int
    account: int
    amount: str
    product: str
    scale: int
    total: str


class TroveLiquidated(Event, kind=205):
    """What became of a trove.

    ratio                         before
    offset, to_pool               debt burnt against the stability pool, and the collateral its depositors gain
    debt, collateral              redistributed to the other borrowers
    to_caller, surplus            collateral, to who liquidated it and to its owner
    """

    loan: int
    ratio: str
    offset: str
    to_pool: str
    to_caller: str
    debt: str
    collateral: str
    surplus: str


class TroveLossBorne(Event, kind=206):
    """By how much the debt of a closed loan that a bearer took over exceeds the collateral it got for it.

    units    TEXT, base units
    bearer   reasons.Bearer
    """

    loan: int
    units: str
    bearer: int


class BaseRateSet(Event, kind=208):
    """What redemptions put on top of fees. rate: TEXT, wad; fee_s: seconds, when a fee was last taken."""

    branch: int
    rate: str
    fee_s: int


class TroveRedeemed(Event, kind=209):
    """Coins were given back for collateral of a trove.

    paid, collateral, surplus   TEXT, wad
    closed                      1 where that ended it
    """

    loan: int
    paid: str
    collateral: str
    surplus: str
    closed: int


class RecoveryModeSet(Event, kind=207):
    """Whether a branch as a whole is below its line from here on. ratio: TEXT, wad."""

    branch: int
    on: int
    ratio: str
