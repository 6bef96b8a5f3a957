"""Who takes a liquidation order when the path of prices is given.

In tape mode the market is what it was: an order fills against the last price with the case's stated slippage, as far
as the stated share of it finds a taker, and never beyond its limit. The tape does not move because of it; that is
said with every result, and the cascade mode of a later issue is there for the rest.
"""

from collections.abc import Sequence

import numpy as np

from solvent import commands as c
from solvent import events as e
from solvent.book import Book
from solvent.columns import as_column
from solvent.fixed import mul_div_down, mul_div_up
from solvent.units import PPM


class TapeLiquidity:
    """Fills at the last price.

    slippage    ppm of the last price, against whoever is closed
    available   ppm of every order that finds a taker
    """

    def __init__(self, slippage: int, available: int = PPM) -> None:
        self.slippage, self.available = slippage, available

    def price(self, last: int, selling: bool) -> int:
        """The ticks an order gets: below the last price when it sells, above when it buys; at least 1."""
        if selling:
            return max(mul_div_down(last, PPM - self.slippage, PPM), 1)
        return mul_div_up(last, PPM + self.slippage, PPM)

    def answer(self, book: Book, placed: e.LiquidationOrderPlaced) -> Sequence[c.Command]:
        """One report of fills, and one of what expired, for all orders of a step."""
        order, lots, limit = as_column(placed.order), as_column(placed.lots), as_column(placed.limit)
        markets = book.rows.market[as_column(placed.row)]
        gets = {market: self._both(int(book.markets.last[market])) for market in np.unique(markets).tolist()}
        sells, buys = np.zeros(len(book.market_names), np.int64), np.zeros(len(book.market_names), np.int64)
        for market, (selling, buying) in gets.items():
            sells[market], buys[market] = selling, buying
        ticks = np.where(lots < 0, sells[markets], buys[markets])
        within = (limit == 0) | np.where(lots < 0, ticks >= limit, ticks <= limit)
        sizes = np.abs(lots)
        if self.available < PPM:
            sizes = np.array([mul_div_down(size, self.available, PPM) for size in sizes.tolist()], np.int64)
        short = (as_column(placed.whole) == 1) & (sizes < np.abs(lots))  # fill or kill: all of it or nothing
        filled = (ticks > 0) & within & (sizes > 0) & ~short
        over = ~filled | (sizes < np.abs(lots))
        answers: list[c.Command] = []
        if filled.any():
            fills = (order[filled].tolist(), sizes[filled].tolist(), ticks[filled].tolist())
            answers.append(c.ReportFill(orders=fills[0], lots=fills[1], ticks=fills[2]))
        if over.any():
            answers.append(c.ReportExpiry(orders=order[over].tolist()))
        return answers

    def _both(self, last: int) -> tuple[int, int]:
        return (self.price(last, True), self.price(last, False)) if last > 0 else (0, 0)
