"""The cost of moving a price, and what it lets open interest do, as one line of text each."""

from collections.abc import Callable
from typing import Any

from solvent import events as e
from solvent.engine.manipulation import WHY
from solvent.reasons import Frozen
from solvent.reports import words
from solvent.reports.naming import Names, plain


def _reported(n: Names, x: e.ManipulationCostReported) -> str:
    cost = n.money(x.cost, int(n.book.markets.asset[x.market]))
    return f"moving {n.market(x.market)} by {words.percent(x.move, 2)} costs {cost}: {plain(x.reason)}"


def _frozen(n: Names, x: e.ListingFrozen) -> str:
    return f"open interest of {n.market(x.market)} may only fall: {WHY[Frozen(x.cause)]}"


def _released(n: Names, x: e.ListingReleased) -> str:
    until = f" until {words.clock(x.until_ns)} UTC" if x.until_ns else ""
    return f"open interest of {n.market(x.market)} may grow{until}"


WORDS: dict[type[e.Event], Callable[[Names, Any], str]] = {
    e.ManipulationCostReported: _reported,
    e.ListingFrozen: _frozen,
    e.ListingReleased: _released,
}
