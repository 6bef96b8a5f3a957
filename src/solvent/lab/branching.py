"""Where a book could run away: how much one closing sets off the next, along the axis of prices.

Let lambda(p) be the move of the price per lot sold and rho(p) the lots whose liquidation price lies within one tick of
p. One tick of fall from outside then sets off n(p) = lambda(p) rho(p) more: while n < 1 the whole fall is 1 / (1 - n)
times the one from outside, and where n >= 1 the book feeds itself. Here n is told for rungs of a stated width, since
accounts are finite: the move that closing everyone in a rung adds, over the width of the rung.

It is a linear answer about one instant: depth as stated, nothing coming back, every position closed whole. A
rulebook that closes in part, throttles or sets limits stays below it; depth that withdraws goes beyond it.
"""

from collections.abc import Sequence

from solvent.book import Book
from solvent.engine import Engine
from solvent.fixed import mul_div_down, mul_div_up
from solvent.lab.case import Case
from solvent.lab.impact.shapes import MICRO, Shape
from solvent.lab.stream import commands
from solvent.lab.tape import Tape
from solvent.policy import MarkRule, Policy, PriceRole
from solvent.reports.cascade import Rung
from solvent.reports.standing import Standings
from solvent.units import PPM

WIDTH = 10_000  # ppm of the valuation: rungs of one per cent


def at_entry(case: Case, policy: Policy, tape: Tape | None = None) -> Book:
    """The book of a case once everyone is in, before anything else happens."""
    engine = Engine()
    for command in commands(case, policy, tape=tape):
        if command.time_ns > case.entry.time_ns:
            break
        engine.step(command)
    return engine.book


def follows(policy: Policy, market: str, pass_through: int) -> int:
    """How much of a venue's displacement the price that triggers follows, ppm: a last price all, an index kappa of it.

    A median of three follows as its index does, but for the basis it smooths.
    """
    prices = policy.prices_of(market)
    own = prices.trigger == PriceRole.LAST or (prices.trigger == PriceRole.MARK and prices.mark == MarkRule.LAST)
    return PPM if own else pass_through


def ladder(book: Book, market: int, side: int) -> list[tuple[int, int]]:
    """(liquidation price in ticks, lots) of every position of one side (1 longs, -1 shorts), nearest first."""
    standings, name, r = Standings(book), book.market_names[market], book.rows
    mine = set(r.bucket[(r.market == market) & (r.lots * side > 0)].tolist())
    found = []
    for place in standings.places():
        for row in standings.bucket(place).rows if place in mine else ():
            line = row.below if side > 0 else row.above
            if row.market == name and row.lots * side > 0 and line:
                found.append((line, abs(row.lots)))
    return sorted(found, reverse=side > 0)


def branching(
    start: int, lines: Sequence[tuple[int, int]], shape: Shape, share: int = PPM, depth: int = PPM, width: int = WIDTH,
    side: int = 1,
) -> list[Rung]:  # fmt: skip
    """The rungs from a price outwards, as far as there is anyone.

    start    ticks, the price that triggers as it is now
    lines    (ticks, lots) as of `ladder`
    share    ppm of the venue's displacement that this price follows
    depth    ppm of the stated depth that stands there
    width    ppm of the start, of each rung; at least one tick
    side     1 downwards, for longs; -1 upwards
    Law      below the first n >= 1, in a linear book, a small shock grows to 1 / (1 - n) of itself
    """
    step = max(mul_div_down(start, width, PPM), 1)
    held: dict[int, int] = {}
    for line, lots in lines:
        place = max(side * (start - line), 0) // step
        held[place] = held.get(place, 0) + lots
    rungs, moved = [], 0
    for place in range(max(held, default=-1) + 1):
        after = shape.after(moved, held[place], depth) if place in held else moved
        n = mul_div_up(after - moved, share, step * MICRO)
        near = start - side * place * step
        rungs.append(Rung(near, near - side * step, held.get(place, 0), n))
        moved = after
    return rungs


def most(rungs: Sequence[Rung]) -> int:
    """The largest n, ppm."""
    return max((rung.n for rung in rungs), default=0)


def runaway(start: int, rungs: Sequence[Rung]) -> int | None:
    """How far it is to the first rung that feeds itself, ppm of the start, rounded down; None: there is none."""
    first = next((rung for rung in rungs if rung.n >= PPM), None)
    return None if first is None else mul_div_down(abs(start - first.near), PPM, start)
