"""Impact, depth, composites and rates of trades, by hand; and a rule without its inputs says that it has none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvent.prices.composite import by_median, by_weight, counts, decayed, leveraged_size, time_average, traded_price
from solvent.prices.impact import depth_price, impact_mid, impact_price
from solvent.prices.partitions import partitioned_rate

LEVELS = st.lists(st.tuples(st.integers(1, 1_000), st.integers(0, 50)), min_size=1, max_size=6)


def test_an_order_of_a_worth_walks_its_levels() -> None:
    """1,500: all of 10 lots at 100 and 500 of the level at 125, which is 4 lots: 1,500 / 14 = 107.14..."""
    assert impact_price([100, 125], [10, 10], 1_500, 100, True) == 10_715
    assert impact_price([100, 125], [10, 10], 1_500, 100, False) == 10_714
    assert impact_price([100, 125], [10, 10], 1_000, 1, True) == 100
    assert impact_price([100, 125], [10, 10], 2_250, 1, False) == 112  # all of it: 2,250 / 20
    assert impact_price([100, 125], [10, 10], 2_251, 1, False) == 0, "the book is worth less: not computable"
    assert impact_price([100, 125], [10, 10], 0, 1, False) == 100, "nothing is bought at the best"
    assert impact_price([], [], 5, 1, False) == 0


def test_an_order_of_a_size_walks_its_levels() -> None:
    assert depth_price([100, 125], [10, 10], 15, 1, False) == 108  # 1,625 / 15 = 108.3
    assert depth_price([100, 125], [10, 10], 15, 1, True) == 109
    assert depth_price([100, 125], [10, 10], 21, 1, False) == 0
    assert depth_price([100, 125], [10, 10], 0, 1, False) == 100
    assert (impact_mid(100, 103), impact_mid(0, 103), impact_mid(100, 0)) == (101, 0, 0)


@given(LEVELS, st.integers(1, 10_000), st.integers(1, 10_000))
def test_more_of_a_book_is_no_better_than_less(levels: list[tuple[int, int]], worth: int, more: int) -> None:
    """Of asks, dearer levels last: a larger order has no lower average, and lies between first and last level."""
    ticks, lots = (list(column) for column in zip(*sorted(levels), strict=True))
    small, large = (impact_price(ticks, lots, asked, 1_000, True) for asked in (worth, worth + more))
    if large:
        assert ticks[0] * 1_000 <= small <= large <= ticks[-1] * 1_000
    taken, all_of_them = depth_price(ticks, lots, 1, 1_000, True), sum(lots)
    if all_of_them > 1:
        assert taken <= depth_price(ticks, lots, all_of_them, 1_000, True) <= ticks[-1] * 1_000


@pytest.mark.parametrize(("age", "there"), [(9, True), (10, True), (11, False)])
def test_at_its_tolerance_a_source_still_counts(age: int, there: bool) -> None:
    assert counts(5, age, 10) == there
    assert not counts(0, age, 10)


def test_composites_leave_out_what_is_old_and_are_nothing_without_anything() -> None:
    assert by_weight([100, 80], [200_000, 500_000], [0, 0], [1, 1]) == 28 + 57  # each contribution rounded down
    assert by_weight([100, 80], [200_000, 500_000], [2, 0], [1, 1]) == 80
    assert by_weight([100, 80], [0, 0], [0, 0], [1, 1]) == by_weight([100], [1], [2], [1]) == 0
    assert (by_median([100, 81], [0, 0], [1, 1]), by_median([100, 81], [2, 0], [1, 1]), by_median([1], [2], [1])) == (
        90,
        81,
        0,
    )


def test_trades_weigh_by_size_and_age() -> None:
    """Half of the weight is lost at the end of a window of 4: ages 4 and 0 weigh 1/2 and 1."""
    assert decayed(4, 4, 1, 500_000) * 2 == decayed(0, 4, 1, 500_000) == 4 * 10**6
    assert traded_price([100, 130], [2, 2], [4, 0], 4, 1, 500_000) == 120  # (100 + 2 x 130) / 3
    assert traded_price([100], [2], [4], 4, 1, 10**6) == 0, "it weighs nothing any more"
    assert traded_price([], [], [], 4, 1, 0) == 0


def test_averages_of_the_book_and_its_size() -> None:
    assert time_average([0, 30, 45], [100, 120, 150], 60, 30) == 135
    assert time_average([0], [100], 60, 30) == 0, "nothing was observed inside"
    assert leveraged_size(1_000, 200_000, 400_000, 125) == 100


def test_a_rate_of_trades_by_hand() -> None:
    """Three parts: 100 by most of the volume; nobody; 110 and 120 of one size, 115. (100 + 115) / 2 = 107.5."""
    times, ticks, lots = [0, 9, 5, 20, 29, 30, -1], [100, 100, 500, 110, 120, 999, 999], [5, 5, 1, 3, 3, 9, 9]
    assert partitioned_rate(times, ticks, lots, 0, 10, 3) == (107, 2)
    assert partitioned_rate([], [], [], 0, 10, 3) == (0, 0)


def test_one_large_trade_moves_one_part_only() -> None:
    """The reason for parts: of twelve, the one in which somebody printed 200 counts for a twelfth."""
    times, ticks, lots = list(range(12)), [100] * 12, [1] * 12
    assert partitioned_rate([*times, 5], [*ticks, 200], [*lots, 10**6], 0, 1, 12) == (108, 12)
