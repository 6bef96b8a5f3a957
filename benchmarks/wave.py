"""One tick that closes 100,000 buckets: whole, in part, by a fund that runs out, by ADL; all journaled and durable."""

import os
import tempfile
import time
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import numpy as np
from msgspec.structs import replace

from solvent import commands as c
from solvent import events as e
from solvent import rulebooks
from solvent.book import Book, Status
from solvent.columns import rows_of
from solvent.engine import Engine, Outcome
from solvent.journal import MemoryJournal, SqliteJournal
from solvent.journal.contract import Journal
from solvent.lab.liquidity import TapeLiquidity
from solvent.policy import Policy, Sizing, Taker, TransferPrice
from solvent.revalue.rows import everyone
from solvent.runtime import Runtime
from solvent.units import ATOMS, NS, PPM

ENTRY, CALM = 4_000, 3_990
SIZE = 1_000_000
FUND = 1_000_000  # whole units; at 3,580 it bears 20 of each of 50,000 buckets


class Wave(NamedTuple):
    """A tick to a price, under rules, with a share of orders (ppm) that finds a taker, and what must come of it."""

    name: str
    ticks: int
    sizing: Sizing
    available: int
    funded: bool
    proof: type[e.Event]
    share: int = PPM  # ppm of the buckets the proof has rows for

    def rules(self) -> Policy:
        """`last-full` with this sizing, and ADL at the mark, so that there is something to absorb."""
        policy = rulebooks.compile(rulebooks.load("last-full"))
        takers = [replace(t, price=TransferPrice.MARK) if t.kind == Taker.ADL else t for t in policy.takers]
        if not self.funded:
            takers = [taker for taker in takers if taker.kind != Taker.FUND]
        closing = replace(policy.closing, sizing=self.sizing, assumed_cost=6_000)
        return replace(policy, content_hash=self.name, closing=closing, takers=tuple(takers))


