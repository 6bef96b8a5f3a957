"""The definition of a price tape: which file says what of which market, as a small TOML.

name = "gemini"
rulebook = "index-full"
step = "1 s"                   # how often silence is looked at

[markets.BTC]
unit = "BTC/USD"
price_decimals = 2

[[sources]]
market = "BTC"
source = "gemini"              # "last" for the venue's own trades
file = "gemini_1s.csv.gz"      # counts from the definition's own folder
format = "bars"                # or "quotes", or "recording"
bar = "1 s"
symbol = "BTCUSD"              # what the file calls the market
unit = "BTC/USD"               # where it differs: convert = "USDT", a market of this tape that turns it, or
                               # assumed = "1", which every result prints
weight = "50 %"                # optional, as heartbeat = "2 s": for the rules that ask

[markets.USDT]
unit = "USDT/USD"
price_decimals = 4
reference = true               # nothing is held in it
"""

import re
from dataclasses import dataclass
from pathlib import Path as FilePath

from solvent.errors import BadCase
from solvent.feeds.depth import Reading
from solvent.feeds.quotes import Source
from solvent.feeds.tapes import LAST
from solvent.lab.strict_toml import Table, parse, said
from solvent.units import MAX_DECIMALS, PPM, duration_ns, rate_ppm

FORMATS = ("bars", "quotes", "recording")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:/-]{0,39}")
UNIT = re.compile(r"[A-Za-z0-9]{1,20}/[A-Za-z0-9]{1,20}")


@dataclass(frozen=True, slots=True)
class Market:
    """One market whose price is formed; unit is BASE/QUOTE. Nothing is held in a reference."""

    name: str
    unit: str
    price_decimals: int
    size_decimals: int
    reference: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One source and where it is read.

    assumed        whether its quote currency is taken as one to one with the market's
    convert        the market that turns the one into the other, "" for none
    weight_ppm     1 to 10^6
    heartbeat_ns   ns, 0: as it is used to be
    """

    source: Source
    file: str
    format: str
    bar_ns: int
    assumed: bool
    convert: str = ""
    weight_ppm: int = PPM
    heartbeat_ns: int = 0


@dataclass(frozen=True, slots=True)
class PriceTape:
    """A definition, read; step_ns: ns without a word after which time is told."""

    name: str
    file: str
    rulebook: str
    step_ns: int
    markets: tuple[Market, ...]
    parts: tuple[Part, ...]
    depth: tuple[tuple[str, Reading], ...] = ()  # (file, what it is read for)

    def constituents(self, market: str) -> list[str]:
        """The sources of a market's index, in the order of the definition."""
        return [part.source.name for part in self.parts
                if part.source.market == market and part.source.name != LAST]  # fmt: skip

    def labels(self) -> list[str]:
        """What is assumed, one sentence each."""
        told = "{0.market} {0.name} is quoted in {0.unit}: taken at an assumed 1, a label and not a measurement"
        return [told.format(part.source) for part in self.parts if part.assumed]


def read_price_tape(path: str | FilePath) -> PriceTape:
    """A definition from its file; what is missing, unknown or wrong is refused with file, line and key."""
    path = FilePath(path)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadCase(f"expected a price tape in TOML, found: {getattr(error, 'strerror', error)}", str(path)) from None
    root = parse(text, path.name)
    markets = tuple(_market(root, name) for name in root.get("markets", dict))
    if not markets:
        root.refuse("markets", "at least one table [markets.NAME]", {})
    parts = tuple(_part(table, path, markets) for table in root.tables("sources"))
    known: set[tuple[str, str]] = set()
    for place, part in enumerate(parts):
        key = (part.source.market, part.source.name)
        if key in known:
            root.refuse(("sources", place), "each source of a market once", said(f"{' '.join(key)} twice"))
        known.add(key)
    for market in markets:
        if not any(part.source.market == market.name and part.source.name != LAST for part in parts):
            root.refuse(("markets", market.name), "a source of its index", said("none"))
    tape = PriceTape(
        name=root.text("name"),
        file=str(path),
        rulebook=root.text("rulebook", ""),
        step_ns=root.quantity("step", duration_ns, "1 s", 1),
        markets=markets,
        parts=parts,
        depth=tuple(_depth(table, path, markets) for table in root.tables("depth", optional=True)),
    )
    root.finish()
    return tape


