"""Prints are told in time order, the index first; nothing comes back in the variant without a rebound."""

from itertools import count, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvent.commands import ObservePrice, ObserveTrade
from solvent.errors import BadCase, Misuse
from solvent.lab.tape import (
    FOLLOW_NS,
    FOLLOW_STEPS,
    LAST,
    NO_REBOUND,
    OUTSIDE_FOLLOWS,
    REALISED,
    Series,
    Tape,
    no_rebound,
    outside_follows,
    tape,
    varied,
)  # fmt: skip
from solvent.units import NS

PRINTS = st.dictionaries(st.integers(1, 60), st.integers(1, 50), min_size=1, max_size=20)


def series(role: str, prints: dict[int, int], market: str = "X") -> Series:
    times = sorted(prints)
    return Series(market, role, tuple(times), tuple(prints[time] for time in times))


@given(PRINTS, PRINTS, PRINTS)
def test_prints_come_in_time_order_constituents_first(
    last: dict[int, int], one: dict[int, int], two: dict[int, int]
) -> None:
    told = tape([series(LAST, last), series("two", two), series("one", one)], {"X": ["one", "two"]})
    ids = count(1)
    commands = list(told.commands(lambda: f"x/{next(ids)}"))
    order = {"one": 0, "two": 1, LAST: 2}
    keys = [(c.time_ns, order[c.source if isinstance(c, ObservePrice) else LAST]) for c in commands]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(last) + len(one) + len(two)
    assert [c.id for c in commands] == [f"x/{n}" for n in range(1, len(keys) + 1)]
    assert {c.time_ns: c.ticks for c in commands if isinstance(c, ObserveTrade)} == last
    assert all(c.venue_ns == c.time_ns for c in commands if isinstance(c, ObservePrice))


@given(PRINTS, st.integers(0, 70))
def test_the_price_in_force_is_the_last_print(prints: dict[int, int], time_ns: int) -> None:
    earlier = [time for time in prints if time <= time_ns]
    assert series(LAST, prints).at(time_ns) == (prints[max(earlier)] if earlier else None)


@given(PRINTS, st.integers(0, 70), st.integers(0, 70))
def test_a_window_keeps_the_price_in_force_at_its_start(prints: dict[int, int], one: int, other: int) -> None:
    start, end = sorted((one, other))
    whole, cut = series(LAST, prints), series(LAST, prints).window(start, end)
    assert all(cut.at(time_ns) == whole.at(time_ns) for time_ns in range(start, end + 1))
    assert sum(time < start for time in cut.times) <= 1
    assert all(time <= end for time in cut.times)


@given(PRINTS, PRINTS, st.integers(0, 70))
def test_nothing_comes_back_without_a_rebound(last: dict[int, int], one: dict[int, int], since_ns: int) -> None:
    told = tape([series(LAST, last), series("one", one)], {"X": ["one"]})
    held = no_rebound(told, since_ns)
    for before, after in zip(told.series, held.series, strict=True):
        assert before.times == after.times
        lowest = before.low(since_ns)
        if lowest is None:
            assert before == after
            continue
        assert lowest == after.low(since_ns)
        assert all(
            now == (was if time < lowest[0] else lowest[1])
            for time, was, now in zip(before.times, before.ticks, after.ticks, strict=True)
        )
    assert no_rebound(held, since_ns) == held


def test_each_series_is_held_at_its_own_low() -> None:
    told = tape([series(LAST, {1: 9, 2: 3, 3: 8}), series("one", {1: 9, 2: 8, 3: 7, 4: 9})], {"X": ["one"]})
    held = no_rebound(told, 0)
    assert held.of("X").ticks == (9, 3, 3)
    assert held.of("X", "one").ticks == (9, 8, 7, 7)


def test_the_first_of_equal_lows_counts() -> None:
    assert series(LAST, {1: 5, 2: 3, 3: 4, 4: 3}).low() == (2, 3)
    assert series(LAST, {1: 1, 2: 3, 3: 4, 4: 3}).low(2) == (2, 3)
    assert series(LAST, {1: 1}).low(2) is None


