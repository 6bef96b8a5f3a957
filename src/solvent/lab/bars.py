"""Prints from a file of bars: each bar is a path of at most four prints.

Inside a bar only four prices are known, and not when. The path taken is open, the nearer extreme, the farther extreme,
close (the low first where both are as near), equally spaced over the bar: the open at its first instant, the extremes
after one and two thirds, the close at its last nanosecond. A price equal to the one before it in the same bar is not
printed again. `close` instead of `extremes` keeps the closes only. An open that is the close before may lie outside the
bar's extremes (BitMEX prints them so).
"""

from collections.abc import Iterator
from typing import NoReturn

import msgspec

from solvent.errors import BadInput, BadUnit
from solvent.feeds.files import Table, load
from solvent.lab.tape import Series
from solvent.units import DURATIONS, INT64_MAX, NS, duration_ns, price_ticks

EXTREMES, CLOSE = "extremes", "close"
PATHS = (EXTREMES, CLOSE)
PRICES = ("open", "high", "low", "close")
CLOCKS = {"ts_s": DURATIONS["s"], "ts_ms": DURATIONS["ms"], "ts_ns": 1}
OVERRIDE = "MARKET/ROLE=FILE[,symbol=…][,venue=…][,bar=1 s][,path=extremes]"


class BarFile(msgspec.Struct, frozen=True):
    """Which bars of which file are one series.

    bar_ns          ns a bar lasts, 3 or more
    symbol, venue   what those columns must hold, "" where the file has one only
    """

    file: str
    bar_ns: int
    symbol: str = ""
    venue: str = ""
    path: str = EXTREMES


class Bar(msgspec.Struct, frozen=True):
    """One bar: ns of its first instant, and ticks."""

    time_ns: int
    open: int
    high: int
    low: int
    close: int


def path_of(bar: Bar, bar_ns: int, path: str = EXTREMES) -> list[tuple[int, int]]:
    """(ns, ticks) of the prints a bar stands for."""
    last = bar.time_ns + bar_ns - 1
    if path == CLOSE:
        return [(last, bar.close)]
    low_first = bar.open - bar.low <= bar.high - bar.open
    near, far = (bar.low, bar.high) if low_first else (bar.high, bar.low)
    third = bar_ns // 3
    points = [(bar.time_ns, bar.open), (bar.time_ns + third, near), (bar.time_ns + 2 * third, far), (last, bar.close)]
    return [point for place, point in enumerate(points) if not place or point[1] != points[place - 1][1]]


def read_bars(source: BarFile, market: str, role: str, decimals: int) -> Series:
    """The prints of one series of a file, prices parsed exactly to 10^-decimals.

    The columns wanted are ts_s (or ts_ms, ts_ns: the bar's first instant since 1970 UTC), open, high, low and close;
    the file may be CSV, gzipped CSV or Parquet, and may hold other columns and other symbols.
    """
    if source.path not in PATHS or source.bar_ns < 3:
        raise BadInput(f"expected a path of {' or '.join(PATHS)} and a bar of 3 ns or more, found {source}")
    times: list[int] = []
    ticks: list[int] = []
    for bar in _bars(source, decimals):
        for time_ns, price in path_of(bar, source.bar_ns, source.path):
            times.append(time_ns)
            ticks.append(price)
    return Series(market, role, tuple(times), tuple(ticks))


