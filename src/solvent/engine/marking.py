"""Stop 4 of the walk: what a market is valued with, and whether that price may be acted on."""

import numpy as np

from solvent import events as e
from solvent.book import Book
from solvent.columns import Int64Array
from solvent.engine.forming import Forming, Gathered, believed
from solvent.events.base import tabled
from solvent.grid import worth_more
from solvent.policy import PriceRole
from solvent.prices.index import median
from solvent.prices.mark import marks
from solvent.prices.sources import beyond
from solvent.units import MAX_INTEREST


def mark_changes(book: Book, form: Forming, sources: Gathered) -> list[e.Event]:
    """4 mark: the mark by its rule, its components, and whether the price that triggers may be acted on."""
    m, markets = book.markets, sources.markets
    basis, booked = m.basis[markets], m.booked[markets]
    steady, smooth, missing, mark = (np.zeros(len(markets), np.int64) for _ in range(4))
    index, last = m.index[markets], m.last[markets]
    marks(
        book.now_ns, form.mark_law[markets], form.mark_cap[markets], form.basis_of[markets], form.basis_ns[markets],
        form.interval_ns[markets], index, last, m.bid[markets], m.ask[markets], _outside(book, form, markets),
        m.mark_ns[markets], m.funding_rate[markets], basis, booked, steady, smooth, missing, mark,
    )  # fmt: skip
    opened = [gate for gate in (_gate(book, form, sources, place) for place in range(len(markets))) if gate]
    open_now = {market for market, _ in opened}
    rows = []
    for place, market in enumerate(markets.tolist()):
        roles = {PriceRole.MARK: mark, PriceRole.INDEX: index, PriceRole.LAST: last}
        valuation = int(roles[PriceRole(int(form.trigger[market]))][place])
        sure = believed(form.policies[market], int(m.index_fresh[market]), int(m.serving[market]))
        sure = sure and not m.unsafe[market]
        usable = int(valuation > 0 and (sure or not form.needs_index[market]))
        if m.gate_ns[market] and market not in open_now:
            usable = 0
        if (valuation == 0 and missing[place]) or (
            valuation and worth_more(int(m.open_lots[market]), valuation, int(m.den[market]), MAX_INTEREST)
        ):  # not computable, or no money could hold what it would be worth
            valuation, usable = int(m.valuation[market]), 0
        told = int(missing[place]) if form.says_missing[market] else 0
        parts = (int(column[place]) for column in (mark, steady, smooth, last, basis))
        rows.append((market, *parts, valuation, usable, int(booked[place]), told))
    return [*tabled(e.GateOpened, opened), *tabled(e.MarkUpdated, rows)]


def _outside(book: Book, form: Forming, markets: Int64Array) -> Int64Array:
    """The outside reference of each market (ticks), 0 where there is none that may be acted on."""
    m, other = book.markets, form.outside[markets]
    found: Int64Array = np.where((other >= 0) & (m.usable[other] != 0), m.index[other], 0)
    return found


def _gate(book: Book, form: Forming, sources: Gathered, place: int) -> tuple[int, int] | None:
    """The market, and how many have spoken since it was halted or restarted, once they are a quorum; else none."""
    market = int(sources.markets[place])
    since, terms = int(book.markets.gate_ns[market]), form.policies[market].resume
    if not since:
        return None
    rows = slice(int(sources.first[place]), int(sources.last[place]))
    s, inside = book.sources, sources.rows[rows]
    spoke = (s.exclusion[inside] == 0) & (sources.venue_ns[rows] > 0) & (s.received_ns[inside] > since)
    ticks = sources.ticks[rows][spoke].tolist()
    middle = median(ticks)
    agree = sum(not beyond(price, middle, terms.band) for price in ticks) if terms.band else len(ticks)
    return (market, agree) if agree >= terms.quorum else None
