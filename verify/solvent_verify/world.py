"""What is known after each record: the terms in force, what sources said, what was formed of it."""

from dataclasses import dataclass, field
from typing import Any

from solvent_verify.errors import Broken

MAX_PRICE = 2**53
PPM = 10**6

Record = dict[str, Any]
DEFAULT_GATES = dict.fromkeys(("silence_ns", "rhythm", "frozen_ns", "step", "deviation", "readmit", "probation_ns"), 0)
DEFAULT_INDEX = {"rule": "median", "cap": 0, "apart": 0, "one": 1, "held": 0, "step": 0, "every_ns": 0}
PLAIN_MARKS = ("index", "last", "median-of-three", "fair")  # say nothing of what they lack


@dataclass(slots=True)
class Source:
    """A constituent: prices in ticks, times in ns, weight and assumed in ppm; exclusion is "" while it counts."""

    number: int
    market: int
    name: str
    weight: int = PPM
    heartbeat_ns: int = 0
    unit: str = ""
    convert: int = -1
    assumed: int = 0
    suspended: int = 0
    ticks: int = 0
    venue_ns: int = 0
    received_ns: int = 0
    said: str = ""
    traded_ns: int = 0
    moved_ns: int = 0
    rhythm_ns: int = 0
    exclusion: str = ""
    since_ns: int = 0

    @property
    def counts(self) -> bool:
        """Whether it spoke and is not left out."""
        return self.venue_ns > 0 and not self.exclusion


@dataclass(slots=True)
class Market:
    """A market: prices in ticks (0: none), basis and booked in 10^-6 ticks, times in ns, funding_rate in ppb."""

    number: int
    name: str
    kind: str
    price_decimals: int
    den: int
    terms: Record = field(default_factory=dict)
    tiers: list[dict[str, int]] = field(default_factory=list)
    index: int = 0
    fresh: int = 0
    serving: int = 0
    computed: int = 0
    glided_ns: int = 0
    last: int = 0
    last_ns: int = 0
    bid: int = 0
    ask: int = 0
    mark_ns: int = 0
    basis: int = 0
    booked: int = 0
    valuation: int = 0
    usable: int = 0
    gate_ns: int = 0
    funding_rate: int = 0
    open_lots: int = 0
    paused: int = 0

    @property
    def held(self) -> bool:
        """Whether positions can be held in it; a reference is an index and no more."""
        return self.kind != "reference"

    @property
    def trigger(self) -> str:
        """Which price values and triggers."""
        return str(self.terms["trigger"]) if self.held else "index"

    @property
    def mark_rule(self) -> str:
        """The rule of its mark."""
        return str(self.terms["mark"]["rule"]) if self.held else "index"

    @property
    def cap(self) -> int:
        """Ppm around the index within which the mark is brought, 0 for none."""
        return int(self.terms["mark"]["cap"]) if self.held else 0

    @property
    def needs_index(self) -> bool:
        """Whether the price that triggers is formed with the index."""
        if self.trigger == "mark":
            return self.mark_rule != "last" or self.cap > 0
        return self.trigger == "index"

    @property
    def tells_lack(self) -> bool:
        """Whether its mark says what it lacks."""
        rest = {name: value for name, value in self.terms["mark"].items() if name not in ("rule", "basis_ns")}
        plain = {"basis": "last", "cap": 0, "interval_ns": 0, "outside": ""}
        return self.terms["mark"]["rule"] not in PLAIN_MARKS or rest != plain

    @property
    def tells_parts(self) -> bool:
        """Whether its index says what it is made of."""
        return bool(self.terms["gates"] != DEFAULT_GATES or self.terms["index"] != DEFAULT_INDEX)


@dataclass(slots=True)
class World:
    """Everything known so far."""

    now_ns: int = 0
    comparator: str = ""
    markets: dict[int, Market] = field(default_factory=dict)
    sources: dict[int, Source] = field(default_factory=dict)

    def market(self, number: int, where: str) -> Market:
        """A market the bundle has told of, with its terms."""
        found = self.markets.get(number)
        if found is None or not found.terms:
            raise Broken(where, f"market {number} was not described, or its terms were not")
        return found

    def source(self, number: int, where: str) -> Source:
        """A source the bundle has told of."""
        if number not in self.sources:
            raise Broken(where, f"source {number} was not described")
        return self.sources[number]

    def named(self, name: str) -> Market | None:
        """A market by name, none where the bundle has none."""
        return next((market for market in self.markets.values() if market.name == name), None)

    def constituents(self, market: int) -> list[Source]:
        """The sources of a market in the order of their numbers."""
        return [self.sources[number] for number in sorted(self.sources) if self.sources[number].market == market]

    def readers(self, numbers: list[int]) -> list[int]:
        """The markets that read the index of these, ascending: it converts, stands in, or is an outside reference."""
        if len(self.markets) < 2:
            return []
        names = {self.markets[number].name for number in numbers}
        found = {source.market for source in self.sources.values() if source.convert in numbers}
        for market in self.markets.values():
            read = {fallback["market"] for fallback in market.terms.get("fallbacks", [])}
            if (read | {market.terms.get("mark", {}).get("outside", "")}) & names:
                found.add(market.number)
        return sorted(found)
