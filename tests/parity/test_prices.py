"""Rules and kernels of prices, interpreted and compiled, on edges: nothing said, nobody counts, limits to the unit."""

from itertools import product

import numpy as np
import pytest

from solvent.columns import Int64Array
from solvent.policy.choices import BasisOf, IndexRule, MarkRule
from solvent.prices.index import compose, weighted_mean, weighted_median, within
from solvent.prices.mark import averaged, followed, lacks, marks, middle_of_book, rest_of, smoothed_basis
from solvent.prices.middle import median_of
from solvent.prices.sources import becomes, faults, hear, rhythm_after, standings, wrong_in, wrong_now
from solvent.reasons import Exclusion
from solvent.units import INT64_MAX, MAX_PRICE, PPB, PPM
from tests.parity.agree import kernel_agrees, rule_agrees

S = 10**9
NOW = 1_760_130_300 * S
PRICES = (0, 1, 99, 100, 101, 200, MAX_PRICE)
TIMES = (0, 1, NOW - 10 * S - 1, NOW - 10 * S, NOW - 1, NOW)
MARKETS, EACH = 40, 7  # sources stand in rows, market by market


def some(rng: np.random.Generator, edges: tuple[int, ...], count: int) -> Int64Array:
    """Cells drawn from edges."""
    return rng.choice(np.array(edges, np.int64), count)


def empty(count: int, *, of: int = 1) -> list[Int64Array]:
    return [np.zeros(count, np.int64) for _ in range(of)]


def test_single_rules() -> None:
    rule_agrees(median_of, [(list(PRICES[:count]), count) for count in range(8)])
    weights = [1, PPM, 5, 5, 11, PPM, 1]
    rule_agrees(weighted_median, [(list(PRICES[:count]), weights[:count], count) for count in range(8)])
    rule_agrees(weighted_mean, [(list(PRICES[:count]), weights[:count], count) for count in range(8)])
    rule_agrees(within, product(PRICES, PRICES[1:], (0, 1, 5_000, PPM)))
    rule_agrees(wrong_in, product(PRICES, (0, 100), (0, 100, 101), (0, 100), (0, 1), (0, 1), (0, 10_000)))
    rule_agrees(becomes, product((0, 1, 12), (0, 1, 12), (0, NOW - S, NOW - S - 1), (NOW,), (0, S)))
    rule_agrees(rhythm_after, product((0, 1, S, INT64_MAX >> 1), (0, 1, S, 3600 * S)))
    rule_agrees(rest_of, product((-PPB, -1, 0, 1, PPB), (0, 1, NOW), (0, 1, 3600 * S)))
    rule_agrees(smoothed_basis, product((-(10**18), 0, 7), (1, MAX_PRICE), (1, 100), (0, S), (1, 150 * S)))
    rule_agrees(averaged, product((0, 1, 10**8), (1, 100, 4 * 10**12, 4 * 10**12 + 1, MAX_PRICE), (0, S, NOW)))
    rule_agrees(followed, product(map(int, BasisOf), *[(0, 99, 101)] * 3))
    rule_agrees(middle_of_book, product(*[(0, 99, 100, 101)] * 3))
    rule_agrees(lacks, product(map(int, MarkRule), *[(0, 5)] * 7))
    seen = (NOW - 10 * S - 1, NOW - 10 * S, NOW)
    rule_agrees(wrong_now, product((NOW,), (0, 11), (0, 1), (0, 5), (0, *seen), seen, (0, NOW - S - 1), (0, S),
                                   (10 * S,), (0, 10 * S), (0, PPM), (0, S)))  # fmt: skip


@pytest.mark.parametrize("seed", range(5))
def test_what_sources_say(seed: int) -> None:
    rng, rows = np.random.default_rng(seed), MARKETS * EACH
    exclusions = tuple(map(int, (0, *Exclusion)))
    gates = [some(rng, edges, MARKETS) for edges in ((0, 1, 5_000), (0, 30 * S), (0, 1, 60 * S), (0, PPM))]
    kernel_agrees(
        hear, np.arange(rows) % MARKETS, NOW, some(rng, (-1, *PRICES, MAX_PRICE + 1), rows),
        some(rng, (*TIMES, NOW + 1), rows), some(rng, TIMES, rows), some(rng, PRICES, rows), some(rng, PRICES, rows),
        some(rng, (0, 1), rows), some(rng, (0, 1), rows), some(rng, PRICES, rows), some(rng, TIMES, rows),
        some(rng, exclusions, rows), some(rng, TIMES, rows), some(rng, (0, 1, S, 3600 * S), rows), *gates,
        *empty(rows, of=5),
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(5))
def test_who_counts_and_what_they_make(seed: int) -> None:
    """The three kernels as they follow one another; the first market has no source, the last ones have all."""
    rng, rows = np.random.default_rng(seed), MARKETS * EACH
    market = np.repeat(np.arange(MARKETS), EACH)
    first, last = np.arange(MARKETS) * EACH, np.arange(MARKETS) * EACH + np.arange(MARKETS) % (EACH + 1)
    ticks, exclusion = some(rng, PRICES, rows), some(rng, (0, 0, 0, 1, 12), rows)
    venue_ns = some(rng, TIMES, rows)
    _, said = kernel_agrees(
        faults, NOW, market, some(rng, (0, 0, 0, 11), rows), some(rng, (0, 0, 0, 1), rows), ticks, venue_ns,
        some(rng, TIMES, rows), some(rng, TIMES, rows), some(rng, (0, S), rows), some(rng, (10 * S,), MARKETS),
        some(rng, (0, 10 * S), MARKETS), some(rng, (0, PPM), MARKETS), some(rng, (0, 10 * S), MARKETS), *empty(rows),
    )  # fmt: skip
    wrong = np.array(said[-1], np.int64)
    kernel_agrees(
        standings, NOW, first, last, some(rng, (0, 1, 10_000), MARKETS), some(rng, (0, 1, 10_000), MARKETS),
        some(rng, (0, S), MARKETS), ticks, venue_ns, exclusion, some(rng, TIMES, rows), wrong, *empty(rows, of=2),
    )  # fmt: skip
    law = some(rng, tuple(map(int, IndexRule)), MARKETS)
    counts = ((exclusion == 0) & (wrong == 0)).astype(np.int64)
    kernel_agrees(
        compose, first, last, law, some(rng, (0, 1, 5_000), MARKETS), ticks, some(rng, (1, 5, PPM), rows), counts,
        *empty(rows, of=3), *empty(MARKETS, of=2),
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(5))
def test_marks(seed: int) -> None:
    rng, many = np.random.default_rng(seed), 2_000
    prices = [some(rng, (0, 1, 99, 100, 101, MAX_PRICE), many) for _ in range(5)]
    kernel_agrees(
        marks, NOW, some(rng, tuple(map(int, MarkRule)), many), some(rng, (0, 1, 50_000), many),
        some(rng, tuple(map(int, BasisOf)), many), some(rng, (1, 150 * S), many), some(rng, (0, 3600 * S), many),
        *prices, some(rng, TIMES, many), some(rng, (-PPB, -1, 0, 1, PPB), many), some(rng, (-(10**18), 0, 10**6), many),
        some(rng, (0, 10**8), many), *empty(many, of=4),
    )  # fmt: skip
