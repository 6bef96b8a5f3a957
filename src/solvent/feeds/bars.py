"""Bars of one series of a file, each checked: how a trade history is commonly kept.

A bar without a trade is absent: silence of trades is silence. The columns wanted are ts_s (or ts_ms, ts_ns: the bar's
first instant since 1970 UTC), open, high, low and close; trades and volume are read where they are there. The file may
be CSV, gzipped CSV or Parquet, and may hold other columns and other symbols.
"""

from collections.abc import Iterator
from typing import NoReturn

import msgspec

from solvent.errors import BadInput, BadUnit
from solvent.feeds.files import Table, load
from solvent.feeds.quotes import CLOCKS
from solvent.units import INT64_MAX, NS, price_ticks

EXTREMES, CLOSE = "extremes", "close"
PATHS = (EXTREMES, CLOSE)
PRICES = ("open", "high", "low", "close")


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
    """One bar: ns of its first instant, and ticks.

    where            file and line, for messages
    trades, volume   as the file prints them, "" where it does not
    """

    time_ns: int
    open: int
    high: int
    low: int
    close: int
    where: str = ""
    trades: str = ""
    volume: str = ""


def bars(source: BarFile, decimals: int, table: Table | None = None) -> Iterator[Bar]:
    """The bars asked for, in time order, each checked.

    table   the file's content where it was loaded already
    """
    table = table or load_table(source.file, "bars")
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
        known = {name: cells[columns[name]] for name in (clock, *PRICES, "trades", "volume") if name in columns}
        bar = _bar(where, known, clock, decimals, closed)
        if bar.time_ns < before + source.bar_ns:
            _refuse(
                f"{where}, column {clock}",
                f"a bar {source.bar_ns / 10**9:g} s or more after the one before",
                cells[columns[clock]],
            )
        before, closed = bar.time_ns, bar.close
        yield bar
    if kept is None:
        sought = ", ".join(f"{name} {text!r}" for name, text in wanted.items() if text) or "bars"
        _refuse(table.source, f"rows of {sought}", "none")


def load_table(file: str, what: str) -> Table:
    """The table in a file of bars or of prices, which is never JSON."""
    table = load(file, f"{what} in CSV or Parquet")
    if not isinstance(table, Table):
        _refuse(table.source, f"{what} in CSV or Parquet", "JSON")
    return table


def _bar(where: str, cells: dict[str, object], clock: str, decimals: int, closed: int) -> Bar:
    """One bar. Its open may lie outside its extremes where it is the close before (`closed`), as BitMEX prints it."""
    text = cells[clock]
    if not isinstance(text, str) or not text.strip().isascii() or not text.strip().isdigit() or len(text) > 20:
        _refuse(f"{where}, column {clock}", "a whole number above 0", text)
    time_ns = int(text) * CLOCKS[clock]
    if not 0 < time_ns < INT64_MAX - 86_400 * NS:
        _refuse(f"{where}, column {clock}", "a time between 1970 and 2262", text)
    opened, high, low, close = (_ticks(f"{where}, column {name}", cells[name], decimals) for name in PRICES)
    inside = close if opened == closed else opened
    if high < max(inside, close, low):
        _refuse(f"{where}, column high", "the highest price of the bar", cells["high"])
    if low > min(inside, close):
        _refuse(f"{where}, column low", "the lowest price of the bar", cells["low"])
    more = (str(cells.get(name) or "") for name in ("trades", "volume"))
    return Bar(time_ns, opened, high, low, close, where, *more)


def _ticks(where: str, cell: object, decimals: int) -> int:
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
