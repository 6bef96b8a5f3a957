"""Floors, caps, redemption and growth, worked by hand and to the tick."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvent.prices.oracle.bounds import bound, capped, past, staked
from solvent.prices.oracle.growth import growth_a_second, inconsistent, ratio_cap
from solvent.reasons import GrowthCap

WAD = 10**18
DAY = 86_400
TICKS = st.integers(1, 2**53)


def test_a_stablecoin_is_capped_and_not_floored() -> None:
    cap = 104_000_000
    assert [capped(price, cap) for price in (cap - 1, cap, cap + 1)] == [cap - 1, cap, cap]
    assert [capped(price, cap) for price in (1, 0, -1)] == [1, 0, 0]


@pytest.mark.parametrize(("ticks", "more", "at_least"), [(1249, False, False), (1250, False, True), (1251, True, True)])
def test_a_quarter_above_the_anchor_to_the_tick(ticks: int, more: bool, at_least: bool) -> None:
    assert past(ticks, 1000, 250_000, True, False) is more
    assert past(ticks, 1000, 250_000, True, True) is at_least


@pytest.mark.parametrize(("ticks", "more", "at_least"), [(951, False, False), (950, False, True), (949, True, True)])
def test_a_twentieth_below_the_anchor_to_the_tick(ticks: int, more: bool, at_least: bool) -> None:
    assert past(ticks, 1000, 50_000, False, False) is more
    assert past(ticks, 1000, 50_000, False, True) is at_least


@given(TICKS, st.integers(0, 10**6), st.booleans())
def test_a_bound_is_the_last_tick_that_is_not_past(anchor: int, room: int, above: bool) -> None:
    edge = bound(anchor, room, above)
    assert not past(edge, anchor, room, above, False)
    assert past(edge + (1 if above else -1), anchor, room, above, False)


def test_a_staked_asset_is_its_rate_times_what_stands_behind_it() -> None:
    assert staked(2_500_00, 1_228_200_000_000_000_000, WAD) == 3_070_50
    assert staked(3, 1, 2) == 1, "rounded down"
    assert (staked(0, WAD, WAD), staked(-1, WAD, WAD), staked(1, 0, WAD), staked(1, -WAD, WAD)) == (0, 0, 0, 0)


def test_growth_by_hand() -> None:
    """10 % a year of 1.00000000: 317097 millionths of 10^-8 a second; after a year 31.536 short of a tenth."""
    assert growth_a_second(10**8, 100_000) == 317_097
    assert ratio_cap(10**8, 100_000, 31_536_000) == 10**8 + 9_999_970
    assert [ratio_cap(10**8, 100_000, seconds) for seconds in (0, 3, 4)] == [10**8, 10**8, 10**8 + 1]


@given(st.integers(1, 2 * WAD), st.integers(0, 10**6), st.integers(0, 10**8))
def test_a_cap_never_falls_with_time_and_never_outgrows_its_rate(snapshot: int, growth: int, seconds: int) -> None:
    cap = ratio_cap(snapshot, growth, seconds)
    assert cap <= ratio_cap(snapshot, growth, seconds + 1)
    assert (cap - snapshot) * 10**6 * 31_536_000 <= snapshot * growth * seconds


def test_the_parameters_of_10_march_2026_do_not_belong_together() -> None:
    """Ratio 1.1572 moved by 3 % to 1.1919, its time by seven days: the cap is 1.1939, the truth 1.2282.

    The growth of 8.75 % a year is inferred from that cap.
    """
    moved, truth = 1_191_900_000_000_000_000, 1_228_200_000_000_000_000
    cap = ratio_cap(moved, 87_500, 7 * DAY)
    assert cap == 1_193_900_106_164_383_561
    assert inconsistent(truth, moved, 87_500, 7 * DAY, 50_000) == GrowthCap.BELOW_THE_RATIO
    assert inconsistent(truth, truth, 87_500, 7 * DAY, 50_000) == 0, "moved together they do"


def test_a_cap_is_consistent_from_exactly_the_ratio_to_exactly_the_room() -> None:
    ratio, room = 1_000_000, 20_000
    assert inconsistent(ratio, ratio - 1, 0, 0, room) == GrowthCap.BELOW_THE_RATIO
    assert inconsistent(ratio, ratio, 0, 0, room) == 0
    assert inconsistent(ratio, ratio + 20_000, 0, 0, room) == 0
    assert inconsistent(ratio, ratio + 20_001, 0, 0, room) == GrowthCap.TOO_LOOSE


@pytest.mark.parametrize("numbers", [(0, 1, 1, 1), (1, 0, 1, 1), (1, 1, -1, 1), (1, 1, 1, -1)])
def test_what_is_no_number_of_a_cap(numbers: tuple[int, int, int, int]) -> None:
    assert inconsistent(*numbers, 10**6) == GrowthCap.NO_NUMBER
