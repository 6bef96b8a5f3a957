"""Guards in order: each comparator at its border, each outcome, and what never happens."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from solvent.policy.choices import Comparison, Guard, Outcome
from solvent.policy.guards import CAPS, GuardPolicy
from solvent.prices.oracle.guarding import NO_GUARD, Failure, Guarded, Held, Said, guarded
from solvent.units import NS
from tests.prices.oracle.guards import PEG, allowed, chains, saids

HOUR = 3600 * NS
NOW = 1_772_500_000 * NS
YEAR = 31_536_000 * NS


def guard(rule: Guard, outcome: Outcome = Outcome.REFUSE, **limits: Any) -> GuardPolicy:
    return GuardPolicy(rule, outcome, Comparison.MORE, **limits)


def beside(value: int, peg: int) -> Said:
    return Said(value, NOW, others={(PEG, ""): peg})


BORDERS = [
    (guard(Guard.MAX_AGE, max_age_ns=HOUR), lambda past: Said(1000, NOW - HOUR - past * NS)),
    (guard(Guard.MAX_WIDTH, room=20_000), lambda past: Said(1000, NOW, width=20 + past)),
    (guard(Guard.CAP, level=1040), lambda past: Said(1040 + past, NOW)),
    (guard(Guard.FLOOR, level=960), lambda past: Said(960 - past, NOW)),
    (guard(Guard.REFERENCE_CAP, room=10_000, reference=PEG), lambda past: beside(1010 + past, 1000)),
    (guard(Guard.REFERENCE_FLOOR, room=50_000, reference=PEG), lambda past: beside(950 - past, 1000)),
    (guard(Guard.RISE, room=250_000), lambda past: Said(1250 + past, NOW)),
    (guard(Guard.FALL, room=500_000), lambda past: Said(500 - past, NOW)),
    (
        guard(Guard.GROWTH_CAP, level=10**8, growth=100_000, snapshot_ns=NOW - YEAR),
        lambda past: Said(10**8 + 9_999_970 + past, NOW),
    ),
]


def test_every_guard_has_its_border_here() -> None:
    assert {strict.rule for strict, _ in BORDERS} == set(Guard)


@pytest.mark.parametrize(("strict", "said"), BORDERS, ids=[strict.rule.name for strict, _ in BORDERS])
def test_each_guard_at_its_border_under_both_comparators(strict: GuardPolicy, said: Any) -> None:
    """One second or tick before, at and after, whatever the outcome."""
    for outcome in allowed(strict.rule):
        for comparison, expected in [
            (Comparison.MORE, [False, False, True]),
            (Comparison.AT_LEAST, [False, True, True]),
        ]:
            policy = replace(strict, outcome=outcome, comparison=comparison)
            told = [guarded([policy], said(past), Held(1000, 1000), NOW) for past in (-1, 0, 1)]
            assert [bool(result.failures) for result in told] == expected


def failed(outcome: Outcome, value: int = 1300, good: int = 1000) -> Guarded:
    """A price that may be a quarter above the last good one."""
    return guarded([guard(Guard.RISE, outcome, room=250_000)], Said(value, NOW), Held(good, good), NOW)


def test_what_each_outcome_makes_of_a_price() -> None:
    """1300 where 1250 is the most."""

    def told(outcome: Outcome) -> tuple[Failure, ...]:
        return (Failure(0, outcome, 1300, 1250),)

    assert failed(Outcome.ANSWER) == Guarded(1300, True, 1300, told(Outcome.ANSWER))
    assert failed(Outcome.CLIP) == Guarded(1250, True, 1250, told(Outcome.CLIP))
    assert failed(Outcome.PAUSE) == Guarded(1300, False, 1000, told(Outcome.PAUSE))
    assert failed(Outcome.FREEZE) == Guarded(1000, True, 1000, told(Outcome.FREEZE))
    assert failed(Outcome.REFUSE) == Guarded(0, False, 1000, told(Outcome.REFUSE))


def test_a_first_price_has_no_last_good_one() -> None:
    assert failed(Outcome.FREEZE, good=0) == Guarded(1300, True, 1300, ())


def test_frozen_without_a_last_good_price_is_no_price() -> None:
    old = guarded([guard(Guard.MAX_AGE, Outcome.FREEZE, max_age_ns=HOUR)], Said(1000, NOW - HOUR - NS), Held(), NOW)
    assert old == Guarded(0, False, 0, (Failure(0, Outcome.REFUSE, 1000, 0),))


@pytest.mark.parametrize(("outcome", "value"), [
    (Outcome.ANSWER, 1000), (Outcome.CLIP, 0), (Outcome.PAUSE, 1000), (Outcome.FREEZE, 990), (Outcome.REFUSE, 0),
])  # fmt: skip
def test_a_guard_without_its_reference_fails_and_clips_to_nothing(outcome: Outcome, value: int) -> None:
    floor = guard(Guard.REFERENCE_FLOOR, outcome, room=50_000, reference=PEG)
    result = guarded([floor], Said(1000, NOW), Held(990, 990), NOW)
    assert (result.failures[0].bound, result.value) == (0, value)


def test_usde_at_065_counts_for_what_it_is_redeemed_for_less_a_room() -> None:
    """10 October 2025: 0.6567 on one venue, 1.0000 at the issuer; with 2 % it counts for 0.98, and never above 1."""
    chain = [guard(Guard.REFERENCE_CAP, Outcome.CLIP, room=0, reference=PEG),
             guard(Guard.REFERENCE_FLOOR, Outcome.CLIP, room=20_000, reference=PEG)]  # fmt: skip
    counts = [guarded(chain, beside(value, 10_000), Held(), NOW).value for value in (6567, 9799, 9800, 9801, 10_001)]
    assert counts == [9800, 9800, 9800, 9801, 10_000]


def test_a_width_that_was_not_told_is_too_wide() -> None:
    narrow = [guard(Guard.MAX_WIDTH, Outcome.PAUSE, room=20_000)]
    assert guarded(narrow, Said(1000, NOW, width=0), Held(), NOW).liquidates
    assert not guarded(narrow, Said(1000, NOW), Held(), NOW).liquidates


def test_what_froze_after_a_pause_liquidates_nobody() -> None:
    chain = [guard(Guard.CAP, Outcome.PAUSE, level=900), guard(Guard.FLOOR, Outcome.FREEZE, level=1100)]
    assert guarded(chain, Said(1000, NOW), Held(990, 990), NOW)[:3] == (990, False, 990)
    assert guarded(chain[1:], Said(1000, NOW), Held(990, 990), NOW)[:3] == (990, True, 990)


def test_a_level_is_turned_into_the_units_of_the_price_a_cap_down_and_a_floor_up() -> None:
    """1.0405 is 104.05 ticks of two decimals: the cap lies at 104, the floor at 105."""
    said = Said(500, NOW, one=100)
    assert guarded([guard(Guard.CAP, Outcome.CLIP, level=1_040_500_000)], said, Held(), NOW).value == 104
    assert (
        guarded([guard(Guard.FLOOR, Outcome.CLIP, level=1_040_500_000)], said._replace(value=7), Held(), NOW).value
        == 105
    )


def test_curve_moves_by_a_quarter_an_update() -> None:
    """A price that doubled is reached in four updates: 1250, 1562, 1952, 2000."""
    good, seen = 1000, []
    for _ in range(4):
        result = failed(Outcome.CLIP, 2000, good)
        good = result.good
        seen.append(result.value)
    assert seen == [1250, 1562, 1952, 2000]


def test_guards_look_at_what_the_one_before_left() -> None:
    chain = [guard(Guard.CAP, Outcome.CLIP, level=1040), guard(Guard.REFERENCE_CAP, room=30_000, reference=PEG)]
    assert guarded(chain, beside(5000, 1010), Held(), NOW).value == 1040
    assert guarded(chain[::-1], beside(5000, 1010), Held(), NOW).value == 0


def test_the_cap_of_10_march_2026_answers_279_parts_in_ten_thousand_too_little() -> None:
    """Clipped, the price goes on as if it were true; paused, nobody is liquidated on it, and it is told.

    1.1919 grown for seven days at 8.75 % a year (inferred from the cap that was told, 1.1939) against 1.2282.
    """
    growing = {"level": 1_191_900_000, "growth": 87_500, "snapshot_ns": NOW - 7 * 24 * HOUR}
    said = Said(1_228_200 * 10**12, NOW, one=10**18)
    clipped = guarded([guard(Guard.GROWTH_CAP, Outcome.CLIP, **growing)], said, Held(), NOW)
    assert clipped.liquidates
    assert clipped.value == 1_193_900_106_164_383_561
    assert 279 * said.value < (said.value - clipped.value) * 10_000 < 280 * said.value
    assert not guarded([guard(Guard.GROWTH_CAP, Outcome.PAUSE, **growing)], said, Held(), NOW).liquidates


@pytest.mark.parametrize("said", [Said(0, NOW), Said(-1, NOW)])
def test_what_is_no_price_is_refused_without_a_guard(said: Said) -> None:
    assert guarded([], said, Held(990, 990), NOW) == Guarded(
        0, False, 990, (Failure(NO_GUARD, Outcome.REFUSE, said.value, 0),)
    )


@given(chains(), saids(NOW), st.integers(0, 2000))
def test_nobody_is_ever_liquidated_on_a_price_a_guard_refused_or_paused_on(
    chain: list[GuardPolicy], said: Said, good: int
) -> None:
    result = guarded(chain, said, Held(good, good), NOW)
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
    for failure in guarded(chain, said, Held(good, good), NOW).failures:
        if failure.outcome == Outcome.CLIP:
            above = chain[failure.place].rule in CAPS
            assert failure.bound <= failure.found if above else failure.bound >= failure.found
