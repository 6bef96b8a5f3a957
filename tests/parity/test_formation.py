"""Rules of premiums, rates, impact and composites, interpreted and compiled, on edges."""

from itertools import product

from solvent.perps.funding_rate import (
    bounded_rate,
    drift_rate,
    drifting_rate,
    index_step,
    mean_premium,
    part_of,
    rate_bound,
    received_rate,
    step_average,
    with_interest,
)
from solvent.prices.composite import by_weight, counts, decayed, leveraged_size, time_average, traded_price
from solvent.prices.impact import depth_price, impact_mid, impact_price
from solvent.prices.premium import impact_premium, mid_premium, premium_missing
from solvent.rates import clamped, towards_zero
from solvent.units import PPB, PPM
from tests.parity.agree import rule_agrees

RATES = (-PPB, -1, 0, 1, 7, PPB)
PRICES = (0, 1, 99, 100, 10**9)
LADDERS = [([100, 125], [10, 10]), ([100], [0]), ([1, 2, 10**6], [0, 5, 10**6])]
FLAGS = (False, True)
DAY = 86_400 * 10**9


def test_rates() -> None:
    rule_agrees(towards_zero, product(RATES, (0, 1, PPB), (1, 3, PPB)))
    rule_agrees(clamped, product(RATES, RATES, RATES))
    rule_agrees(mean_premium, product(RATES, (0, 1, 60), (0, 60, 120)))
    rule_agrees(with_interest, product(RATES, RATES, (0, 1, PPB)))
    rule_agrees(part_of, product(RATES, (1, 8, 24)))
    rule_agrees(rate_bound, product((0, PPM, 6 * PPM), (0, 150_000, PPM), (0, 800_000, PPM)))
    rule_agrees(index_step, product((-1_001_999, 0, 7), (0, 3_600, 28_800), (0, 1_000, 10**6), (-9, 0, 2)))
    rule_agrees(drift_rate, product((1, 49_000_000), (1, 50_000_000), (-5, 0, 10_000), (0, 1_000_000), (1, 24)))
    rule_agrees(received_rate, product((1, 41_666_666), (0, 10**10), (1, 10**10), (0, 1, 83_333)))
    rule_agrees(bounded_rate, product((1, 99, 10**6), (1, 100), (0, PPM, 2 * PPM), (-PPM, 0), (0, PPM)))
    rule_agrees(drifting_rate, product(RATES, (-20_000, -1, 0, 60), (1, 10_000), (0, 3_000), (0, 1, DAY)))
    rule_agrees(step_average, product([[0, 2, 7]], [[10, 0, 7]], (0, 1), (8, 10), (0, 3), (3, 9), (1, PPM)))


def test_depth_and_composites() -> None:
    for ticks, lots in LADDERS:
        rule_agrees(impact_price, product([ticks], [lots], (0, 1, 1_000, 1_500, 10**7), (1, PPM), FLAGS))
        rule_agrees(depth_price, product([ticks], [lots], (0, 1, 15, 20, 10**6), (1, PPM), FLAGS))
    rule_agrees(impact_mid, product(PRICES, PRICES))
    rule_agrees(impact_premium, product(PRICES, PRICES, PRICES[1:], (PPM, PPB)))
    rule_agrees(mid_premium, product(PRICES[1:], PRICES[1:], PRICES[1:], (PPM, PPB)))
    rule_agrees(premium_missing, product((0, 1), (0, 1), (-1, 0, 1)))
    rule_agrees(counts, product(PRICES, (0, 9, 10, 11), (0, 10)))
    rule_agrees(
        by_weight, product([[100, 0, 81]], [[200_000, 5, 500_000], [0, 0, 0]], [[0, 0, 9]], [[1, 1, 1], [9, 9, 9]])
    )
    rule_agrees(decayed, product((0, 1, 4, 9), (1, 4), (1, 2, 3), (0, 500_000, PPM)))
    rule_agrees(traded_price, product([[100, 130, 7]], [[2, 0, 5]], [[4, 0, 1]], (4, 9), (1, 2), (0, 500_000, PPM)))
    rule_agrees(leveraged_size, product((0, 1_000), (1, 200_000), (1, 400_000), (1, 125)))
    rule_agrees(time_average, product([[0, 30, 45]], [[100, 120, 150]], (45, 60, 120), (0, 15, 30, 120)))
