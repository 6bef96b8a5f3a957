"""What a guard may be: anything else is refused, whoever wrote it."""

from typing import Any

import pytest

from solvent.errors import BadRulebook
from solvent.policy import DelayPolicy, GuardedPolicy, GuardPolicy
from solvent.policy.choices import Comparison, Guard, Outcome
from solvent.policy.guards import LONGEST_AGE, LONGEST_HOP, MOST_GROWTH, MOST_GUARDS, MOST_ROOM, WIDEST
from solvent.units import INT64_MAX, PPM


def guard(rule: Guard, outcome: Outcome = Outcome.ANSWER, at_limit: bool = False, **limits: Any) -> GuardPolicy:
    return GuardPolicy(rule, outcome, Comparison.AT_LEAST if at_limit else Comparison.MORE, **limits)


@pytest.mark.parametrize(("rule", "field", "low", "high", "others"), [
    (Guard.MAX_AGE, "max_age_ns", 1, LONGEST_AGE, {}),
    (Guard.MAX_WIDTH, "room", 1, WIDEST, {}),
    (Guard.CAP, "level", 1, INT64_MAX, {}),
    (Guard.FLOOR, "level", 1, INT64_MAX, {}),
    (Guard.GROWTH_CAP, "level", 1, INT64_MAX, {"growth": 1, "snapshot_ns": 1}),
    (Guard.GROWTH_CAP, "growth", 0, MOST_GROWTH, {"level": 1, "snapshot_ns": 1}),
    (Guard.GROWTH_CAP, "snapshot_ns", 1, INT64_MAX, {"level": 1, "growth": 1}),
    (Guard.REFERENCE_CAP, "room", 0, MOST_ROOM, {"reference": "PEG"}),
    (Guard.REFERENCE_FLOOR, "room", 0, PPM - 1, {"reference": "PEG"}),
    (Guard.RISE, "room", 0, MOST_ROOM, {}),
    (Guard.FALL, "room", 0, PPM - 1, {}),
])  # fmt: skip
def test_each_number_from_its_lowest_to_its_highest(
    rule: Guard, field: str, low: int, high: int, others: dict[str, Any]
) -> None:
    for value in (low, high):
        assert getattr(guard(rule, **others | {field: value}), field) == value
    for value in (low - 1, high + 1):
        with pytest.raises(BadRulebook, match=f"for {rule.name}, found {value}"):
            guard(rule, **others | {field: value})


@pytest.mark.parametrize("unused", [
    {"room": 1}, {"level": 1}, {"growth": 1}, {"snapshot_ns": 1}, {"reference": "PEG"},
])  # fmt: skip
def test_a_number_its_rule_does_not_use_is_refused(unused: dict[str, Any]) -> None:
    with pytest.raises(BadRulebook):
        guard(Guard.MAX_AGE, max_age_ns=1, **unused)


@pytest.mark.parametrize("limits", [{"max_age_ns": 1}, {"room": 1}], ids=["MAX_AGE", "MAX_WIDTH"])
def test_there_is_nothing_to_clip_an_age_or_a_width_to(limits: dict[str, Any]) -> None:
    rule = Guard.MAX_AGE if "max_age_ns" in limits else Guard.MAX_WIDTH
    with pytest.raises(BadRulebook, match="expected a cap or a floor to clip to"):
        guard(rule, Outcome.CLIP, **limits)


def test_a_reference_is_named_where_one_is_measured_from() -> None:
    with pytest.raises(BadRulebook, match="expected a reference"):
        guard(Guard.REFERENCE_CAP, room=1)


@pytest.mark.parametrize("rule", [Guard.RISE, Guard.FALL])
def test_a_price_that_has_not_moved_never_fails(rule: Guard) -> None:
    assert guard(rule).room == guard(rule, room=1, at_limit=True).room - 1 == 0
    with pytest.raises(BadRulebook, match="expected room"):
        guard(rule, at_limit=True)


def test_a_market_has_some_guards_and_is_not_measured_from_itself() -> None:
    cap = guard(Guard.CAP, level=1)
    assert GuardedPolicy("A/USD", (cap,) * MOST_GUARDS).guards[-1] == cap
    for guards in ((), (cap,) * (MOST_GUARDS + 1), (guard(Guard.REFERENCE_CAP, reference="A/USD"),)):
        with pytest.raises(BadRulebook, match="A/USD"):
            GuardedPolicy("A/USD", guards)
    with pytest.raises(BadRulebook, match="expected the name of the market"):
        GuardedPolicy("*", (guard(Guard.REFERENCE_CAP, reference="A/USD"),))


def test_a_hop_is_longer_than_nothing_and_no_longer_than_a_day() -> None:
    for hop in (1, LONGEST_HOP):
        assert DelayPolicy("*", hop).comparison == Comparison.AT_LEAST
    for hop in (0, -1, LONGEST_HOP + 1):
        with pytest.raises(BadRulebook, match=f"expected a hop of 1 to {LONGEST_HOP} ns for STK, found {hop}"):
            DelayPolicy("STK", hop)
