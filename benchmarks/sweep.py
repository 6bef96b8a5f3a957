"""The sweep: equity and maintenance of everyone, one million positions, candidates in turn.

All exact candidates must agree to the last unit before anything is timed.
"""

import importlib.util
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.population import Column, Venue, venue
from solvent.revalue.sweep import sweep
from solvent.tiers import row_maintenance

SHARED = Path(os.environ.get("SOLVENT_SHARED") or Path(__file__).resolve().parents[2] / "shared")
PROTOTYPE = SHARED / "prototypes" / "kernels" / "sweep_v4.py"
FEW = 30_000  # rows the interpreted rules are timed on


def run(rows: int, rounds: int) -> None:
    """Prints nanoseconds a position and the ratio to the compiled sweep, median of pairs of the same round."""
    world = venue(rows)
    count = len(world.lots)
    print(f"sweep: {count:,} positions of {len(world.balance):,} buckets, {rounds} rounds, one thread")
    candidates: dict[str, tuple[Callable[[], Any], int]] = {"the sweep, compiled": (compiled(world), count)}
    candidates["NumPy float64"] = (numpy_float(world), count)
    candidates["DuckDB SQL, float64"] = (duckdb_sql(world), count)
    few = small(world)
    candidates[f"the rules, interpreted (on {len(few.lots):,})"] = (interpreted(few), len(few.lots))
    if PROTOTYPE.exists():
        candidates["prototype sweep_v4"] = (prototype(world), count)
    else:
        print(f"  left out: {PROTOTYPE} is absent")
    timed = {name: [] for name in candidates}
    for turn in range(rounds + 1):
        for name, (work, size) in candidates.items():
            start = time.perf_counter()
            work()
            if turn:
                timed[name].append((time.perf_counter() - start) / size * 1e9)
    base = timed["the sweep, compiled"]
    for name, figures in timed.items():
        ratio = statistics.median(a / b for a, b in zip(figures, base, strict=True))
        print(f"  {name:38s} {statistics.median(figures):9.2f} ns (min {min(figures):8.2f})   {ratio:7.2f} x the sweep")
    ours = "prototype sweep_v4"
    if ours in timed:
        ratio = statistics.median(b / a for a, b in zip(timed[ours], base, strict=True))
        print(f"  goal: within 2 x the prototype, found {ratio:.2f} x")
    ratio = statistics.median(a / b for a, b in zip(timed["NumPy float64"], base, strict=True))
    print(f"  goal: NumPy float64 takes at least 8 x as long, found {ratio:.1f} x")


def compiled(world: Venue) -> Callable[[], tuple[Column, Column]]:
    """The project's kernel."""
    ones, millions = np.ones(len(world.price), np.int64), np.full(len(world.nums), 10**6)
    tier, equity, margin = world.first[world.market].copy(), world.balance.copy(), np.zeros_like(world.balance)

    def work() -> tuple[Column, Column]:
        equity[:] = world.balance
        margin[:] = 0
        sweep.compiled(
            world.bucket, world.market, world.lots, tier, world.price, ones, world.first, world.last, world.floors,
            world.nums, millions, millions, world.deductions, world.ceilings, equity, margin,
        )  # fmt: skip
        return equity, margin

    work()
    return work


def numpy_float(world: Venue) -> Callable[[], Any]:
    """The same sums in floats, as a quant would write them."""
    lots, price, balance = world.lots.astype(float), world.price.astype(float), world.balance.astype(float)
    tiers = len(world.floors) // len(world.price)
    floors, rates = world.floors.reshape(-1, tiers).astype(float), world.nums.reshape(-1, tiers) / 1e6
    deductions = world.deductions.reshape(-1, tiers).astype(float)

    def work() -> Any:
        value = lots * price[world.market]
        size, tier = np.abs(value), np.zeros(len(lots), np.int64)
        for step in range(1, tiers):
            tier += size >= floors[world.market, step]
        margin = size * rates[world.market, tier] - deductions[world.market, tier]
        equity = np.bincount(world.bucket, value, len(balance)) + balance
        return equity < np.bincount(world.bucket, margin, len(balance))

    exact = compiled(world)()
    assert (work() == (exact[0] < exact[1])).mean() > 0.999, "the float sweep works on other rules"
    return work


