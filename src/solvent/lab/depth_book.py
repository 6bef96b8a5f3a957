"""What stands in the books of the sources of an index, as a small TOML; and what it costs to push one of them.

name = "atom"

[[sources]]
market = "ATOM"
source = "coinbase"            # "last" for the venue's own book
bids = [["0.5 %", "40_000"], ["2 %", "150_000"]]   # quote units within a distance of the mid, cumulative
asks = [["0.5 %", "35_000"], ["2 %", "120_000"]]
fee = "0.1 %"                  # of a taker
replenish = "60 s"             # assumed: so long until what was taken stands there again
weight = "50 %"                # optional: for rules that weigh

In place of bids and asks: file = "bookdepth.csv.gz", at = "2025-10-10T14:00:00Z", the last snapshot until then that
hangs together.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from pathlib import Path

from solvent.errors import BadCase, BadUnit
from solvent.feeds.bars import load_table
from solvent.feeds.depth import DECIMALS, read_depth
from solvent.feeds.quotes import instant
from solvent.lab.strict_toml import Table, parse, said
from solvent.prices.bands import Band
from solvent.units import PPM, duration_ns, number, rate_ppm, scaled

MOST = 10**30  # quote units that a band may hold, in atoms


@dataclass(frozen=True, slots=True)
class Push:
    """What it costs to bring one book somewhere and to keep it there.

    capital   atoms that are traded
    cost      atoms that are lost if all is sold again where the price was: distance and two fees
    """

    capital: int
    cost: int


@dataclass(frozen=True, slots=True)
class SourceDepth:
    """The book of one source.

    bids, asks    (distance in ppm, atoms of quote within it), nearest first, both rising
    fee           ppm
    replenish_ns  ns in which what was taken stands there again: an assumption
    """

    market: str
    source: str
    bids: tuple[tuple[int, int], ...]
    asks: tuple[tuple[int, int], ...]
    fee: int
    replenish_ns: int
    weight_ppm: int = PPM

    def reach(self, up: bool) -> int:
        """How far the book is told (ppm): beyond it nothing is known."""
        return (self.asks if up else self.bids)[-1][0]

    def push(self, up: bool, ppm: int, hold_ns: int) -> Push | None:
        """What a push by so much costs, held so long; None where the book is not told so far.

        Within a band depth is spread evenly and counts at the middle of what is taken of it: bought d above and sold
        again where the price was, it is worth d / (1 + d) less; sold d below and bought back, d / (1 - d). What is
        taken comes back evenly, all of it in `replenish_ns`, and is taken again.
        """
        if ppm > self.reach(up):
            return None
        taken, lost, before, inside = Fraction(0), Fraction(0), 0, 0
        for distance, atoms in self.asks if up else self.bids:
            end = min(ppm, distance)
            if end > before:
                part = Fraction((atoms - inside) * (end - before), distance - before)
                middle = Fraction(before + end, 2 * PPM)
                taken += part
                lost += part * middle / (1 + middle if up else 1 - middle)
            before, inside = distance, atoms
        times = 1 + Fraction(hold_ns, self.replenish_ns)
        return Push(ceil(taken * times), ceil((lost + taken * Fraction(2 * self.fee, PPM)) * times))


def read_depth_book(path: str | Path, decimals: int) -> tuple[SourceDepth, ...]:
    """The books of a file; decimals: of the settlement asset. What is missing or wrong is refused with its line."""
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadCase(f"expected books in TOML, found: {getattr(error, 'strerror', error)}", str(path)) from None
    root = parse(text, path.name)
    root.text("name")
    found: list[SourceDepth] = []
    for place, table in enumerate(root.tables("sources")):
        one = _source(table, path, decimals)
        if any((one.market, one.source) == (other.market, other.source) for other in found):
            root.refuse(("sources", place), "each source of a market once", said(f"{one.market} {one.source} twice"))
        found.append(one)
    root.finish()
    return tuple(found)


def _source(table: Table, path: Path, decimals: int) -> SourceDepth:
    market, source = table.text("market"), table.text("source")
    if "file" in table.content:
        bids, asks = _snapshot(table, path, decimals)
    else:
        bids, asks = (_side(table, name, decimals) for name in ("bids", "asks"))
    one = SourceDepth(market, source, bids, asks, table.quantity("fee", rate_ppm, "0 %"),
                      table.quantity("replenish", duration_ns, least=1),
                      table.quantity("weight", rate_ppm, "100 %", 1))  # fmt: skip
    table.finish()
    return one


def _side(table: Table, key: str, decimals: int) -> tuple[tuple[int, int], ...]:
    levels = table.get(key, list)
    if not levels:
        table.refuse(key, 'at least one level such as ["1 %", "50_000"]', levels)
    side: list[tuple[int, int]] = []
    for place, level in enumerate(levels):
        if type(level) is not list or len(level) != 2 or type(level[1]) is not str:
            table.refuse((key, place), 'a level such as ["1 %", "50_000"]', level)
        distance = table.unit((key, place, 0), level[0], rate_ppm, 1)
        try:
            atoms = scaled(number(level[1], "a depth"), decimals, "a depth", MOST)
        except BadUnit:
            table.refuse((key, place, 1), f"quote units above 0 with at most {decimals} decimals", level[1])
        before = side[-1] if side else (0, 0)
        if distance <= before[0] or atoms < max(before[1], 1) or (key == "bids" and distance >= PPM):
            expected = "distances (of bids below 100 %) and depths that rise from level to level"
            table.refuse((key, place), expected, level)
        side.append((distance, atoms))
    return tuple(side)


def _snapshot(table: Table, path: Path, decimals: int) -> tuple[tuple[tuple[int, int], ...], ...]:
    """Both sides of the last believed snapshot at or before `at`."""
    at_ns = instant(table.text("at"))
    if not at_ns:
        table.refuse("at", "a time with its zone such as 2025-10-10T14:00:00Z", table.text("at"))
    snapshots = read_depth(load_table(str(path.parent / table.text("file")), "depth"))
    good = [one for one in snapshots if one.time_ns <= at_ns and not one.fault]
    if not good:
        table.refuse("at", "a time at or before which depth was told that hangs together", table.text("at"))
    return tuple(_bands(side, decimals) for side in (good[-1].bids, good[-1].asks))


def _bands(side: tuple[Band, ...], decimals: int) -> tuple[tuple[int, int], ...]:
    return tuple((abs(band.distance), band.notional * 10**decimals // 10**DECIMALS) for band in side)
