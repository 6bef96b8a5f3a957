"""Where in a TOML text each key and array element stands, so that a message can name the line.

The text has been read by tomllib before; what is looked for here is only line numbers, and where this scanner is at a
loss the line of the table around it is given.
"""

import re

Path = tuple[str | int, ...]

_PART = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*')"""
_KEYS = rf"{_PART}(?:\s*\.\s*{_PART})*"
_HEADER = re.compile(rf"\s*(\[\[?)\s*({_KEYS})\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(rf"\s*({_KEYS})\s*=")
_TOKEN = re.compile(r"'''|\"\"\"|\"(?:[^\"\\]|\\.)*\"|'[^']*'|#.*|[\[\],{}]|[^\s\[\],{}'\"#]+")


def _parts(text: str) -> Path:
    return tuple(part.strip("\"'") for part in re.findall(_PART, text))


class _Value:
    """The value a scanner is in the middle of: open brackets with the count of elements seen, and an open long
    string."""

    def __init__(self, path: Path, lines: dict[Path, int]) -> None:
        self.path, self.lines = path, lines
        self.open: list[int] = []
        self.quote = ""

    def scan(self, text: str, line: int) -> bool:
        """Goes through one line of the value; says whether the value goes on."""
        place = 0
        while place < len(text):
            if self.quote:
                end = text.find(self.quote, place)
                if end < 0:
                    return True
                place, self.quote = end + 3, ""
                continue
            token = _TOKEN.search(text, place)
            if token is None:
                break
            place = token.end()
            self._token(token.group(), line)
        return bool(self.open) or bool(self.quote)

    def _token(self, token: str, line: int) -> None:
        if token.startswith("#"):
            return
        if token in ("]", "}"):
            self.open = self.open[:-1]
            return
        if token == ",":
            if self.open:
                self.open[-1] += 1
            return
        self.lines.setdefault((*self.path, *self.open), line)
        if token in ("'''", '"""'):
            self.quote = token
        elif token in ("[", "{"):
            self.open.append(0)


def key_lines(text: str) -> dict[Path, int]:
    """The line (from 1) of each table, key and array element, by its path; array elements are counted from 0."""
    lines: dict[Path, int] = {(): 1}
    counts: dict[Path, int] = {}
    table: Path = ()
    value: _Value | None = None
    for number, line in enumerate(text.split("\n"), 1):
        if value is not None:
            value = value if value.scan(line, number) else None
            continue
        if header := _HEADER.match(line):
            table = _resolved(_parts(header[2]), counts, header[1] == "[[")
            for depth in range(1, len(table) + 1):
                lines.setdefault(table[:depth], number)
        elif key := _KEY.match(line):
            path = (*table, *_parts(key[1]))
            lines.setdefault(path, number)
            value = _Value(path, lines)
            value = value if value.scan(line[key.end() :], number) else None
    return lines


def _resolved(parts: Path, counts: dict[Path, int], array: bool) -> Path:
    """A header's path with the number of the element behind each array of tables."""
    path: Path = ()
    for depth, part in enumerate(parts, 1):
        path = (*path, part)
        if array and depth == len(parts):
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


def line_of(lines: dict[Path, int], path: Path) -> int:
    """The line of a path, or of the nearest thing around it."""
    while path not in lines:
        path = path[:-1]
    return lines[path]
