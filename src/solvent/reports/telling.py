"""What an explanation is made of: the moment, the sentences, and how a bucket stands on one price or another."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import msgspec
import numpy as np

from solvent import events as e
from solvent.book import Book
from solvent.columns import side_by_side
from solvent.grid import notional, value
from solvent.policy import PriceRole
from solvent.reports import words
from solvent.reports.naming import Names, plain
from solvent.revalue.rows import initial_margin, some
from solvent.tiers import Schedule, row_maintenance
from solvent.units import AMOUNT_DECIMALS


class Sentence(msgspec.Struct, frozen=True):
    """One sentence and the step it rests on. kind: what it is about, for whoever sorts them."""

    seq: int
    time_ns: int
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Stand:
    """A bucket's equity, initial and maintenance margin, in atoms."""

    equity: int
    initial: int
    maintenance: int


class Mark(NamedTuple):
    """The mark of a market and what it was formed of (ticks), as events.MarkUpdated has them."""

    ticks: int
    fair: int
    smoothed: int
    last: int


@dataclass(slots=True)
class Moment:
    """The walk through a journal: the book as it stands, the step it stands in, and what has been said.

    marks   the last mark of each market with its components
    """

    book: Book
    seq: int = 0
    time_ns: int = 0
    marks: dict[int, Mark] = field(default_factory=dict)
    sentences: list[Sentence] = field(default_factory=list)

    @property
    def names(self) -> Names:
        """Names as of now."""
        return Names(self.book)

    def say(self, kind: str, text: str) -> None:
        """Adds a sentence to this step."""
        self.sentences.append(Sentence(self.seq, self.time_ns, kind, text))

    def mark(self, event: e.MarkUpdated) -> None:
        """Remembers the marks of a step."""
        for market, *parts in side_by_side(event.market, event.ticks, event.fair, event.smoothed, event.last):
            self.marks[market] = Mark(*parts)

    def stand(self, bucket: int) -> Stand:
        """How a bucket stands now."""
        found = some(self.book, np.array([bucket], np.int64))
        return Stand(int(found.equity[0]), initial_margin(self.book, bucket), int(found.maintenance[0]))

    def its(self, bucket: int) -> str:
        """A bucket of the account the story is about, as a sentence begins."""
        market = int(self.book.buckets.market[bucket])
        return "The account" if market < 0 else f"Its isolated {self.names.market(market)} bucket"

    def its_money(self, atoms: int, bucket: int) -> str:
        """Money of a bucket to the last unit, with its asset."""
        asset = self.names.asset_of(bucket)
        return f"{exact(atoms, self.book.asset_decimals[asset])} {plain(self.book.assets[asset])}"

    def held(self, bucket: int) -> list[int]:
        """The rows of a bucket that hold a position."""
        return [row for row in self.book.rows_of(bucket) if int(self.book.rows.lots[row])]

    def markets(self, bucket: int) -> list[int]:
        """The markets a bucket holds, in the order of its rows."""
        return list(dict.fromkeys(int(self.book.rows.market[row]) for row in self.held(bucket)))

    def schedule(self, market: int) -> Schedule:
        """A market's tiers."""
        t, m = self.book.tiers, self.book.markets
        columns = (t.floor, t.mm_num, t.mm_den, t.mm_fraction, t.deduction)
        return Schedule(int(m.tier_first[market]), int(m.tier_last[market]), *(c.tolist() for c in columns))

    def price(self, role: PriceRole, market: int) -> int:
        """What a role's price of a market is now, ticks; 0 for none."""
        m = self.book.markets
        return int({PriceRole.MARK: m.mark, PriceRole.INDEX: m.index, PriceRole.LAST: m.last}[role][market])

    def on(self, role: PriceRole, bucket: int) -> tuple[int, int] | None:
        """Equity and maintenance of a bucket valued with another price; none where a market has no such price."""
        book, equity, margin = self.book, int(self.book.ledger.balance[bucket]), 0
        for row in self.held(bucket):
            market, lots = int(book.rows.market[row]), int(book.rows.lots[row])
            ticks, den = self.price(role, market), int(book.markets.den[market])
            if not ticks:
                return None
            equity += value(lots, ticks, den)
            margin += row_maintenance(notional(lots, ticks, den), *self.schedule(market))
        return equity, margin


def exact(atoms: int, decimals: int = AMOUNT_DECIMALS) -> str:
    """Money to the last unit of 10^-decimals, with at least two decimals."""
    text = words.money(atoms, decimals, decimals)
    whole, dot, rest = text.partition(".")
    return f"{whole}{dot}{rest[:2]}{rest[2:].rstrip('0')}"


def rate(ppm: int) -> str:
    """A rate in ppm as percent with the decimals it needs."""
    figure = words.decimal(ppm, 4, 4)
    return f"{figure.rstrip('0').rstrip('.') if '.' in figure else figure} %"


def listed(parts: Sequence[str], most: int = 5) -> str:
    """Parts as one list; beyond a few the rest is counted."""
    left = f" and {words.count(len(parts) - most)} more" if len(parts) > most else ""
    return ", ".join(parts[:most]) + left
