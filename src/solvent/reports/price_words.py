"""Prices, from what a source said to what a market is valued with, as one line of text each."""

from collections.abc import Callable
from typing import Any

from solvent import events as e
from solvent.policy.choices import Outcome
from solvent.prices.mark import NO_BASIS, NO_BOOK, NO_INDEX, NO_LAST, NO_OUTSIDE
from solvent.reasons import Exclusion
from solvent.reports import words
from solvent.reports.naming import Names, plain, spoken

LACKS = {
    NO_INDEX: "an index",
    NO_LAST: "a last price",
    NO_BOOK: "a bid, an offer and a last price",
    NO_BASIS: "the venue's own price that its basis follows",
    NO_OUTSIDE: "an outside reference, or an average of the book in its place",
}


def lacking(missing: int) -> str:
    """What a mark lacks, in words."""
    return " and ".join(what for bit, what in LACKS.items() if missing & bit)


def _index_of(n: Names, source: int) -> str:
    return f"the index of {n.market(int(n.book.sources.market[source]))}"


def _said(n: Names, source: int, ticks: int) -> str:
    return n.price(ticks, int(n.book.sources.market[source]))


def _registered(n: Names, x: Any) -> str:
    return f"{plain(x.name)} counts towards the index of {n.market(x.market)}"


def _constituent(n: Names, x: e.ConstituentSet) -> str:
    parts = [f"weight {words.percent(x.weight, 2)}"]
    parts += [f"quoted in {plain(x.unit)}"] if x.unit else []
    parts += [f"turned into the index's currency by {n.market(x.convert - 1)}"] if x.convert else []
    parts += [f"at an assumed {words.decimal(x.assumed, 6, 6)}, a label and not a measurement"] if x.assumed else []
    parts += [f"silent for at most {words.span(x.heartbeat_ns)}"] if x.heartbeat_ns else []
    counts = "is suspended from" if x.suspended else "is set in"
    return f"{n.source(x.source)} {counts} {_index_of(n, x.source)}: {', '.join(parts)}{_why(x)}"


def _set(n: Names, x: e.IndexSet) -> str:
    return f"the index of {n.market(x.market)} is quoted in {plain(x.unit)}{_why(x)}"


def _restated(n: Names, x: e.IndexRestated) -> str:
    what = f"the index of {n.market(x.market)} of {words.clock(x.at_ns)} UTC"
    values = f"{n.price(x.ticks, x.market)} in place of {n.price(x.was, x.market)}"
    return f"{what} is restated: {values}; what was done on it stands{_answered(x)}"


def _why(x: e.ConstituentSet | e.IndexSet) -> str:
    return _answered(x, f", to be reviewed on {words.clock(x.review_ns)} UTC" if x.review_ns else "")


def _answered(x: e.ConstituentSet | e.IndexSet | e.IndexRestated, review: str = "") -> str:
    return f" ({plain(x.reason)}; {plain(x.owner)} answers for it{review})"


def _price(n: Names, x: Any) -> str:
    market = n.market(int(n.book.sources.market[x.source]))
    wrong = f", which is not believed: {spoken(Exclusion(x.said).name)}" if x.said else ""
    return f"{n.source(x.source)} says {_said(n, x.source, x.ticks)} for {market}{wrong}"


def _aside(n: Names, x: Any) -> str:
    why = spoken(Exclusion(x.exclusion).name)
    return f"what {n.source(x.source)} says ({_said(n, x.source, x.ticks)}) is set aside: {why}"


def _excluded(n: Names, x: Any) -> str:
    why = f"{spoken(Exclusion(x.exclusion).name)}, {words.span(x.age_ns)} old at {_said(n, x.source, x.ticks)}"
    return f"{n.source(x.source)} is left out of {_index_of(n, x.source)}: {why}"


def _on_probation(n: Names, x: Any) -> str:
    return f"{n.source(x.source)} is without fault again, and waits to count towards {_index_of(n, x.source)}"


def _readmitted(n: Names, x: Any) -> str:
    return f"{n.source(x.source)} counts again towards {_index_of(n, x.source)}"


def _composed(n: Names, x: Any) -> str:
    counts = f"{n.source(x.source)} counts with {n.price(x.ticks, x.market)}, weight {words.percent(x.weight, 2)}"
    return f"{counts}, {words.span(x.age_ns)} old, in the index of {n.market(x.market)}"


