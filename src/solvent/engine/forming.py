"""What a book's rules say of forming prices, as columns by market; and the sources of some markets, side by side."""

from typing import Any

import numpy as np

from solvent.book import Book, Kind
from solvent.columns import Int64Array
from solvent.fixed import mul_div_down
from solvent.policy import Fallback, GatePolicy, GuardPolicy, IndexPolicy, MarkPolicy, PricePolicy, PriceRole
from solvent.policy.choices import Guard, MarkRule
from solvent.units import INT64_MAX, MAX_PRICE, PPM


class Forming:
    """Built once for a rulebook and the markets and sources there are; never changed, and no part of the state.

    policies       of each market
    order, start   the sources sorted by market, and where each market's begin (one more than markets)
    quiet_ns       ns a source may say nothing before anything can be wrong with it by time alone
    guards         of the index of each market, in order
    delays         of the index of each market, or none
    has_guards     which markets have any of both (flags)
    grows_old      ns of age from which on a guard of a market may fail by time alone
    beside         the markets from whose index those guards measure
    says_missing   whether what a mark lacks is said with it: by the rules that came later
    """

    def __init__(self, book: Book) -> None:
        self.rules, self.markets, self.sources = book.rules, book.markets.n, book.sources.n
        self.policies: list[PricePolicy] = [book.policy.prices_of(name) for name in book.market_names]
        owners = book.sources.market
        self.order: Int64Array = np.argsort(owners, kind="stable").astype(np.int64)
        self.start: Int64Array = np.searchsorted(owners[self.order], np.arange(self.markets + 1)).astype(np.int64)
        self.max_age = self._column(lambda p: p.max_age_ns)
        self.min_sources = self._column(lambda p: p.min_sources)
        self.gates = {
            name: self._column(lambda p, n=name: getattr(p.gates, n)) for name in GatePolicy.__struct_fields__
        }
        self.gates["readmit"] = np.where(self.gates["readmit"], self.gates["readmit"], self.gates["deviation"])
        self.law = self._column(lambda p: p.index.rule)
        self.cap = self._column(lambda p: p.index.cap)
        self.mark_law = self._column(lambda p: p.mark)
        self.mark_cap = self._column(lambda p: p.forms.cap)
        self.basis_of = self._column(lambda p: p.forms.basis)
        self.basis_ns = self._column(lambda p: max(p.basis_ns, 1))
        self.interval_ns = self._column(lambda p: p.forms.interval_ns)
        self.trigger = self._column(lambda p: p.trigger)
        self.guards: list[tuple[GuardPolicy, ...]] = [book.policy.guards_of(name) for name in book.market_names]
        self.delays = [book.policy.delay_of(name) for name in book.market_names]
        self.has_guards = np.array([bool(g or d) for g, d in zip(self.guards, self.delays, strict=True)], np.bool_)
        ages = [[guard.max_age_ns for guard in guards if guard.rule == Guard.MAX_AGE] for guards in self.guards]
        self.grows_old = np.array([min(found, default=INT64_MAX) for found in ages], np.int64)
        self.beside = [{book.market_of.get(name, -1) for guard in guards for name in guard.beside} - {-1} for guards in
                       self.guards]  # fmt: skip
        self._read_by: dict[int, list[int]] = {}
        for reader, policy in enumerate(self.policies):
            beside = (name for guard in self.guards[reader] for name in guard.beside)
            for name in (policy.forms.outside, *(fallback.market for fallback in policy.fallbacks), *beside):
                if name in book.market_of:
                    self._read_by.setdefault(book.market_of[name], []).append(reader)
        self.outside = self._column(lambda p: book.market_of.get(p.forms.outside, -1))
        self.asks_last = self._column(lambda p: any(f.kind == Fallback.LAST for f in p.fallbacks)) != 0
        self.composed = self._column(lambda p: p.gates != GatePolicy() or p.index != IndexPolicy()) != 0
        self.needs_index = self._column(needs_index) != 0
        self.says_missing = self._column(lambda p: p.mark >= MarkRule.SMOOTHED or p.forms != MarkPolicy()) != 0
        self._references(book)
        gated = self.gates["rhythm"] + self.gates["silence_ns"] + self.gates["frozen_ns"] > 0
        self.quiet_ns = np.where(gated, 0, self.max_age)

    def _references(self, book: Book) -> None:
        """An index in which nothing is held is its own mark."""
        held = book.markets.kind == Kind.REFERENCE
        self.mark_law[held], self.mark_cap[held], self.trigger[held] = MarkRule.INDEX, 0, PriceRole.INDEX
        self.needs_index[held] = True

    def readers(self, book: Book, markets: Int64Array) -> list[int]:
        """The markets that read the index of these: it turns a currency, stands in, or is an outside reference."""
        if len(book.markets.kind) < 2:
            return []
        found = set(book.sources.market[np.isin(book.sources.convert - 1, markets)].tolist())
        for market in markets.tolist():
            found.update(self._read_by.get(market, ()))
        return sorted(found)

    def _column(self, value: Any) -> Int64Array:
        return np.array([int(value(policy)) for policy in self.policies], np.int64)

    def fits(self, book: Book) -> bool:
        """Whether it still says what the book's rules say."""
        return book.rules is self.rules and (book.markets.n, book.sources.n) == (self.markets, self.sources)


