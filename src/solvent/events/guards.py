"""What guards made of an index."""

from solvent.columns import Cells
from solvent.events.base import Event


class IndexGuarded(Event, kind=120):
    """What the index of a market counts for, once its guards have looked at it.

    ticks       what counts
    unguarded   ticks it was before, 0: it is as it was
    failing     bits, one for each guard that fails, in the rulebook's order from the lowest
    unsafe      flag: nobody may be liquidated on it
    good        ticks, its last good value, 0: none yet
    before      ticks, what that was when the newest source spoke
    heard_ns    ns, when that was
    """

    market: Cells
    ticks: Cells
    unguarded: Cells
    failing: Cells
    unsafe: Cells
    good: Cells
    before: Cells
    heard_ns: Cells


class IndexDelayed(Event, kind=122):
    """An index that counts late moved on by a hop.

    current     ticks that count from now on, 0: none yet
    following   ticks that will count one hop later
    since_ns    ns, the start of this hop
    """

    market: Cells
    current: Cells
    following: Cells
    since_ns: Cells


class GuardFailed(Event, kind=121):
    """One guard of a market that fails.

    place     its place among the market's guards, from 0; -1: there was no price for them to look at
    outcome   policy.choices.Outcome
    found     ticks it looked at
    bound     ticks of the cap or floor, 0: none
    """

    market: Cells
    place: Cells
    outcome: Cells
    found: Cells
    bound: Cells
