"""What a chart leaves out is never the low, and what it writes never overlaps."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from solvent.reports.scales import apart, marks, thinned, time_marks
from solvent.units import NS

PATHS = st.lists(st.integers(1, 10**6), min_size=1, max_size=400)


@given(PATHS, st.integers(1, 40))
def test_the_lowest_the_highest_and_both_ends_are_drawn(values: list[int], buckets: int) -> None:
    times = [7 * place for place in range(len(values))]
    kept = thinned(times, values, 0, times[-1], buckets)
    assert kept == sorted(set(kept))
    assert {0, len(values) - 1} <= set(kept)
    assert min(values[i] for i in kept) == min(values)
    assert max(values[i] for i in kept) == max(values)
    assert len(kept) <= max(2 * buckets, 2 * (buckets + 1) + 2)


def test_of_each_stretch_of_time_the_lowest_and_the_highest_are_drawn() -> None:
    values = [5, 9, 1, 5, 6, 2, 8, 5]
    assert thinned(range(8), values, 0, 8, 2) == [0, 1, 2, 5, 6, 7]


def test_a_short_path_is_drawn_whole() -> None:
    assert thinned([0, 1, 2], [3, 3, 3], 0, 2, 2) == [0, 1, 2]
    assert thinned([], [], 0, 2, 2) == []


@given(st.integers(-(10**18), 10**18), st.integers(1, 10**18), st.integers(1, 9))
def test_marks_are_round_few_and_inside(low: int, width: int, most: int) -> None:
    found = marks(low, low + width, most)
    assert len(found) <= most
    assert all(low <= mark <= low + width for mark in found)
    assert len({b - a for a, b in pairwise(found)}) <= 1


@given(st.integers(0, 2 * 10**9), st.integers(0, 10**8), st.integers(1, 9))
def test_marks_of_time_are_few_and_inside(start: int, width: int, most: int) -> None:
    found, step = time_marks(start * NS, (start + width) * NS, most)
    assert len(found) <= most
    assert all(start * NS <= mark <= (start + width) * NS and mark % step == 0 for mark in found)


@given(st.lists(st.integers(0, 1000), max_size=6), st.integers(0, 100))
def test_labels_keep_apart_in_order_and_inside(places: list[int], gap: int) -> None:
    moved = apart(places, gap, 0, 1000)
    order = sorted(range(len(places)), key=lambda i: (places[i], i))
    assert all(moved[b] - moved[a] >= gap for a, b in pairwise(order))
    assert all(0 <= place <= 1000 for place in moved)


def test_labels_that_are_apart_stay_where_they_are() -> None:
    assert apart([10, 500, 900], 20, 0, 1000) == [10, 500, 900]
    assert apart([500, 505], 20, 0, 1000) == [500, 520]