def _index(n: Names, x: Any) -> str:
    source = sources(x.fresh) if not x.serving else f"fallback {x.serving}, with {sources(x.fresh)}"
    way = f", on its way to {n.price(x.computed, x.market)}" if x.computed else ""
    return f"the index of {n.market(x.market)} is {n.price(x.ticks, x.market)} from {source}{way}"


def _stale(n: Names, x: Any) -> str:
    return f"the index of {n.market(x.market)} is held at {n.price(x.ticks, x.market)}: only {sources(x.fresh)}"


def sources(count: int) -> str:
    """So many fresh sources."""
    return f"{count} fresh source{'' if count == 1 else 's'}"


def _last(n: Names, x: e.LastTraded) -> str:
    return f"{n.market(x.market)} last traded at {n.price(x.ticks, x.market)}"


def _best(n: Names, x: e.BookObserved) -> str:
    return f"{n.market(x.market)} is bid {n.price(x.bid, x.market)}, offered {n.price(x.ask, x.market)}"


def _depth(n: Names, x: e.DepthObserved) -> str:
    return f"sellers find {n.size(x.bids, x.market)}, buyers {n.size(x.asks, x.market)}"


def _mark(n: Names, x: Any) -> str:
    hold = "" if x.usable else ", which may not be acted on"
    valued = f"valued at {n.price(x.valuation, x.market)}" if x.valuation != x.ticks else "valued at the mark"
    if x.missing:
        return f"the mark of {n.market(x.market)} is not computable: it lacks {lacking(x.missing)}; {valued}{hold}"
    parts = [("index with funding", x.fair), ("index with basis", x.smoothed), ("last", x.last)]
    told = ", ".join(f"{what} {n.price(ticks, x.market)}" for what, ticks in parts)
    return f"the mark of {n.market(x.market)} is {n.price(x.ticks, x.market)} ({told}); {valued}{hold}"


def _gate_closed(n: Names, x: Any) -> str:
    return f"nobody is closed in {n.market(x.market)} before a quorum of its sources has spoken again"


def _gate_opened(n: Names, x: Any) -> str:
    return f"{sources(x.fresh)} of {n.market(x.market)} agree: positions may be closed again"


def _guarded(n: Names, x: Any) -> str:
    before = f" in place of {n.price(x.unguarded, x.market)}" if x.unguarded else ""
    hold = ", on which nobody is liquidated" if x.unsafe else ""
    failing = x.failing.bit_count()
    told = f"{failing} of its guards fail{'s' if failing == 1 else ''}" if failing else "none of its guards fails"
    return f"the index of {n.market(x.market)} counts for {n.price(x.ticks, x.market)}{before}{hold}: {told}"


def _delayed(n: Names, x: Any) -> str:
    now = f"counts for {n.price(x.current, x.market)} from here on" if x.current else "does not count yet"
    return f"the index of {n.market(x.market)} {now}, and for {n.price(x.following, x.market)} one hop later"


def _failed(n: Names, x: Any) -> str:
    if x.place < 0:
        return f"the guards of {n.market(x.market)} have no price to look at: {spoken(Outcome(x.outcome).name)}"
    bound = f", the bound is {n.price(x.bound, x.market)}" if x.bound else ""
    found = n.price(x.found, x.market)
    return f"guard {x.place + 1} of {n.market(x.market)} fails at {found}{bound}: {spoken(Outcome(x.outcome).name)}"


WORDS: dict[type[e.Event], Callable[[Names, Any], str]] = {
    e.SourceRegistered: _registered,
    e.ConstituentSet: _constituent,
    e.IndexSet: _set,
    e.IndexRestated: _restated,
    e.PriceObserved: _price,
    e.PriceSetAside: _aside,
    e.ConstituentExcluded: _excluded,
    e.ConstituentOnProbation: _on_probation,
    e.ConstituentReadmitted: _readmitted,
    e.IndexComposed: _composed,
    e.IndexUpdated: _index,
    e.GuardFailed: _failed,
    e.IndexDelayed: _delayed,
    e.IndexGuarded: _guarded,
    e.OracleStale: _stale,
    e.LastTraded: _last,
    e.BookObserved: _best,
    e.DepthObserved: _depth,
    e.MarkUpdated: _mark,
    e.GateClosed: _gate_closed,
    e.GateOpened: _gate_opened,
}
