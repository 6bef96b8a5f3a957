"""What fails, from the table [operations] of a case."""

from typing import Protocol

from solvent.lab.operations.terms import ALL, FEED, MATCHING, Delay, Outage, RegimeChange, Terms
from solvent.lab.strict_toml import Table, said
from solvent.policy.volatility import NORMAL
from solvent.units import DURATIONS, PPM, duration_ns, rate_ppm

MOST_PER_SECOND = 1_000_000
LONGEST_DELAY = DURATIONS["d"]


class Clock(Protocol):
    """Reads the times of a case."""

    def time(self, table: Table, path: tuple[str | int, ...], value: object, /) -> int:
        """ns UTC."""


def read_terms(
    table: Table, clock: Clock, constituents: dict[str, tuple[str, ...]], entry_ns: int, end_ns: int
) -> Terms:
    """The keys of [operations] that say what fails.

    constituents   by market, the sources of its index
    entry_ns       ns; nothing fails up to then
    end_ns         ns of the window's end
    """
    names = tuple(constituents)
    outages = tuple(_outage(one, clock, names, entry_ns, end_ns) for one in table.tables("outages", optional=True))
    delays = tuple(_delay(one, constituents) for one in table.tables("delays", optional=True))
    for place, outage in enumerate(outages):
        for other in outages[:place]:
            if (shared := _clash(outage, other)) and outage.start_ns < other.end_ns and other.start_ns < outage.end_ns:
                table.refuse(("outages", place), "outages that do not overlap", said(f"two of {shared} at one time"))
    for place, delay in enumerate(delays):
        if (delay.market, delay.role) in [(other.market, other.role) for other in delays[:place]]:
            table.refuse(("delays", place), "one delay a series", said(f"a second one of {delay.market} {delay.role}"))
    paced = "liquidations_per_second" in table.content
    per_second = table.integer("liquidations_per_second", int(paced), MOST_PER_SECOND, 0)
    rejected = table.quantity("rejected", rate_ppm, "0 %")
    if rejected > PPM:
        table.refuse("rejected", "at most 100 %", table.content["rejected"])
    return Terms(outages, delays, per_second, rejected, _regimes(table, clock, entry_ns, end_ns))


def _outage(table: Table, clock: Clock, names: tuple[str, ...], entry_ns: int, end_ns: int) -> Outage:
    start, end = (_time(table, clock, key) for key in ("start", "end"))
    if start > end:
        table.refuse("end", "an end that is not before the start", table.content["end"])
    if start <= entry_ns:
        table.refuse("start", "a time after the entry", table.content["start"])
    if end > end_ns:
        table.refuse("end", "a time inside the window", table.content["end"])
    markets = table.texts("markets", list(names))
    for place, market in enumerate(markets):
        if market not in names:
            table.refuse(("markets", place), f"a market among {', '.join(names)}", market)
    if not markets:
        table.refuse("markets", "at least one market", markets)
    outage = Outage(start, end, table.choice("what", (MATCHING, FEED, ALL)), tuple(markets), table.text("source"))
    table.finish()
    return outage


def _regimes(table: Table, clock: Clock, entry_ns: int, end_ns: int) -> tuple[RegimeChange, ...]:
    found: list[RegimeChange] = []
    for one in table.tables("regimes", optional=True):
        change = RegimeChange(_time(one, clock, "at"), one.text("regime"), one.text("reason"))
        if not entry_ns < change.at_ns <= end_ns:
            one.refuse("at", "a time after the entry and inside the window", one.content["at"])
        if found and change.at_ns <= found[-1].at_ns:
            one.refuse("at", "a time after the regime before", one.content["at"])
        if change.regime == (found[-1].regime if found else NORMAL.name):
            one.refuse("regime", "another regime than the one before", change.regime)
        if not change.reason.strip():
            one.refuse("reason", "a reason", change.reason)
        one.finish()
        found.append(change)
    return tuple(found)


def _time(table: Table, clock: Clock, key: str) -> int:
    table.asked[key] = None
    return clock.time(table, (key,), table.content.get(key))


def _delay(table: Table, constituents: dict[str, tuple[str, ...]]) -> Delay:
    names = tuple(constituents)
    market = table.choice("market", names, names[0] if len(names) == 1 else ...)
    role, known = table.text("role"), constituents[market]
    if role not in known:
        expected = f"a constituent of {market} ({', '.join(known) or 'it has none'}); its own trades it knows at once"
        table.refuse("role", expected, role)
    delay = Delay(market, role, table.quantity("delay", duration_ns), table.text("source"))
    if delay.delay_ns > LONGEST_DELAY:
        table.refuse("delay", "at most a day", table.content["delay"])
    table.finish()
    return delay


def _clash(one: Outage, other: Outage) -> str:
    """A market of which the same part fails in both, "" for none."""
    return next(
        (name for what in (MATCHING, FEED) for name in one.markets if one.hits(what, name) and other.hits(what, name)),
        "",
    )
