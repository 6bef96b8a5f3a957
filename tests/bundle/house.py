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
    ResumePolicy,
    VolatilityPolicy,
)
from solvent.reports.bundle import Asked, Exported, export
from solvent.units import PPM
from tests.simulation.house import House
from tests.simulation.policies import random_policy
from tests.simulation.told import RATE

S = 10**9
OUTSIDE = "OUTSIDE"  # an index in which nothing is held


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
    """A random policy without guards and rules of margin that a verifier does not know; prices of every kind."""
    rules, r = random_policy(seed), Random(-seed - 4242)
    markets = {
        name: replace(market, volatility=VolatilityPolicy(), prices=random_prices(r) if r.random() < 0.5 else None)
        for name, market in rules.markets.items()
    }
    return replace(rules, prices=random_prices(r), markets=markets, coins=(), regimes=(), guards=(), delays=())


class Priced(House):
    """A house with a reference beside its markets, a currency that is converted, and a book of its own."""

    def __init__(self, rules: Policy, seed: int, **more: Any) -> None:
        self.odd = Random(-seed - 77)
        super().__init__(rules, seed, **more)

    def _opening(self) -> Iterator[c.Command]:
        yield from super()._opening()
        for name, sources in ((RATE, ["t1", "t2"]), (OUTSIDE, ["r1", "r2"])):
            yield self.stamp(c.ListReference, market=name, price_decimals=6, constituents=sources)
            for source in sources:
                yield self.stamp(c.ObservePrice, market=name, source=source, ticks=10**6, venue_ns=self.at_ns)
        for name, unit in ((RATE, RATE), ("A-USD", "A/USD")):
            yield self.stamp(c.SetIndex, market=name, unit=unit, owner="desk", reason="listed")
        for source, more in (("s1", {"unit": "A/USD"}), ("s2", {"unit": "A/T", "convert": RATE}),
                             ("s3", {"unit": "A/T", "assumed_ppm": 999_000})):  # fmt: skip
            yield self.stamp(c.SetConstituent, market="A-USD", source=source, owner="desk", reason="listed",
                             weight_ppm=250_000, **more)  # fmt: skip

    def sense(self) -> c.Command:
        return self._beside() if self.odd.random() < 0.2 else super().sense()

    def _beside(self) -> c.Command:
        r, market = self.odd, self.odd.choice(["A-USD", "A-USD", "B-USD", "D-COIN"])
        near = max(self.ticks[market] * r.randint(990, 1010) // 1000, 2)
        if r.random() < 0.5:
            bid, ask = r.choice([(near - 1, near + 1), (near - 1, near + 1), (0, near), (near, 0), (0, 0)])
            return self.stamp(c.ObserveBook, market=market, bid=bid, ask=ask)
        if r.random() < 0.8:
            return self.stamp(c.ObservePrice, market=OUTSIDE, source=r.choice(["r1", "r2"]),
                              ticks=r.choice([990_000, 10**6]), venue_ns=self.at_ns)  # fmt: skip
        if r.random() < 0.3:
            return self.stamp(c.RestateIndex, market=market, at_ns=self.at_ns, was=near, ticks=near + 1, owner="desk",
                              reason="a typo")  # fmt: skip
        return self.stamp(r.choice([c.PauseMarket, c.ResumeMarket, c.ResumeMarket]), market=market)


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
