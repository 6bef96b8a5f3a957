"""Prints from a file of bars: each bar is a path of at most four prints.

Inside a bar only four prices are known, and not when. The path taken is open, the nearer extreme, the farther extreme,
close (the low first where both are as near), equally spaced over the bar: the open at its first instant, the extremes
after one and two thirds, the close at its last nanosecond. A price equal to the one before it in the same bar is not
printed again. `close` instead of `extremes` keeps the closes only. An open that is the close before may lie outside the
bar's extremes (BitMEX prints them so).
"""

from solvent.errors import BadInput, BadUnit
from solvent.feeds.bars import CLOSE, EXTREMES, PATHS, Bar, BarFile, bars
from solvent.lab.tape import Series
from solvent.units import duration_ns

OVERRIDE = "MARKET/ROLE=FILE[,symbol=…][,venue=…][,bar=1 s][,path=extremes]"


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
    for bar in bars(source, decimals):
        for time_ns, price in path_of(bar, source.bar_ns, source.path):
            times.append(time_ns)
            ticks.append(price)
    return Series(market, role, tuple(times), tuple(ticks))


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
