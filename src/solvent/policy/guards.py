"""What a rulebook says of an oracle's price: guards in order, each with its comparator and its outcome."""

import msgspec

from solvent.errors import BadRulebook
from solvent.policy.cells import Int64
from solvent.policy.choices import Comparison, Guard, Outcome
from solvent.units import DURATIONS, INT64_MAX, PPM

LONGEST_AGE = 30 * DURATIONS["d"]  # Euler allows at most 72 h
WIDEST = 500_000  # a price that may be half as wide as it is high says nothing
MOST_ROOM = 10 * PPM  # a cap at eleven times what it is measured from
MOST_GROWTH = 2 * PPM  # a year: no staked asset triples
MOST_GUARDS = 32
LONGEST_HOP = DURATIONS["d"]
LEVEL = 10**9  # of a level are 1

CAPS = (Guard.CAP, Guard.GROWTH_CAP, Guard.REFERENCE_CAP, Guard.RISE)
FLOORS = (Guard.FLOOR, Guard.REFERENCE_FLOOR, Guard.FALL)  # caps and floors are bounds: one can stand for the price
LEVELS = (Guard.CAP, Guard.FLOOR, Guard.GROWTH_CAP)
BY_REFERENCE, BY_LAST_GOOD = (Guard.REFERENCE_CAP, Guard.REFERENCE_FLOOR), (Guard.RISE, Guard.FALL)


class GuardPolicy(msgspec.Struct, frozen=True, array_like=True):
    """One guard.

    rule          what it looks at
    outcome       what happens when it fails
    comparison    whether it fails at its limit already
    max_age_ns    ns (MAX_AGE)
    room          ppm of the price (MAX_WIDTH), of the other index, of the last good price
    level         10^-9 of the currency of the price (LEVEL): the bound, or the snapshot that grows
    growth        ppm a year of 365 days (GROWTH_CAP)
    snapshot_ns   ns UTC (GROWTH_CAP)
    reference     the market whose index it is measured from
    times         the market whose index turns that into the currency of the price, "" where it is in it: a rate of
                  exchange times what stands behind
    """

    rule: Guard
    outcome: Outcome
    comparison: Comparison
    max_age_ns: Int64 = 0
    room: Int64 = 0
    level: Int64 = 0
    growth: Int64 = 0
    snapshot_ns: Int64 = 0
    reference: str = ""
    times: str = ""

    @property
    def at_limit(self) -> bool:
        """Whether it fails at its limit already."""
        return self.comparison == Comparison.AT_LEAST

    @property
    def beside(self) -> tuple[str, str]:
        """The markets it is measured from, by which the value they make is known."""
        return self.reference, self.times

    def __post_init__(self) -> None:
        if self.outcome == Outcome.CLIP and self.rule not in CAPS + FLOORS:
            raise BadRulebook(f"expected a cap or a floor to clip to, found clip for {self.rule.name}")
        for name, value, low, high in self._ranges():
            if not low <= value <= high:
                raise BadRulebook(f"expected {name} of {low} to {high} for {self.rule.name}, found {value}")
        if bool(self.reference) != (self.rule in BY_REFERENCE) or (self.times and not self.reference):
            raise BadRulebook(f"expected a reference where one is measured from, found {self.reference!r}")
        if self.rule in BY_LAST_GOOD and not self.room and self.at_limit:
            raise BadRulebook("expected room for a price that has not moved, found none with >=")

    def _ranges(self) -> list[tuple[str, int, int, int]]:
        """(name, value, lowest, highest) of each number; one that the rule does not use must be 0."""
        most = {Guard.MAX_WIDTH: WIDEST, Guard.REFERENCE_CAP: MOST_ROOM, Guard.RISE: MOST_ROOM,
                Guard.REFERENCE_FLOOR: PPM - 1, Guard.FALL: PPM - 1}  # fmt: skip
        growing = self.rule == Guard.GROWTH_CAP
        return [
            ("an age in ns", self.max_age_ns, *_if(self.rule == Guard.MAX_AGE, 1, LONGEST_AGE)),
            ("room in ppm", self.room, int(self.rule == Guard.MAX_WIDTH), most.get(self.rule, 0)),
            ("a level in 10^-9", self.level, *_if(self.rule in LEVELS, 1, INT64_MAX)),
            ("growth in ppm a year", self.growth, *_if(growing, 0, MOST_GROWTH)),
            ("the time of a snapshot in ns", self.snapshot_ns, *_if(growing, 1, INT64_MAX)),
        ]


def _if(used: bool, low: int, high: int) -> tuple[int, int]:
    return (low, high) if used else (0, 0)


class GuardedPolicy(msgspec.Struct, frozen=True, array_like=True):
    """The guards of one market's index, in the order in which they look at it.

    name   of the market, whatever it lists: a coin, a perpetual, a reference; "*" is for every market not named
    """

    name: str
    guards: tuple[GuardPolicy, ...]

    def __post_init__(self) -> None:
        if not 1 <= len(self.guards) <= MOST_GUARDS:
            raise BadRulebook(f"expected 1 to {MOST_GUARDS} guards of {self.name}, found {len(self.guards)}")
        if any(self.name in guard.beside for guard in self.guards):
            raise BadRulebook(f"expected another index to measure {self.name} from, found its own")
        if self.name == "*" and any(guard.reference for guard in self.guards):
            raise BadRulebook("expected the name of the market that is measured from another index, found *")


class DelayPolicy(msgspec.Struct, frozen=True, array_like=True):
    """How late the index of one market counts: every price waits for one hop before its guards see it.

    name         as of `GuardedPolicy`
    hop_ns       ns from one taking to the next
    comparison   whether the next is taken after exactly a hop, or only beyond
    """

    name: str
    hop_ns: Int64
    comparison: Comparison = Comparison.AT_LEAST

    def __post_init__(self) -> None:
        if not 1 <= self.hop_ns <= LONGEST_HOP:
            raise BadRulebook(f"expected a hop of 1 to {LONGEST_HOP} ns for {self.name}, found {self.hop_ns}")
