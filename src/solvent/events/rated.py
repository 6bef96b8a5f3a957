"""Branches of Liquity v2: what all owe together, rates that borrowers choose, what depositors earn, and a shutdown.

Exact amounts are TEXT, as in events.troves.
"""

from solvent.events.base import Event


class RatedTermsSet(Event, kind=180):
    """The terms of a branch of v2 beside those of BranchTermsSet: wad, see policy.RatedBranchPolicy."""

    branch: int
    shutdown: int
    pool_penalty: int
    penalty: int
    gas: int


class AggregateUpdated(Event, kind=181):
    """What all troves owe together from here on.

    recorded                TEXT, wad
    weighted                TEXT, wad x wad
    now_s                   seconds
    minted                  TEXT, wad: interest since the last and fees, minted now
    yields, waiting         TEXT, wad: owed to depositors out of it, and waiting for enough of them
    zombie                  1 + the loan that gives first in a redemption, 0 for none
    queue                   count
    """

    branch: int
    recorded: str
    weighted: str
    now_s: int
    minted: str
    yields: str
    waiting: str
    zombie: int
    queue: int


class TroveRated(Event, kind=182):
    """A trove's rate, when its debt was written, when the rate was chosen, and its place: see book.rated."""

    loan: int
    rate: int
    since_s: int
    adjusted_s: int
    place: int


class YieldSet(Event, kind=210):
    """What a unit of a deposit has earned of interest in a scale. total: TEXT, wad x 10^36."""

    branch: int
    scale: int
    total: str


class YieldNoted(Event, kind=211):
    """An account's deposit counts what it earns from here on. total: TEXT, wad x 10^36."""

    branch: int
    account: int
    total: str


class BranchShut(Event, kind=212):
    """All together are below the line of a shutdown, and somebody said so. ratio: TEXT, wad; now_s: seconds."""

    branch: int
    ratio: str
    now_s: int
