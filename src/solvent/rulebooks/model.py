"""A rulebook after reading: a flat list of entries, each with its value, its line and who vouches for it."""

from typing import NoReturn

import msgspec

from solvent.errors import BadRulebook
from solvent.rulebooks.kinds import Asset, Kind, Value, write
from solvent.units import AMOUNT_DECIMALS

FORMAT = "solvent rulebook 1"


class Source(msgspec.Struct, frozen=True):
    """Where a rule or a number was read.

    page       what was read: title and, where there is one, the address
    read       the day it was read, ISO 8601
    evidence   P the venue's page, S its source code, L a real response, T its test suite, M a mirror, unverified
    """

    page: str
    read: str
    evidence: str


class Entry(msgspec.Struct, frozen=True):
    """One choice or number.

    value         in units of its kind: ppm, atoms, ns, count, or the name of a rule
    standard      it equals what holds where the key is left out
    line          where it stands in `file`; 0 where it was left out
    source        id of a source, "" if none was given
    unverified    not confirmed by what the source says, or not by the source itself
    ours          no venue publishes it: chosen by the authors of the rulebook
    """

    kind: Kind
    value: Value
    standard: bool = False
    file: str = ""
    line: int = 0
    source: str = ""
    unverified: bool = False
    ours: bool = False


class Rulebook(msgspec.Struct, frozen=True):
    """A rulebook that hangs together.

    lineage        what it extends, the nearest first
    settlement     word for the asset of all amounts; an atom is 10^-settlement_decimals of it
    entries        by path, such as closing.sizing.buffer or markets.BTC.margin.tiers.1.floor, in order of the layout
    notes          by path of the table they stand in
    departures     what the venue does and this rulebook does not
    text           of the file itself, without what it extends
    content_hash   of every rule and number, hexadecimal; equal for two texts that decide alike
    """

    name: str
    title: str
    valid_from: str
    settlement: str
    lineage: tuple[str, ...]
    sources: dict[str, Source]
    entries: dict[str, Entry]
    notes: dict[str, str]
    departures: tuple[str, ...]
    file: str
    text: str
    content_hash: str = ""
    settlement_decimals: int = AMOUNT_DECIMALS

    @property
    def asset(self) -> Asset:
        """What its amounts are counted in."""
        return Asset(self.settlement, self.settlement_decimals)

    def get(self, path: str) -> Value | None:
        """The value at a path, None where the rulebook has none."""
        entry = self.entries.get(path)
        return None if entry is None else entry.value

    def number(self, path: str, otherwise: int = 0) -> int:
        """The integer at a path; `otherwise` where the chosen rule has no such parameter."""
        value = self.get(path)
        return value if isinstance(value, int) else otherwise

    def word(self, path: str) -> str:
        """The rule chosen at a path, "" where none is."""
        value = self.get(path)
        return value if isinstance(value, str) else ""

    def numbers(self, path: str) -> tuple[int, ...]:
        """The list of integers at a path, none where there is no list."""
        value = self.get(path)
        return tuple(int(item) for item in value) if isinstance(value, tuple) else ()

    def words(self, path: str) -> tuple[str, ...]:
        """The list of names at a path, none where there is no list."""
        value = self.get(path)
        return tuple(str(item) for item in value) if isinstance(value, tuple) else ()

    def rows(self, path: str) -> int:
        """How many elements a list has: takers and payers each have a rule, tiers a floor, funds and regimes a name."""
        count = 0
        while any(f"{path}.{count + 1}.{key}" in self.entries for key in ("rule", "floor", "name")):
            count += 1
        return count

    def markets(self) -> list[str]:
        """Its markets, "*" first."""
        return sorted(self._named("markets"), key=lambda name: (name != "*", name))

    def coins(self) -> list[str]:
        """Its coins in the order in which they are exchanged."""
        return sorted(self._named("coins"), key=lambda name: self.number(f"coins.{name}.order"))

    def guarded(self) -> list[str]:
        """The markets whose index is guarded, "*" last."""
        return sorted(self._named("guards"), key=lambda name: (name == "*", name))

    def delayed(self) -> list[str]:
        """The markets whose index counts late, "*" last."""
        return sorted(self._named("delays"), key=lambda name: (name == "*", name))

    def _named(self, table: str) -> dict[str, None]:
        return dict.fromkeys(path.split(".")[1] for path in self.entries if path.startswith(table + "."))

    def written(self, path: str) -> str:
        """The value at a path as a rulebook writes it, "" where there is none."""
        entry = self.entries.get(path)
        return "" if entry is None else write(entry.value, entry.kind, self.asset)


def refuse(rulebook: Rulebook, path: str, message: str) -> NoReturn:
    """Raises BadRulebook at the line of an entry."""
    entry = rulebook.entries[path]
    raise BadRulebook(f"{path}: {message}", f"{entry.file or rulebook.file}:{entry.line or 1}")
