"""From the tables of a tree to entries: strictly, so that nothing is passed over."""

from solvent.rulebooks import kinds
from solvent.rulebooks.catalogue import rules
from solvent.rulebooks.kinds import Asset, Kind, Parameter, Value
from solvent.rulebooks.layout import LISTS, Table
from solvent.rulebooks.model import Entry, Source
from solvent.rulebooks.tree import Node, shown, suggestion


class Reader:
    """Entries and notes gathered on a walk through the tables."""

    def __init__(self, asset: Asset, sources: dict[str, Source]) -> None:
        self.asset = asset
        self.sources = sources
        self.entries: dict[str, Entry] = {}
        self.notes: dict[str, str] = {}

    def table(self, node: Node, path: str, table: Table) -> None:
        """One table: its rule, the parameters that go with it, the tables inside."""
        parameters, of_rule = list(table.parameters), ""
        if table.family:
            name = self.name(part(node, "rule"), path + ".rule", table.family)
            parameters += rules(table.family)[name].parameters
            of_rule = f" of the rule {name!r}"
        known = [parameter.name for parameter in parameters] + list(table.tables)
        no_others(node, [*known, "note", *(["rule"] if table.family else [])], of_rule)
        for parameter in parameters:
            self.parameter(node, path, parameter)
        self.tables(node, path + ".", table.tables)
        self.note(node, path)

    def tables(self, node: Node, path: str, tables: dict[str, Table]) -> None:
        """The tables inside one; of some there is a list."""
        for key, inner in tables.items():
            if inner.optional and key not in node.table:
                continue
            if key in LISTS:
                for position, row in enumerate(part(node, key).list, 1):
                    self.table(row, f"{path}{key}.{position}", inner)
            else:
                self.table(part(node, key), path + key, inner)

    def note(self, node: Node, path: str) -> None:
        """What the authors say of a table."""
        if "note" in node.table:
            self.notes[path] = text(node.table["note"])

    def parameter(self, table: Node, path: str, parameter: Parameter) -> None:
        """One key of a table, or its default."""
        path = f"{path}.{parameter.name}"
        if parameter.name not in table.table:
            if parameter.default is not None:
                self.entries[path] = Entry(parameter.kind, parameter.default, standard=True)
            elif not parameter.optional:
                table.refuse(f"expected {parameter.name} ({parameter.kind.value}), found none")
            return
        node = table.table[parameter.name]
        if parameter.kind is Kind.NAME:
            self.name(node, path, parameter.family, parameter.default)
        elif parameter.kind is Kind.ROWS:
            self.rows(node, path, parameter)
        else:
            self.enter(path, node, parameter.kind, kinds.read(node, parameter, self.asset), parameter.default)

    def rows(self, node: Node, path: str, parameter: Parameter) -> None:
        """A list of tables of one shape, at least one of them."""
        if not node.list:
            node.refuse("expected at least one row, found none")
        for position, row in enumerate(node.list, 1):
            no_others(row, [*(key.name for key in parameter.rows), "note"])
            for key in parameter.rows:
                self.parameter(row, f"{path}.{position}", key)
            self.note(row, f"{path}.{position}")

    def name(self, node: Node, path: str, family: str, default: Value | None = None) -> str:
        """The name of a rule, looked up in the catalogue."""
        known = rules(family)
        if not isinstance(node.value, str) or node.value not in known:
            near = suggestion(str(node.value), list(known))
            node.refuse(f"expected the name of a rule of the family {str(family)!r}, found {shown(node.value)}{near}")
        self.enter(path, node, Kind.NAME, node.value, default)
        return node.value

    def enter(self, path: str, node: Node, kind: Kind, value: Value, default: Value | None) -> None:
        """Notes a value down with its line and its marks."""
        marks = node.marks
        if marks.source and marks.source not in self.sources:
            near = suggestion(marks.source, list(self.sources))
            node.refuse(f"expected a source named in [sources], found {marks.source!r}{near}")
        self.entries[path] = Entry(
            kind, value, value == default, node.file, node.line, marks.source, marks.unverified, marks.ours
        )


def part(node: Node, key: str) -> Node:
    """An entry of a table; refused where there is none."""
    if key not in node.table:
        node.refuse(f"expected {key}, found none")
    return node.table[key]


def no_others(node: Node, known: list[str], of_what: str = "") -> None:
    """Refuses the first key that is not known, with the nearest that is."""
    for key, item in node.table.items():
        if key not in known:
            item.refuse(f"expected a key{of_what}, found {shown(key)}{suggestion(key, known)}")


def text(node: Node) -> str:
    """Words, on one line."""
    return str(kinds.read(node, kinds.PROSE, kinds.COUNTED))
