"""Rulebooks that are not a venue's, listed, shown, checked and compared like one: those of lending protocols and of
credit desks.

A kind is one line of KINDS: which of its files are shipped, and how one is read.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from solvent.errors import BadRulebook
from solvent.rulebooks import credit, lending
from solvent.rulebooks.diff import Change
from solvent.rulebooks.files import read_text, shelved
from solvent.rulebooks.lint import Finding, as_finding
from solvent.rulebooks.tree import Node, parse

WORDS = ("kind", "name", "title", "note", "ours", "sources")  # what a text says that is no rule


class Kind(NamedTuple):
    """Where a kind's rulebooks lie, and its reader: (text, label) -> anything, BadRulebook where it is wrong."""

    home: Path
    read: Callable[[str, str], object]


KINDS = {
    lending.LENDING: Kind(lending.HOME, lending.parsed_lending),
    credit.CREDIT: Kind(credit.HOME, credit.parsed_credit),
}


class Other(NamedTuple):
    """A rulebook as text, with the head that all have."""

    name: str
    kind: str
    protocol: str
    valid_from: str
    title: str
    text: str


def others() -> list[Other]:
    """The shipped ones."""
    return [_other(kind, one.home / f"{name}.toml") for kind, one in KINDS.items() for name in shelved(one.home)]


def find_other(name_or_path: str) -> Other | None:
    """A shipped one by name or a file that says it is of one of these kinds; none for a venue's."""
    for kind, one in KINDS.items():
        if name_or_path in shelved(one.home):
            return _other(kind, one.home / f"{name_or_path}.toml")
    if not name_or_path.endswith(".toml"):
        return None
    try:
        found = _other("", Path(name_or_path))
    except BadRulebook:
        return None
    return found if found.kind in KINDS else None


def is_lending(name_or_path: str) -> bool:
    """Whether a name or path is that of a rulebook of a lending protocol."""
    other = find_other(name_or_path)
    return other is not None and other.kind == lending.LENDING


def is_credit(name_or_path: str) -> bool:
    """Whether a name or path is that of an agreement of a credit desk."""
    other = find_other(name_or_path)
    return other is not None and other.kind == credit.CREDIT


def lint_other(other: Other) -> tuple[Finding, ...]:
    """What its reader says of it: nothing, or the first thing that is wrong."""
    try:
        KINDS[other.kind].read(other.text, other.name)
    except BadRulebook as error:
        return (as_finding(error, other.name),)
    return ()


def diff_others(old: Other, new: Other) -> tuple[Change, ...]:
    """Every key in which two texts differ, words apart."""
    before, after = _content(old), _content(new)
    shared = list(dict.fromkeys([*before, *after]))
    changes = (Change(path, before.get(path, ""), after.get(path, "")) for path in shared)
    return tuple(change for change in changes if change.old != change.new)


def _other(kind: str, file: Path) -> Other:
    """A file's text and head; kind "": what it says of itself."""
    text = read_text(file)
    table = parse(text, str(file)).table
    said = {key: str(table[key].value) for key in ("kind", "name", "protocol", "valid_from", "title") if key in table}
    return Other(
        name=said.get("name") or file.stem,
        kind=kind or said.get("kind", ""),
        protocol=said.get("protocol", ""),
        valid_from=said.get("valid_from", ""),
        title=said.get("title", ""),
        text=text,
    )


def _content(other: Other) -> dict[str, str]:
    found: dict[str, str] = {}

    def walk(node: Node, path: str) -> None:
        value: Any = node.value
        if isinstance(value, dict):
            for key, inner in value.items():
                if path or key not in WORDS:
                    walk(inner, f"{path}.{key}" if path else key)
        elif isinstance(value, list):
            for place, inner in enumerate(value):
                walk(inner, f"{path}[{place + 1}]")
        else:
            found[path] = str(value)

    walk(parse(other.text, other.name), "")
    return found
