"""One row of a file of prices: what one source said of one market, at its own time.

The columns, in any order, under these names or the ones `QUOTE` lists beside them:

    time       when the source said it: 2025-10-10T21:13:57.5Z, or ts_s, ts_ms, ts_ns: whole numbers since 1970 UTC
    market     which market, as the file names it
    source     who said it
    price      above 0, quote units for one unit of the base
    received   optional: when it arrived here; a file that has it is a *recording* (see recordings.py)
    bid, ask   optional: the source's own best, empty where it did not say
    size       optional: how much was traded since its last row, units of the base
    traded     optional: when the source last traded
    status     optional: trading, or halted
    unit       optional: what the price counts, such as BTC/USD; must be what the source is registered with

Numbers are read digit by digit; what a tick of the market cannot hold exactly is refused, never rounded.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_FLOOR

from solvent import units
from solvent.errors import BadUnit
from solvent.feeds import cells
from solvent.feeds.cells import EXACT, is_empty, refuse
from solvent.feeds.columns import Row
from solvent.units import MAX_PRICE, MAX_PRODUCT, NS

CLOCKS = {"ts_s": NS, "ts_ms": 10**6, "ts_ns": 1}
QUOTE: dict[str, tuple[str, ...]] = {
    "time": ("time", *CLOCKS),
    "received": ("received", *(f"received_{clock}" for clock in CLOCKS)),
    "market": ("market", "symbol"),
    "source": ("source", "venue"),
    "price": ("price",),
    "bid": ("bid",),
    "ask": ("ask",),
    "size": ("size", "volume"),
    "traded": ("traded", *(f"traded_{clock}" for clock in CLOCKS)),
    "status": ("status",),
    "unit": ("unit",),
}
NEEDED = ("time", "market", "source", "price")
STATUS = {"trading": 0, "open": 0, "halted": 1, "halt": 1, "paused": 1, "closed": 1}
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)")
EXPECTED_TIME = "a time with its zone such as 2025-10-10T21:13:57.5Z"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Who is listened to, and how its file names it.

    market, name   as the engine calls the market and the constituent
    symbol, venue  what the columns of market and of source say
    unit           BASE/QUOTE of its prices, "" where that is not checked
    """

    market: str
    name: str
    price_decimals: int
    size_decimals: int = 8
    symbol: str = ""
    venue: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a source said. Two are equal when they say the same, wherever it stood.

    time_ns       ns UTC, the source's own clock
    ticks         0: what it said is no price
    received_ns   ns UTC of its arrival; of a tape, which does not know, time_ns
    bid, ask      ticks; 0: not told
    lots          traded since its last row, rounded down; 0: not told
    traded_ns     ns UTC of its last trade; 0: not told
    fault         why it is no price, "" where it is one
    where         file and line
    """

    market: str
    source: str
    time_ns: int
    ticks: int
    received_ns: int
    bid: int = 0
    ask: int = 0
    lots: int = 0
    traded_ns: int = 0
    halted: bool = False
    unit: str = ""
    fault: str = field(default="", compare=False)
    where: str = field(default="", compare=False)


def instant(text: str) -> int:
    """ns UTC of a text such as 2025-10-10T21:13:57.5Z; 0 where it is none."""
    match = _MOMENT.fullmatch(text)
    try:
        second = datetime.fromisoformat(match[1] + match[3].replace("Z", "+00:00")) if match else None
        return units.time_ns(second) + int((match[2] or "").ljust(9, "0")) if match and second else 0
    except (ValueError, BadUnit):
        return 0


def moment(row: Row, quantity: str) -> int:
    """ns UTC of a time, in text with its zone or as the whole number that the column's name says."""
    cell, column = row.get(quantity), row.column(quantity)
    scale = next((scale for clock, scale in CLOCKS.items() if column.lower().endswith(clock)), 0)
    text = cell.strip() if isinstance(cell, str) else ""
    if scale:
        found = int(text) * scale if text.isascii() and text.isdigit() and len(text) <= 20 else 0
        expected = f"a whole number of {column.rpartition('_')[2]} since 1970"
    else:
        found, expected = instant(text), EXPECTED_TIME
    if not 0 < found <= units.INT64_MAX:
        refuse(row.where, column, expected, cell)
    return found


def ticks(row: Row, quantity: str, decimals: int) -> int:
    """A price in ticks, exactly."""
    cell, column = row.get(quantity), row.column(quantity)
    value = cells.positive(cell, row.where, column, "a price above 0")
    try:
        return units.scaled(value, decimals, "a price", MAX_PRICE)
    except BadUnit:
        most = units.unscaled(MAX_PRICE, decimals)
        refuse(row.where, column, f"a price with at most {decimals} decimals and of at most {most}", cell)


def lots(row: Row, decimals: int) -> int:
    """A size in lots, rounded down: it weighs, it is not owed."""
    cell, column = row.get("size"), row.column("size")
    value = EXACT.scaleb(cells.not_negative(cell, row.where, column), decimals)
    found = int(value.to_integral_value(ROUND_FLOOR, EXACT))
    if found > MAX_PRODUCT:
        refuse(row.where, column, f"a size of at most {units.unscaled(MAX_PRODUCT, decimals)}", cell)
    return found


def told(row: Row, source: Source, received_ns: int = 0) -> Said:
    """What a row says, every cell read; a cell that cannot be read is refused with its line and its column.

    received_ns   ns UTC of its arrival; 0: the file does not know
    """
    time_ns = moment(row, "time")
    unit = "" if is_empty(row.get("unit")) else cells.name(row.get("unit"), row.where, row.column("unit"))
    if unit and source.unit and unit != source.unit and not received_ns:  # of a recording the engine judges it
        refuse(row.where, row.column("unit"), f"{source.unit} as the source is registered", unit)
    status = row.get("status")
    return Said(
        market=source.market,
        source=source.name,
        time_ns=time_ns,
        ticks=ticks(row, "price", source.price_decimals),
        received_ns=received_ns or time_ns,
        bid=0 if is_empty(row.get("bid")) else ticks(row, "bid", source.price_decimals),
        ask=0 if is_empty(row.get("ask")) else ticks(row, "ask", source.price_decimals),
        lots=0 if is_empty(row.get("size")) else lots(row, source.size_decimals),
        traded_ns=0 if is_empty(row.get("traded")) else moment(row, "traded"),
        halted=not is_empty(status) and bool(cells.choice(STATUS, status, row.where, row.column("status"))),
        unit=unit or source.unit,
        where=row.where,
    )
