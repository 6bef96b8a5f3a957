"""Rules and kernels of closing, interpreted and compiled, on edges: zeros, limits, tier borders and below zero."""

from itertools import product

import numpy as np
import pytest

from solvent.columns import Int64Array
from solvent.liquidation.deleverage import match, scores
from solvent.liquidation.execution import bankruptcy_limits, equity_fee, improvement_fee, within_limit
from solvent.liquidation.proportion import quotas
from solvent.liquidation.sizing import notional_bounds, order_sizes
from solvent.liquidation.slices import allowed, band_limits, slices
from solvent.liquidation.waterfall import charge, fund_covers, pay, socialise
from solvent.policy import Ranking, Sizing
from solvent.units import MAX_AMOUNT, MAX_NOTIONAL, MAX_PRICE, PPM
from tests.parity.agree import kernel_agrees, rule_agrees

FINEST = 10**12


def columns(rows: list[tuple[int, ...]]) -> list[Int64Array]:
    """Rows of numbers as columns."""
    return [np.array(column, np.int64) for column in zip(*rows, strict=True)]


# Two markets end to end: one tier alone, and three of which the second jumps and the third is dYdX's shape.
TABLES = [np.array(table, np.int64) for table in (
    [0, 0, 1000, 2000], [5, 1, 1, 1], [100, 100, 20, 10], [PPM, PPM, PPM, 600_000], [0, 0, 7, 100])]  # fmt: skip

LOTS = (-(2**20), -2001, -2000, -1999, -1001, -1000, -999, -1, 0, 1, 999, 1000, 1001, 1999, 2000, 2001, 2**20)
ORDERS = columns([
    (lots, ticks, den, first, last, equity, 10**6, cost, escalate)
    for lots in LOTS
    for ticks, den in ((1, 1), (10, 10), (2**31, 10**6), (10**6, -(10**6)))
    for first, last in ((0, 0), (1, 3))
    for equity in (-5, 0, 10**6 - 100, 10**6)
    for cost, escalate in ((0, 0), (12_000, 0), (500_000, 0), (0, 1))
])  # fmt: skip


@pytest.mark.parametrize("sizing", Sizing)
@pytest.mark.parametrize(("buffer", "comparator", "levels"), [(0, 1, 1), (50_000, 2, 2)])
def test_sizes(sizing: Sizing, buffer: int, comparator: int, levels: int) -> None:
    scalars = (int(sizing), 200_000, 1500, buffer, comparator, levels)
    sizes = np.full(len(ORDERS[0]), -1, np.int64)
    kernel_agrees(order_sizes, *ORDERS, *scalars, *TABLES, sizes)


def test_limits_and_fees() -> None:
    rows = [
        (*grid, equity, maintained, margin, fee)
        for grid in product((-(2**20), -1, 1, 2**20), (1, 2**20), (1, FINEST, -1, -(10**9)))
        for equity in (-MAX_AMOUNT, -1, 0, 1, MAX_AMOUNT)
        for maintained, margin in ((0, 0), (1, 1), (10**9, 1), (MAX_NOTIONAL, MAX_NOTIONAL - 1))
        for fee in (0, 600, 500_000)
    ]
    kernel_agrees(bankruptcy_limits, *columns(rows), np.zeros(len(rows), np.int64))
    amounts = (0, 1, 10_001, MAX_NOTIONAL)
    rule_agrees(equity_fee, product(amounts, (0, 5_000, PPM), (-MAX_AMOUNT, 0, 20, MAX_AMOUNT)))
    rule_agrees(improvement_fee, product((-MAX_AMOUNT, 0, 20, MAX_AMOUNT), amounts, (0, 5_000, PPM)))
    rule_agrees(within_limit, product((-5, 5), (1, 100, MAX_PRICE), (0, 99, 100, 101)))
    rule_agrees(notional_bounds, product(amounts, (0, 10_000), (0, 100_000, PPM)))
    rule_agrees(fund_covers, product((-5, 0, MAX_AMOUNT), (-MAX_AMOUNT, 0, 1)))


@pytest.mark.parametrize("ranking", Ranking)
def test_scores(ranking: Ranking) -> None:
    rows = list(product((-(2**20), -7, 7, 2**20), (-MAX_NOTIONAL, -1, 0, 1, MAX_NOTIONAL), (-MAX_AMOUNT, 0, 1, 10**9)))
    for ticks, den in ((1, 1), (2**31, 1), (2**31, FINEST), (2**31, -(10**9))):
        kernel_agrees(scores, *columns(rows), ticks, den, int(ranking), np.zeros(len(rows), np.int64))


def test_matching() -> None:
    edges = [[], [0], [5], [0, 3, 0, 4], [MAX_NOTIONAL, 1]]
    for needs, lots in product(edges, edges):
        pairs = [np.zeros(len(needs) + len(lots), np.int64) for _ in range(3)]
        kernel_agrees(match, np.array(needs, np.int64), np.array(lots, np.int64), *pairs)


def test_quotas() -> None:
    for have in ([1], [5, 3, 2], [MAX_NOTIONAL, 1, MAX_NOTIONAL]):
        for asked in (0, 1, sum(have) - 1, sum(have)):
            kernel_agrees(quotas, asked, np.array(have, np.int64), sum(have), np.zeros(len(have), np.int64))


def test_the_waterfall() -> None:
    edges = [[], [0], [5, 0, 7], [MAX_AMOUNT, MAX_AMOUNT, 1]]
    for amounts, total in product(edges, (-1, 0, 1, 6, MAX_AMOUNT, 2 * MAX_AMOUNT)):
        column = np.array(amounts, np.int64)
        kernel_agrees(pay, column, total, np.zeros(len(amounts), np.int64))
        kernel_agrees(socialise, total, column - 2, np.zeros(len(amounts), np.int64))
        kernel_agrees(charge, total, column, column - 2, np.zeros(len(amounts), np.int64))


def test_the_terms_of_a_stage() -> None:
    rows = [
        (size, ticks, den, side)
        for size in (0, 1, 7, 2**40)
        for ticks, den in ((1, 1), (MAX_PRICE, FINEST), (2**20, -(10**9)))
        for side in range(3)
    ]
    for most in (0, 1, 1000, MAX_AMOUNT):
        kernel_agrees(slices, *columns(rows), most, np.array([-1, 10, 2**62], np.int64))
    limited = [
        (held, around, limit)
        for held in (-5, 5)
        for around in (1, 100, MAX_PRICE)
        for limit in (0, 1, 96, 104, MAX_PRICE)
    ]
    held, around, limits = columns(limited)
    for band in (1, 50_000, PPM - 1):
        kernel_agrees(band_limits, held, around, band, limits)
    rule_agrees(allowed, product((0, 1, 99, 2**62), (1, 10_000, PPM), (0, 1, 2**62)))
