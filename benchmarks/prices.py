"""200 markets of ten sources, each of which prints ten times a second, through gates, index and mark."""

import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from msgspec.structs import replace

from solvent import commands as c
from solvent import rulebooks
from solvent.book import Book
from solvent.engine import Engine
from solvent.journal import MemoryJournal, SqliteJournal
from solvent.journal.contract import Journal
from solvent.policy import GatePolicy, IndexPolicy, IndexRule, MarkRule, Policy, PricePolicy, PriceRole
from solvent.runtime import Runtime
from solvent.units import NS, PPM

MARKETS, EACH, TURNS = 200, 10, 10  # a second is ten turns in which everybody speaks
START = 1_760_130_300 * NS
PLAIN = PricePolicy(3, 30 * NS, MarkRule.MEDIAN_OF_THREE, 150 * NS, PriceRole.MARK)
GATED = replace(
    PLAIN,
    gates=GatePolicy(30 * NS, 5 * PPM, 600 * NS, 100_000, 50_000, 25_000, 60 * NS),
    index=IndexPolicy(IndexRule.CLAMPED_MEAN, cap=5_000, step=10_000, every_ns=NS),
)


def run(turns: int) -> None:
    """Prints seconds of one core for one second of the feed (the goal: a tenth), and prices a second."""
    print(f"prices: {MARKETS} markets x {EACH} sources x {TURNS} prices a second, {turns} turns of {MARKETS * EACH:,}")
    os.environ["SOLVENT_KERNELS"] = "compiled"
    for name, prices in (("median, nothing gated", PLAIN), ("every gate, clamped mean, glide", GATED)):
        book = listed(prices)
        with tempfile.TemporaryDirectory() as folder:
            journals = MemoryJournal(), SqliteJournal(Path(folder) / "prices.journal", create=True)
            many = [measured(book, journal, turns, at_once=True) for journal in journals]
        single = measured(book, MemoryJournal(), max(turns // 20, 1), at_once=False)
        told = ", ".join(f"{seconds * TURNS:.3f} s {where}" for seconds, where in
                         zip(many, ("with a journal in memory", "on disk"), strict=True))  # fmt: skip
        print(
            f"  {name:32s} {told} of one core for a second of feed; one by one {MARKETS * EACH / single:,.0f} prices/s"
        )
    del os.environ["SOLVENT_KERNELS"]


def rules(prices: PricePolicy) -> Policy:
    """`last-full`, with prices formed like this."""
    return replace(rulebooks.compile(rulebooks.load("last-full")), content_hash="prices", prices=prices)


def listed(prices: PricePolicy) -> bytes:
    """The markets, each of whose sources has spoken, and each of which has traded."""
    runtime, numbers = Runtime(MemoryJournal()), iter(range(10**9))

    def named(command: c.Command) -> c.Command:
        return replace(command, id=f"list/{next(numbers):09d}", time_ns=START)

    def commands() -> Iterator[c.Command]:
        yield named(c.AdoptRulebook(policy=rules(prices)))
        for market in range(MARKETS):
            sources = [f"s{source}" for source in range(EACH)]
            yield named(c.ListMarket(market=f"M{market}", size_decimals=3, price_decimals=3, settlement="USD",
                                     constituents=sources))  # fmt: skip
        everybody = list(range(MARKETS * EACH))
        yield named(c.ObservePrices(sources=everybody, ticks=level().tolist(), venue_ns=[START] * len(everybody)))
        for market, ticks in enumerate(level()[::EACH].tolist()):
            yield named(c.ObserveTrade(market=f"M{market}", ticks=ticks))

    for _ in runtime.run(commands(), group=2_048):
        pass
    return runtime.book.dump()


def level() -> np.ndarray:
    """Where the price of each source begins, ticks."""
    return np.repeat(np.random.default_rng(1).integers(10_000, 10**6, MARKETS), EACH)


def told(turns: int, at_once: bool) -> list[c.Command]:
    """What everybody prints, turn by turn: within 0.1 % of where it began."""
    rng, start, found = np.random.default_rng(2), level(), []
    for turn in range(1, turns + 1):
        now, ticks = START + turn * NS // TURNS, start * rng.integers(9_990, 10_011, len(start)) // 10_000
        if at_once:
            found.append(c.ObservePrices(id=f"p/{turn}", time_ns=now, sources=list(range(len(start))),
                                         ticks=ticks.tolist(), venue_ns=[now] * len(start)))  # fmt: skip
            continue
        found += [c.ObservePrice(id=f"p/{turn}/{n}", time_ns=now, market=f"M{n // EACH}", source=f"s{n % EACH}",
                                 ticks=price, venue_ns=now) for n, price in enumerate(ticks.tolist())]  # fmt: skip
    return found


def measured(book: bytes, journal: Journal, turns: int, at_once: bool) -> float:
    """Seconds of processor time of a turn, after five that are not counted."""
    runtime = Runtime(journal)
    runtime.engine = Engine(book=Book.restore(book))
    commands = told(turns + 5, at_once)
    each = 1 if at_once else MARKETS * EACH
    runtime.submit(commands[: 5 * each])
    before, start = int(runtime.book.sources.venue_ns.sum()), time.process_time()
    for place in range(5 * each, len(commands), each):
        runtime.submit(commands[place : place + each])
    seconds = time.process_time() - start
    assert int(runtime.book.sources.venue_ns.sum()) - before == MARKETS * EACH * turns * NS // TURNS
    journal.close()
    return seconds / turns
