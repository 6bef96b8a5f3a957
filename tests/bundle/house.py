"""Houses whose prices are formed in every way there is, and their bundles."""

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from msgspec.structs import replace

from solvent import commands as c
from solvent.journal import MemoryJournal, Step
from solvent.policy import (
    BasisOf,
    Fallback,
    FallbackPolicy,
    GatePolicy,
    IndexPolicy,
    IndexRule,
    MarkPolicy,
    MarkRule,
    Policy,
    PricePolicy,
    PriceRole,
    RegimePolicy,
    ResumePolicy,
    VolatilityPolicy,
)
from solvent.reports.bundle import Asked, Exported, export
from solvent.units import PPM
from tests.simulation.house import SOURCES, House
from tests.simulation.policies import random_policy

S = 10**9
RATE, OUTSIDE = "USDT/USD", "OUTSIDE"  # an index that converts, and one that stands beside
REGIMES: tuple[RegimePolicy, ...] = ()


def random_prices(r: Random) -> PricePolicy:
    """Any way to form prices, each choice about as often as any other."""
    some = r.random() < 0.7
    gates = GatePolicy(
        silence_ns=r.choice([0, 20 * S]), rhythm=r.choice([0, 5 * PPM]), frozen_ns=r.choice([0, 15 * S]),
        step=r.choice([0, 50_000]), deviation=r.choice([0, 20_000]), readmit=r.choice([0, 5_000]),
        probation_ns=r.choice([0, 3 * S]),
    )  # fmt: skip
    index = IndexPolicy(
        rule=r.choice(list(IndexRule)), cap=r.choice([5_000, 20_000]), apart=r.choice([0, 10_000]),
        one=r.random() < 0.7, held=r.random() < 0.2, step=r.choice([0, 5_000]), every_ns=r.choice([0, 2 * S]),
    )  # fmt: skip
    forms = MarkPolicy(
        basis=r.choice(list(BasisOf)), cap=r.choice([0, 10_000]), interval_ns=r.choice([0, 60 * S]),
        outside=r.choice(["", OUTSIDE, "never listed"]),
    )  # fmt: skip
    choices = ([], [FallbackPolicy(Fallback.LAST)], [FallbackPolicy(Fallback.REFERENCE, OUTSIDE)],
               [FallbackPolicy(Fallback.REFERENCE, "B-USD"), FallbackPolicy(Fallback.LAST)])  # fmt: skip
    return PricePolicy(
        min_sources=r.choice([1, 1, 2, 3]), max_age_ns=r.choice([10, 30]) * S, mark=r.choice(list(MarkRule)),
        basis_ns=r.choice([1, 20 * S]), trigger=r.choice(list(PriceRole)), gates=gates if some else GatePolicy(),
        index=index if some else IndexPolicy(), forms=forms, fallbacks=tuple(r.choice(choices)),
        resume=ResumePolicy(r.choice([0, 1, 2]), r.choice([0, 20_000])),
    )  # fmt: skip


def listed_policy(seed: int) -> Policy:
    """A random policy without the rules of margin that a verifier does not know, and with prices of every kind."""
    rules, r = random_policy(seed), Random(-seed - 4242)
    markets = {
        name: replace(market, volatility=VolatilityPolicy(), prices=random_prices(r) if r.random() < 0.5 else None)
        for name, market in rules.markets.items()
    }
    return replace(rules, prices=random_prices(r), markets=markets, coins=(), regimes=REGIMES)


