"""Rules and kernels of positions, interpreted and compiled, on edges: zeros, limits, borders and below zero."""

from itertools import product

import numpy as np
import pytest

from solvent.fixed import compiled_rule
from solvent.grid import (
    entry_ticks,
    most_below,
    notional,
    ticks_worth,
    tier_starts,
    value,
    worth_at_least,
    worth_more,
)
from solvent.perps.bankruptcy import bankruptcy_price, bankruptcy_quote, share_of_equity
from solvent.perps.collateral import auto_exchange, borrowable
from solvent.perps.funding import payment, payments
from solvent.perps.margin import fee_to_close
from solvent.perps.transition import may_become
from solvent.prices.budget import beyond_budget, frozen
from solvent.tiers import continuous_deduction, maintenance_rate, row_maintenance
from solvent.units import MAX_AMOUNT, MAX_NOTIONAL, MAX_PRICE, PPB, PPM
from tests.parity.agree import kernel_agrees, rule_agrees

FINEST = 10**12
GRIDS = [
    *product((-7, 0, 7), (1, 500, MAX_PRICE), (1, 10, FINEST)),
    *product((-(2**31), 2**31), (2**21, 2**31), (10**6, FINEST)),
    *product((-7, 0, 7, 2**21), (1, 500, MAX_PRICE), (-1, -(10**9), -FINEST)),
]
EQUITIES = (-MAX_AMOUNT, -1, 0, 1, 10**6, MAX_AMOUNT)


def test_the_grid() -> None:
    rule_agrees(value, GRIDS)
    rule_agrees(notional, GRIDS)
    held = [grid for grid in GRIDS if grid[0] != 0]
    rule_agrees(ticks_worth, [(lots, amount, den) for lots, _, den in held for amount in EQUITIES])
    rule_agrees(most_below, product((1, 2, 1000, MAX_NOTIONAL), (1, 7, MAX_PRICE), (1, 10)))
    rule_agrees(most_below, product((1, 2, 1000, MAX_NOTIONAL), (1, 7, 500), (-1, -(10**9))))
    rule_agrees(worth_at_least, [(lots, max(ticks, 1), worth, den) for lots, ticks, den in GRIDS for worth in EQUITIES])
    rule_agrees(worth_more, [(*grid, limit) for grid in GRIDS for limit in (0, 1, MAX_AMOUNT)])
    rule_agrees(entry_ticks, product((-7, 7, 2**20), (0, 1, 10**6, -(10**12)), (1, 10**6, -1, -(10**9))))
    rule_agrees(tier_starts, [(floor, lots, den) for lots, _, den in held for floor in (1, 2, 10**6)])


def test_bankruptcy() -> None:
    held = [grid for grid in GRIDS if grid[0] != 0]
    rule_agrees(bankruptcy_price, [(*grid, equity) for grid in held for equity in EQUITIES])
    shares = list(product(EQUITIES, (0, 1, 10**9), (0, 10**9, MAX_AMOUNT)))
    rule_agrees(share_of_equity, shares)
    rule_agrees(bankruptcy_quote, [(change, *share) for change in (-MAX_NOTIONAL, 0, 5) for share in shares])


def test_the_budget_of_a_price() -> None:
    amounts, rates = (0, 1, 10**9, MAX_AMOUNT), (1, PPM, 10**9)
    rule_agrees(beyond_budget, product(amounts, rates, amounts, rates))
    rule_agrees(frozen, product((0, 60, 61, 2**60), (0, 1), (1, 60), (0, 5), (0, 5, 6)))


def test_standing() -> None:
    rule_agrees(fee_to_close, product((0, 1, MAX_NOTIONAL), (1, -1), (PPM, 3 * PPM, 200 * PPM), (0, 550, PPM)))
    margins = (0, 1, MAX_AMOUNT)
    rule_agrees(may_become, product(EQUITIES, margins, EQUITIES, (0, 10**6), margins))
    rule_agrees(borrowable, product((0, 1, MAX_AMOUNT), (0, 1, PPM)))
    rule_agrees(auto_exchange, product((0, 1, 10**12), (1, 975_000, PPM)))


def test_schedules() -> None:
    floors, nums, dens = [0, 1000, 2000], [0, 1, 1], [1, 100, 20]
    fractions, deductions = [PPM, PPM, 600_000], [0, 10, 70]
    sizes = (0, 1, 999, 1000, 1001, 1999, 2000, 2001, MAX_NOTIONAL)
    rule_agrees(row_maintenance, [(size, 0, 2, floors, nums, dens, fractions, deductions) for size in sizes])
    rule_agrees(continuous_deduction, product((0, 7), (0, MAX_NOTIONAL), (1, 3), (20, PPM), (1,), (100, PPM)))
    rule_agrees(maintenance_rate, product((0, 637_239, PPM), (0, 289_284, PPM)))


def test_funding() -> None:
    rates = (-PPB, -1, 0, 1, 100_000, PPB)
    rule_agrees(payment, [(*grid, rate) for grid in GRIDS for rate in rates])
    lots = np.array([-(2**40), -1, 0, 1, 2**40], np.int64)
    for rate in rates:
        residual, (_, paid) = kernel_agrees(payments, lots, 2**20, FINEST, rate, np.zeros(5, np.int64))
        assert residual == sum(paid) >= 0


def test_too_large_is_said_and_not_wrapped() -> None:
    with pytest.raises(OverflowError):
        compiled_rule(value)(2**62, 4, 1)
    with pytest.raises(OverflowError):
        compiled_rule(payment)(2**62, 4, 1, 1)
