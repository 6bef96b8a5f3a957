"""Stop 1 of the walk: what sources said, and whether it may be taken for a price at all."""

import numpy as np

from solvent import commands as c
from solvent import events as e
from solvent.book import Book, unit_hashes
from solvent.columns import Int64Array
from solvent.engine.forming import Forming
from solvent.events.base import among
from solvent.fixed import mul_div_up
from solvent.policy.choices import Guard
from solvent.prices.sources import hear


def heard(
    book: Book, form: Forming, now_ns: int, rows: Int64Array, ticks: Int64Array, venue_ns: Int64Array,
    quote: c.ObserveQuote | None = None,
) -> list[e.Event]:  # fmt: skip
    """What sources printed, judged by itself, and what a gate will ask of it later; what cannot be taken is set aside.

    rows       the sources, index
    ticks      as said, of each
    venue_ns   ns, by the source's own clock
    quote      what a single source told beyond its price
    """
    s, many = book.sources, len(rows)
    traded, bid, ask, halted, right = (np.zeros(many, np.int64) for _ in range(5))
    right[:] = 1
    if quote is not None:
        traded[:], bid[:], ask[:], halted[:] = quote.traded_ns, quote.bid, quote.ask, int(quote.halted)
        right[:] = int(not quote.unit or unit_hashes(quote.unit) == (s.base[rows[0]], s.quote[rows[0]]))
    said, last_traded, moved, usual, aside = (np.zeros(many, np.int64) for _ in range(5))
    gates = form.gates
    hear(
        s.market[rows], now_ns, ticks, venue_ns, traded, bid, ask, halted, right, s.ticks[rows], s.venue_ns[rows],
        s.said[rows], s.moved_ns[rows], s.rhythm_ns[rows], gates["step"], gates["silence_ns"], gates["frozen_ns"],
        gates["rhythm"], said, last_traded, moved, usual, aside,
    )  # fmt: skip
    taken = aside == 0
    width = _width(form, int(s.market[rows[0]]), quote)
    told = e.PriceObserved(rows, ticks, venue_ns, said, last_traded, moved, usual, width)
    if taken.all():
        return [told]
    return [among(told, taken), among(e.PriceSetAside(rows, aside, ticks, venue_ns), ~taken)]


def _width(form: Forming, market: int, quote: c.ObserveQuote | None) -> int:
    """How far to either side a source lets its price lie (ticks, rounded up), where it says so and a guard asks."""
    asked = any(guard.rule == Guard.MAX_WIDTH for guard in form.guards[market])
    return mul_div_up(max(quote.ask - quote.bid, 0), 1, 2) if asked and quote and quote.bid and quote.ask else 0


def plain(form: Forming, market: int) -> bool:
    """Whether no gate of a market asks for more than a source's price and time."""
    gates = form.gates
    return not (
        gates["step"][market] or gates["silence_ns"][market] or gates["frozen_ns"][market] or gates["rhythm"][market]
    )


def lasting(form: Forming, market: int, now_ns: int) -> int:
    """When the venue's own market traded (ns), where a fallback will ask how old that is; else 0."""
    return now_ns if form.asks_last[market] else 0
