"""The series of a case: read from its TOML, and made into a tape."""

import re
from datetime import date, datetime
from pathlib import Path as FilePath

import msgspec

from solvent.errors import BadCase, BadUnit
from solvent.feeds.bars import EXTREMES, PATHS, BarFile
from solvent.lab.bars import read_bars
from solvent.lab.bridge import MAX_POINTS, Bounds, Point, Volatility, bridge
from solvent.lab.case import Case, Figures, Market, Source
from solvent.lab.random import Stream
from solvent.lab.strict_toml import Table, said
from solvent.lab.tape import Series, Tape, tape
from solvent.rulebooks.lines import Path
from solvent.units import DURATIONS, INT64_MAX, NS, duration_ns, price_ticks, rate_ppm, time_ns

_CLOCK_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9]))?")
_MINUTE = DURATIONS["min"]
MINUTES = {"open": 0, "close": _MINUTE - NS}


class Clock:
    """The day a case is about, and times of it."""

    def __init__(self, day: date) -> None:
        self.midnight = (day.toordinal() - date(1970, 1, 1).toordinal()) * DURATIONS["d"]

    def time(self, table: Table, path: Path, value: object, minutes: str = "open") -> int:
        """ns UTC of "HH:MM", "HH:MM:SS" on that day, or of a TOML time with its zone.

        minutes   what HH:MM means: "open" its first instant, "close" its last whole second; HH:MM:SS is always itself
        """
        if isinstance(value, datetime):
            try:
                found = time_ns(value)
            except BadUnit as error:
                table.complain(path, str(error))
            if not 0 <= found <= INT64_MAX:
                table.refuse(path, "a time from 1970 to 2262", value)
            return found
        match = _CLOCK_TIME.fullmatch(value) if type(value) is str else None
        if match is None:
            expected = 'a UTC time such as "21:05" or "21:05:00", or a TOML time with its zone'
            table.refuse(path, expected, said("none") if value is None else value)
        hours, minute, seconds = match.groups()
        when = self.midnight + int(hours) * DURATIONS["h"] + int(minute) * _MINUTE
        return when + (MINUTES[minutes] if seconds is None else int(seconds) * NS)


def volatility(text: str) -> Volatility:
    """'0.15 % per sqrt(min)': one standard deviation, as a share of the price, after one minute."""
    rate, words, per = text.strip().partition(" per sqrt(")
    if not words or not per.endswith(")") or per[:-1] not in DURATIONS:
        raise BadUnit(f"expected a volatility such as '0.15 % per sqrt(min)', found {text!r}")
    return Volatility(rate_ppm(rate), DURATIONS[per[:-1]])


def read_source(table: Table, clock: Clock, markets: tuple[Market, ...]) -> Source:
    """One table [[tape]]."""
    names = tuple(market.name for market in markets)
    name = table.choice("market", names, names[0] if len(names) == 1 else ...)
    market = next(market for market in markets if market.name == name)
    role, source = table.text("role"), table.text("source")
    kinds = [key for key in ("figures", "file") if key in table.content]
    if len(kinds) != 1:
        table.refuse((), "either figures or a file", said(" and ".join(kinds) or "neither"))
    if kinds == ["file"]:
        found = Source(name, role, source, bars=_read_bar_file(table))
    else:
        found = Source(name, role, source, figures=_read_figures(table, clock, market.price_decimals))
    table.finish()
    return found


def _read_bar_file(table: Table) -> BarFile:
    return BarFile(
        file=table.text("file"),
        bar_ns=table.quantity("bar", duration_ns, least=3),
        symbol=table.text("symbol", ""),
        venue=table.text("venue", ""),
        path=table.choice("path", PATHS, EXTREMES),
    )


def _read_figures(table: Table, clock: Clock, decimals: int) -> Figures:
    def point(path: Path, value: object, minutes: str) -> Point:
        if type(value) is not list or len(value) != 2:
            table.refuse(path, 'a time and a price such as ["21:05", "3.751"]', value)
        when = clock.time(table, (*path, 0), value[0], minutes)
        return when, table.unit((*path, 1), value[1], lambda text: price_ticks(text, decimals))

    minutes = table.choice("minutes", tuple(MINUTES))
    points: dict[int, int] = {}
    for place, value in enumerate(table.get("figures", list)):
        when, ticks = point(("figures", place), value, minutes)
        if points and when <= max(points):
            table.refuse(
                ("figures", place), "figures in ascending time", said(f"{value[0]} after an equal or later one")
            )
        points[when] = ticks
    if not points:
        table.refuse("figures", "at least one figure", [])
    bounds: dict[str, int] = {"low": 0, "high": 0}
    for key in bounds:
        if key in table.content:
            when, bounds[key] = point((key,), table.get(key, list), "open")
            if points.setdefault(when, bounds[key]) != bounds[key]:
                table.refuse(key, "the price of the figure at that time", table.content[key][1])
        table.asked[key] = None
    for key, ticks, beyond in (("low", bounds["low"], min), ("high", bounds["high"], max)):
        if ticks and beyond(points.values()) != ticks:
            table.refuse(key, f"the {key}est of all figures", table.content[key][1])
    if bounds["high"] and bounds["high"] - bounds["low"] < 2:
        table.refuse("high", "a high at least two ticks above the low", table.content["high"][1])
    step_ns = table.quantity("step", duration_ns, least=1)
    if (max(points) - min(points)) // step_ns > MAX_POINTS:
        table.refuse("step", f"a step that makes at most {MAX_POINTS} points", table.content["step"])
    stated = table.text("volatility")
    try:
        strength = volatility(stated)
    except BadUnit as error:
        table.complain("volatility", str(error))
    return Figures(tuple(sorted(points.items())), bounds["low"], bounds["high"], step_ns, strength)


def series_of(case: Case, source: Source) -> Series:
    """One series of a case, bridged or read from its file (a relative path counts from the case's own folder)."""
    if source.bars is not None:
        file = str(FilePath(case.file).parent / source.bars.file)
        bars = msgspec.structs.replace(source.bars, file=file)
        return read_bars(bars, source.market, source.role, case.market(source.market).price_decimals)
    figures = source.figures
    if figures is None:
        raise BadCase(f"expected figures or a file for {source.market} {source.role}, found neither", case.file)
    draws = Stream(case.seed, f"tape/{source.market}/{source.role}")
    bounds = Bounds(figures.low, figures.high)
    return Series(
        source.market, source.role, *bridge(figures.points, figures.step_ns, figures.volatility, bounds, draws)
    )  # fmt: skip


def tape_of(case: Case) -> Tape:
    """The realised tape of a case, cut to its window."""
    constituents = {market.name: list(market.constituents) for market in case.markets}
    whole = tape([series_of(case, source) for source in case.tape], constituents)
    return whole.window(case.start_ns, case.end_ns)


def with_files(case: Case, files: list[tuple[str, str, BarFile]]) -> Case:
    """The same case on other tapes: each (market, role, bars) replaces that series; paths count from here."""
    sources = {(source.market, source.role): source for source in case.tape}
    for market, role, bars in files:
        if (market, role) not in sources:
            known = ", ".join(f"{one}/{other}" for one, other in sources)
            raise BadCase(f"expected one of {known}, found {market}/{role}", "--tape")
        bars = msgspec.structs.replace(bars, file=str(FilePath(bars.file).absolute()))
        sources[market, role] = Source(market, role, f"file {FilePath(bars.file).name}", bars=bars)
    return msgspec.structs.replace(case, tape=tuple(sources.values()))
