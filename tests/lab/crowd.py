"""A crowded market in small: longs at chosen lines, the world on the other side, and a shock."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec

from solvent import commands as c
from solvent import events as e
from solvent.engine import Outcome
from solvent.journal import MemoryJournal
from solvent.lab.impact import Impact
from solvent.lab.liquidity import TapeLiquidity
from solvent.policy import Comparator, Limit, Policy, PriceRole, Sizing, Tier
from solvent.runtime import Runtime
from tests.oracle import Seen, misplaced, unbalanced
from tests.world import ADL, FUND, FUND_PAYS, MARKET, PERP, USD, WINNERS_PAY, S, cells, policy

START = 1_000_000  # ticks; a lot is a whole contract and a tick an atom
FLAT = Tier(0, 5_000, 10**6, 10**6, 0, 10_000, 10**6)  # maintenance 0.5 %, initial 1 %
SOURCES = ("s1", "s2", "s3")
Long = tuple[int, int]  # (line in ticks, lots)
AT_ENTRY = 100 * S


def rules(trigger: PriceRole, sizing: Sizing = Sizing.ALL, limit: Limit = Limit.NONE, throttle: int = 0) -> Policy:
    """Closes on one price; the market first, then the fund, then winners."""
    return policy(
        takers=(MARKET, FUND, ADL), payers=(FUND_PAYS, WINNERS_PAY), tiers=(FLAT,), comparator=Comparator.AT_OR_BELOW,
        sizing=sizing, limit=limit,
        prices={"trigger": trigger, "min_sources": 1, "max_age_ns": 10**6 * S}, buffer=200_000, assumed_cost=2_000,
        orders_per_window=throttle, window_ns=S,
    )  # fmt: skip


@dataclass
class Seeing:
    """What happened: lots ordered, filled and expired, who was closed, the lowest price, and what was refused."""

    ordered: int = 0
    filled: int = 0
    expired: int = 0
    closed: set[int] = field(default_factory=set)
    lowest: int = START
    refused: Counter[str] = field(default_factory=Counter)

    def __call__(self, _: int, outcome: Outcome) -> None:
        if outcome.refused:
            self.refused[outcome.refused.name] += 1
        for event in outcome.events:
            match event:
                case e.LiquidationOrderPlaced():
                    self.ordered += sum(map(abs, cells(event.lots)))
                case e.LiquidationOrderFilled():
                    self.filled += sum(map(abs, cells(event.lots)))
                case e.LiquidationOrderExpired():
                    self.expired += sum(map(abs, cells(event.lots)))
                case e.LiquidationTriggered():
                    self.closed.update(cells(event.bucket))
                case e.LastTraded():
                    self.lowest = min(self.lowest, event.ticks)


@dataclass
class Crowd:
    """A run: its runtime, what was seen, and the venue."""

    runtime: Runtime
    seen: Seeing
    venue: Impact | None


def opening(policy_: Policy, longs: Sequence[Long], fund: int, shorts: int) -> list[c.Command]:
    """Everyone is in at the start; `shorts` of the longs' lots are held by a client, the rest by the world."""
    asked: list[c.Command] = [
        c.AdoptRulebook(policy=policy_),
        c.ListMarket(market=PERP, size_decimals=0, price_decimals=6, settlement=USD, constituents=list(SOURCES)),
        *(c.ObservePrice(market=PERP, source=name, ticks=START, venue_ns=AT_ENTRY) for name in SOURCES),
        c.ObserveTrade(market=PERP, ticks=START),
        c.OpenAccount(account="bear"),
        c.Deposit(account="bear", asset=USD, amount=10**15),
    ]
    if fund:
        asked.append(c.FundInsurance(asset=USD, amount=fund))
    for number, (line, lots) in enumerate(longs):
        # Breach where d + p - start <= 0.5 % of p: at the line and below, and with one lot a tick above it at most.
        margin = lots * START - mul(lots * line)
        asked += [
            c.OpenAccount(account=f"long-{number}"),
            c.Deposit(account=f"long-{number}", asset=USD, amount=margin),
            c.ReportTrade(market=PERP, buyer=f"long-{number}", seller="bear" if number < shorts else "@outside",
                          lots=lots, ticks=START),
        ]  # fmt: skip
    return [msgspec.structs.replace(one, id=f"open/{n}", time_ns=AT_ENTRY, actor="test") for n, one in enumerate(asked)]


def mul(product: int) -> int:
    """0.995 of it, rounded up."""
    return -(-995 * product // 1000)


def tape(steps: Sequence[tuple[int, int]]) -> list[c.Command]:
    """Prints of every constituent and of the last price: (seconds after the entry, ticks)."""
    told: list[c.Command] = []
    for second, ticks in steps:
        now = AT_ENTRY + second * S
        prints = [c.ObservePrice(market=PERP, source=name, ticks=ticks, venue_ns=now) for name in SOURCES]
        for number, one in enumerate([*prints, c.ObserveTrade(market=PERP, ticks=ticks)]):
            told.append(msgspec.structs.replace(one, id=f"{second}/{number}", time_ns=now, actor="tape"))
    return told


def play(
    policy_: Policy, longs: Sequence[Long], steps: Sequence[tuple[int, int]], venue: Impact | None, slippage: int = 0,
    fund: int = 0, shorts: int = 0,
) -> Crowd:  # fmt: skip
    """Plays it through a runtime; without a venue, on a tape that does not move."""
    runtime = Runtime(MemoryJournal(), venue or TapeLiquidity(slippage))
    seen = Seeing()
    runtime.subscribe(seen)
    feed = [*opening(policy_, longs, fund, shorts), *tape(steps)]
    runtime.submit(venue.through(feed) if venue else feed)
    assert not seen.refused, seen.refused
    book = runtime.book
    assert unbalanced(book) + misplaced(book) + Seen(book).owing() == []
    return Crowd(runtime, seen, venue)