WAVES = (
    Wave("sold whole", 3_600, Sizing.ALL, PPM, True, e.LiquidationOrderFilled),
    Wave("sold in part", 3_670, Sizing.RESTORE, PPM, True, e.ClosingPaced),
    Wave("fund runs out, ADL", 3_580, Sizing.ALL, 0, True, e.BackstopTookOver, PPM // 2),
    Wave("ADL, loss socialised", 3_580, Sizing.ALL, 0, False, e.PositionDeleveraged),
)


def feed(buckets: int) -> Iterator[c.Command]:
    """A market and its book: four longs to a short, the longs at 10x."""
    numbers = iter(range(10**9))

    def named(command: c.Command) -> c.Command:
        return replace(command, id=f"load/{next(numbers):09d}", time_ns=NS)

    yield named(c.AdoptRulebook(policy=rulebooks.compile(rulebooks.load("last-full"))))
    yield named(
        c.ListMarket(market="X", size_decimals=3, price_decimals=3, settlement="USD", constituents=["a"])
    )  # fmt: skip
    yield named(c.ObservePrice(market="X", source="a", ticks=ENTRY, venue_ns=NS))
    yield named(c.ObserveTrade(market="X", ticks=ENTRY))
    yield named(c.FundInsurance(asset="USD", amount=FUND * ATOMS * buckets // 100_000))
    for number in range(buckets + buckets // 4):
        side = -1 if number % 5 == 0 else 1
        name, cost = f"account-{number}", side * SIZE * ENTRY
        yield named(c.OpenAccount(account=name))
        yield named(c.Deposit(account=name, asset="USD", amount=abs(cost) // 10))
        yield named(c.LoadPosition(account=name, market="X", lots=side * SIZE, cost=cost))


def run(buckets: int) -> None:
    """Prints, of each wave, seconds in memory and on disk, and in sweeps of a million positions (the goal: 20)."""
    print(f"wave: one tick that closes {buckets:,} of {buckets + buckets // 4:,} buckets")
    os.environ["SOLVENT_KERNELS"] = "compiled"
    few, many = loaded(8), loaded(buckets)
    for wave in WAVES:
        measured(wave, few, MemoryJournal(), 8)  # warm, as a service is before it takes ticks
        with tempfile.TemporaryDirectory() as folder:
            memory = measured(wave, many, MemoryJournal(), buckets)
            disk = measured(wave, many, SqliteJournal(Path(folder) / "wave.journal", create=True), buckets)
            written = disk[3]
            least = hashed_and_kept(Path(folder) / "bytes", written)
        calm, one = min(memory[1], disk[1]), min(memory[2], disk[2])
        million = one / (buckets * 5 // 4) * 10**6
        judged = min(memory[4], disk[4])
        told = [f"{seconds:.3f} s = {seconds / million:3.0f}" for seconds in (judged, memory[0], disk[0])]
        print(f"  {wave.name:20s} {told[0]} sweeps of a million positions in the engine, {told[1]} with a journal in "
              f"memory, {told[2]} on disk; "
              f"its {written / 1e6:.0f} MB of events alone: {least:.3f} s")  # fmt: skip
        print(f"  {'':20s} calm tick {calm * 1e3:.1f} ms, a sweep of this book {one * 1e3:.2f} ms")
    del os.environ["SOLVENT_KERNELS"]


def loaded(buckets: int) -> bytes:
    """The book before the waves."""
    runtime, start = Runtime(MemoryJournal()), time.perf_counter()
    for _ in runtime.run(feed(buckets), group=2_048):
        pass
    if buckets > 1_000:
        print(f"  loading {(time.perf_counter() - start) / runtime.journal.seq * 1e6:.0f} us a command")
    return runtime.book.dump()


def measured(wave: Wave, book: bytes, journal: Journal, buckets: int) -> tuple[float, float, float, int, float]:
    """Seconds of the wave, of a calm tick and of one sweep, bytes of the wave's events, and seconds in the engine."""
    happened: list[Outcome] = []
    runtime = Runtime(
        journal, TapeLiquidity(5_000, wave.available), subscribers=[lambda _, done: happened.append(done)]
    )
    runtime.engine = Engine(book=Book.restore(book))
    runtime.submit([c.AdoptRulebook(id="rules", time_ns=NS, policy=wave.rules())])
    calm = min(tick(runtime, number, CALM + number % 2) for number in range(2, 7))
    sweeps = []
    for _ in range(5):
        start = time.perf_counter()
        everyone(runtime.book)
        sweeps.append(time.perf_counter() - start)
    happened.clear()
    judging = Judging(runtime.engine)
    runtime.engine = judging
    seconds = tick(runtime, 10, wave.ticks)
    proven = sum(_rows(event) for done in happened for event in done.events if isinstance(event, wave.proof))
    assert proven >= buckets * wave.share // PPM, f"{wave.name}: {proven} rows of {wave.proof.__name__}"
    assert not (runtime.book.buckets.status == Status.CLOSING).any(), f"{wave.name}: somebody is still being closed"
    written = sum(len(e.encode(done.stages)) for done in happened)
    journal.close()
    return seconds, calm, min(sweeps), written, judging.seconds


class Judging(Engine):
    """An engine that counts its own seconds: deciding and writing to the book, nothing of the journal."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(book=engine.book)
        self.seconds = 0.0

    def step(self, command: c.Command) -> Outcome:
        """One step, timed."""
        start = time.perf_counter()
        outcome = super().step(command)
        self.seconds += time.perf_counter() - start
        return outcome


def hashed_and_kept(file: Path, count: int) -> float:
    """Seconds to hash so many bytes as the journal does and to write them to a file, durably: less cannot be."""
    data = os.urandom(count)
    start = time.perf_counter()
    blake2b(data, digest_size=32).digest()
    with file.open("wb") as kept:
        kept.write(data)
        kept.flush()
        os.fsync(kept.fileno())
    return time.perf_counter() - start


def _rows(event: e.Event) -> int:
    return rows_of(next(value for value in vars(event).values() if isinstance(value, int | np.ndarray)))


def tick(runtime: Runtime, number: int, ticks: int) -> float:
    """Seconds until the price, and all it caused, was durable."""
    command = c.ObserveTrade(id=f"tick/{number:09d}", time_ns=NS + number, market="X", ticks=ticks)
    start = time.perf_counter()
    runtime.submit([command])
    return time.perf_counter() - start
