"""Fluid: ticks up and down, the two inconsistencies of its library, and the lines of a vault."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvent.errors import Misuse
from solvent.lending.fluid.lines import Lines, borrowable, lines
from solvent.lending.fluid.ticks import LEAST_RATIO, MOST_RATIO, MOST_TICK, ONE, ratio_of_tick, tick_of_ratio
from solvent.lending.refusal import Refusal

PAR = 10**12
FOUND = lines(2_000 * 10**27, PAR, PAR, 900, 950, 100)
assert isinstance(FOUND, Lines)
LINES: Lines = FOUND


@given(st.integers(-MOST_TICK, MOST_TICK - 1))
def test_a_higher_tick_has_a_higher_ratio(tick: int) -> None:
    assert ratio_of_tick(tick) < ratio_of_tick(tick + 1)


def test_the_ends_of_the_ladder() -> None:
    assert ratio_of_tick(0) == ONE
    assert ratio_of_tick(MOST_TICK) == MOST_RATIO
    for tick in (MOST_TICK + 1, -MOST_TICK - 1):
        with pytest.raises(Misuse, match="expected a tick from -32767 to 32767"):
            ratio_of_tick(tick)


def test_the_library_contradicts_itself_in_two_places() -> None:
    """The lowest ratio is stated one too high, so its own inverse refuses it; and the inverse is none."""
    assert ratio_of_tick(-MOST_TICK) == LEAST_RATIO - 1
    assert tick_of_ratio(LEAST_RATIO - 1) is Refusal.OUT_OF_RANGE
    assert tick_of_ratio(MOST_RATIO + 1) is Refusal.OUT_OF_RANGE
    ticks = [tick_of_ratio(ratio_of_tick(tick)) for tick in (100, -1)]
    assert [found[0] for found in ticks if not isinstance(found, Refusal)] == [99, -2]


@given(st.integers(LEAST_RATIO, MOST_RATIO))
def test_a_ratio_is_at_most_a_tick_above_where_it_is_put(ratio: int) -> None:
    found = tick_of_ratio(ratio)
    assert not isinstance(found, Refusal)
    tick, perfect = found
    assert perfect <= ratio
    if -MOST_TICK <= tick <= MOST_TICK - 2:
        assert ratio_of_tick(tick) - 1 <= ratio <= ratio_of_tick(tick + 2)


def test_prices_that_say_nothing_are_refused_and_absurd_ones_capped() -> None:
    assert lines(0, PAR, PAR, 900, 950, 100) is Refusal.NO_PRICE
    assert lines(10**54 + 1, PAR, PAR, 900, 950, 100) is Refusal.NO_PRICE
    assert lines(10**54, PAR, PAR, 900, 950, 100) == lines(10**46, PAR, PAR, 900, 950, 100)


def test_a_line_that_would_seize_more_than_there_is_is_misuse() -> None:
    with pytest.raises(Misuse, match="expected limit x \\(1 \\+ penalty\\) below 1"):
        lines(2_000 * 10**27, PAR, PAR, 900, 950, 600)


def test_the_lines_follow_price_and_index() -> None:
    assert LINES.threshold < LINES.most
    assert LINES.per_debt == 505_000_000_000_000_000_000_000  # a two-thousandth and a penalty of 1 %
    assert abs(Fraction(ratio_of_tick(LINES.threshold), ONE) / 1_800 - 1) < Fraction(2, 1000)
    assert lines(1_000 * 10**27, 2 * PAR, PAR, 900, 950, 100) == LINES


def test_nothing_is_borrowed_at_a_price_that_says_nothing() -> None:
    assert borrowable(10**9 - 1, PAR, PAR, 850) is Refusal.NO_PRICE
    assert borrowable(10**54 + 1, PAR, PAR, 850) is Refusal.NO_PRICE
    found = borrowable(2_000 * 10**27, PAR, PAR, 850)
    assert isinstance(found, int)
    assert found < LINES.threshold
