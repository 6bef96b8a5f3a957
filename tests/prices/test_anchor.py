"""A mark without spot: held by its own slow average and by a price from outside, or not computable."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvent.prices.anchor import NO_ANCHOR, NO_AVERAGE, anchored, anchored_lacks, slow_average
from solvent.prices.mark import FINE

PPM = 10**6


def test_the_average_begins_at_the_price_and_follows() -> None:
    begun = slow_average(0, 60, 999, 10)
    assert begun == 60 * FINE
    assert slow_average(begun, 180, 0, 10) == begun  # no time, no step
    assert slow_average(begun, 180, 10, 10) == 120 * FINE  # half of the way
    assert slow_average(begun, 30, 10, 20) == 50 * FINE


@pytest.mark.parametrize(
    ("mark", "average", "times", "anchor", "band", "expected"),
    [
        (180, 60, 10, 0, 0, 180),  # XPL: the cap of ten alone would not have held it
        (180, 60, 2, 0, 0, 120),
        (180, 60, 0, 55, 100_000, 60),  # 55 + 10 % = 60.5, rounded inwards
        (180, 60, 2, 55, PPM - 1, 109),
        (20, 60, 2, 55, 100_000, 50),  # 49.5, rounded inwards
        (57, 60, 2, 55, 100_000, 57),
        (180, 0, 2, 55, 100_000, 0),  # no average, no cap, no mark
        (180, 60, 2, 0, 100_000, 0),
        (0, 60, 2, 55, 100_000, 0),
    ],
)
def test_worked_by_hand(mark: int, average: int, times: int, anchor: int, band: int, expected: int) -> None:
    assert anchored(mark, average * FINE, times, anchor, band) == expected


def test_what_is_missing_is_said() -> None:
    assert [anchored_lacks(*told) for told in ((0, 0, 0, 0), (0, 2, 5, 1), (1, 2, 0, 1), (0, 2, 0, 1))] == [
        0, NO_AVERAGE, NO_ANCHOR, NO_AVERAGE + NO_ANCHOR]  # fmt: skip


@given(st.integers(1, 2**40), st.integers(1, 2**40), st.integers(1, 20), st.integers(1, 2**40), st.integers(1, PPM - 1))
def test_it_is_never_further_from_the_anchor_than_the_band(
    mark: int, average: int, times: int, anchor: int, band: int
) -> None:
    found = anchored(mark, average * FINE, times, anchor, band)
    assert abs(found - anchor) * PPM <= band * anchor
