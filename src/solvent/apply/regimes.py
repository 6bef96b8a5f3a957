"""Rates that volatility and regimes move."""

import numpy as np

from solvent import events as e
from solvent.apply.register import writes
from solvent.book import Book


@writes(e.VolatilitySampled)
def _sampled(book: Book, event: e.VolatilitySampled) -> None:
    m, market = book.markets, event.market
    m.sampled_ns[market], m.sampled[market] = event.sampled_ns, event.ticks
    m.variance[market], m.add_on[market] = event.variance, event.add_on
    m.touch(market)


@writes(e.MarginRatesSet)
def _rates(book: Book, event: e.MarginRatesSet) -> None:
    t, m = book.tiers, book.markets
    tiers = np.arange(int(m.tier_first[event.market]), int(m.tier_last[event.market]) + 1)
    for name in ("mm_num", "mm_den", "mm_fraction", "im_num", "im_den"):
        getattr(t, name)[tiers] = getattr(event, name)
    t.touch(tiers)


@writes(e.RegimeAnnounced)
def _announced(book: Book, event: e.RegimeAnnounced) -> None:
    book.clock.announced[0], book.clock.regime_ns[0] = event.regime + 1, event.effective_ns
    book.clock.touch(0)


@writes(e.RegimeEntered)
def _entered(book: Book, event: e.RegimeEntered) -> None:
    book.clock.regime[0], book.clock.announced[0], book.clock.regime_ns[0] = event.regime, 0, 0
    book.clock.touch(0)
