"""An exponentially weighted variance in integers: against the printed figures, and on the safe side of the exact."""

import csv
import gzip
from decimal import Decimal, getcontext
from itertools import pairwise
from math import ceil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvent.perps.volatility import MOST, deviation, ewma_variance, log_move, over_intervals, stepped, volatile_rate
from solvent.units import PPB, PPM

HOURLY = Path(__file__).parents[3] / "shared/data/bitmex_xbtusd/xbtusd_1h_20150925_20210922.csv.gz"
getcontext().prec = 60
PRICES = st.integers(1, 2**53)


@given(before=PRICES, after=PRICES)
def test_a_log_move_is_never_less_than_the_exact_one(before: int, after: int) -> None:
    exact = abs((Decimal(after) / Decimal(before)).ln()) * PPB
    found = log_move(before, after)
    assert found == log_move(after, before)
    assert found == MOST if exact >= MOST else exact <= found < exact + 2


@given(variance=st.integers(0, 4 * 10**18), move=st.integers(0, MOST), decay=st.integers(0, PPM - 1))
def test_a_variance_lies_between_what_it_was_and_the_move(variance: int, move: int, decay: int) -> None:
    after = ewma_variance(variance, move, decay)
    assert min(variance, move * move) <= after <= max(variance, move * move) + 2


@given(variance=st.integers(0, 4 * 10**18), move=st.integers(0, MOST), count=st.integers(1, 50))
def test_a_return_over_several_intervals_is_shared_by_them(variance: int, move: int, count: int) -> None:
    share = ceil((Decimal(move) ** 2 / count).sqrt())
    one_by_one = variance
    for _ in range(count):
        one_by_one = ewma_variance(one_by_one, share, 970_000)
    assert over_intervals(variance, move, 970_000, count) == one_by_one


@given(before=st.integers(0, PPM), target=st.integers(0, PPM), up=st.integers(1, PPM), down=st.integers(1, PPM))
def test_a_rate_never_moves_by_more_than_a_step_and_arrives(before: int, target: int, up: int, down: int) -> None:
    after = stepped(before, target, up, down)
    assert before - down <= after <= before + up
    assert after == target if before - down <= target <= before + up else abs(target - after) < abs(target - before)


# "Volatility doubles overnight": sqrt(decay^t + (1 - decay^t) 4) after so many days, as printed in the fact sheet.
DOUBLED = {
    970_000: {1: "1.044", 5: "1.193", 10: "1.337", 20: "1.539", 30: "1.672", 60: "1.876"},
    940_000: {1: "1.086", 5: "1.341", 10: "1.544", 20: "1.769", 30: "1.879", 60: "1.982"},
}


@pytest.mark.parametrize("decay", DOUBLED)
def test_what_volatility_that_doubles_overnight_does_to_margin(decay: int) -> None:
    daily, variance = 40_000_000, 40_000_000**2  # 4 % a day, then 8 %
    for day in range(1, 61):
        variance = ewma_variance(variance, 2 * daily, decay)
        if day in DOUBLED[decay]:
            ratio = Decimal(volatile_rate(deviation(variance), 2_326_350, PPM)) / volatile_rate(daily, 2_326_350, PPM)
            assert ratio.quantize(Decimal("0.001")) == Decimal(DOUBLED[decay][day])


def closes() -> list[int]:
    """The last hourly close of each UTC day up to 2021-09-21, in half dollars, the tick of XBTUSD."""
    days: dict[int, int] = {}
    with gzip.open(HOURLY, "rt") as file:
        for row in csv.DictReader(file):
            if row["close"]:
                days[int(row["ts_s"]) // 86_400] = int(Decimal(row["close"]) * 2)
    return [ticks for day, ticks in sorted(days.items()) if day <= 18_891]  # days since 1970


# decay: mean, least and most margin in %, peak / trough, largest rise in 1, 5 and 30 days in %, breaches long / short.
REFERENCE = {
    970_000: ("9.44", "4.99", "24.78", "4.96", ("219.8", "257.2", "282.6"), (15, 17)),
    940_000: ("9.12", "3.64", "33.89", "9.31", ("316.2", "404.2", "455.2"), (16, 18)),
}


@pytest.mark.parametrize("decay", REFERENCE)
def test_the_reference_run_on_six_years_of_xbtusd(decay: int) -> None:
    """Fact sheet, 7.5: 995 days from 2019 on, 99 % one day; seeded in 2015 with the mean square of 30 returns."""
    if not HOURLY.exists():
        pytest.skip(f"real prices are not here: {HOURLY}")
    prices = closes()
    moves = [log_move(before, after) for before, after in pairwise(prices)]
    falls = [after < before for before, after in pairwise(prices)]
    variance = sum(move * move for move in moves[:30]) // 30
    rates, breaches = [], [0, 0]
    before = 0
    for day, (move, fell) in enumerate(zip(moves, falls, strict=True)):
        if day >= len(moves) - 995:
            breaches[not fell] += move > before * 1000
        variance = ewma_variance(variance, move, decay)
        before = volatile_rate(deviation(variance), 2_326_350, PPM)
        rates.append(before)
    rates = rates[-995:]
    mean, least, most, ratio, rises, breached = REFERENCE[decay]
    assert len(rates) == 995
    figures = [Decimal(sum(rates)) / len(rates) / 10_000, Decimal(min(rates)) / 10_000, Decimal(max(rates)) / 10_000,
               Decimal(max(rates)) / min(rates)]  # fmt: skip
    assert [figure.quantize(Decimal("0.01")) for figure in figures] == [*map(Decimal, (mean, least, most, ratio))]
    for days, rise in zip((1, 5, 30), rises, strict=True):
        largest = max(Decimal(later) / now for now, later in zip(rates, rates[days:], strict=False)) - 1
        assert (100 * largest).quantize(Decimal("0.1")) == Decimal(rise)
    assert tuple(breaches) == breached
