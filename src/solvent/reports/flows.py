"""What flowed into each insurance fund and out of it, by reason: from the postings of the ledger alone."""

from collections import Counter, defaultdict

import msgspec
import numpy as np

from solvent import events as e
from solvent.book import Book
from solvent.columns import as_column
from solvent.ledger import Holder
from solvent.reasons import Posting
from solvent.reports.naming import spoken
from solvent.revalue.rows import some


class Fund(msgspec.Struct, frozen=True):
    """One fund of an asset. inflow, outflow: atoms by the reason of the posting; they differ by the balance.

    name     its holder's: @fund, @fund:NAME, @default-fund
    equity   atoms: the balance and what positions it took over are worth
    """

    name: str
    asset: str
    inflow: dict[str, int]
    outflow: dict[str, int]
    balance: int
    equity: int


class Flows:
    """Adds postings up as they happen."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.ways: defaultdict[int, tuple[Counter[str], Counter[str]]] = defaultdict(lambda: (Counter(), Counter()))

    def moved(self, event: e.CashTransferred) -> None:
        """Takes one table of postings."""
        amounts, postings = as_column(event.amount), as_column(event.posting)
        for way, side in enumerate((event.target, event.source)):
            buckets = as_column(side)
            for place in np.flatnonzero(self.book.ledger.holder[buckets] == Holder.FUND).tolist():
                self.ways[int(buckets[place])][way][spoken(Posting(postings[place]).name)] += int(amounts[place])

    def funds(self) -> list[Fund]:
        """Every fund, in the order they were opened."""
        book = self.book
        places = np.flatnonzero(book.ledger.holder == Holder.FUND)
        equity = some(book, places).equity.tolist()
        return [
            Fund(book.holder_name(place), book.assets[int(book.ledger.asset[place])], dict(self.ways[place][0]),
                 dict(self.ways[place][1]), int(book.ledger.balance[place]), worth)
            for place, worth in zip(places.tolist(), equity, strict=True)
        ]  # fmt: skip