def duckdb_sql(world: Venue) -> Callable[[], Any]:
    """The same sums in SQL."""
    import duckdb

    connection = duckdb.connect()
    connection.execute("set threads = 1")
    tiers = len(world.floors) // len(world.price)
    rows = {"bucket": world.bucket, "market": world.market, "lots": world.lots.astype(float)}
    schedule = {"market": np.arange(len(world.price)), "price": world.price.astype(float)}
    for step in range(tiers):
        schedule[f"rate{step}"] = world.nums.reshape(-1, tiers)[:, step] / 1e6
        schedule[f"deduction{step}"] = world.deductions.reshape(-1, tiers)[:, step].astype(float)
    balances = {"bucket": np.arange(len(world.balance)), "balance": world.balance.astype(float)}
    for name, table in (("rows", rows), ("schedule", schedule), ("balances", balances)):
        connection.register(f"{name}_view", _arrow_free(table))
        connection.execute(f"create table {name} as select * from {name}_view")
    margin = "greatest(" + ", ".join(f"abs(lots * price) * rate{i} - deduction{i}" for i in range(tiers)) + ")"
    query = (
        f"create or replace temp table found as select bucket, worth + balance < margin as breach from (select bucket, "
        f"sum(lots * price) worth, sum({margin}) margin from rows join schedule using (market) group by bucket) "
        f"join balances using (bucket)"
    )
    return lambda: connection.execute(query)


def _arrow_free(table: dict[str, Any]) -> dict[str, Any]:
    """DuckDB reads a dictionary of NumPy columns as a table."""
    return {name: np.ascontiguousarray(column) for name, column in table.items()}


def small(world: Venue) -> Venue:
    """The first buckets of a venue."""
    rows = int(np.searchsorted(world.bucket, world.bucket[min(FEW, len(world.bucket) - 1)]))
    buckets = int(world.bucket[rows - 1]) + 1
    return Venue(
        world.bucket[:rows], world.market[:rows], world.lots[:rows], world.balance[:buckets], world.price, world.first,
        world.last, world.floors, world.ceilings, world.nums, world.deductions,
    )  # fmt: skip


def interpreted(world: Venue) -> Callable[[], tuple[list[int], list[int]]]:
    """The rules one position at a time on Python integers: what everything else must equal."""
    rows = list(zip(world.bucket.tolist(), world.market.tolist(), world.lots.tolist(), strict=True))
    price, first, last = world.price.tolist(), world.first.tolist(), world.last.tolist()
    plain = [10**6] * len(world.nums)
    table = world.floors.tolist(), world.nums.tolist(), plain, plain, world.deductions.tolist()

    def work() -> tuple[list[int], list[int]]:
        equity, margin = world.balance.tolist(), [0] * len(world.balance)
        for bucket, market, lots in rows:
            worth = lots * price[market]
            equity[bucket] += worth
            margin[bucket] += row_maintenance(abs(worth), first[market], last[market], *table)
        return equity, margin

    exact = compiled(world)()
    assert work() == (exact[0].tolist(), exact[1].tolist()), "interpreted and compiled differ"
    return work


def prototype(world: Venue) -> Callable[[], Any]:
    """The measured sketch beside the repository, on the same positions."""
    spec = importlib.util.spec_from_file_location("sweep_v4", PROTOTYPE)
    assert spec
    assert spec.loader
    sys.dont_write_bytecode, before = True, sys.dont_write_bytecode
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    sys.dont_write_bytecode = before
    tiers, markets = len(world.floors) // len(world.price), len(world.price)
    low = np.full((markets, 11), 2**63, np.uint64)
    low[:, :tiers] = world.floors.reshape(markets, tiers)
    starts = np.concatenate([[0], np.cumsum(np.bincount(world.bucket, minlength=len(world.balance)))])
    equity, margin = np.zeros_like(world.balance), np.zeros_like(world.balance)
    columns = (
        starts, world.market.astype(np.uint16), world.lots, np.zeros(len(world.lots), np.uint8), world.balance,
        world.price, low.ravel().copy(), world.nums.astype(np.uint64), world.deductions, equity, margin,
        np.zeros(len(world.balance), np.uint8),
    )  # fmt: skip
    module.v4_1(*columns)
    exact = compiled(world)()
    assert (equity == exact[0]).all(), "the prototype differs"
    assert (margin == exact[1]).all(), "the prototype differs"
    return lambda: module.v4_1(*columns)
