"""How far everyone is from liquidation: trigger prices of a whole population, and histograms by open interest.

Each account is alone in its bucket with one position, so as long as it stays in one tier its surplus falls as the price
goes against it, and its line is found by halving, all accounts at once. A schedule that jumps (risk limits) gives some
of it back where a position shrinks into a lower tier: there the last tick of each tier is looked at first. It is the
tick the engine would find.
"""

from collections.abc import Iterator, Sequence

import msgspec
import numpy as np

from solvent.lab.population.draw import Drawn
from solvent.lab.population.grids import Column, Flags, Standing, values
from solvent.units import MAX_PRICE, PPM

WIDTHS = (20_000, 40_000, 60_000, 80_000, 100_000, 125_000, 150_000, 200_000, 300_000, 500_000, 1_000_000)  # ppm, ours


class Bin(msgspec.Struct, frozen=True):
    """Open interest whose line is from `near` to `far` away, ppm of the start; far 0: farther than all, or no line."""

    near: int
    far: int
    long_cents: int
    short_cents: int


def lines(drawn: Drawn, standing: Standing, side: int, upto: int = 0, since: int = 0) -> tuple[Column, Column]:
    """(places of the accounts of one side whose line lies on the way, their lines in ticks), in order of account.

    upto     ticks where the way ends; 0: as far as a price can go
    since    ticks from which it is walked, itself included; 0: the start
    """
    near, far = since or drawn.start, upto or (1 if side > 0 else min(MAX_PRICE, 64 * drawn.start))
    mine = np.flatnonzero(drawn.on(side))
    if (far - near) * side > 0:
        return mine[:0], mine[:0]

    def dead(places: Column, ticks: Column | int) -> Flags:
        lots, cost, margin = drawn.lots[places], drawn.cost[places], drawn.margin[places]
        return standing.breached(lots, cost, margin, ticks, drawn.contract.den)

    if since:
        mine = mine[~dead(mine, near)]
    ends = np.full(len(mine), far, np.int64)
    for last in _last_ticks(drawn, standing, side, mine):
        ahead = ((near - last) * side >= 0) & ((last - ends) * side > 0)
        hit = np.flatnonzero(ahead)[dead(mine[ahead], last[ahead])]
        ends[hit] = last[hit]
    gone = dead(mine, ends)
    mine, ends = mine[gone], ends[gone]
    alive, shut = np.full(len(mine), near + side, np.int64), ends
    while len(mine) and int(np.abs(alive - shut).max()) > 1:
        middle = (alive + shut + (side < 0)) >> 1  # never the one known to be alive
        gone = dead(mine, middle)
        alive, shut = np.where(gone, alive, middle), np.where(gone, middle, shut)
    return mine, shut


def _last_ticks(drawn: Drawn, standing: Standing, side: int, mine: Column) -> Iterator[Column]:
    """Of each tier that jumps, lower tiers first: the last tick at which positions that shrink on their way are in it.

    A linear long and an inverse short shrink; the others grow, and a jump can only close them sooner.
    """
    lots, den = np.abs(drawn.lots[mine]), drawn.contract.den
    if (den > 0) != (side > 0):
        return
    for floor in standing.jumps():
        if den > 0:
            yield (floor - 1) * den // lots + 1
        else:
            yield -(lots * den // max(floor - 1, 1)) - 1


def closed_cents(drawn: Drawn, standing: Standing, side: int, upto: int, since: int = 0) -> int:
    """What of one side is liquidated on the way, each position at its own line, in cents.

    since    ticks at which the counting begins, itself excluded; 0: at the start, itself included
    """
    places, found = lines(drawn, standing, side, upto, since)
    return int(drawn.contract.cents(np.abs(drawn.lots[places]), found).sum())


def histogram(drawn: Drawn, standing: Standing, widths: Sequence[int] = WIDTHS) -> list[Bin]:
    """Open interest by distance to liquidation, on both sides."""
    sums: dict[int, list[int]] = {}
    for side in (1, -1):
        places, found = lines(drawn, standing, side)
        away = np.abs(found - drawn.start) * PPM // drawn.start
        held = drawn.cents()
        kinds = np.searchsorted(np.array(widths, np.int64), away, side="right")
        total = int(held[drawn.on(side)].sum())
        for place in range(len(widths)):
            amount = int(held[places][kinds == place].sum())
            sums.setdefault(place, []).append(amount)
            total -= amount
        sums.setdefault(len(widths), []).append(total)
    ends = [0, *widths, 0]
    return [Bin(ends[place], ends[place + 1], *sums[place]) for place in range(len(ends) - 1)]


def leverages(drawn: Drawn, ticks: int) -> Column:
    """The leverage of every account at a price: notional / equity, ppm, at most 10^9; -1 where no equity is left."""
    equity = drawn.margin + values(drawn.lots, ticks, drawn.contract.den) - drawn.cost
    size = np.abs(values(drawn.lots, ticks, drawn.contract.den))
    found: Column = np.where(equity > 0, np.minimum(size // np.maximum(equity // PPM, 1), 10**9), -1)
    return found


def bracketed(drawn: Drawn, brackets: Sequence[tuple[int, int]], gone: Column | None = None) -> list[int]:
    """Open interest of both sides at leverages from `above` to `below` ppm (0: no bound) at the start, in cents.

    gone   places of accounts that are not counted, as if they had been closed
    """
    held, counted = drawn.cents(), np.ones(len(drawn.lots), bool)
    if gone is not None:
        counted[gone] = False
    now = leverages(drawn, drawn.start)
    sums = []
    for above, below in brackets:
        mine = counted & (now >= above) & ((now < below) if below else True)
        sums.append(int(held[mine].sum()))
    return sums
