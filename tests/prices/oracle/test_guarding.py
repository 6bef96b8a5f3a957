"""Guards in order: each comparator at its border, each outcome, and what never happens."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from solvent.policy.choices import Guard, Outcome
from solvent.policy.guards import COMPARATORS, GuardPolicy, guard_policies, guard_policy
from solvent.prices.oracle.guarding import NO_GUARD, Failure, Guarded, Said, guarded
from solvent.units import NS
from tests.prices.oracle.guards import OUTCOMES, chains, clock, saids

HOUR = 3600 * NS
NOW = 1_772_500_000 * NS


def guard(rule: str, comparator: str = ">", outcome: str = "refuse", **limits: Any) -> GuardPolicy:
    return guard_policy({"rule": rule, "comparator": comparator, "outcome": outcome} | limits)


BORDERS = [
    (guard("max-age", max_age="1 h"), lambda past: Said(1000, NOW - HOUR - past * NS)),
    (guard("max-width", max_width="2 %"), lambda past: Said(1000, NOW, width=20 + past)),
    (guard("ceiling", anchor="fixed", level=1040), lambda past: Said(1040 + past, NOW)),
    (guard("floor", anchor="fixed", level=960), lambda past: Said(960 - past, NOW)),
    (guard("ceiling", anchor="redemption", room="1 %"), lambda past: Said(1010 + past, NOW, redemption=1000)),
    (guard("floor", anchor="redemption", room="5 %"), lambda past: Said(950 - past, NOW, redemption=1000)),
    (guard("ceiling", anchor="second", room="5 %"), lambda past: Said(1050 + past, NOW, second=1000)),
    (guard("floor", anchor="second", room="5 %"), lambda past: Said(950 - past, NOW, second=1000)),
    (guard("ceiling", anchor="last-good", room="25 %"), lambda past: Said(1250 + past, NOW)),
    (guard("floor", anchor="last-good", room="50 %"), lambda past: Said(500 - past, NOW)),
    (
        guard("ceiling", anchor="growth", level=10**8, growth="10 %", since=clock(NOW - 31_536_000 * NS)),
        lambda past: Said(10**8 + 9_999_970 + past, NOW),
    ),
]


@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize(("strict", "said"), BORDERS, ids=lambda part: getattr(part, "rule", None))
def test_each_guard_at_its_border_under_both_comparators(strict: GuardPolicy, said: Any, outcome: Outcome) -> None:
    """One second or tick before, at and after."""
    if outcome == Outcome.CLIP and strict.rule in (Guard.MAX_AGE, Guard.MAX_WIDTH):
        return  # refused by the policy: see test_guards
    for comparison, expected in zip(COMPARATORS.values(), ([False, False, True], [False, True, True]), strict=True):
        policy = replace(strict, outcome=outcome, comparison=comparison)
        told = [guarded([policy], said(past), 1000, NOW) for past in (-1, 0, 1)]
        assert [bool(result.failures) for result in told] == expected


def failed(outcome: str, value: int = 1300, good: int = 1000) -> Guarded:
    return guarded([guard("ceiling", outcome=outcome, anchor="last-good", room="25 %")], Said(value, NOW), good, NOW)


def test_what_each_outcome_makes_of_a_price() -> None:
    """1300 where 1250 is the most."""

    def told(outcome: Outcome) -> tuple[Failure, ...]:
        return (Failure(0, outcome, 1300, 1250),)

    assert failed("answer") == Guarded(1300, True, 1300, told(Outcome.ANSWER))
    assert failed("clip") == Guarded(1250, True, 1250, told(Outcome.CLIP))
    assert failed("pause") == Guarded(1300, False, 1000, told(Outcome.PAUSE))
    assert failed("freeze") == Guarded(1000, True, 1000, told(Outcome.FREEZE))
    assert failed("refuse") == Guarded(0, False, 1000, told(Outcome.REFUSE))


def test_a_first_price_has_no_last_good_one() -> None:
    assert failed("freeze", good=0) == Guarded(1300, True, 1300, ())


def test_frozen_without_a_last_good_price_is_no_price() -> None:
    old = guarded([guard("max-age", outcome="freeze", max_age="1 h")], Said(1000, NOW - HOUR - 1), 0, NOW)
    assert (old.value, old.liquidates) == (0, False)


@pytest.mark.parametrize("outcome", ["answer", "clip", "pause", "freeze", "refuse"])
def test_a_guard_without_its_anchor_fails_and_clips_to_nothing(outcome: str) -> None:
    result = guarded([guard("floor", outcome=outcome, anchor="redemption", room="5 %")], Said(1000, NOW), 990, NOW)
    assert result.failures[0].bound == 0
    assert result.value == {"answer": 1000, "pause": 1000, "freeze": 990}.get(outcome, 0)


def test_curve_moves_by_a_quarter_an_update() -> None:
    """A price that doubled is reached in four updates: 1250, 1562, 1952, 2000."""
    good, seen = 1000, []
    for _ in range(4):
        result = failed("clip", 2000, good)
        good = result.good
        seen.append(result.value)
    assert seen == [1250, 1562, 1952, 2000]


def test_guards_look_at_what_the_one_before_left() -> None:
    chain = guard_policies([
        {"rule": "ceiling", "anchor": "fixed", "level": 1040, "comparator": ">", "outcome": "clip"},
        {"rule": "ceiling", "anchor": "second", "room": "3 %", "comparator": ">", "outcome": "refuse"},
    ])  # fmt: skip
    assert guarded(chain, Said(5000, NOW, second=1010), 0, NOW).value == 1040
    assert guarded(chain[::-1], Said(5000, NOW, second=1010), 0, NOW).value == 0


def test_the_cap_of_10_march_2026_answers_285_parts_in_ten_thousand_too_little() -> None:
    """Clipped, the price goes on as if it were true; paused, nobody is liquidated on it, and it is told."""
    wad = 10**18
    limits = {"anchor": "growth", "level": 1_191_900 * 10**12, "growth": "9.68 %", "since": clock(NOW - 7 * 24 * HOUR)}
    said = Said(1_228_200 * 10**12, NOW)
    clipped = guarded([guard("ceiling", outcome="clip", **limits)], said, 0, NOW)
    assert clipped.liquidates
    assert 277 * wad < (wad - clipped.value * wad // said.value) * 10_000 < 285 * wad
    assert not guarded([guard("ceiling", outcome="pause", **limits)], said, 0, NOW).liquidates


@pytest.mark.parametrize("said", [Said(0, NOW), Said(-1, NOW), Said(1000, NOW, width=-1)])
def test_what_is_no_price_is_refused_without_a_guard(said: Said) -> None:
    assert guarded([], said, 990, NOW) == Guarded(0, False, 990, (Failure(NO_GUARD, Outcome.REFUSE, said.value, 0),))


@given(chains(), saids(NOW), st.integers(0, 2000))
def test_nobody_is_ever_liquidated_on_a_price_a_guard_refused_or_paused_on(
    chain: list[GuardPolicy], said: Said, good: int
) -> None:
    result = guarded(chain, said, good, NOW)
    worst = max((failure.outcome for failure in result.failures), default=None)
    assert result.value >= 0
    if worst in (Outcome.PAUSE, Outcome.REFUSE) or result.value == 0:
        assert not result.liquidates
    if worst is None:
        assert (result.value, result.good, result.liquidates) == (said.value, said.value, True)
    if worst == Outcome.FREEZE:
        assert result.value == result.good == good
    if not result.liquidates:
        assert result.good == good, "nor does it become the last good one"


@given(chains(), saids(NOW), st.integers(1, 2000))
def test_what_was_clipped_is_within_its_bound(chain: list[GuardPolicy], said: Said, good: int) -> None:
    for failure in guarded(chain, said, good, NOW).failures:
        if failure.outcome == Outcome.CLIP:
            above = chain[failure.place].rule == Guard.CEILING
            assert failure.bound <= failure.found if above else failure.bound >= failure.found