def forming(book: Book) -> Forming:
    """What the rules of a book say of forming prices."""
    kept = book.derived.get(Forming)
    if not isinstance(kept, Forming) or not kept.fits(book):
        kept = book.derived[Forming] = Forming(book)
    return kept


def believed(prices: PricePolicy, fresh: int, serving: int) -> bool:
    """Whether an index may be acted on: enough constituents count, or something stands in, or a held one will do."""
    enough = fresh >= prices.min_sources and (fresh > 1 or prices.index.one)
    return enough or serving > 0 or prices.index.held


def needs_index(prices: PricePolicy) -> bool:
    """Whether the price that triggers is formed with the index."""
    if prices.trigger != PriceRole.MARK:
        return prices.trigger == PriceRole.INDEX
    return prices.mark != MarkRule.LAST or prices.forms.cap > 0


class Gathered:
    """The sources of some markets, one market after the other.

    markets       index of each
    rows          the sources, index into the book's
    first, last   where each market's begin and end among them
    place         of each source, its market's place among `markets`
    ticks         as they count: in the index's currency, 0 where they cannot be turned into it
    """

    def __init__(self, book: Book, form: Forming, markets: Int64Array) -> None:
        self.markets = markets
        counts = form.start[markets + 1] - form.start[markets]
        self.last: Int64Array = np.cumsum(counts)
        self.first: Int64Array = self.last - counts
        if len(markets) == 1:
            self.rows = form.order[form.start[markets[0]] : form.start[markets[0] + 1]]
            self.place: Int64Array = np.zeros(len(self.rows), np.int64)
        else:
            self.place = np.repeat(np.arange(len(markets)), counts)
            offsets = np.arange(len(self.place)) - self.first[self.place]
            self.rows = form.order[form.start[markets][self.place] + offsets]
        self.ticks = converted(book, self.rows)
        self.venue_ns = book.sources.venue_ns[self.rows]


def converted(book: Book, rows: Int64Array) -> Int64Array:
    """What sources say in the currency of their index, ticks rounded down; 0 where that is unknown, or no price."""
    s, m = book.sources, book.markets
    ticks: Int64Array = s.ticks[rows]
    turned = np.flatnonzero(s.convert[rows] | s.assumed[rows])
    if len(turned):
        ticks = ticks.copy()
        for place in turned.tolist():
            source, said = int(rows[place]), int(ticks[place])
            said = said if 0 < said <= MAX_PRICE else 0
            if s.assumed[source]:
                worth = mul_div_down(said, int(s.assumed[source]), PPM)
            else:
                market = int(s.convert[source]) - 1
                rate = int(m.index[market]) if m.usable[market] else 0
                worth = mul_div_down(said, rate, 10 ** int(m.price_decimals[market]))
            ticks[place] = worth if worth <= MAX_PRICE else 0
    return ticks
