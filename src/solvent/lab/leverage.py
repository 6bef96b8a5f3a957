"""Leverage x trigger price: which longs would have been closed on which price, and when."""

from collections.abc import Sequence

from solvent.fixed import mul_div_up
from solvent.grid import most_below, notional
from solvent.lab.case import Case, Market
from solvent.perps.liquidation_price import liquidation_price
from solvent.policy import MarketPolicy, Policy
from solvent.reports.result import Cell, Trace
from solvent.tiers import row_maintenance, schedule
from solvent.units import PPM

LEVERAGES = (2, 3, 5, 10, 20, 25, 50)
ROLES = ("last", "index", "mark")
SIZE = 10_000, 1  # notional of the long that is tried: of a settlement asset, of a coin an inverse contract settles in


def leverage_grid(case: Case, policy: Policy, traces: Sequence[Trace]) -> list[Cell]:
    """A long of SIZE at each leverage its schedule allows, entered at the entry's price of each role."""
    if not traces:
        return []
    trace = traces[0]
    market, entry = case.market(trace.market), policy.market(trace.market)
    if entry is None:
        return []
    start = next((i for i, when in enumerate(trace.time_ns) if when >= case.entry.time_ns), None)
    if start is None:
        return []
    cells: list[Cell] = []
    for times in LEVERAGES:
        if times * entry.tiers[0].im_num > entry.tiers[0].im_den:
            continue
        for role in ROLES:
            paid = getattr(trace, role)[start]
            line = _line(times, paid, market, entry, int(policy.closing.comparator)) if paid else 0
            cells.append(_cell(times, role, line, trace, start))
    return cells


def _line(times: int, paid: int, market: Market, entry: MarketPolicy, comparator: int) -> int:
    """The liquidation price of a long of SIZE, bought at `paid` ticks and alone; 0: none."""
    den = market.den
    lots = most_below(SIZE[market.inverse] * 10**market.decimals + 1, paid, den)
    tiers = schedule(entry.tiers)
    size = notional(lots, paid, den)
    equity = mul_div_up(size, 1, times)
    maintained = row_maintenance(size, *tiers)
    return liquidation_price(paid, -1, [lots], den, equity, maintained, comparator, tiers)


def _cell(times: int, role: str, line: int, trace: Trace, start: int) -> Cell:
    """One leverage on one price: the first time the price was at its line, else when it was nearest."""
    path: list[int] = getattr(trace, role)
    later = [i for i in range(start, len(path)) if path[i]]
    if not path[start]:
        return Cell(times * PPM, role, 0, 0, 0)
    lowest = min(later, key=lambda i: path[i])
    hit = next((i for i in later if line and path[i] <= line), None)
    at, when = (lowest, 0) if hit is None else (hit, trace.time_ns[hit])
    return Cell(times * PPM, role, line, when, path[lowest], trace.seq[at], path[start])
