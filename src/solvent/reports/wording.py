"""Each command and each event as one line of text, its accounts, markets and money by name.

Names are looked up by index, so the book must be the one after the step; nothing is ever removed from a book.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from solvent import commands as c
from solvent import events as e
from solvent.book import Book
from solvent.columns import rows_of
from solvent.reports import (
    band_words,
    closing_words,
    cluster_words,
    coin_words,
    comet_words,
    command_words,
    credit_words,
    event_words,
    loan_words,
    manipulation_words,
    pair_words,
    payer_words,
    price_words,
    rated_words,
    regime_words,
    spoke_words,
    tick_words,
    trove_words,
    vault_words,
    words,
)
from solvent.reports.naming import Names
from solvent.reports.result import Line

MOST_ROWS = 3  # of a table in one line; the rest is counted

_WORDS = event_words.WORDS | closing_words.WORDS | coin_words.WORDS | payer_words.WORDS | regime_words.WORDS
_WORDS |= manipulation_words.WORDS | price_words.WORDS | loan_words.WORDS | credit_words.WORDS | trove_words.WORDS
_WORDS |= comet_words.WORDS | pair_words.WORDS | vault_words.WORDS | cluster_words.WORDS | rated_words.WORDS
_WORDS |= band_words.WORDS | spoke_words.WORDS | tick_words.WORDS
_ONE = e.ScheduleSet | e.HaircutsSet | e.MarginRatesSet | e.SessionBegan  # one row whatever their columns
assert set(_WORDS) == set(e.ALL.values()), "an event without words"


def step_line(book: Book, seq: int, time_ns: int, command: c.Command, stages: Sequence[Iterable[e.Event]]) -> Line:
    """One step of the journal in words."""
    names = Names(book)
    told = [event_line(names, event) for stage in stages for event in stage]
    return Line(seq, time_ns, command_words.command_line(names, command), told)


def event_line(names: Names, event: e.Event) -> str:
    """One line for an event, however many rows it has."""
    say, count = _WORDS[type(event)], rows_in(event)
    told = "; ".join(say(names, row) for _, row in zip(range(MOST_ROWS), split(event), strict=False))
    return told if count <= MOST_ROWS else f"{words.count(count)} times: {told}; {words.count(count - MOST_ROWS)} more"


def rows_in(event: e.Event) -> int:
    """How many rows an event has."""
    if isinstance(event, _ONE):
        return 1
    columns = [cells for cells in _cells(event).values() if isinstance(cells, np.ndarray)]
    return min((rows_of(column) for column in columns), default=1)


def split(event: e.Event) -> Iterator[Any]:
    """An event's rows, each as an event of its own with plain integers."""
    yield from (one_row(event, place) for place in range(rows_in(event)))


def one_row(event: e.Event, place: int) -> Any:
    """One row of an event as an event of its own with plain integers; a schedule is one row whatever its tiers."""
    if isinstance(event, _ONE):
        return event
    cells = _cells(event).items()
    return type(event)(**{name: int(c[place]) if isinstance(c, np.ndarray) else c for name, c in cells})


def _cells(event: e.Event) -> dict[str, Any]:
    return {name: getattr(event, name) for name in e.names(event.KIND)}