@pytest.mark.parametrize("roles", [[LAST], ["one"], [LAST, "one", "two"], [LAST, "one", "one"]])
def test_a_tape_has_exactly_the_series_its_markets_need(roles: list[str]) -> None:
    with pytest.raises(BadCase, match="expected one series for each of X one, X last"):
        tape([series(role, {1: 1}) for role in roles], {"X": ["one"]})


def test_an_unknown_series_is_named() -> None:
    told = Tape((series(LAST, {5: 1}),))
    assert told.start_ns() == 5
    assert Tape(()).start_ns() == 0
    with pytest.raises(BadCase, match="'two' of market 'X' on the tape, found X last"):
        told.of("X", "two")


def test_a_window_of_a_tape_cuts_every_series() -> None:
    told = tape([series(LAST, {1: 9, 5: 3}), series("one", {2: 9, 6: 8})], {"X": ["one"]})
    assert [list(one.times) for one in told.window(3, 5).series] == [[2], [1, 5]]
    assert all(before[0] <= after[0] for before, after in pairwise(told.prints()))


@given(PRINTS, PRINTS, st.integers(0, 70))
def test_the_outside_follows_the_last_price_down_and_never_comes_back(
    last: dict[int, int], one: dict[int, int], since: int
) -> None:
    """Times are whole seconds here, so that the fall lies between prints as well as upon them."""
    told = tape(
        [series(LAST, {t * NS: p for t, p in last.items()}), series("one", {t * NS: p for t, p in one.items()})],
        {"X": ["one"]},
    )
    follows, held = outside_follows(told, since * NS), no_rebound(told, since * NS)
    assert follows.of("X") == held.of("X")
    before, after, low = told.of("X", "one"), follows.of("X", "one"), told.of("X").low(since * NS)
    assert all(early < late for early, late in pairwise(after.times))
    if low is None or before.at(low[0]) is None:
        assert after == before
        return
    start = before.at(low[0])
    assert start is not None
    floor = min(start, low[1])
    assert all(after.at(time) == before.at(time) for time in before.times if time <= low[0])
    fall = [ticks for time, ticks in zip(after.times, after.ticks, strict=True) if time > low[0]]
    assert fall == sorted(fall, reverse=True)
    assert all(floor <= ticks <= start for ticks in fall)
    assert after.times[-1] <= told.end_ns()
    if told.end_ns() >= low[0] + FOLLOW_NS:
        assert fall[FOLLOW_STEPS - 1 :] == [floor] * (len(fall) - FOLLOW_STEPS + 1)
        assert all(abs(fall[i] - fall[i + 1]) <= 1 + (start - floor) // FOLLOW_STEPS for i in range(FOLLOW_STEPS - 1))


def test_the_fall_is_a_straight_line_of_steps() -> None:
    minutes = {t * 60 * NS: 400 for t in range(1, 6)}
    told = tape([series(LAST, {60 * NS: 400, 61 * NS: 100, 300 * NS: 390}), series("one", minutes)], {"X": ["one"]})
    fallen = outside_follows(told, 0).of("X", "one")
    assert [fallen.at((61 + s) * NS) for s in (0, 1, 2, 30, 59, 60, 100)] == [400, 395, 390, 250, 105, 100, 100]
    assert fallen.times[-1] == 300 * NS


def test_a_variant_is_made_by_name() -> None:
    told = tape([series(LAST, {1: 9, 2: 3, 3: 8}), series("one", {1: 9})], {"X": ["one"]})
    assert varied(told, REALISED, 0) is told
    assert varied(told, NO_REBOUND, 0) == no_rebound(told, 0)
    assert varied(told, OUTSIDE_FOLLOWS, 0) == outside_follows(told, 0)
    with pytest.raises(Misuse, match="realised, no-rebound, outside-follows, found 'up'"):
        varied(told, "up", 0)
