"""The walk over all records: what is given is taken down, what is claimed is recomputed."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from solvent_verify import margin, passes, sources
from solvent_verify.bundle import RECORDS, Bundle
from solvent_verify.errors import Broken
from solvent_verify.listed import refuse_others
from solvent_verify.shape import shaped
from solvent_verify.world import Market, Record, Source, World


@dataclass(slots=True)
class Step:
    """What a step still owes.

    due     markets of which something was said, and no determination has followed
    next    the readers that must be determined next, after what they read; None where nothing is due
    seen    the readers that were, in this chain
    """

    number: int = 0
    command: str = ""
    due: set[int] = field(default_factory=set)
    next: list[int] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)


class Check:
    """One bundle, record by record; `counts` says how many of each were recomputed."""

    def __init__(self, bundle: Bundle) -> None:
        self.world, self.step, self.counts = World(), Step(), Counter[str]()
        self.where = RECORDS
        self.records = bundle.records
        for record in self.records:
            shaped(record, f"{RECORDS}, record {record['n']}")
        refuse_others(self.records)

    def run(self) -> Counter[str]:
        """Walks all records; raises `Broken` at the first that does not follow."""
        for record in self.records:
            self.where = f"{RECORDS}, record {record['n']} ({record['type']}, step {self.step.number})"
            try:
                HANDLERS[record["type"]](self, record)
            except (ZeroDivisionError, ValueError, KeyError, OverflowError) as error:
                raise Broken(self.where, f"expected numbers that a rule can take, found {error!r}") from None
        self._settled()
        return self.counts

    def market(self, record: Record) -> Market:
        """The market a record is about."""
        return self.world.market(record["market"], self.where)

    def source(self, record: Record) -> Source:
        """The source a record is about."""
        return self.world.source(record["source"], self.where)

    def begin(self, record: Record) -> None:
        """A step of the journal."""
        self._settled()
        if record["time_ns"] < self.world.now_ns or record["step"] <= self.step.number:
            raise Broken(self.where, "expected a later step, at the same time or later")
        self.world.now_ns = record["time_ns"]
        self.step = Step(record["step"], record["command"])
        if record["command"] == "AdvanceTime":
            self.step.due = {number for number, market in self.world.markets.items() if market.terms}

    def observed(self, record: Record) -> None:
        """A source said something; whether it is believed is recomputed."""
        source = self.source(record)
        market = self.world.market(source.market, self.where)
        wrong = sources.set_aside(source, record["venue_ns"], self.world.now_ns)
        if wrong:
            raise Broken(self.where, f"{source.name}: taken although it is {wrong}")
        sources.hear(source, market, record, self.world.now_ns)
        self._claimed(f"what is wrong with {source.name}", record["said"], source.said)
        self._owe(source.market)
        self.counts["observations"] += 1

    def aside(self, record: Record) -> None:
        """A row that could not be taken; it changes nothing."""
        source = self.source(record)
        found = sources.set_aside(source, record["venue_ns"], self.world.now_ns)
        self._claimed(f"why {source.name} is set aside", record["exclusion"], found)
        self._owe(source.market)

    def traded(self, record: Record) -> None:
        """The venue's own last price."""
        market = self.market(record)
        asked = any(fallback["rule"] == "last" for fallback in market.terms["fallbacks"])
        market.last, market.last_ns = record["ticks"], self.world.now_ns if asked else 0
        self._owe(market.number)

    def booked(self, record: Record) -> None:
        """The venue's own best bid and offer."""
        market = self.market(record)
        market.bid, market.ask = record["bid"], record["ask"]
        self._owe(market.number)

    def determined(self, record: Record) -> None:
        """A determination, recomputed; whoever reads an index it formed must follow."""
        numbers = [entry["market"] for entry in record["markets"]]
        step = self.step
        if step.next and numbers != step.next:
            raise Broken(
                self.where, f"expected the markets that read what was just formed, {step.next}, found {numbers}"
            )
        if not step.next:
            step.seen = set()
        passes.recompute(self.world, record["markets"], self.where)
        step.due -= set(numbers)
        step.next = [number for number in self.world.readers(numbers) if number not in step.seen]
        step.seen |= set(step.next)
        for entry in record["markets"]:
            self.counts["turns of sources"] += len(entry["turns"])
            self.counts["index values"] += len(entry["index"])
            self.counts["marks"] += 1

    def decided(self, record: Record) -> None:
        """A decision about an account, recomputed."""
        if not self.world.comparator:
            raise Broken(self.where, "expected a rulebook before a decision")
        self._settled()
        margin.decide(self.world, record, self.where)
        self.counts[f"decisions to {record['decision']}"] += 1

    def _owe(self, market: int) -> None:
        """Something was said of a market: it must be determined in this step."""
        self.step.due.add(market)

    def _settled(self) -> None:
        """Whether every determination that was due has been made."""
        missing = sorted(self.step.due | set(self.step.next))
        if missing:
            names = ", ".join(self.world.markets[number].name for number in missing)
            raise Broken(self.where, f"the determination of {names} in step {self.step.number} is missing")

    def _claimed(self, what: str, claimed: str, found: str) -> None:
        if claimed != found:
            raise Broken(self.where, f"{what}: claimed {claimed or 'nothing'}, recomputed {found or 'nothing'}")


def _rulebook(check: Check, record: Record) -> None:
    check.world.comparator = record["comparator"]


def _market(check: Check, record: Record) -> None:
    plain = ("name", "kind", "price_decimals", "den")
    if record["market"] in check.world.markets or record["den"] == 0 or not 0 <= record["price_decimals"] <= 9:
        raise Broken(check.where, "expected a market once, with a den that is not 0 and 0 to 9 price decimals")
    check.world.markets[record["market"]] = Market(record["market"], **{name: record[name] for name in plain})


def _terms(check: Check, record: Record) -> None:
    if record["market"] not in check.world.markets:
        raise Broken(check.where, f"market {record['market']} was not described")
    rest = {name: value for name, value in record.items() if name not in ("n", "type", "market")}
    check.world.markets[record["market"]].terms = rest


def _source(check: Check, record: Record) -> None:
    if record["source"] in check.world.sources or record["market"] not in check.world.markets:
        raise Broken(check.where, "expected a source once, of a market that was described")
    check.world.sources[record["source"]] = Source(record["source"], record["market"], record["name"])


def _fields(thing: Any, record: Record) -> None:
    """Takes down every field of a record that its subject has by that name."""
    for name, value in record.items():
        if name not in ("n", "type", "market", "source") and hasattr(thing, name):
            setattr(thing, name, value)


def _read(_: Check, __: Record) -> None:
    """Who answers for an index, and what was restated: for whoever reads; nothing is computed of it."""


def _gate(check: Check, record: Record) -> None:
    market = check.market(record)
    market.gate_ns, market.usable = record["since_ns"], 0


HANDLERS: dict[str, Callable[[Check, Record], None]] = {
    "rulebook": _rulebook,
    "market": _market,
    "terms": _terms,
    "source": _source,
    "constituent": lambda check, record: _fields(check.source(record), record),
    "registered": _read,
    "restated": _read,
    "market-state": lambda check, record: _fields(check.market(record), record),
    "source-state": lambda check, record: _fields(check.source(record), record),
    "step": Check.begin,
    "observed": Check.observed,
    "aside": Check.aside,
    "traded": Check.traded,
    "book": Check.booked,
    "given": lambda check, record: _fields(check.market(record), record),
    "gate": _gate,
    "determination": Check.determined,
    "tiers": lambda check, record: _fields(check.market(record), record),
    "decision": Check.decided,
}
