"""A TOML text as a tree that remembers, for every value, its file, its line and who vouches for it.

Any table may say `source = "id"`, `unverified = true`, `ours = true` (the last two also as a list of keys). What a
table says holds for everything in it, until a table further in says otherwise.
"""

import tomllib
from dataclasses import dataclass, replace
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any, NoReturn

from solvent.errors import BadRulebook
from solvent.rulebooks.lines import Path, locate
from solvent.units import INT64_MAX

LONGEST_TEXT = 2_000_000  # characters
DEEPEST = 16  # levels
MARKS = ("source", "unverified", "ours")


@dataclass(frozen=True)
class Marks:
    """Who vouches for a value: a source by its id, or the authors of this rulebook."""

    source: str = ""
    unverified: bool = False
    ours: bool = False


@dataclass(frozen=True)
class Node:
    """One value of the text; tables and lists hold nodes."""

    value: Any
    key: str
    file: str
    line: int
    marks: Marks = Marks()

    @property
    def table(self) -> dict[str, "Node"]:
        """Its entries; refused where it is not a table."""
        if not isinstance(self.value, dict):
            self.refuse(f"expected a table, found {shown(self.value)}")
        return self.value

    @property
    def list(self) -> list["Node"]:
        """Its elements; refused where it is not a list."""
        if not isinstance(self.value, list):
            self.refuse(f"expected a list, found {shown(self.value)}")
        return self.value

    def refuse(self, message: str) -> NoReturn:
        """Raises BadRulebook, naming file, line and key."""
        raise BadRulebook(f"{self.key}: {message}" if self.key else message, f"{self.file}:{self.line}")


def shown(value: Any) -> str:
    """A value as a message shows it."""
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "a list"
    text = str(value).lower() if isinstance(value, bool) else repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 80 else text[:77] + "..."


def suggestion(name: str, known: list[str]) -> str:
    """', did you mean ...?' where a known name is near, the list of names otherwise."""
    near = get_close_matches(name, known, n=1, cutoff=0.6)
    if near:
        return f"; did you mean {near[0]!r}?"
    return f"; known: {', '.join(sorted(known))}" if known else ""


def parse(text: str, file: str) -> Node:
    """A text as a tree; what is not TOML, or holds a float, is refused."""
    if len(text) > LONGEST_TEXT:
        raise BadRulebook(f"expected at most {LONGEST_TEXT} characters, found {len(text)}", file)
    try:
        data = tomllib.loads(text)
        return _node(data, (), locate(text), file, Marks())
    except tomllib.TOMLDecodeError as error:
        reason, _, place = str(error).partition(" (at ")
        line = place.removeprefix("line ").split(",")[0]
        line = line if line.isdigit() else str(text.count("\n") + 1)
        raise BadRulebook(f"expected TOML: {reason}", f"{file}:{line}") from None
    except RecursionError:
        raise BadRulebook("expected a few levels of tables, found far more", file) from None
    except ValueError as error:  # an integer of thousands of digits, a day that does not exist
        raise BadRulebook(f"expected TOML: {error}", file) from None


def _node(value: Any, path: Path, lines: dict[Path, int], file: str, marks: Marks) -> Node:
    line = lines.get(path) or lines.get(path[:-1], 1)
    node = Node(value, written(path), file, line, marks)
    if len(path) > DEEPEST:
        raise BadRulebook(f"expected at most {DEEPEST} levels of tables, found more", f"{file}:{line}")
    if isinstance(value, int) and not -INT64_MAX <= value <= INT64_MAX:
        node.refuse("expected a whole number of at most 63 bits, found a larger one")
    if isinstance(value, dict):
        marks, keyed = _marks(node, lines, path)
        inner = {
            key: _node(item, (*path, key), lines, file, keyed.get(key, marks))
            for key, item in value.items()
            if key not in MARKS
        }
        return replace(node, value=inner, marks=marks)
    if isinstance(value, list):
        return replace(node, value=[_node(item, (*path, i), lines, file, marks) for i, item in enumerate(value)])
    if isinstance(value, float):
        node.refuse(f'expected an exact figure, as text with its unit such as "20 %" or a whole number, found {value}')
    if isinstance(value, datetime) or not isinstance(value, str | int | bool | date):
        node.refuse(f"expected text, a whole number, true, false or a date, found {value}")
    return node


def _marks(node: Node, lines: dict[Path, int], path: Path) -> tuple[Marks, dict[str, Marks]]:
    """What a table says of everything in it, and of single keys of it."""
    marks = node.marks

    def at(key: str) -> Node:
        return replace(node, key=written((*path, key)), line=lines.get((*path, key), node.line))

    source, mine = node.value.get("source"), node.value.get("ours")
    if source is not None:
        if not isinstance(source, str) or not source:
            at("source").refuse(f"expected the id of a source, found {shown(source)}")
        if mine is True:
            at("ours").refuse("expected a source or ours = true, found both; ours may be a list of keys")
        marks = Marks(source)
    if mine is True:
        marks = Marks(ours=True)
    keyed = dict.fromkeys(_listed(at("ours"), node.value, mine), Marks(ours=True))
    doubtful = node.value.get("unverified")
    if isinstance(doubtful, bool):
        marks = replace(marks, unverified=doubtful)
    for key in _listed(at("unverified"), node.value, doubtful):
        keyed[key] = replace(keyed.get(key, marks), unverified=True)
    return marks, keyed


def _listed(node: Node, table: dict[str, Any], said: Any) -> list[str]:
    """The keys a mark names; none where it speaks of the whole table."""
    if said is None or isinstance(said, bool):
        return []
    if not isinstance(said, list) or not all(isinstance(key, str) for key in said):
        node.refuse(f"expected true, false or a list of keys of this table, found {shown(said)}")
    known = [key for key in table if key not in MARKS]
    for key in said:
        if key not in known:
            node.refuse(f"expected keys of this table, found {key!r}{suggestion(key, known)}")
    return said


def written(path: Path) -> str:
    """A path as a message writes it: takers.1.price, counted from 1."""
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in path)


def merge(parent: Node, child: Node) -> Node:
    """The child's values over the parent's. A table that states its `rule` is taken whole: its numbers belong to it."""
    if not isinstance(parent.value, dict) or not isinstance(child.value, dict) or "rule" in child.value:
        return child
    merged = dict(parent.value)
    for key, node in child.value.items():
        merged[key] = merge(merged[key], node) if key in merged else node
    return replace(child, value=merged)