def _bars(source: BarFile, decimals: int) -> Iterator[Bar]:
    """The bars asked for, in time order, each checked."""
    table = _table(source.file)
    columns = {name.strip().lower(): place for place, name in enumerate(table.columns)}
    clock = next((name for name in CLOCKS if name in columns), "ts_s")
    missing = [name for name in (clock, *PRICES) if name not in columns]
    if missing:
        _refuse(table.source, f"the columns {', '.join((clock, *PRICES))}", f"no {', '.join(missing)}")
    wanted = {"symbol": source.symbol, "venue": source.venue}
    filters = {columns[name]: text for name, text in wanted.items() if text and name in columns}
    absent = [name for name, text in wanted.items() if text and name not in columns]
    if absent:
        _refuse(table.source, f"a column {absent[0]}", f"only {', '.join(table.columns)}")
    before, closed = -source.bar_ns, 0
    kept: tuple[object, ...] | None = None
    names = [columns[name] for name in wanted if name in columns]
    for where, cells in table.rows:
        if any(cells[place] != text for place, text in filters.items()):
            continue
        named = tuple(cells[place] for place in names)
        if kept is not None and named != kept:
            found = " and ".join(f"{'/'.join(map(str, one))!r}" for one in (kept, named))
            _refuse(where, "one series (say which with symbol and venue)", found)
        kept = named
        bar = _bar(where, {name: cells[columns[name]] for name in (clock, *PRICES)}, clock, decimals, closed)
        if bar.time_ns < before + source.bar_ns:
            _refuse(
                f"{where}, column {clock}",
                f"a bar {source.bar_ns} ns or more after the one before",
                cells[columns[clock]],
            )
        before, closed = bar.time_ns, bar.close
        yield bar
    if kept is None:
        sought = ", ".join(f"{name} {text!r}" for name, text in wanted.items() if text) or "bars"
        _refuse(table.source, f"rows of {sought}", "none")


def _table(file: str) -> Table:
    try:
        table = load(file)
    except BadInput as error:
        raise BadInput(
            str(error).replace("a file of positions in CSV, JSON or Parquet", "bars in CSV or Parquet")
        ) from None
    if not isinstance(table, Table):
        _refuse(table.source, "bars in CSV or Parquet", "JSON")
    return table


def _bar(where: str, cells: dict[str, object], clock: str, decimals: int, closed: int) -> Bar:
    """One bar. Its open may lie outside its extremes where it is the close before (`closed`), as BitMEX prints it."""
    text = cells[clock]
    if not isinstance(text, str) or not text.strip().isascii() or not text.strip().isdigit() or len(text) > 20:
        _refuse(f"{where}, column {clock}", "a whole number above 0", text)
    time_ns = int(text) * CLOCKS[clock]
    if not 0 < time_ns < INT64_MAX - 86_400 * NS:
        _refuse(f"{where}, column {clock}", "a time between 1970 and 2262", text)
    opened, high, low, close = (_price(f"{where}, column {name}", cells[name], decimals) for name in PRICES)
    inside = close if opened == closed else opened
    if high < max(inside, close, low):
        _refuse(f"{where}, column high", "the highest price of the bar", cells["high"])
    if low > min(inside, close):
        _refuse(f"{where}, column low", "the lowest price of the bar", cells["low"])
    return Bar(time_ns, opened, high, low, close)


def _price(where: str, cell: object, decimals: int) -> int:
    if not isinstance(cell, str) or not cell.strip() or len(cell) > 80:
        _refuse(where, "a price above 0", cell)
    try:
        ticks = price_ticks(cell, decimals)
    except BadUnit as error:
        raise BadInput(str(error), where) from None
    return ticks


def _refuse(where: str, expected: str, found: object) -> NoReturn:
    text = found if isinstance(found, str) else "nothing" if found is None else repr(found)
    raise BadInput(f"expected {expected}, found {text[:60] or 'nothing'}", where)


def parse_override(text: str) -> tuple[str, str, BarFile]:
    """(market, role, bars) from a text such as `ATOM/last=FILE.csv.gz,symbol=ATOMUSD_PERP,bar=1 s`, for `--tape`."""
    place, equals, rest = text.partition("=")
    market, slash, role = place.strip().partition("/")
    file, *options = rest.split(",")
    if not (equals and slash and market and role and file.strip()):
        raise BadInput(f"expected {OVERRIDE}, found {text!r}", "--tape")
    given = {"bar": "1 s"}
    for option in options:
        name, equals, value = (part.strip() for part in option.partition("="))
        if not equals or name not in ("symbol", "venue", "bar", "path"):
            raise BadInput(f"expected one of symbol, venue, bar and path, found {option!r}", "--tape")
        given[name] = value
    if given.setdefault("path", EXTREMES) not in PATHS:
        raise BadInput(f"expected a path of {' or '.join(PATHS)}, found {given['path']!r}", "--tape")
    try:
        bar_ns = duration_ns(given["bar"])
    except BadUnit as error:
        raise BadInput(str(error), "--tape") from None
    symbol, venue = given.get("symbol", ""), given.get("venue", "")
    return market, role, BarFile(file.strip(), bar_ns, symbol, venue, given["path"])
