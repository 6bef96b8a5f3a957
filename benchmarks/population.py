"""A made-up venue for timing: 200 markets, most traffic in few of them, three positions a bucket, ten tiers a market.

Synthetic; its seed is fixed, and nothing that reaches a digest comes from here.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.int64]
MARKETS, TIERS = 200, 10
BORDERS = np.array([0, 1, 2, 5, 10, 25, 50, 100, 250, 500])
STEEPER = np.array([10, 15, 25, 40, 60, 100, 150, 250, 400, 600])


@dataclass(frozen=True, slots=True, eq=False)
class Venue:
    """Columns as the sweep takes them (revalue/sweep.py); all markets on the grid, so den is 1."""

    bucket: Column
    market: Column
    lots: Column
    balance: Column
    price: Column
    first: Column
    last: Column
    floors: Column
    ceilings: Column
    nums: Column
    deductions: Column


def venue(rows: int, seed: int = 7) -> Venue:
    """About `rows` positions of a third as many buckets, most of them healthy."""
    draw = np.random.default_rng(seed)
    price = np.exp(draw.normal(8.0, 1.5, MARKETS)).astype(np.int64) + 100
    base = draw.choice([4_000, 6_000, 10_000], MARKETS)
    top = draw.choice([20_000, 100_000, 500_000], MARKETS) * 10**6
    floors = top[:, None] * BORDERS
    nums = np.minimum(base[:, None] * STEEPER // 10, 500_000)
    steps = floors[:, 1:] * np.diff(nums, axis=1) // 10**6
    deductions = np.concatenate([np.zeros((MARKETS, 1), np.int64), np.cumsum(steps, axis=1)], axis=1)
    ceilings = np.concatenate([floors[:, 1:], np.full((MARKETS, 1), 2**62)], axis=1)
    counts = 1 + draw.poisson(2.0, rows // 3)
    bucket = np.repeat(np.arange(len(counts)), counts)
    popularity = 1.0 / (np.arange(MARKETS) + 1.0)
    market = draw.choice(MARKETS, len(bucket), p=popularity / popularity.sum())
    worth = np.exp(draw.normal(7.0, 1.9, len(bucket))) * 1e6
    lots = np.maximum(worth / price[market], 1).astype(np.int64) * draw.choice([-1, 1], len(bucket))
    value = lots * price[market]
    gross = np.bincount(bucket, np.abs(value), len(counts))
    balance = (gross / draw.uniform(3, 15, len(counts)) - np.bincount(bucket, value, len(counts))).astype(np.int64)
    first = np.arange(MARKETS) * TIERS
    flat = [np.ascontiguousarray(table, np.int64).ravel() for table in (floors, ceilings, nums, deductions)]
    return Venue(bucket, market, lots, balance, price, first, first + TIERS - 1, *flat)
