"""Depth by distance from the mid, as Binance's daily bookDepth files tell it, and which of it is believed.

The columns: ts_s (or ts_ms, ts_ns), percentage (-5 to -1 bids, 1 to 5 asks, in per cent of the mid), depth (units of
the base) and notional (quote units), both cumulative. Rows of one time are one snapshot. A file that cannot be read is
refused whole, with its line; a snapshot that does not hang together is refused alone, with its reason.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from operator import itemgetter

from solvent import commands as c
from solvent.errors import BadUnit
from solvent.feeds import cells
from solvent.feeds.cells import EXACT, refuse
from solvent.feeds.columns import Row, recognise, require, rows
from solvent.feeds.files import Table
from solvent.feeds.quotes import CLOCKS, moment
from solvent.prices.bands import Band, Fault, fault
from solvent.units import MAX_PRODUCT, PPM, scaled

DEPTH: dict[str, tuple[str, ...]] = {
    "time": ("time", *CLOCKS),
    "distance": ("percentage",),
    "depth": ("depth",),
    "notional": ("notional",),
}
PER_CENT = Decimal(PPM // 100)  # ppm
DECIMALS = 12  # how finely depth and notional are counted while they are compared


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Depth at one time.

    bids, asks   nearest first; depth and notional in 10^-12
    fault        why it is not believed, None where it is
    where        file and first line
    """

    time_ns: int
    bids: tuple[Band, ...]
    asks: tuple[Band, ...]
    fault: Fault | None
    where: str

    def why(self) -> str:
        """What is wrong, with the numbers, in one sentence."""
        if self.fault is not Fault.CROSSED:
            return f"{self.where}: {self.fault}"
        bid, ask = (Decimal(side[0].notional) / Decimal(side[0].depth) for side in (self.bids, self.asks))
        width = Decimal(self.asks[0].distance) * 100 / PPM
        return f"{self.where}: {self.fault}: within {width:f} %, {bid:.2f} on average against {ask:.2f}"

    def depth(self, within: int, decimals: int) -> tuple[int, int]:
        """(bids, asks) within a distance in ppm, in lots of 10^-decimals, rounded down; 0 without a band so near."""
        sides = []
        for side in (self.bids, self.asks):
            inside = [band.depth for band in side if abs(band.distance) <= within]
            sides.append(min(max(inside, default=0) * 10**decimals // 10**DECIMALS, MAX_PRODUCT))
        return sides[0], sides[1]


def read_depth(table: Table) -> Iterator[Snapshot]:
    """The snapshots of a file in time order, each judged."""
    found, _ = recognise(table.columns, DEPTH, table.source)
    require(found, tuple(DEPTH), table, DEPTH)
    before = 0
    for time_ns, group in groupby(((moment(row, "time"), row) for row in rows(table, found)), itemgetter(0)):
        bands: dict[int, Band] = {}
        snapshot = [row for _, row in group]
        for row in snapshot:
            band = _band(row)
            if bands.setdefault(band.distance, band) is not band:
                refuse(row.where, row.column("distance"), "each distance once a snapshot", row.get("distance"))
        first = snapshot[0]
        if time_ns <= before:
            refuse(first.where, first.column("time"), "a time after the snapshot before", first.get("time"))
        before = time_ns
        bids = [bands[distance] for distance in sorted(bands, reverse=True) if distance < 0]
        asks = [bands[distance] for distance in sorted(bands) if distance > 0]
        yield Snapshot(time_ns, tuple(bids), tuple(asks), fault(bids, asks), first.where)


def _band(row: Row) -> Band:
    text = row.get("distance")
    distance = EXACT.multiply(cells.number(text, row.where, row.column("distance"), "a distance in per cent"), PER_CENT)
    ppm = int(distance)
    if ppm != distance or not 0 < abs(ppm) < PPM:
        refuse(row.where, row.column("distance"), "a distance between -100 and 100 per cent, not 0", text)
    counts = []
    for quantity in ("depth", "notional"):
        value = cells.not_negative(row.get(quantity), row.where, row.column(quantity))
        try:
            counts.append(scaled(value, DECIMALS, quantity, 10**40))
        except BadUnit:
            refuse(row.where, row.column(quantity), f"at most {DECIMALS} decimals", row.get(quantity))
    return Band(ppm, *counts)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file of depth is read for.

    within      ppm of the mid within which forced orders may trade
    decimals    of the market's lots
    probation   snapshots that must hang together after one that did not, before one is told again
    """

    market: str
    within: int
    decimals: int
    probation: int = 0


def commands(snapshots: Iterable[Snapshot], reading: Reading, name: str = "depth") -> Iterator[c.ObserveDepth]:
    """What is believed, as commands; what is not is told to nobody."""
    good = reading.probation
    for count, snapshot in enumerate(snapshots, 1):
        good = 0 if snapshot.fault else good + 1
        if good > reading.probation:
            bids, asks = snapshot.depth(reading.within, reading.decimals)
            yield c.ObserveDepth(id=f"{name}/{count}", time_ns=snapshot.time_ns, actor=name, market=reading.market,
                                 bids=bids, asks=asks)  # fmt: skip
