"""Rates follow usage: two slopes that meet at the kink."""

from hypothesis import given
from hypothesis import strategies as st

from solvent.lending.scales import RAY, WAD
from solvent.lending.utilisation import kinked, supply_rate, two_slope, usage

OPTIMAL, BASE, SLOPE, STEEP = RAY * 8 // 10, RAY // 100, RAY // 25, RAY * 3 // 4


def test_aave_by_hand() -> None:
    assert usage(80, 20) == OPTIMAL
    assert usage(0, 20) == 0
    rates = [two_slope(used, OPTIMAL, BASE, SLOPE, STEEP) for used in (0, OPTIMAL // 2, OPTIMAL, RAY)]
    assert rates == [BASE, BASE + SLOPE // 2, BASE + SLOPE, BASE + SLOPE + STEEP]
    assert supply_rate(RAY // 10, RAY // 2, 1_000) == RAY * 45 // 1_000


def test_comet_by_hand() -> None:
    assert [kinked(used, WAD * 8 // 10, 7, 100, 1_000) for used in (0, WAD // 2, WAD * 8 // 10, WAD)] == [
        7,
        57,
        87,
        287,
    ]


@given(st.integers(0, RAY), st.integers(0, RAY))
def test_more_usage_never_costs_less(used: int, other: int) -> None:
    low, high = sorted((used, other))
    terms = (OPTIMAL, BASE, SLOPE, STEEP)
    assert two_slope(low, *terms) <= two_slope(high, *terms)
    assert kinked(low // 10**9, WAD * 8 // 10, 7, 100, 1_000) <= kinked(high // 10**9, WAD * 8 // 10, 7, 100, 1_000)
