"""Whether open interest may grow, given what it was reported to cost to move the price.

Whoever moves a price gains at most what one side of the market gains. A rulebook may therefore hold open interest x
move within a share of the cost of that move, and let it only fall where the cost is unknown, old or too low. Closing,
reducing and liquidations are never refused: a trade is looked at only if open interest is larger after it.
"""

from collections.abc import Iterable

import numpy as np

from solvent import commands as c
from solvent import events as e
from solvent.book import Book, Kind
from solvent.engine import refusal as r
from solvent.engine.refusal import Stages, require
from solvent.fixed import mul_div_down
from solvent.grid import notional
from solvent.policy import Budget, ManipulationPolicy
from solvent.prices.budget import beyond_budget, frozen
from solvent.reasons import Frozen, Reason
from solvent.units import MAX_AMOUNT, MAX_RATE

UNBOUNDED = ManipulationPolicy()
WHY = {
    Frozen.NO_REPORT: "nobody has reported what it costs to move its price",
    Frozen.REPORT_TOO_OLD: "the report of what it costs to move its price is too old",
    Frozen.TOO_CHEAP: "it costs too little to move its price",
}


def report_manipulation_cost(book: Book, command: c.ReportManipulationCost) -> Stages:
    """What it costs to move the price of a market; open interest is held against it from now on."""
    market = r.market_of(book, command.market)
    require(1 <= command.move_ppm <= MAX_RATE, Reason.OUT_OF_RANGE,
            f"expected a move of 1 to {MAX_RATE} ppm, found {command.move_ppm}")  # fmt: skip
    require(0 <= command.cost_atoms <= MAX_AMOUNT, Reason.OUT_OF_RANGE,
            f"expected a cost of 0 to {MAX_AMOUNT} atoms, found {command.cost_atoms}")  # fmt: skip
    r.perpetual(book, market)
    reason = " ".join(command.reason.split())
    require(reason != "", Reason.REASON_MISSING, f"expected from what the cost of {command.market} was found")
    now = max(command.time_ns, 1)  # 0 stands for never
    yield [e.ManipulationCostReported(market, command.move_ppm, command.cost_atoms, now, reason)]
    yield reviewed(book)


def reviewed(book: Book) -> list[e.Event]:
    """The markets whose open interest may grow no longer, or again, or until another time than before."""
    return [event for market in range(book.markets.n) for event in _review(book, market)]


def outdated(book: Book) -> list[e.Event]:
    """The markets whose report time has made too old."""
    until = book.markets.move_until_ns
    if not until.any():
        return []
    late = np.flatnonzero((until > 0) & (until < book.now_ns)).tolist()
    return [event for market in late for event in _review(book, market)]


def may_grow(book: Book, market: int, now_ns: int, sides: Iterable[tuple[int, int]]) -> None:
    """Refuses a trade after which open interest is larger than the rulebook lets it be.

    sides   lots held and lots traded of both parties, signed
    """
    rules, m = _rules(book, market), book.markets
    grown = sum(max(held + lots, 0) - max(held, 0) for held, lots in sides)
    if rules.rule == Budget.NONE or grown <= 0:
        return
    name, cause = book.market_names[market], _cause(book, market, now_ns)
    if cause:
        raise r.Refusal(Reason.LISTING_FROZEN, f"{name} takes no trade that raises open interest: {WHY[cause]}")
    if rules.rule != Budget.CAP_OPEN_INTEREST:
        return
    after = notional(int(m.open_lots[market]) + grown, int(m.valuation[market]), int(m.den[market]))
    move, cost = int(m.move[market]), int(m.move_cost[market])
    require(not beyond_budget(after, move, cost, rules.cover), Reason.MANIPULATION_BUDGET,
            f"expected open interest of at most {mul_div_down(cost, rules.cover, move)} atoms, as a move of {move} ppm "
            f"costs {cost}, it would be {after}")  # fmt: skip


def _rules(book: Book, market: int) -> ManipulationPolicy:
    """What the rulebook says of a market; nothing of a coin."""
    entry = book.policy.market(book.market_names[market])
    return entry.manipulation if entry and book.markets.kind[market] == Kind.PERPETUAL else UNBOUNDED


def _cause(book: Book, market: int, now_ns: int) -> Frozen | None:
    """Why open interest may not grow at a time, None where it may."""
    rules, m = _rules(book, market), book.markets
    if rules.rule == Budget.NONE:
        return None
    cause = frozen(now_ns, int(m.move_ns[market]), rules.max_age_ns, int(m.move_cost[market]), rules.floor)
    return Frozen(cause) if cause else None


def _review(book: Book, market: int) -> list[e.Event]:
    """The event that says how a market stands now; none where that is what the book says."""
    rules, m, cause = _rules(book, market), book.markets, _cause(book, market, book.now_ns)
    cost, reported_ns = int(m.move_cost[market]), int(m.move_ns[market])
    until = reported_ns + rules.max_age_ns if rules.rule != Budget.NONE and not cause else 0
    if (cause or 0, until) == (int(m.frozen[market]), int(m.move_until_ns[market])):
        return []
    if cause:
        return [e.ListingFrozen(market, cause, cost, rules.floor, reported_ns)]
    return [e.ListingReleased(market, cost, rules.floor, until)]
