"""The bridge hits every figure, stays inside the published extremes, and depends on its seed alone."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvent.errors import BadCase
from solvent.lab.bridge import Bounds, Point, Volatility, bridge
from solvent.lab.random import Stream
from solvent.units import DURATIONS, NS

MINUTE = DURATIONS["min"]
CALM = Volatility(3000, MINUTE)
START = 1_760_130_300 * NS


def figures_of(prices: list[int], gap_s: int = 60) -> list[Point]:
    return [(START + n * gap_s * NS, ticks) for n, ticks in enumerate(prices)]


@given(
    prices=st.lists(st.integers(1, 10**7), min_size=1, max_size=8),
    gap_s=st.integers(1, 200),
    rate=st.integers(0, 10**6),
    step_ns=st.sampled_from([NS, 5 * NS, 7 * NS // 3]),
    seed=st.integers(0, 2**64 - 1),
    bounded=st.booleans(),
)
def test_it_hits_every_figure_and_stays_inside(
    prices: list[int], gap_s: int, rate: int, step_ns: int, seed: int, bounded: bool
) -> None:
    figures = figures_of(prices, gap_s)
    bounds = Bounds(min(prices), max(prices)) if bounded and max(prices) - min(prices) > 1 else Bounds()
    times, ticks = bridge(figures, step_ns, Volatility(rate, MINUTE), bounds, Stream(seed, "x"))
    path = dict(zip(times, ticks, strict=True))
    assert all(path[time] == price for time, price in figures)
    assert all(before < after <= before + step_ns for before, after in pairwise(times))
    between = [price for time, price in path.items() if time not in dict(figures)]
    assert all(price >= 1 for price in between)
    if bounds.high:
        assert all(bounds.low < price < bounds.high for price in between)


def test_the_low_is_reached_only_where_it_was_published() -> None:
    figures = figures_of([3761, 1055, 3700])
    times, ticks = bridge(figures, NS, Volatility(300_000, MINUTE), Bounds(low=1055), Stream(1, "x"))
    assert [time for time, price in zip(times, ticks, strict=True) if price == min(ticks)] == [figures[1][0]]
    assert min(ticks) == 1055


def test_the_same_seed_is_the_same_path_and_another_is_another() -> None:
    figures = figures_of([100_000, 90_000, 95_000])
    paths = [bridge(figures, NS, CALM, Bounds(), Stream(seed, "x")) for seed in (1, 1, 2)]
    assert paths[0] == paths[1] != paths[2]


def test_without_volatility_it_is_a_straight_line() -> None:
    _, ticks = bridge(figures_of([1000, 1060]), NS, Volatility(0, MINUTE), Bounds(), Stream(1, "x"))
    assert list(ticks) == list(range(1000, 1061))


def test_a_figure_does_not_move_the_path_on_its_other_side() -> None:
    paths = [bridge(figures_of([5000, 5000, last]), NS, CALM, Bounds(), Stream(1, "x"))[1] for last in (5000, 6000)]
    assert paths[0][:61] == paths[1][:61]
    assert paths[0][61:] != paths[1][61:]


def test_it_strays_as_far_as_stated() -> None:
    """The middle of a bridge of 4 minutes has the standard deviation of 1 minute."""
    figures = figures_of([1_000_000, 1_000_000], 240)
    middles = [bridge(figures, MINUTE, CALM, Bounds(), Stream(seed, "x"))[1][2] for seed in range(4000)]
    variance = sum((middle - 1_000_000) ** 2 for middle in middles) // 4000
    assert 0.9 < variance / 3000**2 < 1.1


@pytest.mark.parametrize(
    ("figures", "step_ns", "bounds", "message"),
    [
        ([], NS, Bounds(), "at least one figure"),
        ([(2, 5), (1, 5)], NS, Bounds(), "ascending"),
        ([(1, 5), (1, 5)], NS, Bounds(), "ascending"),
        ([(1, 0)], NS, Bounds(), "1 to"),
        ([(1, 5)], 0, Bounds(), "step"),
        ([(1, 5), (10**18, 5)], 1, Bounds(), "longer step"),
        ([(1, 5)], 1, Bounds(low=6), "beyond"),
        ([(1, 5)], 1, Bounds(high=4), "beyond"),
        ([(1, 5)], 1, Bounds(low=5, high=6), "high above"),
    ],
)
def test_bad_figures_are_refused(figures: list[Point], step_ns: int, bounds: Bounds, message: str) -> None:
    with pytest.raises(BadCase, match=message):
        bridge(figures, step_ns, CALM, bounds, Stream(1, "x"))
