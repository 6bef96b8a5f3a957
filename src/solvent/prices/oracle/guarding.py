"""Guards in order: what becomes of a price, and what is told of it.

A guard measures, compares and has an outcome. What is guarded may be a price in ticks or a rate of exchange in its own
units: all that is said of it, and all limits, are in the same. A value of 0 or less is no price, whatever a rulebook
says.
"""

from collections.abc import Sequence
from typing import NamedTuple

from solvent.fixed import mul_div_down
from solvent.policy.choices import Anchor, Guard, Outcome
from solvent.policy.guards import GuardPolicy
from solvent.prices.oracle.age import too_old
from solvent.prices.oracle.bounds import bound, past
from solvent.prices.oracle.confidence import too_wide
from solvent.prices.oracle.growth import ratio_cap
from solvent.units import NS

NO_GUARD = -1


class Said(NamedTuple):
    """What an oracle said, and what else is known of the same thing.

    value        units
    told_ns      ns, its own time
    width        units to either side, 0 where it says none
    redemption   units the issuer gives, 0: unknown
    second       units another source says, 0: unknown
    """

    value: int
    told_ns: int
    width: int = 0
    redemption: int = 0
    second: int = 0


class Failure(NamedTuple):
    """A guard that failed.

    place     index of the guard, -1: the value was no number above 0
    outcome   what became of it
    found     units, the value before
    bound     units, the bound of a ceiling or floor, 0: none
    """

    place: int
    outcome: Outcome
    found: int
    bound: int


class Guarded(NamedTuple):
    """What a value counts for.

    value        units, 0: there is none
    liquidates   flag: somebody may be liquidated on it
    good         units, what is held as the last good value from now on
    failures     in order
    """

    value: int
    liquidates: bool
    good: int
    failures: tuple[Failure, ...]


def guarded(guards: Sequence[GuardPolicy], said: Said, good: int, now_ns: int) -> Guarded:
    """What becomes of a value: each guard looks at what the one before left; refusing and freezing end it.

    good      units, the last good value, 0: none yet
    now_ns    ns
    returns   frozen without a last good value is refused. A value that was paused on does not become the last good one
    """
    if said.value <= 0 or said.width < 0:
        return Guarded(0, False, good, (Failure(NO_GUARD, Outcome.REFUSE, said.value, 0),))
    failures: list[Failure] = []
    for place, guard in enumerate(guards):
        if not fails(guard, said, good, now_ns):
            continue
        limit = bound_of(guard, said, good, now_ns)
        outcome = Outcome.REFUSE if guard.outcome == Outcome.CLIP and limit <= 0 else guard.outcome
        failures.append(Failure(place, outcome, said.value, limit))
        if outcome == Outcome.CLIP:
            said = said._replace(value=limit)
        elif outcome in (Outcome.FREEZE, Outcome.REFUSE):
            held = good if outcome == Outcome.FREEZE else 0
            return Guarded(held, held > 0, good, tuple(failures))
    paused = any(failure.outcome == Outcome.PAUSE for failure in failures)
    return Guarded(said.value, not paused, good if paused else said.value, tuple(failures))


def fails(guard: GuardPolicy, said: Said, good: int, now_ns: int) -> bool:
    """Whether a guard fails; one whose anchor is missing does, except that a first value has no last good one."""
    if guard.rule == Guard.MAX_AGE:
        return too_old(now_ns, said.told_ns, guard.max_age_ns, guard.at_limit)
    if guard.rule == Guard.MAX_WIDTH:
        return too_wide(said.value, said.width, guard.room, guard.at_limit)
    anchor = anchor_of(guard, said, good, now_ns)
    if anchor <= 0:
        return guard.anchor != Anchor.LAST_GOOD
    return past(said.value, anchor, guard.room, guard.rule == Guard.CEILING, guard.at_limit)


def bound_of(guard: GuardPolicy, said: Said, good: int, now_ns: int) -> int:
    """Where a ceiling or floor lies (units); 0 where there is none."""
    if guard.rule not in (Guard.CEILING, Guard.FLOOR):
        return 0
    return bound(max(anchor_of(guard, said, good, now_ns), 0), guard.room, guard.rule == Guard.CEILING)


def anchor_of(guard: GuardPolicy, said: Said, good: int, now_ns: int) -> int:
    """What a ceiling or floor is measured from (units); 0 or less where it is not known."""
    match guard.anchor:
        case Anchor.FIXED:
            return guard.level
        case Anchor.GROWTH:
            seconds = mul_div_down(max(now_ns - guard.snapshot_ns, 0), 1, NS)
            return ratio_cap(guard.level, guard.growth, seconds)
        case Anchor.REDEMPTION:
            return said.redemption
        case Anchor.SECOND:
            return said.second
    return good