def _market(root: Table, name: str) -> Market:
    table = root.table("markets").table(name)
    if not NAME.fullmatch(name):
        table.refuse((), "a name of letters, digits and _.:/-", name)
    unit = table.text("unit")
    if not UNIT.fullmatch(unit):
        table.refuse("unit", "a unit such as BTC/USD", unit)
    market = Market(name, unit, table.integer("price_decimals", 0, MAX_DECIMALS),
                    table.integer("size_decimals", 0, MAX_DECIMALS, 8),
                    table.get("reference", bool, default=False))  # fmt: skip
    table.finish()
    return market


def _market_of(table: Table, markets: tuple[Market, ...]) -> Market:
    """The market a table is about; the only one where there is one."""
    names = tuple(market.name for market in markets)
    name = table.choice("market", names, names[0] if len(names) == 1 else ...)
    return next(market for market in markets if market.name == name)


def _depth(table: Table, path: FilePath, markets: tuple[Market, ...]) -> tuple[str, Reading]:
    market = _market_of(table, markets)
    reading = Reading(market.name, table.quantity("within", rate_ppm, least=1), market.size_decimals,
                      table.integer("probation", 0, 10**6, 0))  # fmt: skip
    file = str(path.parent / table.text("file"))
    table.finish()
    return file, reading


def _part(table: Table, path: FilePath, markets: tuple[Market, ...]) -> Part:
    market = _market_of(table, markets)
    form = table.choice("format", FORMATS, "bars")
    bar_ns = table.quantity("bar", duration_ns, "1 s", 3) if form == "bars" else 0
    unit = table.text("unit", market.unit)
    if not UNIT.fullmatch(unit) or unit.partition("/")[0] != market.unit.partition("/")[0]:
        table.refuse("unit", f"a price of {market.unit.partition('/')[0]} such as {market.unit}", unit)
    assumed, convert = _conversion(table, unit, market, markets)
    source = Source(market=market.name, name=table.text("source"), price_decimals=market.price_decimals,
                    size_decimals=market.size_decimals, symbol=table.text("symbol", ""), venue=table.text("venue", ""),
                    unit=unit)  # fmt: skip
    part = Part(source, str(path.parent / table.text("file")), form, bar_ns, assumed, convert,
                table.quantity("weight", rate_ppm, "100 %", 1),
                table.quantity("heartbeat", duration_ns, "0 s"))  # fmt: skip
    table.finish()
    return part


def _conversion(table: Table, unit: str, market: Market, markets: tuple[Market, ...]) -> tuple[bool, str]:
    """Whether one to one is assumed between a source's currency and its market's, or which market turns it."""
    rate, convert = table.text("assumed", ""), table.text("convert", "")
    if rate not in ("", "1"):
        table.refuse("assumed", '"1", the only rate that can be assumed', rate)
    ways = [*(["assumed"] if rate else []), *(["convert"] if convert else [])]
    if (unit != market.unit) != (len(ways) == 1):
        expected = 'convert or assumed = "1"' if unit != market.unit else f"neither convert nor assumed of {unit}"
        found = said(" and ".join(ways) or "none")
        table.refuse((), f"{expected} ({unit} is told where {market.unit} is formed)", found)
    turns = f"{unit.partition('/')[2]}/{market.unit.partition('/')[2]}"
    known = [one.name for one in markets if one.unit == turns]
    if convert and convert not in known:
        table.refuse("convert", f"a market of {turns}: {', '.join(known) or 'none is defined'}", convert)
    return bool(rate), convert
