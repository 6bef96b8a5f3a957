"""On which line each key of a TOML text stands; the standard reader does not say.

The text has been accepted by `tomllib` before, so nothing is judged here: the walk only follows strings, comments and
brackets far enough to know where a key begins.
"""

import re
import tomllib
from bisect import bisect_right
from collections.abc import Callable

Path = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\n]+|#[^\n]*)*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_STRING = re.compile(
    r'"""(?:[^"\\]|\\.|"{1,2}(?!"))*"{3,5}'
    r"|'''(?:[^']|'{1,2}(?!'))*'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
_SCALAR = re.compile(r"[^,\]}#\n]*")


def locate(text: str) -> dict[Path, int]:
    """Line of every key, table and array element, counted from 1; the text must be valid TOML."""
    walk = _Walk(text.replace("\r\n", "\n"))
    walk.document()
    return walk.lines


def unquoted(token: str) -> str:
    """A key or string as TOML means it: quotes and escapes resolved."""
    return str(tomllib.loads("k = " + token)["k"]) if token[:1] in "\"'" else token


class _Walk:
    """A position in the text, and what was met on the way there."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[Path, int] = {(): 1}
        self.counts: dict[Path, int] = {}  # elements so far of each array of tables
        self.starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.text, self.at)
        if match is None:
            return ""
        self.at = match.end()
        return match.group()

    def next_is(self, mark: str) -> bool:
        """Skips blanks and comments, then the mark if it stands there."""
        self.take(_BLANK)
        found = self.text.startswith(mark, self.at)
        self.at += len(mark) if found else 0
        return found

    def note(self, path: Path, at: int) -> None:
        self.lines.setdefault(path, bisect_right(self.starts, at))

    def keys(self) -> list[tuple[str, int]]:
        """A dotted key as its parts, each with its offset."""
        parts = []
        while True:
            self.take(_BLANK)
            at = self.at
            parts.append((unquoted(self.take(_STRING) or self.take(_BARE)), at))
            if not self.next_is("."):
                return parts

    def document(self) -> None:
        table: Path = ()
        while True:
            self.take(_BLANK)
            before = self.at
            if self.at >= len(self.text):
                return
            if self.next_is("["):
                table = self.header(self.next_is("["))
            else:
                self.pair(table)
            if self.at == before:
                return  # nothing was understood: the lines found so far must do

    def header(self, repeated: bool) -> Path:
        path: Path = ()
        parts = self.keys()
        for position, (name, at) in enumerate(parts):
            path = (*path, name)
            self.note(path, at)
            if repeated and position == len(parts) - 1:
                self.counts[path] = self.counts.get(path, 0) + 1
            if path in self.counts:
                path = (*path, self.counts[path] - 1)
                self.note(path, at)
        while self.next_is("]"):
            pass
        return path

    def pair(self, table: Path) -> None:
        path = table
        for name, at in self.keys():
            path = (*path, name)
            self.note(path, at)
        self.next_is("=")
        self.value(path)

    def moves(self, step: Callable[[Path], None], path: Path) -> bool:
        """Takes a step and says whether it led anywhere: a text that is not TOML must not keep the walk for ever."""
        before = self.at
        step(path)
        return self.at > before

    def value(self, path: Path) -> None:
        if self.next_is("{"):
            while not self.next_is("}") and self.moves(self.pair, path):
                self.next_is(",")
        elif self.next_is("["):
            position = 0
            while not self.next_is("]"):
                self.note((*path, position), self.at)
                if not self.moves(self.value, (*path, position)):
                    return
                self.next_is(",")
                position += 1
        elif not self.take(_STRING):
            self.take(_SCALAR)
