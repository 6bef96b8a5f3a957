"""How cheaply the price of a market can be moved: the rulebook's own engine is asked, push by push.

Nothing of the rule of an index is modelled here. Whoever pushes some of its sources is played through the walk, with
its gates, its index, its steps and its mark, and what the market is then valued with is what counts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import msgspec

from solvent import commands as c
from solvent import events as e
from solvent.book import Book
from solvent.columns import side_by_side
from solvent.engine import Engine
from solvent.errors import BadCase
from solvent.feeds import Opening
from solvent.feeds.tapes import LAST
from solvent.grid import notional
from solvent.lab.depth_book import Push, SourceDepth
from solvent.policy import Policy
from solvent.units import NS, PPM

FACTORS = (100, 125, 150, 200, 300, 500)  # per cent of the move aimed at, by which sources are pushed
MOST_SOURCES = 10  # all sets of them are looked at
MOST_TURNS = 20  # how often a push is told while it is held


@dataclass(frozen=True, slots=True)
class Attack:
    """The cheapest way found to move a price so far.

    target      ppm, signed
    sources     who is pushed, and by how much (ppm, signed)
    push        what that costs
    moved       ppm, signed, of the valuation
    accounts    accounts that are closed on it, and what they held of the market (atoms at the price before)
    """

    target: int
    sources: tuple[str, ...]
    pushed: int
    push: Push
    moved: int
    accounts: int
    closed: int


@dataclass(frozen=True, slots=True)
class Moves:
    """What was found of one market.

    open_interest   atoms of one side, at the price before
    attacks         by target; None where no set of sources got the price there within what their books are told for
    """

    market: str
    ticks: int
    open_interest: int
    attacks: tuple[tuple[int, Attack | None], ...]

    def gain(self, attack: Attack) -> int:
        """What one side of the market gains by it at most (atoms): open interest x move."""
        return self.open_interest * abs(attack.moved) // PPM

    def pays(self) -> list[Attack]:
        """The attacks that cost less than they can gain."""
        return [attack for _, attack in self.attacks if attack and self.gain(attack) > attack.push.cost]

    def weakest(self) -> Attack | None:
        """The attack with the least cost for its move: the pair a rulebook's budget should be told."""
        found = [attack for _, attack in self.attacks if attack]
        return min(found, key=lambda attack: (attack.push.cost * PPM // abs(attack.moved), attack.target), default=None)


class Stage:
    """One market of a book, with the sources whose books are known; restored for every attack.

    opening    the book of positions
    hold_ns    ns for which a push is held
    """

    def __init__(
        self, policy: Policy, opening: Opening, market: str, depths: Sequence[SourceDepth], hold_ns: int
    ) -> None:
        listed = {one.name: one for one in opening.markets}
        self.market, self.depths, self.hold_ns = market, list(depths), hold_ns
        if len(self.depths) > MOST_SOURCES:
            raise BadCase(f"expected at most {MOST_SOURCES} sources of {market}, found {len(self.depths)}")
        self.price = listed[market].ticks
        self.index = [one for one in self.depths if one.source != LAST]
        if not self.index:
            raise BadCase(f"expected a source of the index of {market}, found none")
        self.quoted = market in opening.quoted
        self.now_ns = opening.time_ns
        self.full = self._opened(policy, opening, accounts=True)
        self.bare = self._opened(policy, opening, accounts=False)
        if not self.full.markets.usable[self.full.market_of[market]]:
            found = f"{len(self.index)} of at least {policy.prices_of(market).min_sources}"
            raise BadCase(f"expected enough sources for a price of {market} under {policy.name}, found {found}")
        self._dumped = self.bare.dump(), self.full.dump()
        self._moved: dict[tuple[tuple[str, ...], int], int] = {}

    def open_interest(self) -> int:
        """What one side holds, atoms at the price before."""
        market = self.full.market_of[self.market]
        rows = self.full.rows
        held = [lots for place, lots in zip(rows.market.tolist(), rows.lots.tolist(), strict=True) if place == market]
        den = int(self.full.markets.den[market])
        longs, shorts = (sum(max(side * lots, 0) for lots in held) for side in (1, -1))
        return notional(max(longs, shorts), self.price, den)

    def search(self, targets: Sequence[int]) -> Moves:
        """The cheapest attack for each move (ppm, signed)."""
        found = tuple((target, self._cheapest(target)) for target in targets)
        return Moves(self.market, self.price, self.open_interest(), found)

    def _cheapest(self, target: int) -> Attack | None:
        for push, sources, pushed in sorted(self._candidates(target), key=lambda one: (one[0].cost, one[1], one[2])):
            moved = self._bare(sources, pushed)
            if abs(moved) >= abs(target) and (moved > 0) == (target > 0):
                return self._whole(target, push, sources, pushed)
        return None

    def _candidates(self, target: int) -> Iterator[tuple[Push, tuple[str, ...], int]]:
        """Every set of sources, each of them pushed alike, by a little more than the target or by much more."""
        up = target > 0
        for count in range(1, len(self.depths) + 1):
            for chosen in combinations(self.depths, count):
                for factor in FACTORS:
                    ppm = -(-abs(target) * factor // 100)
                    pushes = [one.push(up, ppm, self.hold_ns) for one in chosen]
                    known = [push for push in pushes if push]
                    if len(known) == count and (up or ppm < PPM):
                        total = Push(sum(push.capital for push in known), sum(push.cost for push in known))
                        yield total, tuple(one.source for one in chosen), ppm if up else -ppm

    def _bare(self, sources: tuple[str, ...], pushed: int) -> int:
        """How far the valuation goes (ppm, signed) under such a push, nobody holding anything."""
        key = (sources, pushed)
        if key not in self._moved:
            engine = Engine(book=Book.restore(self._dumped[0]))
            self._moved[key] = max((self._pushed(engine, sources, pushed, [])), key=abs, default=0)
        return self._moved[key]

    def _whole(self, target: int, push: Push, sources: tuple[str, ...], pushed: int) -> Attack:
        engine, closed = Engine(book=Book.restore(self._dumped[1])), list[int]()
        moved = max(self._pushed(engine, sources, pushed, closed), key=abs, default=0)
        book, market = self.full, self.full.market_of[self.market]
        buckets = set(closed)
        den = int(book.markets.den[market])
        held = [abs(lots) for bucket, place, lots in zip(book.rows.bucket.tolist(), book.rows.market.tolist(),
                book.rows.lots.tolist(), strict=True) if place == market and bucket in buckets]  # fmt: skip
        worth = sum(notional(lots, self.price, den) for lots in held)
        return Attack(target, sources, pushed, push, moved, len(buckets), worth)

    def _pushed(self, engine: Engine, sources: tuple[str, ...], pushed: int, closed: list[int]) -> Iterator[int]:
        """How far the valuation is from where it was (ppm, signed) at each turn in which it may be acted on."""
        turns = max(min(self.hold_ns // NS, MOST_TURNS), 1)
        market = engine.book.market_of[self.market]
        for turn in range(1, turns + 1):
            now_ns = self.now_ns + self.hold_ns * turn // turns
            for command in self._told(engine.book, sources, pushed, f"push/{turn}", now_ns):
                for event in engine.step(command).events:
                    if isinstance(event, e.LiquidationTriggered):
                        closed += [bucket for (bucket,) in side_by_side(event.bucket)]
            if engine.book.markets.usable[market]:
                yield (int(engine.book.markets.valuation[market]) - self.price) * PPM // self.price

    def _told(self, book: Book, sources: Sequence[str], pushed: int, name: str, now_ns: int) -> Iterator[c.Command]:
        """What everybody says in one turn: those who are pushed the pushed price, the others the old one."""
        market, moved = book.market_of[self.market], max(self.price * (PPM + pushed) // PPM, 1)
        numbers = [n for n, place in enumerate(book.sources.market.tolist()) if place == market]
        ticks = [moved if one.source in sources else self.price for one in self.index]
        asked: dict[str, Any] = {"time_ns": now_ns, "actor": "push"}
        own = moved if LAST in sources else self.price
        if self.quoted:
            yield c.ObserveBook(id=f"{name}/book", market=self.market, bid=max(own - 1, 0), ask=own + 1, **asked)
        yield c.ObserveTrade(id=f"{name}/last", market=self.market, ticks=own, **asked)
        yield c.ObservePrices(id=f"{name}/index", sources=numbers, ticks=ticks, venue_ns=[now_ns] * len(ticks), **asked)

    def _opened(self, policy: Policy, opening: Opening, accounts: bool) -> Book:
        """The book with this market's own sources and weights; with nobody in it where accounts are left out."""
        engine = Engine(policy)
        commands = opening.commands()
        prices = commands[: len(commands) - len(opening.account_commands)]
        names = [one.source for one in self.index]
        own = [
            msgspec.structs.replace(one, constituents=names) if isinstance(one, c.ListMarket) else one
            for one in prices
            if getattr(one, "market", "") == self.market and not isinstance(one, c.ObservePrice)
        ]
        others = [one for one in prices if getattr(one, "market", "") != self.market]
        for command in [*others, *own, *self._registered(), *(opening.account_commands if accounts else ())]:
            outcome = engine.step(command)
            if outcome.refused and not isinstance(command, c.ReportOrders):
                detail = getattr(outcome.events[-1], "detail", "")
                raise BadCase(f"{type(command).__name__} is refused, {outcome.refused.name}: {detail}")
        return engine.book

    def _registered(self) -> Iterator[c.Command]:
        for one in self.index:
            asked: dict[str, Any] = {"time_ns": self.now_ns, "actor": "budget", "market": self.market}
            yield c.SetConstituent(id=f"budget/{one.source}", source=one.source, weight_ppm=one.weight_ppm,
                                   owner="budget", reason="as the books of the sources declare", **asked)  # fmt: skip
            yield c.ObservePrice(id=f"budget/{one.source}/price", source=one.source, ticks=self.price,
                                 venue_ns=self.now_ns, **asked)  # fmt: skip
