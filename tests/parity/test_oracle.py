"""Rules of an oracle's price, interpreted and compiled, on edges: at their limits, one beside, and zeros."""

from itertools import product

from solvent.prices.oracle.age import beyond, in_grace, too_old, update_due
from solvent.prices.oracle.bounds import bound, capped, past, staked
from solvent.prices.oracle.confidence import cautious, too_wide
from solvent.prices.oracle.delay import hour_start
from solvent.prices.oracle.growth import growth_a_second, inconsistent, ratio_cap
from solvent.prices.oracle.last_good import agree, switched
from solvent.prices.oracle.twap import mean_tick, window_known
from solvent.reasons import Feed
from solvent.units import INT64_MAX, MAX_PRICE, NS, PPM
from tests.parity.agree import rule_agrees

FLAGS = (False, True)
HOUR = 3600 * NS
TIMES = (0, 1, HOUR - 1, HOUR, HOUR + 1, INT64_MAX)
TICKS = (0, 1, 949, 950, 951, 1000, 1250, 1251, MAX_PRICE)
ROOMS = (0, 1, 50_000, 250_000, PPM)


def test_ages() -> None:
    rule_agrees(beyond, product((0, 6, 7, 8), (0, 7), FLAGS))
    rule_agrees(too_old, product((HOUR, INT64_MAX), TIMES, (0, HOUR), FLAGS))
    rule_agrees(in_grace, product((HOUR, INT64_MAX), TIMES, (0, HOUR), FLAGS))
    rule_agrees(update_due, product((1, 1000, MAX_PRICE), TICKS, ROOMS, (HOUR - 1, HOUR), (HOUR,)))
    rule_agrees(hour_start, product(TIMES, (1, HOUR)))
    rule_agrees(window_known, product((HOUR,), (0, 1, HOUR), TIMES, FLAGS))


def test_bounds_and_widths() -> None:
    rule_agrees(capped, product((-1, *TICKS), TICKS))
    rule_agrees(bound, product(TICKS, ROOMS, FLAGS))
    rule_agrees(past, product(TICKS, TICKS, ROOMS, FLAGS, FLAGS))
    rule_agrees(staked, product((-1, *TICKS), (-1, 0, 1, 10**9, 2 * 10**9), (10**9,)))
    rule_agrees(too_wide, product(TICKS[1:], (0, 1, 19, 20, 21), ROOMS, FLAGS))
    rule_agrees(cautious, product(TICKS, (0, 1, 950), FLAGS))


def test_growth() -> None:
    ratios, seconds = (0, 1, 10**9, 1_157_200_000), (-1, 0, 1, 604_800, 10**9)
    rule_agrees(growth_a_second, product(ratios, ROOMS))
    rule_agrees(ratio_cap, product(ratios, ROOMS, seconds[1:]))
    rule_agrees(inconsistent, product(ratios, ratios, (-1, *ROOMS), seconds, ROOMS))


def test_the_switch_and_the_mean() -> None:
    rule_agrees(agree, product(TICKS[1:], TICKS[1:], ROOMS, FLAGS))
    rule_agrees(switched, product(map(int, Feed), FLAGS, FLAGS, FLAGS, FLAGS))
    rule_agrees(mean_tick, product((-(2**55), -8, -7, -1, 0, 1, 7, 2**55), (1, 2, 1800)))
