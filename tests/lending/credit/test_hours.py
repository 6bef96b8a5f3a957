"""Deadlines by a calendar on the wall: 2 January 2026 is a Friday."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvent.lending.credit.hours import MINUTE_NS, deadline, is_open
from solvent.policy import CalendarPolicy, Clock
from solvent.units import time_ns
from tests.credit import HOUR, OFFICE

EASTER_MONDAY = (date(2026, 4, 6) - date(1970, 1, 1)).days
BUSINESS = Clock.BUSINESS_HOURS


def at(text: str) -> int:
    return time_ns(datetime.fromisoformat(text).replace(tzinfo=UTC))


@pytest.mark.parametrize(
    ("since", "hours", "over"),
    [
        ("2026-01-02T16:00", 1, "2026-01-02T17:00"),  # the last business hour of a Friday
        ("2026-01-02T16:00", 2, "2026-01-05T10:00"),  # the second is the first of Monday
        ("2026-01-02T17:00", 8, "2026-01-05T17:00"),  # called as the door closes: all of Monday
        ("2026-01-03T12:00", 8, "2026-01-05T17:00"),  # on a Saturday: the same
        ("2026-01-05T08:59", 8, "2026-01-05T17:00"),  # before it opens
        ("2026-01-05T09:30", 8, "2026-01-06T09:30"),
        ("2026-01-02T16:00", 41, "2026-01-09T17:00"),  # a week later: one hour and five days of eight
    ],
)  # fmt: skip
def test_business_hours_of_nine_to_five(since: str, hours: int, over: str) -> None:
    assert deadline(OFFICE, BUSINESS, at(since), hours * HOUR) == at(over)


def test_a_clock_of_hours_knows_no_weekend() -> None:
    assert deadline(OFFICE, Clock.HOURS, at("2026-01-02T16:00"), 24 * HOUR) == at("2026-01-03T16:00")


def test_a_holiday_has_no_hours() -> None:
    easter = CalendarPolicy(OFFICE.hours, (EASTER_MONDAY,))
    assert deadline(easter, BUSINESS, at("2026-04-03T16:00"), 2 * HOUR) == at("2026-04-07T10:00")
    assert not is_open(easter, at("2026-04-06T12:00"))


@pytest.mark.parametrize(
    ("when", "opened"),
    [
        ("2026-01-02T08:59:59", False),
        ("2026-01-02T09:00:00", True),
        ("2026-01-02T16:59:59", True),
        ("2026-01-02T17:00:00", False),
        ("2026-01-03T12:00:00", False),
        ("2026-01-04T12:00:00", False),
        ("1970-01-01T09:00:00", True),
    ],
)
def test_the_door_opens_at_nine_and_closes_at_five(when: str, opened: bool) -> None:
    assert is_open(OFFICE, at(when)) is opened


@given(data=st.data())
def test_between_call_and_deadline_lies_exactly_the_term(data: st.DataObject) -> None:
    """Counted minute by minute, against another way to look at a calendar."""
    days = [data.draw(st.tuples(st.integers(0, 1440), st.integers(0, 1440)).map(sorted).map(tuple)) for _ in range(7)]
    days[data.draw(st.integers(0, 6))] = (600, 700)
    shut = data.draw(st.lists(st.integers(20_454, 20_475), unique=True).map(sorted))
    calendar = CalendarPolicy(tuple(days), tuple(shut))
    since, term = data.draw(st.integers(29_454_000, 29_474_000)), data.draw(st.integers(1, 600))
    over = deadline(calendar, BUSINESS, since * MINUTE_NS, term * MINUTE_NS)
    assert over % MINUTE_NS == 0
    opened = sum(is_open(calendar, minute * MINUTE_NS) for minute in range(since, over // MINUTE_NS))
    assert opened == term
    assert is_open(calendar, over - MINUTE_NS), "the last minute is one of them"
    for minute in data.draw(st.lists(st.integers(since, since + 3 * 1440), max_size=20)):
        when = datetime.fromtimestamp(minute * 60, UTC)
        opens, closes = days[when.weekday()]
        inside = opens <= when.hour * 60 + when.minute < closes and minute // 1440 not in shut
        assert is_open(calendar, minute * MINUTE_NS) is inside
