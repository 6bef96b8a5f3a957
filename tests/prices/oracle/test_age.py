"""Ages, to the second on either side of the limit, under both comparators."""

import pytest

from solvent.prices.oracle.age import beyond, in_grace, too_old, update_due
from solvent.prices.oracle.confidence import cautious, too_wide
from solvent.units import NS

HOUR = 3600 * NS
NOW = 1_000 * HOUR


@pytest.mark.parametrize(("age", "euler", "liquity"), [
    (HOUR - NS, False, False), (HOUR, False, True), (HOUR + NS, True, True),
    (HOUR - 1, False, False), (HOUR + 1, True, True),
])  # fmt: skip
def test_a_price_of_an_hour_is_old_for_liquity_and_not_for_euler(age: int, euler: bool, liquity: bool) -> None:
    assert too_old(NOW, NOW - age, HOUR, False) is euler
    assert too_old(NOW, NOW - age, HOUR, True) is liquity


def test_a_price_never_told_or_of_the_future_is_too_old() -> None:
    assert too_old(NOW, 0, 2 * NOW, False)
    assert too_old(NOW, NOW + 1, HOUR, False)
    assert not too_old(NOW, NOW, 0, False)
    assert too_old(NOW, NOW, 0, True)


def test_beyond_is_more_or_at_least() -> None:
    assert [beyond(measured, 7, False) for measured in (6, 7, 8)] == [False, False, True]
    assert [beyond(measured, 7, True) for measured in (6, 7, 8)] == [False, True, True]


@pytest.mark.parametrize(("value", "age", "due"), [
    (200_000, HOUR - NS, False), (200_000, HOUR, True), (200_000, HOUR + NS, True),
    (200_999, 0, False), (201_000, 0, True), (201_001, 0, True),
    (199_001, 0, False), (199_000, 0, True), (198_999, 0, True),
])  # fmt: skip
def test_a_feed_owes_an_answer_after_half_a_per_cent_or_an_hour(value: int, age: int, due: bool) -> None:
    assert update_due(200_000, value, 5_000, age, HOUR) is due


@pytest.mark.parametrize(("up_for", "strict", "at_limit"), [
    (HOUR - NS, True, True), (HOUR, True, False), (HOUR + NS, False, False),
])  # fmt: skip
def test_the_grace_after_an_outage_is_over_a_second_later_where_it_is_strict(
    up_for: int, strict: bool, at_limit: bool
) -> None:
    assert in_grace(NOW, NOW - up_for, HOUR, False) is strict
    assert in_grace(NOW, NOW - up_for, HOUR, True) is at_limit


def test_what_is_down_is_in_grace() -> None:
    assert in_grace(NOW, 0, 0, True)


@pytest.mark.parametrize(("width", "more", "at_least"), [(19, False, False), (20, False, True), (21, True, True)])
def test_a_width_of_two_per_cent_to_the_tick(width: int, more: bool, at_least: bool) -> None:
    assert too_wide(1000, width, 20_000, False) is more
    assert too_wide(1000, width, 20_000, True) is at_least


def test_caution_takes_the_edge_against_the_account() -> None:
    assert (cautious(1000, 20, False), cautious(1000, 20, True)) == (980, 1020)
    assert cautious(10, 20, False) == 0, "no price is left"
