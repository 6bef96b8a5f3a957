"""A market that turns some liquidation orders away.

An order turned away is over and unfilled (`ReportExpiry`), and the rulebook says who is asked next: its taker after the
market. Which orders those are depends on the seed and on an order's number alone.
"""

from collections.abc import Sequence

import numpy as np

from solvent import commands as c
from solvent import events as e
from solvent.book import Book
from solvent.columns import as_column
from solvent.lab.random import stream, word
from solvent.runtime import Liquidity
from solvent.units import PPM

STREAM = stream("operations/rejected")


class Rejecting:
    """Wraps whoever answers liquidation orders.

    share      ppm of orders turned away
    rejected   how many were
    """

    def __init__(self, inner: Liquidity, share: int, seed: int) -> None:
        self.inner, self.share, self.seed, self.rejected = inner, share, seed, 0

    def answer(self, book: Book, placed: e.LiquidationOrderPlaced) -> Sequence[c.Command]:
        """What the market says to the orders it takes, then what it turned away."""
        orders = as_column(placed.order)
        away = np.array([self._turned_away(order) for order in orders.tolist()], bool)
        if not away.any():
            return self.inner.answer(book, placed)
        self.rejected += int(away.sum())
        refusal = c.ReportExpiry(orders=orders[away].tolist())
        if away.all():
            return [refusal]
        return [*self.inner.answer(book, e.among(placed, ~away)), refusal]

    def _turned_away(self, order: int) -> bool:
        return word(self.seed, STREAM, order) % PPM < self.share
