"""Guards in order: what becomes of a price, and what is told of it.

A guard measures, compares and has an outcome. What is guarded may be a price in ticks or a rate of exchange in its own
units: all that is said of it is in the same, and the levels of a rulebook are turned into them, against whoever would
gain: a cap down, a floor up. A value of 0 or less is no price, whatever a rulebook says.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from solvent.fixed import mul_div_down, mul_div_up
from solvent.policy.choices import Guard, Outcome
from solvent.policy.guards import BY_LAST_GOOD, BY_REFERENCE, CAPS, FLOORS, LEVEL, GuardPolicy
from solvent.prices.oracle.age import too_old
from solvent.prices.oracle.bounds import bound, past
from solvent.prices.oracle.confidence import too_wide
from solvent.prices.oracle.growth import ratio_cap
from solvent.units import NS

NO_GUARD = -1
UNTOLD = -1  # of a width
NOTHING: Mapping[tuple[str, str], int] = MappingProxyType({})


class Said(NamedTuple):
    """What an oracle said, and what else is known of the same thing.

    value     units
    told_ns   ns, its own time
    width     units to either side; -1: it was not told, which is too wide for any guard that asks
    others    units by what a guard is measured from (GuardPolicy.beside): what the issuer gives, a second source
    one       units that mean 1: 10^decimals of a price, 10^18 of a ratio in wad
    """

    value: int
    told_ns: int
    width: int = UNTOLD
    others: Mapping[tuple[str, str], int] = NOTHING
    one: int = LEVEL


class Held(NamedTuple):
    """What is remembered of a value, 0 where there is none yet.

    good     units: the last good value, which stands where one is frozen
    before   units: the last good value when the present one was told, from which it may rise or fall; looking at the
             same value again does not let it go further
    """

    good: int = 0
    before: int = 0


class Failure(NamedTuple):
    """A guard that failed.

    place     index of the guard, -1: the value was no number above 0
    outcome   what became of it
    found     units, the value before
    bound     units, the bound of a cap or floor, 0: none
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


def guarded(guards: Sequence[GuardPolicy], said: Said, held: Held, now_ns: int) -> Guarded:
    """What becomes of a value: each guard looks at what the one before left; refusing and freezing end it.

    now_ns    ns
    returns   clip without a bound and freeze without a last good value leave no value: refused. A value that was paused
              on does not become the last good one
    """
    if said.value <= 0:
        return Guarded(0, False, held.good, (Failure(NO_GUARD, Outcome.REFUSE, said.value, 0),))
    failures: list[Failure] = []
    for place, guard in enumerate(guards):
        if not fails(guard, said, held, now_ns):
            continue
        limit = bound_of(guard, said, held, now_ns)
        outcome = guard.outcome
        if (outcome == Outcome.CLIP and limit <= 0) or (outcome == Outcome.FREEZE and held.good <= 0):
            outcome = Outcome.REFUSE
        failures.append(Failure(place, outcome, said.value, limit))
        if outcome == Outcome.CLIP:
            said = said._replace(value=limit)
        elif outcome == Outcome.REFUSE:
            return Guarded(0, False, held.good, tuple(failures))
        elif outcome == Outcome.FREEZE:
            return Guarded(held.good, not _paused(failures), held.good, tuple(failures))
    paused = _paused(failures)
    return Guarded(said.value, not paused, held.good if paused else said.value, tuple(failures))


def _paused(failures: list[Failure]) -> bool:
    return any(failure.outcome == Outcome.PAUSE for failure in failures)


def fails(guard: GuardPolicy, said: Said, held: Held, now_ns: int) -> bool:
    """Whether a guard fails; one whose reference is missing does, while a first value has no last good one to leave."""
    if guard.rule == Guard.MAX_AGE:
        return too_old(now_ns, said.told_ns, guard.max_age_ns, guard.at_limit)
    if guard.rule == Guard.MAX_WIDTH:
        return said.width < 0 or too_wide(said.value, said.width, guard.room, guard.at_limit)
    anchor = anchor_of(guard, said, held, now_ns)
    if anchor <= 0:
        return guard.rule not in BY_LAST_GOOD
    return past(said.value, anchor, guard.room, guard.rule in CAPS, guard.at_limit)


def bound_of(guard: GuardPolicy, said: Said, held: Held, now_ns: int) -> int:
    """Where a cap or floor lies (units); 0 where there is none."""
    if guard.rule not in CAPS + FLOORS:
        return 0
    return bound(max(anchor_of(guard, said, held, now_ns), 0), guard.room, guard.rule in CAPS)


def anchor_of(guard: GuardPolicy, said: Said, held: Held, now_ns: int) -> int:
    """What a cap or floor is measured from (units); 0 or less where it is not known."""
    if guard.rule in BY_REFERENCE:
        return said.others.get(guard.beside, 0)
    if guard.rule in BY_LAST_GOOD:
        return held.before
    if guard.rule == Guard.FLOOR:
        return mul_div_up(guard.level, said.one, LEVEL)
    if guard.rule == Guard.CAP:
        return mul_div_down(guard.level, said.one, LEVEL)
    finer, seconds = max(said.one, LEVEL), mul_div_down(max(now_ns - guard.snapshot_ns, 0), 1, NS)
    return mul_div_down(ratio_cap(mul_div_down(guard.level, finer, LEVEL), guard.growth, seconds), said.one, finer)
