"""What a rulebook says of an oracle's price: guards in order, each with its comparator and its outcome."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from difflib import get_close_matches
from enum import IntEnum
from typing import Any, TypeVar

import msgspec

from solvent.errors import BadRulebook, BadUnit
from solvent.policy.cells import Int64
from solvent.policy.choices import Anchor, Comparison, Guard, Outcome
from solvent.units import DURATIONS, INT64_MAX, PPM, duration_ns, rate_ppm, time_ns

LONGEST_AGE = 30 * DURATIONS["d"]  # Euler allows at most 72 h
WIDEST = PPM // 2  # a price that may be half as wide as it is high says nothing
MOST_ROOM = 10 * PPM  # a ceiling at eleven times its anchor
MOST_GROWTH = 2 * PPM  # a year: no staked asset triples

COMPARATORS = {">": Comparison.MORE, ">=": Comparison.AT_LEAST}
CLIPPED = (Guard.CEILING, Guard.FLOOR)  # where there is a bound that can stand for the price


class GuardPolicy(msgspec.Struct, frozen=True, array_like=True):
    """One guard.

    rule          what it looks at
    outcome       what happens when it fails
    comparison    whether it fails at its limit already
    max_age_ns    ns (MAX_AGE)
    room          ppm: of the price (MAX_WIDTH), of the anchor (CEILING, FLOOR with an anchor that moves)
    anchor        what CEILING and FLOOR are measured from
    level         units of what is guarded: the bound (FIXED), the snapshot (GROWTH)
    growth        ppm a year of 365 days (GROWTH)
    snapshot_ns   ns UTC (GROWTH)
    """

    rule: Guard
    outcome: Outcome
    comparison: Comparison
    max_age_ns: Int64 = 0
    room: Int64 = 0
    anchor: Anchor = Anchor.FIXED
    level: Int64 = 0
    growth: Int64 = 0
    snapshot_ns: Int64 = 0

    @property
    def at_limit(self) -> bool:
        """Whether it fails at its limit already."""
        return self.comparison == Comparison.AT_LEAST

    def __post_init__(self) -> None:
        if self.outcome == Outcome.CLIP and self.rule not in CLIPPED:
            raise BadRulebook(f"expected a ceiling or floor to clip to, found clip for {named(self.rule)}")
        for name, value, low, high in self._ranges():
            if not low <= value <= high:
                raise BadRulebook(f"expected {name} of {low} to {high}, found {value}")
        if self.anchor == Anchor.GROWTH and self.rule != Guard.CEILING:
            raise BadRulebook("expected a ceiling where the anchor grows, found another rule")
        if self.anchor == Anchor.LAST_GOOD and not self.room and self.at_limit:
            raise BadRulebook("expected room for a price that has not moved, found none with >=")

    def _ranges(self) -> list[tuple[str, int, int, int]]:
        """(name, value, lowest, highest) of each number; one that the rule does not use must be 0."""
        bounds, moving = self.rule in CLIPPED, self.anchor not in (Anchor.FIXED, Anchor.GROWTH)
        growing = self.anchor == Anchor.GROWTH
        most = {Guard.MAX_WIDTH: WIDEST, Guard.CEILING: MOST_ROOM * moving, Guard.FLOOR: (PPM - 1) * moving}
        return [
            ("an age in ns", self.max_age_ns, *_if(self.rule == Guard.MAX_AGE, 1, LONGEST_AGE)),
            ("room in ppm", self.room, int(self.rule == Guard.MAX_WIDTH), most.get(self.rule, 0)),
            ("an anchor", self.anchor, Anchor.FIXED, Anchor.SECOND if bounds else Anchor.FIXED),
            ("a level", self.level, *_if(bounds and not moving, 1, INT64_MAX)),
            ("growth in ppm a year", self.growth, *_if(growing, 1, MOST_GROWTH)),
            ("the time of a snapshot in ns", self.snapshot_ns, *_if(growing, 1, INT64_MAX)),
        ]


def _if(used: bool, low: int, high: int) -> tuple[int, int]:
    return (low, high) if used else (0, 0)


def guard_policies(tables: Sequence[Mapping[str, Any]]) -> tuple[GuardPolicy, ...]:
    """The guards of plain tables, as TOML has them, in their order; BadRulebook says which one is at fault, and why."""
    found = tuple(guard_policy(table, f"guard {place}") for place, table in enumerate(tables, 1))
    asked = [(guard.rule, guard.anchor, guard.level) for guard in found]
    if len(set(asked)) != len(asked):
        raise BadRulebook("expected each limit once, found one of them twice")
    fixed = {guard.rule: guard.level for guard in found if guard.level and guard.anchor == Anchor.FIXED}
    if fixed.get(Guard.FLOOR, 0) > fixed.get(Guard.CEILING, INT64_MAX):
        raise BadRulebook(f"expected a floor of at most the ceiling, found {fixed[Guard.FLOOR]} above it")
    return found


def guard_policy(table: Mapping[str, Any], where: str = "guard") -> GuardPolicy:
    """One guard of a plain table: `rule`, `outcome` and `comparator`, and the limits its rule has.

    max-age    max_age ("1 h")
    max-width  max_width ("2 %")
    ceiling    anchor: fixed with level; growth with level, growth ("9.68 %"), since (a time in UTC); redemption,
    floor      last-good or second with room ("5 %")
    """
    try:
        rule = _choice(table, "rule", Guard)
        anchor = _choice(table, "anchor", Anchor) if rule in CLIPPED else Anchor.FIXED
        keys = ["rule", "outcome", "comparator", *(["anchor"] if rule in CLIPPED else []), *_limits(rule, anchor)]
        if unknown := [key for key in table if key not in keys]:
            raise BadRulebook(f"expected {', '.join(keys)}, found {unknown[0]!r}{_near(unknown[0], keys)}")
        comparator = _given(table, "comparator")
        if comparator not in COMPARATORS:
            raise BadRulebook(f"expected a comparator '>' or '>=', found {comparator!r}")
        numbers = {field: _READERS[key](_given(table, key)) for key, field in _limits(rule, anchor).items()}
        return GuardPolicy(rule, _choice(table, "outcome", Outcome), COMPARATORS[comparator], anchor=anchor, **numbers)
    except (BadRulebook, BadUnit) as error:
        raise BadRulebook(str(error), where) from None


def _limits(rule: Guard, anchor: Anchor) -> dict[str, str]:
    """The keys that hold the limits of a rule, and the fields they fill."""
    if rule == Guard.MAX_AGE:
        return {"max_age": "max_age_ns"}
    if rule == Guard.MAX_WIDTH:
        return {"max_width": "room"}
    if anchor == Anchor.FIXED:
        return {"level": "level"}
    if anchor == Anchor.GROWTH:
        return {"level": "level", "growth": "growth", "since": "snapshot_ns"}
    return {"room": "room"}


def _whole(told: Any) -> int:
    if isinstance(told, bool) or not isinstance(told, int):
        raise BadRulebook(f"expected a level as a whole number, found {told!r}")
    return told


def _instant(told: Any) -> int:
    if not isinstance(told, datetime):
        raise BadRulebook(f"expected a time such as 2026-03-03T00:00:00Z, found {told!r}")
    return time_ns(told)


_READERS = {"max_age": duration_ns, "max_width": rate_ppm, "room": rate_ppm, "growth": rate_ppm,
            "level": _whole, "since": _instant}  # fmt: skip
Choice = TypeVar("Choice", bound=IntEnum)


def named(choice: IntEnum) -> str:
    """A choice as a rulebook writes it: last-good."""
    return choice.name.lower().replace("_", "-")


def _choice(table: Mapping[str, Any], key: str, family: type[Choice]) -> Choice:
    known, told = {named(choice): choice for choice in family}, _given(table, key)
    if not isinstance(told, str) or told not in known:
        raise BadRulebook(f"expected as {key} one of {', '.join(known)}, found {told!r}{_near(told, list(known))}")
    return known[told]


def _given(table: Mapping[str, Any], key: str) -> Any:
    if key not in table:
        raise BadRulebook(f"expected {key}, found none")
    return table[key]


def _near(told: Any, known: list[str]) -> str:
    near = get_close_matches(str(told), known, n=1)
    return f"; did you mean {near[0]!r}?" if near else ""
