"""What became of each market's price while it was played: the index, who was left out and why, the mark.

From the events of the steps alone, so a journal tells the same story as the run that wrote it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from solvent import events as e
from solvent.book import Book
from solvent.columns import Cells, side_by_side
from solvent.engine import Outcome
from solvent.reports import words
from solvent.units import PPM

PRICED, HELD, UNPRICED = "priced", "held", "unpriced"
LEVELS = (10_000, 50_000, 100_000, 500_000)  # ppm: how far a mark is from its index, for the seconds beyond


@dataclass(slots=True)
class Absence:
    """One time in which a source did not count for one reason.

    exclusion       reasons.Exclusion
    ticks, age_ns   what it last said, and how old that was when it was left out
    out_ns          ns UTC
    back_ns         ns UTC of its readmission, or of its next reason; 0 while there is neither
    again           whether it stayed out, for another reason
    """

    source: int
    exclusion: int
    ticks: int
    age_ns: int
    out_ns: int
    back_ns: int = 0
    again: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """A price before and after one step, in ticks."""

    time_ns: int
    before: int
    after: int

    @property
    def ppm(self) -> int:
        """The change in ppm of what was before."""
        return words.change_ppm(self.before, self.after)


@dataclass(slots=True)
class MarketHistory:
    """One market's prices so far, one entry a change, and how long each state lasted.

    index, mark    (ns UTC, ticks)
    fresh          sources behind the index
    jump           the largest step of the index in which a source was left out
    apart          where the mark was farthest from the index: (ns UTC, index, mark)
    beyond         ns for which it was farther than each of LEVELS
    states         ns in PRICED (may be acted on), HELD and UNPRICED
    refused        commands about it that took no effect, by reason
    """

    index: list[tuple[int, int]] = field(default_factory=list)
    mark: list[tuple[int, int]] = field(default_factory=list)
    fresh: int = 0
    jump: Change | None = None
    apart: Change | None = None
    beyond: dict[int, int] = field(default_factory=lambda: dict.fromkeys(LEVELS, 0))
    states: dict[str, int] = field(default_factory=lambda: dict.fromkeys((PRICED, HELD, UNPRICED), 0))
    absences: list[Absence] = field(default_factory=list)
    refused: dict[str, int] = field(default_factory=dict)
    state: str = UNPRICED
    since_ns: int = 0

    def deviation(self) -> int:
        """How far the mark now is from the index, ppm of the index; 0 without either."""
        return words.change_ppm(self.index[-1][1], self.mark[-1][1]) if self.index and self.mark else 0

    def pass_time(self, now_ns: int) -> None:
        """Counts the time since the last change towards the state that held."""
        elapsed = now_ns - self.since_ns if self.since_ns else 0
        self.states[self.state] += elapsed
        apart = abs(self.deviation())
        for level in LEVELS:
            self.beyond[level] += elapsed if apart > level else 0
        self.since_ns = now_ns


class PriceHistory:
    """Takes steps one by one; `markets` by index, in the order in which they were listed."""

    def __init__(self) -> None:
        self.markets: dict[int, MarketHistory] = {}
        self.names: list[str] = []
        self.now_ns = 0

    def take(self, book: Book, outcome: Outcome) -> None:
        """One step, after which `book` stands as it does."""
        self.now_ns = book.now_ns
        market = getattr(outcome.command, "market", "")
        if outcome.refused and market in book.market_names:
            refused = self.of(book.market_names.index(market)).refused
            refused[outcome.refused.name] = refused.get(outcome.refused.name, 0) + 1
        before = {place: one.index[-1][1] for place, one in self.markets.items() if one.index}
        left: set[int] = set()
        for event in outcome.events:
            if isinstance(event, e.ConstituentExcluded):
                left |= set(self._excluded(book, event))
            elif isinstance(event, e.ConstituentReadmitted):
                self._readmitted(book, event)
            elif isinstance(event, e.IndexUpdated):
                self._index(event)
            elif isinstance(event, e.IndexGuarded):
                self._counts(event.market, event.ticks)
            elif isinstance(event, e.MarkUpdated):
                self._mark(event)
        for place in sorted(left):
            if place in before:
                self._stepped(self.of(place), before[place])

    def of(self, market: int) -> MarketHistory:
        """The history of a market."""
        return self.markets.setdefault(market, MarketHistory())

    def finish(self) -> None:
        """Counts the time up to the last step."""
        for history in self.markets.values():
            history.pass_time(self.now_ns)

    def _excluded(self, book: Book, event: e.ConstituentExcluded) -> Iterator[int]:
        for source, exclusion, ticks, age_ns in side_by_side(event.source, event.exclusion, event.ticks, event.age_ns):
            market = int(book.sources.market[source])
            history = self.of(market)
            standing = self._absent(history, source)
            if standing is None or standing.exclusion != exclusion:  # else the same fault again, on probation
                if standing is not None:
                    standing.back_ns, standing.again = self.now_ns, True
                history.absences.append(Absence(source, exclusion, ticks, age_ns, self.now_ns))
            yield market

    def _readmitted(self, book: Book, event: e.ConstituentReadmitted) -> None:
        for (source,) in side_by_side(event.source):
            absence = self._absent(self.of(int(book.sources.market[source])), source)
            if absence is not None:
                absence.back_ns = self.now_ns

    @staticmethod
    def _absent(history: MarketHistory, source: int) -> Absence | None:
        return next((one for one in reversed(history.absences) if one.source == source and not one.back_ns), None)

    def _index(self, event: e.IndexUpdated) -> None:
        self._counts(event.market, event.ticks)
        for market, fresh in side_by_side(event.market, event.fresh):
            self.of(market).fresh = fresh

    def _counts(self, markets: Cells, values: Cells) -> None:
        """What an index counts for from now on."""
        for market, ticks in side_by_side(markets, values):
            history = self.of(market)
            history.pass_time(self.now_ns)
            _note(history.index, self.now_ns, ticks)

    def _mark(self, event: e.MarkUpdated) -> None:
        columns = side_by_side(event.market, event.ticks, event.valuation, event.usable)
        for market, ticks, valuation, usable in columns:
            history = self.of(market)
            history.pass_time(self.now_ns)
            history.state = PRICED if usable else HELD if valuation else UNPRICED
            if ticks:
                _note(history.mark, self.now_ns, ticks)
            if abs(history.deviation()) > (abs(history.apart.ppm) if history.apart else 0):
                history.apart = Change(self.now_ns, history.index[-1][1], history.mark[-1][1])

    def _stepped(self, history: MarketHistory, before: int) -> None:
        change = Change(self.now_ns, before, history.index[-1][1])
        if history.jump is None or abs(change.ppm) > abs(history.jump.ppm):
            history.jump = change


def sparse(path: list[tuple[int, int]], least_ppm: int) -> list[tuple[int, int]]:
    """A path without the changes smaller than a share of the price before; the first and the last always stay."""
    kept: list[tuple[int, int]] = []
    for place, (time_ns, ticks) in enumerate(path):
        moved = not kept or abs(ticks - kept[-1][1]) * PPM >= least_ppm * kept[-1][1]
        if moved or place == len(path) - 1:
            kept.append((time_ns, ticks))
    return kept


def _note(path: list[tuple[int, int]], now_ns: int, ticks: int) -> None:
    """One entry a change; of several in one instant the last."""
    if path and path[-1][0] == now_ns:
        path.pop()
    if not path or path[-1][1] != ticks:
        path.append((now_ns, ticks))
