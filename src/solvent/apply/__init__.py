"""The clerk: writes events into the book, without judgement.

Every handler takes an event of one row or of many. A book can be rebuilt from events alone; an auditor who trusts no
rule can check the money that way.
"""

from solvent import events as e
from solvent.apply import (  # noqa: F401  # each registers what it writes
    accounts,
    bands,
    closing,
    clusters,
    comets,
    credit,
    listing,
    loans,
    manipulation,
    money,
    pairs,
    payers,
    prices,
    rated,
    regimes,
    spokes,
    ticks,
    troves,
    vaults,
)
from solvent.apply.register import HANDLERS
from solvent.book import Book


def apply(book: Book, event: e.Event) -> None:
    """Writes one event; an event that only tells something writes nothing."""
    handler = HANDLERS.get(event.KIND)
    if handler:
        handler(book, event)
