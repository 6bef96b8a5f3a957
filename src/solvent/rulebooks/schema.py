"""A resolved tree as a rulebook: the head by hand, the tables by their layout."""

import re
from dataclasses import replace
from datetime import date

from solvent.rulebooks import layout
from solvent.rulebooks.kinds import Asset
from solvent.rulebooks.model import Rulebook, Source
from solvent.rulebooks.reader import Reader, no_others, part, text
from solvent.rulebooks.tree import Node, merge, shown
from solvent.units import AMOUNT_DECIMALS, MAX_DECIMALS

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
MARKET = re.compile(r"\*|[A-Za-z0-9][A-Za-z0-9:/_-]{0,63}")
ASSET = re.compile(r"[A-Za-z]{1,16}")


def read(root: Node, written: str, lineage: tuple[str, ...]) -> Rulebook:
    """A resolved tree as a rulebook; the numbers are not yet compared with each other (checks.py does)."""
    no_others(root, list(layout.KEYS))
    asset = Asset(_word(root, "settlement", ASSET, "an asset such as USDC"), _decimals(root))
    reader = Reader(asset, sources_of(root))
    reader.tables(root, "", layout.TABLES)
    _coins(reader, root)
    _guards(reader, root)
    _delays(reader, root)
    _markets(reader, root)
    return Rulebook(
        name=_word(root, "name", NAME, "a name of small letters, digits and hyphens"),
        title=text(part(root, "title")),
        valid_from=_day(part(root, "valid_from")),
        settlement=asset.name,
        lineage=lineage,
        sources=reader.sources,
        entries=reader.entries,
        notes=reader.notes,
        departures=tuple(text(node) for node in root.table["departures"].list) if "departures" in root.table else (),
        file=root.file,
        text=written,
        settlement_decimals=asset.decimals,
    )


def _markets(reader: Reader, root: Node) -> None:
    """Every market, with what it does not say itself taken from "*", and of its prices from [prices]."""
    markets = part(root, "markets")
    if "*" not in markets.table:
        markets.refuse('expected [markets."*"], the entry of every market not named, found none')
    default = _silent(markets.table["*"])
    for name, node in markets.table.items():
        _named(node, name)
        whole = node if name == "*" else merge(default, node)
        if "prices" in node.table:
            if name == "*":
                node.table["prices"].refuse("expected [prices], which is for every market not named, found another")
            prices = merge(_silent(part(root, "prices")), node.table["prices"])
            whole = replace(whole, value=whole.table | {"prices": prices})
        reader.table(whole, f"markets.{name}", layout.MARKET)


def _coins(reader: Reader, root: Node) -> None:
    """Every coin that counts beside the settlement asset; "*" is every coin not named."""
    for name, node in root.table["coins"].table.items() if "coins" in root.table else ():
        _named(node, name)
        reader.table(node, f"coins.{name}", layout.COIN)


def _guards(reader: Reader, root: Node) -> None:
    """The guards of each market's index, in order; "*" is every market not named."""
    for name, node in root.table["guards"].table.items() if "guards" in root.table else ():
        _market_name(node, name)
        if not node.list:
            node.refuse("expected at least one guard, found none")
        for position, guard in enumerate(node.list, 1):
            reader.table(guard, f"guards.{name}.{position}", layout.GUARD)


def _delays(reader: Reader, root: Node) -> None:
    """How late the index of each market counts; "*" is every market not named."""
    for name, node in root.table["delays"].table.items() if "delays" in root.table else ():
        _named(node, name)
        reader.table(node, f"delays.{name}", layout.DELAY)


def _market_name(node: Node, name: str) -> None:
    if not MARKET.fullmatch(name):
        node.refuse(f'expected "*" or a market of letters, digits and : / _ -, found {shown(name)}')


def _named(node: Node, name: str) -> None:
    """Refuses the entry of a market or coin that is no table, or stands under no name."""
    _market_name(node, name)
    if not isinstance(node.value, dict):
        node.refuse(f"expected a table, found {shown(node.value)}")


def _silent(node: Node) -> Node:
    """The entry of "*" without its notes, which speak of "*" alone."""
    if not isinstance(node.value, dict):
        return node
    return replace(node, value={key: _silent(item) for key, item in node.value.items() if key != "note"})


def sources_of(root: Node) -> dict[str, Source]:
    """The table of sources, each with the page, the day it was read and the evidence it gives."""
    found = {}
    for name, node in root.table["sources"].table.items() if "sources" in root.table else ():
        no_others(node, ["page", "read", "evidence"])
        evidence = part(node, "evidence")
        if not isinstance(evidence.value, str) or evidence.value not in layout.EVIDENCE:
            evidence.refuse(f"expected one of {', '.join(layout.EVIDENCE)}, found {shown(evidence.value)}")
        found[name] = Source(text(part(node, "page")), _day(part(node, "read")), evidence.value)
    return found


def _day(node: Node) -> str:
    if not isinstance(node.value, date):
        node.refuse(f"expected a date such as 2026-01-31, found {shown(node.value)}")
    return node.value.isoformat()


def _decimals(root: Node) -> int:
    """How finely the settlement asset is counted."""
    if "settlement_decimals" not in root.table:
        return AMOUNT_DECIMALS
    node = root.table["settlement_decimals"]
    if isinstance(node.value, bool) or not isinstance(node.value, int) or not 0 <= node.value <= MAX_DECIMALS:
        node.refuse(f"expected a whole number from 0 to {MAX_DECIMALS}, found {shown(node.value)}")
    return node.value


def _word(root: Node, key: str, pattern: re.Pattern[str], what: str) -> str:
    node = part(root, key)
    if not isinstance(node.value, str) or not pattern.fullmatch(node.value):
        node.refuse(f"expected {what}, found {shown(node.value)}")
    return node.value
