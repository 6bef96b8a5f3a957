"""A TOML table read strictly: every key is asked for once, and what nobody asked for is refused with a suggestion.

Each message names the file, the line and the key, says what was expected and what was found. Quantities are text with a
unit; a TOML float is refused wherever it stands, since its digits are already lost when it is read.
"""

import pathlib
import tomllib
from collections.abc import Callable
from datetime import date, datetime, time
from difflib import get_close_matches
from typing import Any, NoReturn, TypeVar

from solvent.errors import BadCase, BadUnit
from solvent.rulebooks.lines import Path, locate

T = TypeVar("T")
_REQUIRED: Any = ...


class Float(str):
    """The digits of a TOML float, kept to be refused by name."""

    __slots__ = ()


KINDS: dict[type, str] = {
    bool: "true or false", str: "text in quotes", int: "a whole number", list: "an array", dict: "a table",
    datetime: "a time with its zone", date: "a date such as 2025-10-10", time: "a time of day",
}  # fmt: skip


def spoken(value: object) -> str:
    """A value as a message can show it, shortened where it is long."""
    match value:
        case Float():
            return f"the float {value:.40}"
        case str():
            text = repr(str(value))
        case dict():
            return "a table"
        case list():
            return f"an array of {len(value)}"
        case datetime() | date() | time():
            return value.isoformat()
        case int() if value.bit_length() > 200:
            return "a number of more than 60 digits"
        case _:
            text = str(value).lower() if isinstance(value, bool) else repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


class Table:
    """One table of the file and the keys that were asked of it."""

    def __init__(self, content: dict[str, Any], path: Path, file: str, lines: dict[Path, int]) -> None:
        self.content, self.path, self.file, self.lines = content, path, file, lines
        self.asked: dict[str, None] = {}

    def refuse(self, key: str | Path, expected: str, found: object) -> NoReturn:
        """Raises BadCase for a key of this table, or for an element below it."""
        self.complain(key, f"expected {expected}, found {found if isinstance(found, _Said) else spoken(found)}")

    def complain(self, key: str | Path, message: str) -> NoReturn:
        """Raises BadCase with the line of a key and a message of its own."""
        path = (*self.path, *((key,) if isinstance(key, str) else key))
        name = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")
        known = path
        while known not in self.lines:  # the nearest thing around it
            known = known[:-1]
        where = f"{self.file}:{self.lines[known]}"
        raise BadCase(f"{name}: {message}" if name else message, where)

    def get(self, key: str, kind: type[T], default: Any = _REQUIRED) -> T:
        """The value of a key, of exactly one type."""
        self.asked[key] = None
        if key not in self.content:
            if default is _REQUIRED:
                near = get_close_matches(key, [other for other in self.content if other not in self.asked], 1)
                found = f"the unknown key {spoken(near[0])}: did you mean {key!r}?" if near else "none"
                self.complain(tuple(near), f"expected a key {key!r} of {KINDS[kind]}, found {found}")
            return default  # type: ignore[no-any-return]
        value = self.content[key]
        if type(value) is not kind:
            self.refuse(key, KINDS[kind], value)
        return value

    def text(self, key: str, default: Any = _REQUIRED) -> str:
        """Text that is not blank; the default may be."""
        value = self.get(key, str, default)
        if key in self.content and (not value.strip() or len(value) > 4000):
            self.refuse(key, "text of 1 to 4000 characters", value)
        return value

    def choice(self, key: str, words: tuple[str, ...], default: Any = _REQUIRED) -> str:
        """One of a closed list of words; a default need not be one."""
        value = self.text(key, default)
        if key in self.content and value not in words:
            self.refuse(key, f"one of {', '.join(words)}", value)
        return value

    def integer(self, key: str, least: int, most: int, default: Any = _REQUIRED) -> int:
        """A whole number within limits, both included."""
        value = self.get(key, int, default)
        if not least <= value <= most:
            self.refuse(key, f"a whole number from {least} to {most}", value)
        return value

    def quantity(self, key: str, read: Callable[[str], int], default: Any = _REQUIRED, least: int = 0) -> int:
        """A quantity with its unit, through one of the readers of units.py; a default is text as well."""
        return self.unit((key,), self.text(key, default), read, least)

    def unit(self, path: Path, text: object, read: Callable[[str], int], least: int = 0) -> int:
        """One text below this table through a reader of units.py."""
        if type(text) is not str:
            self.refuse(path, "text with its unit, in quotes", text)
        try:
            value = read(text)
        except BadUnit as error:
            self.complain(path, str(error))
        if value < least:
            self.refuse(path, f"a quantity of at least {least} in its smallest unit", text)
        return value

    def texts(self, key: str, default: Any = _REQUIRED) -> list[str]:
        """An array of texts, none of them twice."""
        values = self.get(key, list, default)
        for place, value in enumerate(values):
            if type(value) is not str or not value.strip():
                self.refuse((key, place), "text in quotes", value)
            if value in values[:place]:
                self.refuse((key, place), "each text once", value)
        return list(values)

    def pair(self, key: str) -> tuple[Any, Any]:
        """An array of exactly two values."""
        values = self.get(key, list)
        if len(values) != 2:
            self.refuse(key, "an array of two", values)
        return values[0], values[1]

    def table(self, key: str) -> "Table":
        """A table below this one."""
        return Table(self.get(key, dict), (*self.path, key), self.file, self.lines)

    def tables(self, key: str, optional: bool = False) -> list["Table"]:
        """An array of tables, at least one; none at all where it may be left out and is."""
        if optional and key not in self.content:
            self.asked[key] = None
            return []
        values = self.get(key, list)
        if not values:
            self.refuse(key, f"at least one table [[{key}]]", values)
        for place, value in enumerate(values):
            if type(value) is not dict:
                self.refuse((key, place), "a table", value)
        return [Table(value, (*self.path, key, place), self.file, self.lines) for place, value in enumerate(values)]

    def finish(self) -> None:
        """Refuses a key that nobody asked for."""
        for key in self.content:
            if key not in self.asked:
                near = get_close_matches(key, self.asked, 1)
                hint = f"; did you mean {near[0]!r}?" if near else ""
                self.refuse((key,), f"one of {', '.join(self.asked)}", _Said(f"the unknown key {spoken(key)}{hint}"))


class _Said(str):
    """Words that already say what was found."""

    __slots__ = ()


def said(text: str) -> str:
    """Marks words that `refuse` shows as they are."""
    return _Said(text)


def parse(text: str, file: str) -> Table:
    """The root table of a TOML text."""
    try:
        content = tomllib.loads(text, parse_float=Float)
    except RecursionError:
        raise BadCase("expected TOML a few levels deep, found one too deep to read", file) from None
    except ValueError as error:
        raise BadCase(f"expected TOML, found: {str(error)[:200]}", file) from None
    return Table(content, (), file, locate(text))


def says_kind(name: str, kind: str) -> bool:
    """Whether a path is that of a case that says it is of a kind."""
    path = pathlib.Path(name)
    if not name.endswith(".toml") or not path.is_file():
        return False
    try:
        return any(line.split("#")[0].replace(" ", "").strip() == f'kind="{kind}"'
                   for line in path.read_text("utf-8").splitlines())  # fmt: skip
    except (OSError, UnicodeDecodeError):
        return False
