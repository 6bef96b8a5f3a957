"""One sample of a premium by the form a venue publishes, or what it lacks."""

from enum import Enum

from solvent.policy.choices import PremiumOf
from solvent.prices.premium import fair_premium, impact_premium, mid_premium, premium_missing
from solvent.units import PPB


class Missing(Enum):
    """What a sample lacks, the first of it."""

    BID = 1
    ASK = 2
    INDEX = 3
    MARK = 4


def sample_of(premium: PremiumOf, bid: int, ask: int, mark: int, index: int, basis: int = 0) -> int | Missing:
    """One sample, or what it lacks: nothing is put in the place of a price that is not there.

    premium    PremiumOf
    bid, ask   parts of a tick: impact prices, or the best of the book where it is of the middle; 0: absent
    mark       parts of a tick, 0: absent; read where it is of the mark or of fair prices
    index      parts of a tick, 0: absent
    basis      ppb, the rate in force, of fair prices
    returns    ppb, signed
    Source     `premium`
    """
    if premium in (PremiumOf.MARK, PremiumOf.FAIR) and mark <= 0:
        return Missing.MARK
    if premium == PremiumOf.MARK:
        bid = ask = mark
    lacks = premium_missing(bid, ask, index)
    if lacks and (premium != PremiumOf.VOTE or index <= 0):
        return Missing(lacks)
    if premium == PremiumOf.FAIR:
        return fair_premium(bid, ask, mark, index, basis, PPB)
    if premium in (PremiumOf.MID, PremiumOf.MARK):
        return mid_premium(bid, ask, index, PPB)
    return impact_premium(bid, ask, index, PPB)