class Priced(House):
    """A house that uses all that there is of sources: registry, quotes, columns, books, halts and restarts."""

    def __init__(self, rules: Policy, seed: int, **more: Any) -> None:
        self.odd = Random(-seed - 77)
        super().__init__(rules, seed, **more)

    def _opening(self) -> Iterator[c.Command]:
        yield from super()._opening()
        for name in (RATE, OUTSIDE):
            yield self._stamp(c.ListReference, market=name, price_decimals=4, constituents=["r1", "r2"])
            self.ticks[name] = 10_000
        yield self._stamp(c.SetIndex, market=RATE, unit="USDT/USD", owner="desk", reason="listed")
        yield self._stamp(c.SetIndex, market="A-USD", unit="A/USD", owner="desk", reason="listed")
        for name in (RATE, OUTSIDE):
            for source in ("r1", "r2"):
                yield self._observed(name, source)
        for source, more in (("s1", {"unit": "A/USD"}), ("s2", {"unit": "A/USDT", "convert": RATE}),
                             ("s3", {"unit": "A/USDT", "assumed_ppm": 999_000})):  # fmt: skip
            yield self._registered(source, **more)

    def _registered(self, source: str, **more: Any) -> c.Command:
        weight, heartbeat = self.odd.choice([1, 250_000, PPM]), self.odd.choice([0, 2 * S])
        return self._stamp(c.SetConstituent, market="A-USD", source=source, owner="desk", reason="as reviewed",
                           weight_ppm=weight, heartbeat_ns=heartbeat, **more)  # fmt: skip

    def sense(self) -> c.Command:
        return self._odd() if self.odd.random() < 0.35 else super().sense()

    def _odd(self) -> c.Command:
        r, market = self.odd, self.odd.choice(["A-USD", "A-USD", "B-USD", "D-COIN"])
        near = max(self.ticks[market] * r.randint(990, 1010) // 1000, 2)
        kind = r.randrange(20)
        if kind < 7:
            ticks = r.choice([near] * 8 + [0, -5, near * 2])
            more = r.choice([{}, {"traded_ns": max(self.at_ns - 30 * S, 0)}, {"bid": near, "ask": near - 1},
                             {"halted": True}, {"unit": "A/EUR"}, {"unit": "A/USD"}, {}])  # fmt: skip
            return self._stamp(c.ObserveQuote, market=market, source=r.choice(SOURCES), ticks=ticks,
                               venue_ns=self.at_ns, **more)  # fmt: skip
        if kind < 11:
            rows = sorted(r.sample(range(self.book.sources.n), r.randint(1, 6)))
            names = [self.book.market_names[int(self.book.sources.market[row])] for row in rows]
            ticks = [max(self.ticks[name] * r.randint(995, 1005) // 1000, 1) for name in names]
            times = [r.choice([self.at_ns] * 8 + [self.at_ns - 100 * S, self.at_ns + 5]) for _ in rows]
            return self._stamp(c.ObservePrices, sources=rows, ticks=ticks, venue_ns=times)
        if kind < 14:
            bid, ask = r.choice([(near - 1, near + 1), (0, near), (near, 0), (0, 0)])
            return self._stamp(c.ObserveBook, market=market, bid=bid, ask=ask)
        if kind < 17:
            return self._observed(r.choice([RATE, OUTSIDE]), r.choice(["r1", "r2"]))
        if kind == 17:
            return self._registered("s1", unit="A/USD", eligible=r.random() < 0.7)
        if kind == 18:
            return self._stamp(r.choice([c.PauseMarket, c.ResumeMarket, c.ResumeMarket]), market=market)
        return self._stamp(c.Restart, digest=self.book.digest().hex())


def journal_of(house: House) -> MemoryJournal:
    """What a house did, as a journal."""
    journal = MemoryJournal()
    steps = []
    for number, (command, effect) in enumerate(house.journal, 1):
        asked = c.decode(command)
        steps.append(Step(number, str(number), asked.time_ns, command, effect))
    journal.append(steps)
    return journal


def played(seed: int, count: int = 200, **more: Any) -> Priced:
    """A house after some hundred steps."""
    house = Priced(listed_policy(seed), seed, **more)
    for command in house.steps(count):
        house.take(command)
    return house


def bundled(house: House, market: str = "A-USD", **more: Any) -> Exported:
    """The bundle of a market."""
    return export(journal_of(house), Asked(market, **more))


def written(files: dict[str, bytes], folder: Path) -> Path:
    """The files of a bundle as a folder."""
    folder.mkdir()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder
