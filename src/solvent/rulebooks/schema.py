"""The layout of a rulebook: which tables there are, and what each may hold. Read strictly, nothing is passed over."""

import re
from dataclasses import dataclass, field
from datetime import date

from solvent.rulebooks import kinds
from solvent.rulebooks.catalogue import Family, rules
from solvent.rulebooks.kinds import Kind, Parameter, choice, duration, rate
from solvent.rulebooks.model import Entry, Rulebook, Source
from solvent.rulebooks.tree import Node, merge, shown, suggestion
from solvent.units import PPM

EVIDENCE = {
    "P": "the venue's own page",
    "S": "the venue's own source code",
    "L": "a real response of the venue",
    "T": "the venue's own test suite",
    "M": "a mirror or second-hand page",
    "unverified": "not confirmed",
}
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
MARKET = re.compile(r"\*|[A-Za-z0-9][A-Za-z0-9:/_-]{0,63}")
ASSET = re.compile(r"[A-Za-z][A-Za-z0-9]{0,15}")


@dataclass(frozen=True)
class Table:
    """One table of the layout.

    family       its `rule` is chosen from here; "" where it chooses none
    parameters   keys it may hold besides those of the chosen rule
    tables       tables inside it
    optional     it may be left out
    """

    family: str = ""
    parameters: tuple[Parameter, ...] = ()
    tables: dict[str, "Table"] = field(default_factory=dict)
    optional: bool = False


WARNINGS = Parameter("warnings", Kind.RATES, default=(), low=1, high=PPM - 1)
FEES = (rate("taker_fee", high=PPM - 1), rate("liquidation_fee", high=PPM - 1))
MARKET_TABLE = Table("", FEES, {"margin": Table(Family.REQUIREMENT)})
TAKER_TABLE, PAYER_TABLE = Table(Family.TAKER), Table(Family.PAYER)
THROTTLE = (Parameter("orders", Kind.COUNT, low=1, high=10**9), duration("per", low=1))
LAYOUT = {
    "prices": Table(
        tables={
            "filter": Table(Family.FILTER),
            "index": Table(Family.INDEX),
            "mark": Table(Family.MARK, optional=True),
        }
    ),
    "collateral": Table(Family.COLLATERAL),
    "carry": Table(Family.CARRY),
    "trigger": Table("", (choice("comparator", Family.TRIGGER), choice("price", Family.PRICE), WARNINGS)),
    "closing": Table(
        "",
        (Parameter("cancel_orders", Kind.FLAG), duration("cooldown", 0), choice("leftover", Family.LEFTOVER)),
        {
            "sizing": Table(Family.SIZING),
            "limit": Table(Family.LIMIT),
            "fee": Table(Family.FEE),
            "throttle": Table("", THROTTLE, optional=True),
        },
    ),
    "adl": Table("", (choice("ranking", Family.RANKING),)),
}
HEAD = ("name", "title", "valid_from", "extends", "settlement", "sources", "departures", "note")
LISTS = {"takers": TAKER_TABLE, "payers": PAYER_TABLE}


def read(root: Node, text: str, lineage: tuple[str, ...]) -> Rulebook:
    """A resolved tree as a rulebook; the numbers are not yet compared with each other (checks.py does)."""
    known = [*HEAD, *LAYOUT, *LISTS, "markets"]
    _no_others(root, known)
    reader = _Reader(_word(root, "settlement", ASSET, "an asset such as USDC"), _sources(root))
    for key, table in LAYOUT.items():
        reader.table(_part(root, key), key, table)
    for key, table in LISTS.items():
        for position, node in enumerate(_part(root, key).list, 1):
            reader.table(node, f"{key}.{position}", table)
    _markets(reader, _part(root, "markets"))
    day = _part(root, "valid_from")
    if not isinstance(day.value, date):
        day.refuse(f"expected a date such as 2026-01-31, found {shown(day.value)}")
    return Rulebook(
        name=_word(root, "name", NAME, "a name of small letters, digits and hyphens"),
        title=_text(_part(root, "title")),
        valid_from=day.value.isoformat(),
        settlement=reader.settlement,
        lineage=lineage,
        sources=reader.sources,
        entries=reader.entries,
        notes=reader.notes,
        departures=tuple(_text(node) for node in root.table["departures"].list) if "departures" in root.table else (),
        file=root.file,
        text=text,
    )


def _markets(reader: "_Reader", markets: Node) -> None:
    """Every market, with what it does not say itself taken from "*"."""
    default = markets.table.get("*")
    if default is None:
        markets.refuse('expected [markets."*"], the entry of every market not named, found none')
    for name, node in markets.table.items():
        if not MARKET.fullmatch(name):
            node.refuse(f'expected "*" or a market of letters, digits and : / _ -, found {shown(name)}')
        node.table  # noqa: B018  # refused here, by its own line, where it is none
        reader.table(node if name == "*" else merge(default, node), f"markets.{name}", MARKET_TABLE)


class _Reader:
    """Entries and notes gathered on a walk through the tables."""

    def __init__(self, settlement: str, sources: dict[str, Source]) -> None:
        self.settlement = settlement
        self.sources = sources
        self.entries: dict[str, Entry] = {}
        self.notes: dict[str, str] = {}

    def table(self, node: Node, path: str, table: Table) -> None:
        """One table: its rule, the parameters that go with it, the tables inside."""
        items, parameters, of_rule = node.table, list(table.parameters), ""
        if table.family:
            name = self.name(_part(node, "rule"), path + ".rule", table.family)
            parameters += rules(table.family)[name].parameters
            of_rule = f" of the rule {name!r}"
        known = [parameter.name for parameter in parameters] + list(table.tables)
        _no_others(node, [*known, "note", *(["rule"] if table.family else [])], of_rule)
        for parameter in parameters:
            self.parameter(node, path, parameter)
        for key, inner in table.tables.items():
            if not (inner.optional and key not in items):
                self.table(_part(node, key), f"{path}.{key}", inner)
        if "note" in items:
            self.notes[path] = _text(items["note"])

    def parameter(self, table: Node, path: str, parameter: Parameter) -> None:
        """One key of a table, or its default."""
        path = f"{path}.{parameter.name}"
        if parameter.name not in table.table:
            if parameter.default is not None:
                self.entries[path] = Entry(parameter.kind, parameter.default, standard=True)
            elif not parameter.optional:
                table.refuse(f"expected {parameter.name} (a {parameter.kind.value}), found none")
            return
        node = table.table[parameter.name]
        if parameter.kind is Kind.NAME:
            self.name(node, path, parameter.family, parameter.default)
        elif parameter.kind is Kind.ROWS:
            self.rows(node, path, parameter)
        else:
            self.enter(path, node, parameter.kind, kinds.read(node, parameter, self.settlement), parameter.default)

    def rows(self, node: Node, path: str, parameter: Parameter) -> None:
        """A list of tables of one shape, at least one of them."""
        if not node.list:
            node.refuse("expected at least one row, found none")
        for position, row in enumerate(node.list, 1):
            _no_others(row, [*(key.name for key in parameter.rows), "note"])
            for key in parameter.rows:
                self.parameter(row, f"{path}.{position}", key)

    def name(self, node: Node, path: str, family: str, default: kinds.Value | None = None) -> str:
        """The name of a rule, looked up in the catalogue."""
        known = rules(family)
        if not isinstance(node.value, str) or node.value not in known:
            near = suggestion(str(node.value), list(known))
            node.refuse(f"expected the name of a rule of the family {str(family)!r}, found {shown(node.value)}{near}")
        self.enter(path, node, Kind.NAME, node.value, default)
        return node.value

    def enter(self, path: str, node: Node, kind: Kind, value: kinds.Value, default: kinds.Value | None) -> None:
        """Notes a value down with its line and its marks."""
        marks = node.marks
        if marks.source and marks.source not in self.sources:
            node.refuse(
                f"expected a source of [sources], found {marks.source!r}" + suggestion(marks.source, list(self.sources))
            )
        self.entries[path] = Entry(
            kind, value, value == default, node.file, node.line, marks.source, marks.unverified, marks.ours
        )


def _part(node: Node, key: str) -> Node:
    if key not in node.table:
        node.refuse(f"expected {key}, found none")
    return node.table[key]


def _no_others(node: Node, known: list[str], of_what: str = "") -> None:
    for key, item in node.table.items():
        if key not in known:
            item.refuse(f"expected a key{of_what}, found {key!r}{suggestion(key, known)}")


def _text(node: Node) -> str:
    if not isinstance(node.value, str) or not node.value.strip():
        node.refuse(f"expected text, found {shown(node.value)}")
    return " ".join(node.value.split())


def _word(root: Node, key: str, pattern: re.Pattern[str], what: str) -> str:
    node = _part(root, key)
    if not isinstance(node.value, str) or not pattern.fullmatch(node.value):
        node.refuse(f"expected {what}, found {shown(node.value)}")
    return node.value


def _sources(root: Node) -> dict[str, Source]:
    """The table of sources, each with the page, the day it was read and the evidence it gives."""
    found = {}
    for name, node in root.table["sources"].table.items() if "sources" in root.table else ():
        _no_others(node, ["page", "read", "evidence"])
        day, evidence = _part(node, "read"), _part(node, "evidence")
        if not isinstance(day.value, date):
            day.refuse(f"expected a date such as 2026-01-31, found {shown(day.value)}")
        if not isinstance(evidence.value, str) or evidence.value not in EVIDENCE:
            evidence.refuse(f"expected one of {', '.join(EVIDENCE)}, found {shown(evidence.value)}")
        found[name] = Source(_text(_part(node, "page")), day.value.isoformat(), evidence.value)
    return found
