"""One tick that closes 100,000 buckets: price, triggers, orders, fills, fees, insurance, all journaled and durable."""

import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from solvent import commands as c
from solvent import rulebooks
from solvent.journal import MemoryJournal, SqliteJournal
from solvent.journal.contract import Journal
from solvent.lab.liquidity import TapeLiquidity
from solvent.revalue.rows import everyone
from solvent.runtime import Runtime
from solvent.units import ATOMS, NS

ENTRY, CALM, CRASH = 4_000, 3_990, 3_600
SIZE = 1_000_000


def feed(buckets: int) -> Iterator[c.Command]:
    """A market and its book: four longs to a short, the longs at 10x."""
    numbers = iter(range(10**9))

    def named(command: c.Command) -> c.Command:
        fields = {field: getattr(command, field) for field in command.__struct_fields__}
        return type(command)(**fields | {"id": f"load/{next(numbers):09d}", "time_ns": NS})

    yield named(c.AdoptRulebook(policy=rulebooks.compile(rulebooks.load("last-full"))))
    yield named(
        c.ListMarket(market="X", size_decimals=3, price_decimals=3, settlement="USD", constituents=["a"])
    )  # fmt: skip
    yield named(c.ObservePrice(market="X", source="a", ticks=ENTRY, venue_ns=NS))
    yield named(c.ObserveTrade(market="X", ticks=ENTRY))
    yield named(c.FundInsurance(asset="USD", amount=10**6 * ATOMS))
    for number in range(buckets + buckets // 4):
        side = -1 if number % 5 == 0 else 1
        name, cost = f"account-{number}", side * SIZE * ENTRY
        yield named(c.OpenAccount(account=name))
        yield named(c.Deposit(account=name, asset="USD", amount=abs(cost) // 10))
        yield named(c.LoadPosition(account=name, market="X", lots=side * SIZE, cost=cost))


def run(buckets: int) -> None:
    """Prints seconds for a calm tick, for the wave in memory and on disk, and the wave in sweeps."""
    print(f"wave: one tick that closes {buckets:,} of {buckets + buckets // 4:,} buckets")
    os.environ["SOLVENT_KERNELS"] = "compiled"
    with tempfile.TemporaryDirectory() as folder:
        measured("in memory", MemoryJournal(), buckets)
        measured("journaled on disk", SqliteJournal(Path(folder) / "wave.journal", create=True), buckets)
    del os.environ["SOLVENT_KERNELS"]


def measured(name: str, journal: Journal, buckets: int) -> None:
    """Loads a book, warms the kernels as a service does before it takes ticks, and times two ticks."""
    warm = Runtime(MemoryJournal(), TapeLiquidity(5_000))
    for _ in warm.run(feed(8)):
        pass
    tick(warm, 1, CRASH)
    runtime = Runtime(journal, TapeLiquidity(5_000))
    start = time.perf_counter()
    for _ in runtime.run(feed(buckets), group=2_048):
        pass
    loaded = time.perf_counter() - start
    calm = min(tick(runtime, number, CALM + number % 2) for number in range(2, 7))
    start = time.perf_counter()
    everyone(runtime.book)
    one = time.perf_counter() - start
    wave = tick(runtime, 10, CRASH)
    assert runtime.book.orders.n == buckets, "not everyone was closed"
    print(
        f"  {name:20s} calm tick {calm * 1e3:7.1f} ms   wave {wave:6.3f} s = {wave / one:6.0f} sweeps of this book   "
        f"(loading {loaded / journal.seq * 1e6:.0f} us a command)"
    )
    journal.close()


def tick(runtime: Runtime, number: int, ticks: int) -> float:
    """Seconds until the price, and all it caused, was durable."""
    command = c.ObserveTrade(id=f"tick/{number:09d}", time_ns=NS + number, market="X", ticks=ticks)
    start = time.perf_counter()
    runtime.submit([command])
    return time.perf_counter() - start
