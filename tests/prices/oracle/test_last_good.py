"""The hour's delay, and the switch between two sources."""

from itertools import product

import pytest

from solvent.prices.oracle.delay import Delayed, taken
from solvent.prices.oracle.last_good import agree, chosen, switched
from solvent.reasons import Feed
from solvent.units import NS

HOUR = 3600 * NS
NOW = 1_000 * HOUR
HELD = Delayed(100, 99, NOW)


@pytest.mark.parametrize(("after", "moves", "strict"), [
    (HOUR - NS, False, False), (HOUR, True, False), (HOUR + NS, True, True),
])  # fmt: skip
def test_a_price_passes_after_exactly_an_hour(after: int, moves: bool, strict: bool) -> None:
    assert (taken(HELD, NOW + after, 98, HOUR) != HELD) is moves
    assert (taken(HELD, NOW + after, 98, HOUR, at_limit=False) != HELD) is strict


def test_the_hour_is_counted_from_its_start() -> None:
    """Asked 59 minutes late, it may be asked again one minute later: what was told then counts an hour later."""
    late = taken(HELD, NOW + HOUR + 59 * 60 * NS, 98, HOUR)
    assert late == Delayed(99, 98, NOW + HOUR)
    assert taken(late, NOW + 2 * HOUR, 97, HOUR) == Delayed(98, 97, NOW + 2 * HOUR)


def test_a_crash_counts_two_takings_later() -> None:
    held, seen = Delayed(100, 100, NOW), []
    for hour in range(1, 4):
        held = taken(held, NOW + hour * HOUR, 50, HOUR)
        seen.append(held.current)
    assert seen == [100, 50, 50]


@pytest.mark.parametrize("said", [0, -1])
def test_a_source_that_says_nothing_leaves_it_where_it_is(said: int) -> None:
    assert taken(HELD, NOW + 5 * HOUR, said, HOUR) == HELD


@pytest.mark.parametrize(("other", "agrees", "strict"), [(1049, True, True), (1050, True, False), (1051, False, False)])
def test_two_feeds_agree_within_five_per_cent_of_the_lower(other: int, agrees: bool, strict: bool) -> None:
    assert agree(1000, other, 50_000, False) is agree(other, 1000, 50_000, False) is agrees
    assert agree(1000, other, 50_000, True) is strict


@pytest.mark.parametrize(("feed", "first", "second", "good", "expected"), [
    (Feed.FIRST, 1000, 0, 900, (Feed.FIRST, 1000)),
    (Feed.FIRST, 1000, 2000, 900, (Feed.FIRST, 1000)),
    (Feed.FIRST, 0, 1001, 900, (Feed.SECOND, 1001)),
    (Feed.FIRST, 0, 0, 900, (Feed.FROZEN, 900)),
    (Feed.SECOND, 1050, 1000, 900, (Feed.FIRST, 1050)),
    (Feed.SECOND, 1051, 1000, 900, (Feed.SECOND, 1000)),
    (Feed.SECOND, 1051, 0, 900, (Feed.FROZEN, 900)),
    (Feed.FROZEN, 1051, 1000, 900, (Feed.FROZEN, 900)),
    (Feed.FROZEN, 0, 1000, 900, (Feed.FROZEN, 900)),
    (Feed.FROZEN, 1050, 1000, 900, (Feed.FIRST, 1050)),
    (Feed.FROZEN, 0, 0, 0, (Feed.FROZEN, 0)),
])  # fmt: skip
def test_the_switch(feed: Feed, first: int, second: int, good: int, expected: tuple[Feed, int]) -> None:
    assert chosen(feed, first, second, good, 50_000, False, True) == expected


def test_frozen_for_good_stays_whatever_the_feeds_say() -> None:
    for first, second, agreed in product((False, True), repeat=3):
        assert switched(Feed.FROZEN, first, second, agreed, False) == Feed.FROZEN


def test_a_price_is_never_that_of_a_feed_that_cannot_be_believed() -> None:
    for feed, first, second in product(Feed, (0, 1000), (0, 1010)):
        taken_from, price = chosen(feed, first, second, 900, 50_000, False, True)
        assert price == {Feed.FIRST: first, Feed.SECOND: second, Feed.FROZEN: 900}[taken_from] > 0
