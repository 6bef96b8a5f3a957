"""What one look at some markets came to: sources, index and mark, gathered until the mark that ends it."""

from typing import Any

from solvent import events as e
from solvent.book import Book
from solvent.columns import side_by_side
from solvent.reports.bundle.records import Record, exclusion

HEARD = (
    e.ConstituentExcluded, e.ConstituentOnProbation, e.ConstituentReadmitted, e.IndexComposed, e.IndexUpdated,
    e.OracleStale, e.GateOpened,
)  # fmt: skip
MARK = ("ticks", "fair", "smoothed", "last", "basis", "valuation", "usable", "booked", "missing")


class Determination:
    """Takes the events of one look; `ended` makes the record of it and begins anew."""

    def __init__(self) -> None:
        self._forget()

    def _forget(self) -> None:
        self.turns: dict[int, list[Record]] = {}
        self.composed: dict[int, list[Record]] = {}
        self.index: dict[int, list[Record]] = {}
        self.opened: dict[int, list[int]] = {}

    def hear(self, book: Book, event: e.Event) -> None:
        """Takes one event down."""
        if isinstance(event, e.ConstituentExcluded):
            for source, why, ticks, age_ns in side_by_side(event.source, event.exclusion, event.ticks, event.age_ns):
                self._turned(book, source, "excluded", exclusion(why), ticks, age_ns)
        elif isinstance(event, e.ConstituentOnProbation | e.ConstituentReadmitted):
            waits = isinstance(event, e.ConstituentOnProbation)
            for (source,) in side_by_side(event.source):
                self._turned(book, source, "probation" if waits else "readmitted")
        elif isinstance(event, e.IndexComposed):
            columns = (event.market, event.source, event.ticks, event.weight, event.age_ns)
            for market, source, ticks, weight, age_ns in side_by_side(*columns):
                part = {"source": source, "ticks": ticks, "weight": weight, "age_ns": age_ns}
                self.composed.setdefault(market, []).append(part)
        elif isinstance(event, e.GateOpened):
            for market, fresh in side_by_side(event.market, event.fresh):
                self.opened[market] = [fresh]
        else:
            self._index(event)

    def ended(self, event: e.MarkUpdated, scope: set[int]) -> Record | None:
        """The record of all that was heard and of these marks, of the markets in scope; none where none is."""
        rows = side_by_side(event.market, *(getattr(event, name) for name in MARK))
        found = [
            {
                "market": market, "turns": self.turns.get(market, []), "composed": self.composed.get(market, []),
                "index": self.index.get(market, []), "opened": self.opened.get(market, []),
                "mark": dict(zip(MARK, parts, strict=True)),
            }
            for market, *parts in rows if market in scope
        ]  # fmt: skip
        self._forget()
        return {"type": "determination", "markets": found} if found else None

    def _index(self, event: Any) -> None:
        held = isinstance(event, e.OracleStale)
        rest = () if held else (event.serving, event.computed, event.glided_ns)
        for market, ticks, fresh, *more in side_by_side(event.market, event.ticks, event.fresh, *rest):
            serving, computed, glided_ns = more or (0, 0, 0)
            said = {"what": "held" if held else "updated", "ticks": ticks, "fresh": fresh, "serving": serving,
                    "computed": computed, "glided_ns": glided_ns}  # fmt: skip
            self.index[market] = [said]

    def _turned(self, book: Book, source: int, what: str, why: str = "", ticks: int = 0, age_ns: int = 0) -> None:
        turn = {"source": source, "what": what, "exclusion": why, "ticks": ticks, "age_ns": age_ns}
        self.turns.setdefault(int(book.sources.market[source]), []).append(turn)
