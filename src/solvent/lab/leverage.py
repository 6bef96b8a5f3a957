"""Leverage x trigger price: which longs would have been closed on which price, and when."""

from collections.abc import Sequence

from solvent.fixed import mul_div_up
from solvent.grid import notional, value
from solvent.lab.case import Case
from solvent.perps.liquidation_price import liquidation_price
from solvent.policy import Policy
from solvent.reports.result import Cell, Trace
from solvent.tiers import row_maintenance, schedule
from solvent.units import ATOMS, PPM

LEVERAGES = (2, 3, 5, 10, 20, 25, 50)
ROLES = ("last", "index", "mark")
SIZE = 10_000 * ATOMS  # notional of the long that is tried


def leverage_grid(case: Case, policy: Policy, traces: Sequence[Trace]) -> list[Cell]:
    """A long of 10,000 at each leverage its schedule allows, entered at the entry's price of each role."""
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
            path: list[int] = getattr(trace, role)
            cells.append(_cell(times, role, path, trace.time_ns, start, market.den, policy))
    return cells


def _cell(
    times: int, role: str, path: Sequence[int], when: Sequence[int], start: int, den: int, policy: Policy
) -> Cell:  # fmt: skip
    """One leverage on one price: its line, and the first time the price was there."""
    paid = path[start]
    if not paid:
        return Cell(times * PPM, role, 0, 0, 0)
    entry = next(iter(policy.markets.values()))
    lots = SIZE * den // paid
    tiers = schedule(entry.tiers)
    size = notional(lots, paid, den)
    equity = mul_div_up(value(lots, paid, den), 1, times)
    maintained = row_maintenance(size, *tiers)
    line = liquidation_price(paid, -1, [lots], den, equity, maintained, int(policy.closing.comparator), tiers)
    later = [(ns, ticks) for ns, ticks in zip(when[start:], path[start:], strict=True) if ticks]
    hit = next((ns for ns, ticks in later if line and ticks <= line), 0)
    return Cell(times * PPM, role, line, hit, min(ticks for _, ticks in later))
