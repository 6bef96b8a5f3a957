"""A market's price at one time, found in a journal by effect: the book then, and the events that led to it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from solvent import events as e
from solvent.apply import apply
from solvent.book import Book
from solvent.columns import side_by_side
from solvent.errors import BadInput
from solvent.journal import Journal, Record
from solvent.reports.naming import plain

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Said:
    """A row of an event, and the step it stands in."""

    seq: int
    time_ns: int
    row: Any


@dataclass(slots=True)
class Found:
    """What is known of a market's price at a time.

    seq, time_ns   the last step up to then
    index          the last IndexUpdated or OracleStale; mark: the last MarkUpdated; gate: the last GateClosed
    composed       what the index was made of when it last said so
    out            by source: the exclusion that holds
    registry       by source, and -1 for the index: who answers for it
    restated       values of any index that were corrected, also later
    """

    book: Book
    market: int
    seq: int
    time_ns: int
    index: Said | None = None
    mark: Said | None = None
    gate: Said | None = None
    composed: list[Said] = field(default_factory=list)
    out: dict[int, Said] = field(default_factory=dict)
    registry: dict[int, Said] = field(default_factory=dict)
    restated: list[Said] = field(default_factory=list)


def find(journal: Journal, name: str, until: Callable[[Record], bool], progress: Progress = lambda _: None) -> Found:
    """Walks a journal as long as `until` holds of its steps; what came later may only restate."""
    walk, inside = _Walk(name), True
    for step in journal.records():
        inside = inside and until(step)
        if inside:
            walk.step(step)
        else:
            walk.later(step)
        progress(step.seq)
    known = walk.found.book.market_of
    if not known:
        raise BadInput(f"expected a time after {plain(name)!r} was listed, found one before any market was")
    if name not in known:
        near = get_close_matches(name, known, 1)
        hint = f"; did you mean {plain(near[0])!r}?" if near else ""
        raise BadInput(f"expected one of {len(known)} markets listed by then, found {plain(name)!r}{hint}")
    walk.found.market = known[name]
    return walk.found


class _Walk:
    def __init__(self, name: str) -> None:
        self.name, self.found = name, Found(Book(), -1, 0, 0)

    def step(self, step: Record) -> None:
        """One step, by effect."""
        found = self.found
        found.seq, found.time_ns = step.seq, step.time_ns
        for stage in e.decode(step.effect):
            for event in stage:
                apply(found.book, event)
                self._note(event)

    def later(self, step: Record) -> None:
        """A step after that time: nothing of it counts but what restates a value."""
        for stage in e.decode(step.effect):
            for event in stage:
                if isinstance(event, e.IndexRestated):
                    self.found.restated.append(Said(step.seq, step.time_ns, event))

    def _note(self, event: e.Event) -> None:
        found, now = self.found, (self.found.seq, self.found.time_ns)
        market = found.book.market_of.get(self.name, -1)
        if isinstance(event, e.ConstituentExcluded | e.ConstituentReadmitted):
            for row in rows(event):
                if isinstance(event, e.ConstituentExcluded):
                    found.out[row["source"]] = Said(*now, row)
                else:
                    found.out.pop(row["source"], None)
        elif isinstance(event, e.ConstituentSet):
            found.registry[event.source] = Said(*now, event)
        elif isinstance(event, e.IndexRestated):
            found.restated.append(Said(*now, event))
        elif isinstance(event, e.IndexSet) and event.market == market:
            found.registry[-1] = Said(*now, event)
        elif isinstance(event, e.IndexComposed | e.IndexUpdated | e.OracleStale | e.MarkUpdated | e.GateClosed):
            mine = [Said(*now, row) for row in rows(event) if row["market"] == market]
            if not mine:
                return
            if isinstance(event, e.IndexComposed):
                found.composed = mine
            elif isinstance(event, e.MarkUpdated):
                found.mark = mine[0]
            elif isinstance(event, e.GateClosed):
                found.gate = mine[0]
            else:
                found.index = mine[0]


def rows(event: Any) -> Iterator[dict[str, int]]:
    """The rows of an event by the names of its fields; a number beside columns stands in each."""
    names = e.names(event.KIND)
    count = max(len(list(side_by_side(getattr(event, name)))) for name in names)
    columns = [[cell for (cell,) in side_by_side(getattr(event, name))] for name in names]
    for place in range(count):
        yield {
            name: column[place if len(column) > 1 else 0] for name, column in zip(names, columns, strict=True)
        }  # fmt: skip
