"""A journal, step by step, as the records of a bundle in order. No rule is asked: what is claimed is copied."""

from dataclasses import dataclass

import numpy as np

from solvent import commands as c
from solvent import events as e
from solvent.apply import apply
from solvent.book import Book, Kind, Status
from solvent.columns import side_by_side
from solvent.journal import Record as Step
from solvent.reasons import Close
from solvent.reports.bundle import records as say
from solvent.reports.bundle.determination import HEARD, Determination
from solvent.reports.bundle.files import Record
from solvent.reports.bundle.scope import held_in
from solvent.revalue.rows import some

RELEASED = (Close.RECOVERED, Close.RESTORED)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a bundle is to tell of.

    from_ns, to_ns   ns UTC, both included; 0: as far as the journal goes
    accounts         also those that were left alone, at each determination of the market; None: no accounts at all
    """

    market: str
    from_ns: int = 0
    to_ns: int = 0
    accounts: tuple[str, ...] | None = ()


class Walk:
    """Takes the steps of a journal from the first one on.

    found      the records so far; texts: the rulebooks, by the name of their file
    began      whether the time asked for has come; before that only what holds later is told
    last       what was last said to hold, by type and market; stood: how accounts asked for last stood, by bucket
    """

    def __init__(self, asked: Asked, scope: set[int]) -> None:
        self.book, self.asked, self.scope = Book(), asked, scope
        self.found: list[Record] = []
        self.texts: dict[str, str] = {}
        self.began, self.from_ns, self.steps, self.head = False, 0, 0, b""
        self.now, self.told = Determination(), False
        self.last: dict[tuple[str, int], Record] = {}
        self.stood: dict[int, tuple[int, ...]] = {}

    def step(self, step: Step) -> None:
        """One step: its events, and at its end the accounts that were asked for."""
        self.current, self.command = step, c.decode(step.command)
        self.told, self.looked, self.steps, self.head = False, False, step.seq, step.head
        if not self.began and step.time_ns >= self.asked.from_ns:
            self._begin(step)
        for stage in e.decode(step.effect):
            for event in stage:
                if self.began:
                    self._before(event)
                apply(self.book, event)
                self._define(event)
                if self.began:
                    self._after(event)
        if self.began and self.looked:
            self._left_alone()

    def _begin(self, step: Step) -> None:
        """The state as it stands, where the bundle does not begin with the journal."""
        self.began, self.from_ns = True, step.time_ns
        if step.seq == 1:
            return
        listed = [market for market in sorted(self.scope) if market < self.book.markets.n]
        self.found += [say.market_state(self.book, market) for market in listed]
        owners = self.book.sources.market.tolist()
        self.found += [say.source_state(self.book, place) for place, owner in enumerate(owners) if owner in self.scope]

    def _define(self, event: e.Event) -> None:
        """What is, whenever it was said: rulebooks, markets, sources, the registry."""
        book = self.book
        if isinstance(event, e.RulebookAdopted):
            self._rulebook(event)
        elif isinstance(event, e.MarketListed) and (market := len(book.market_names) - 1) in self.scope:
            self.found.append(say.market(book, market))
        elif isinstance(event, e.SourceRegistered) and event.market in self.scope:
            source = len(book.source_names) - 1
            self.found.append({"type": "source", "source": source, "market": event.market, "name": event.name})
        elif isinstance(event, e.ConstituentSet) and int(book.sources.market[event.source]) in self.scope:
            self.found.append(say.constituent(event))
        elif isinstance(event, e.IndexSet) and event.market in self.scope:
            self.found.append(say.registered(event))
        if isinstance(event, e.RulebookAdopted | e.MarketListed | e.RegimeEntered):
            for market in sorted(self.scope):
                if market < book.markets.n:
                    self._once(say.terms(book, market, self.asked.accounts is not None))

    def _rulebook(self, event: e.RulebookAdopted) -> None:
        name, text = "", getattr(self.command, "text", "")
        if text:
            name = f"rulebook-{len(self.texts) + 1}.toml"
            self.texts[name] = text
        comparator = say.named(self.book.policy.closing.comparator)
        self.found.append({"type": "rulebook", "name": event.name, "content_hash": event.content_hash,
                           "comparator": comparator, "text": name})  # fmt: skip

    def _before(self, event: e.Event) -> None:
        """Decisions, while the book stands as they were made."""
        if self.asked.accounts is None:
            return
        if isinstance(event, e.LiquidationTriggered):
            columns = (event.bucket, event.equity, event.maintenance, event.market, event.ticks)
            for bucket, equity, maintenance, market, ticks in side_by_side(*columns):
                self._decided(bucket, "close", (equity, maintenance), (market, ticks))
        elif isinstance(event, e.LiquidationEnded):
            ended = side_by_side(event.bucket, event.close, event.equity, event.maintenance)
            for bucket, why, equity, maintenance in ended:
                if why in RELEASED:
                    self._decided(bucket, "release", (equity, maintenance), (-1, 0))

    def _decided(self, bucket: int, what: str, operands: tuple[int, int], price: tuple[int, int]) -> None:
        held = held_in(self.book, bucket)
        if self.book.market_of[self.asked.market] not in held:
            return
        for market in sorted(set(held)):
            self._once(say.given(self.book, market))
            if int(self.book.markets.kind[market]) == Kind.PERPETUAL:
                self._once(say.tiers(self.book, market))
        self._say(say.decision(self.book, bucket, what, operands, price))

    def _after(self, event: e.Event) -> None:
        """What was seen, and what was made of it."""
        s, scope = self.book.sources, self.scope
        if isinstance(event, e.PriceObserved):
            for row in side_by_side(event.source, event.ticks, event.venue_ns, event.said):
                if int(s.market[row[0]]) in scope:
                    self._say(say.observed(self.command, row))
        elif isinstance(event, e.PriceSetAside):
            for record in say.aside(event):
                if int(s.market[record["source"]]) in scope:
                    self._say(record)
        elif isinstance(event, e.LastTraded) and event.market in scope:
            self._say({"type": "traded", "market": event.market, "ticks": event.ticks})
        elif isinstance(event, e.BookObserved) and event.market in scope:
            self._say({"type": "book", "market": event.market, "bid": event.bid, "ask": event.ask})
        elif isinstance(event, e.IndexRestated) and event.market in scope:
            self._say(say.restated(event))
        elif isinstance(event, e.GateClosed):
            for (market,) in side_by_side(event.market):
                if market in scope:
                    self._say({"type": "gate", "market": market, "since_ns": event.since_ns})
        elif isinstance(event, HEARD):
            self.now.hear(self.book, event)
        elif isinstance(event, e.MarkUpdated):
            self._determined(event)

    def _determined(self, event: e.MarkUpdated) -> None:
        record = self.now.ended(event, self.scope)
        if record:
            self.looked = True
            for entry in record["markets"]:
                self._once(say.given(self.book, entry["market"]))
            self._say(record)

    def _left_alone(self) -> None:
        """The accounts asked for that are not being closed, where they stand otherwise than they did."""
        for account in self.asked.accounts or ():
            if account not in self.book.account_of:
                continue
            for bucket in self.book.buckets_of(self.book.account_of[account]):
                if int(self.book.buckets.status[bucket]) == Status.OPEN:
                    at = some(self.book, np.array([bucket], np.int64))
                    stood = int(at.equity[0]), int(at.maintenance[0]), int(at.blocked[0])
                    if self.stood.get(bucket) != stood:
                        self.stood[bucket] = stood
                        self._decided(bucket, "leave", (stood[0], stood[1]), (-1, 0))

    def _once(self, record: Record) -> None:
        """A record of what holds, unless that was said already."""
        key = (record["type"], record["market"])
        if self.last.get(key) != record:
            self.last[key] = record
            self.found.append(record)

    def _say(self, record: Record) -> None:
        """A record of this step, the step itself before the first."""
        if not self.told:
            self.told = True
            self.found.append({"type": "step", "step": self.current.seq, "time_ns": self.current.time_ns,
                               "command": type(self.command).__name__, "id": self.current.command_id})  # fmt: skip
        self.found.append(record)
