"""Rates that move by volatility or by a declared regime, as one line of text each."""

from collections.abc import Callable
from typing import Any

from solvent import events as e
from solvent.book import Book
from solvent.perps.volatility import deviation
from solvent.reports import words
from solvent.reports.naming import Names, plain


def _percent(ppb: int) -> str:
    return f"{words.decimal(ppb, 7, 3)} %"


def _sampled(n: Names, x: e.VolatilitySampled) -> str:
    if not x.sampled_ns:
        return f"{n.market(x.market)}: margin does not follow volatility any more"
    at = f"{n.market(x.market)} at {n.price(x.ticks, x.market)}, {words.clock(x.sampled_ns)} UTC"
    if x.intervals == 0:
        return f"{at}: volatility begins at {_percent(deviation(x.variance))}, add-on {words.percent(x.add_on, 3)}"
    over = "" if x.intervals == 1 else f" over {words.count(x.intervals)} samples"
    before, after = (_percent(deviation(variance)) for variance in (x.before, x.variance))
    moved = f"moved {_percent(x.move)}{over}, volatility {before} to {after}"
    asked = "" if x.target == x.add_on else f" ({words.percent(x.target, 3)} is asked for, a step limits it)"
    return f"{at}: {moved}, add-on {words.percent(x.add_on, 3)}{asked}"


def _rates(n: Names, x: e.MarginRatesSet) -> str:
    return f"{n.market(x.market)} asks for {words.percent(x.add_on, 3)} of notional more than its schedule"


def _announced(_: Names, x: e.RegimeAnnounced) -> str:
    return f"the regime {plain(x.name)} holds from {words.clock(x.effective_ns)} UTC: {plain(x.reason)}"


def _entered(_: Names, x: e.RegimeEntered) -> str:
    return f"the regime {plain(x.name)} holds from here on"


WORDS: dict[type[e.Event], Callable[[Names, Any], str]] = {
    e.VolatilitySampled: _sampled,
    e.MarginRatesSet: _rates,
    e.RegimeAnnounced: _announced,
    e.RegimeEntered: _entered,
}


def add_ons(book: Book, market: int) -> str:
    """What of a market's rates is not its schedule's own, for a sentence; "" where nothing is."""
    regime, more = book.policy.regime(int(book.clock.regime[0])), int(book.markets.add_on[market])
    parts = [f"{words.percent(more, 3)} for volatility"] if more else []
    if regime.add_on:
        parts.append(f"{words.percent(regime.add_on, 3)} for the regime {plain(regime.name)}")
    return f", {' and '.join(parts)} among it" if parts else ""
