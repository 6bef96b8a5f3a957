"""The adaptive curve: steeper above the target, and drifting towards the rate that brings usage back."""

from hypothesis import given
from hypothesis import strategies as st

from solvent.lending.morpho.adaptive import FIRST, LEAST, MOST, curve, exp, rates, usage_error
from solvent.lending.scales import WAD

DAY = 86_400


def test_by_hand() -> None:
    assert [usage_error(used, 100) for used in (0, 45, 90, 95, 100)] == [-WAD, -WAD // 2, 0, WAD // 2, WAD]
    assert usage_error(0, 0) == -WAD
    assert [curve(1_000, error) for error in (-WAD, 0, WAD)] == [250, 1_000, 4_000]
    assert exp(0) == WAD
    assert exp(-50 * WAD) == 0
    assert (exp(100 * WAD), exp(10**30)) == (exp(94 * WAD),) * 2


def test_nothing_drifts_at_the_target_and_the_first_time() -> None:
    assert rates(90, 100, FIRST, DAY) == (FIRST, FIRST)
    assert rates(100, 100, 0, DAY) == (4 * FIRST, FIRST)


def test_a_full_market_doubles_its_rate_in_five_days() -> None:
    """50 a year at a distance of 1: ln 2 / 50 of a year are 5.06 days."""
    _, after = rates(100, 100, FIRST, 437_179)
    assert abs(after - 2 * FIRST) * 100 < 2 * FIRST


@given(st.integers(0, 100), st.integers(LEAST, MOST), st.integers(0, 365 * DAY))
def test_rates_stay_within_their_bounds_and_go_the_right_way(used: int, start: int, seconds: int) -> None:
    average, after = rates(used, 100, start, seconds)
    assert LEAST <= after <= MOST
    assert LEAST // 4 <= average <= 4 * MOST
    assert (after - start) * (used - 90) >= 0
