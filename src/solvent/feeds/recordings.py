"""A feed as it arrives, row by row: a bad row is said to be bad, and never stops the others.

A row that names its market, its source and its time, but whose price cannot be believed as a number (NaN, inf, nothing,
0, below 0, absurdly large, another unit, digits a tick cannot hold), is told as a price of 0, which is no price: what
the engine makes of that is in its journal. A row that does not say who speaks, of what, or when, is told to nobody.
Nothing is repaired and nothing carried forward: rows out of order, late or from a clock that jumped are told as they
came, and the engine judges them by its own clock.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from solvent.errors import BadBook, BadInput
from solvent.feeds import cells
from solvent.feeds.columns import Row, recognise, require
from solvent.feeds.files import Table, delimiter_of, header_of
from solvent.feeds.quotes import NEEDED, QUOTE, Said, Source, moment, told


@dataclass(frozen=True, slots=True)
class Unread:
    """A row that was told to nobody: where it stood, what was expected and what was found."""

    where: str
    why: str


class Listener:
    """Reads a feed of lines for the sources it knows.

    header   the first line
    name     what messages call the feed
    """

    def __init__(self, header: str, sources: Sequence[Source], name: str = "feed") -> None:
        self.delimiter = delimiter_of(header)
        fields, complaint = self._fields(header)
        if complaint:
            raise BadBook(complaint, f"{name}, line 1")
        self.table = Table(name, header_of(fields, f"{name}, line 1"), ())
        self.found, _ = recognise(self.table.columns, QUOTE, name)
        require(self.found, NEEDED, self.table, QUOTE)
        self.places = {quantity: self.table.columns.index(column) for quantity, column in self.found.items()}
        self.sources = {(source.symbol or source.market, source.venue or source.name): source for source in sources}

    def line(self, text: str, number: int, received_ns: int = 0) -> Said | Unread:
        """One line, whatever it holds.

        number        of the line, for messages
        received_ns   ns UTC of its arrival here; 0: its own column `received` says
        """
        where, width = f"{self.table.source}, line {number}", len(self.table.columns)
        fields, complaint = self._fields(text)
        if complaint or len(fields) != width:
            return Unread(where, complaint or f"expected {width} fields as in the header, found {len(fields)}")
        row = Row(where, {quantity: fields[place] for quantity, place in self.places.items()}, self.found)
        try:
            source = self._source(row)
            time_ns, received_ns = moment(row, "time"), received_ns or moment(row, "received")
        except BadInput as error:
            return unread(error)
        try:
            return told(row, source, received_ns)
        except BadInput as error:
            return Said(market=source.market, source=source.name, time_ns=time_ns, ticks=0, received_ns=received_ns,
                        fault=str(error), where=where)  # fmt: skip

    def _fields(self, text: str) -> tuple[list[str], str]:
        """(the fields of a line, what is wrong with it)."""
        try:
            return next(csv.reader([text], delimiter=self.delimiter, strict=True), []), ""
        except csv.Error as error:
            return [], f"expected CSV, found: {error}"

    def _source(self, row: Row) -> Source:
        market, source = (cells.name(row.get(name), row.where, row.column(name)) for name in ("market", "source"))
        found = self.sources.get((market, source))
        if found is None:
            known = ", ".join(f"{one} {other}" for one, other in list(self.sources)[:9])
            cells.refuse(row.where, "", f"one of {known}", f"{market} {source}")
        return found


def unread(error: BadInput) -> Unread:
    """A refusal as what is kept of a row that is told to nobody."""
    return Unread(error.where, str(error).removeprefix(f"{error.where}: "))


def read_recording(text: str, sources: Sequence[Source], name: str) -> Iterator[Said | Unread]:
    """What arrived, in the order in which it did; a row whose arrival goes back in time is told to nobody."""
    header, *lines = text.split("\n")
    listener = Listener(header.rstrip("\r"), sources, name)
    require(listener.found, ("received",), listener.table, QUOTE)
    last, before = lines.pop() if lines else "", 0
    for number, line in enumerate(lines, 2):
        said = listener.line(line.rstrip("\r"), number)
        if isinstance(said, Said):
            if said.received_ns < before:
                yield Unread(f"{name}, line {number}", f"expected an arrival at {before} ns or later, found "
                             f"{said.received_ns}")  # fmt: skip
                continue
            before = said.received_ns
        yield said
    if last:
        yield Unread(f"{name}, line {len(lines) + 2}", "expected a line that ends, found one that may be cut off")
