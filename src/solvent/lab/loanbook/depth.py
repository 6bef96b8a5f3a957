"""How much of an asset can be sold at once, and what its sale loses.

Points say what can be sold in all within a loss: 5,000 within 0.5 %, 20,000 within 3 %.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from math import floor
from pathlib import Path
from typing import NamedTuple

from solvent.errors import BadInput
from solvent.feeds import cells
from solvent.feeds.columns import recognise, require, rows, tabulate
from solvent.feeds.files import Table, load
from solvent.feeds.holdings import MOST
from solvent.fixed import mul_div_down, mul_div_up
from solvent.lab.loanbook.book import LoanBook
from solvent.units import PPM

COLUMNS = {
    "asset": ("asset", "coin", "symbol"),
    "units": ("units", "size", "amount"),
    "bps": ("bps", "slippage_bps"),
}
EXPECTED = "a file of depth in CSV, JSON or Parquet"
ALL, EVERY = "all", "*"  # of an asset; every asset
PPM_IN_BPS = 100


class Tranche(NamedTuple):
    """Units that lose the same part of their price: ppm."""

    units: int
    loss: int


Depth = tuple[Tranche, ...]  # the cheapest first
UNLIMITED: Depth = (Tranche(MOST, 0),)


class Point(NamedTuple):
    """What was said: whole units of an asset, none for all of it, within a loss in ppm."""

    asset: str
    units: Decimal | None
    loss: int
    where: str


def parse_depth(texts: Iterable[str], where: str = "--depth") -> list[Point]:
    """Points from `WETH=5000@50` (units within basis points), several by commas, or from files."""
    found: list[Point] = []
    for text in texts:
        if "=" not in text or Path(text[:4096]).is_file():
            found += _file(text)
            continue
        for item in text.split(","):
            asset, equals, rest = (part.strip() for part in item.partition("="))
            units, at, bps = (part.strip() for part in rest.partition("@"))
            if not (equals and at and asset):
                cells.refuse(where, "", "asset=units@bps such as WETH=5000@50", item)
            found.append(_point(asset, units, bps, where, ("", "")))
    return found


def depths(points: Sequence[Point], book: LoanBook) -> dict[str, Depth]:
    """The depth of every asset that is collateral; points are what can be sold in all within a loss.

    returns   by asset; without a point everything can be sold at its price
    """
    assets = book.pledged()
    if not points:
        return dict.fromkeys(assets, UNLIMITED)
    known = {EVERY, *book.assets}
    for point in points:
        if point.asset not in known:
            of = ", ".join(dict.fromkeys(book.assets))
            cells.refuse(point.where, "", f"an asset of the book ({of})", point.asset)
    missing = [asset for asset in assets if not any(point.asset in (asset, EVERY) for point in points)]
    if missing:
        raise BadInput(f"expected a depth of {', '.join(missing)}, which are collateral (* for all others), found none",
                       points[0].where)  # fmt: skip
    return {asset: _tranches([point for point in points if point.asset == asset]
                             or [point for point in points if point.asset == EVERY],
                             book.decimals(asset)) for asset in assets}  # fmt: skip


def scaled(depth: Depth, share: int) -> Depth:
    """A share of every tranche, in ppm; what is left empty is left out."""
    shares = (Tranche(mul_div_down(one.units, share, PPM), one.loss) for one in depth)
    return tuple(one for one in shares if one.units)


def within(depth: Depth, loss: int) -> int:
    """Units that can be sold while each loses less than a part of its price; ppm."""
    return sum(one.units for one in depth if one.loss < loss)


def lost(depth: Depth, units: int, price: int, unit: int) -> int | None:
    """Base units that selling units loses, rounded up; None where nobody buys so many."""
    exact, left = 0, units
    for one in depth:
        part = min(left, one.units)
        exact, left = exact + part * one.loss, left - part
    return None if left else mul_div_up(exact, price, unit * PPM)


def used(depth: Depth, units: int) -> Depth:
    """What is left after units were sold."""
    left, found = units, []
    for one in depth:
        part = min(left, one.units)
        left -= part
        if one.units > part:
            found.append(Tranche(one.units - part, one.loss))
    return tuple(found)


def _tranches(points: list[Point], decimals: int) -> Depth:
    found: list[Tranche] = []
    before = 0
    for point in points:
        if found and (before == MOST or point.loss <= found[-1].loss):
            cells.refuse(point.where, "", f"points of {point.asset} with growing loss", f"{point.loss} ppm")
        units = MOST if point.units is None else min(floor(Fraction(point.units) * 10**decimals), MOST)
        if units < before:
            cells.refuse(point.where, "", f"points of {point.asset} with growing units", str(point.units))
        found.append(Tranche(units - before, point.loss))
        before = units
    return tuple(found)


def _file(path: str) -> list[Point]:
    content = load(path, EXPECTED)
    table = content if isinstance(content, Table) else tabulate(content.content, content, "depth")
    found, _ = recognise(table.columns, COLUMNS, table.source)
    require(found, ("asset", "units", "bps"), table, COLUMNS)
    points = []
    for row in rows(table, found):
        asset = cells.name(row.get("asset"), row.where, row.column("asset"))
        columns = row.column("units"), row.column("bps")
        points.append(_point(asset, row.get("units"), row.get("bps"), row.where, columns))
    return points


def _point(asset: str, units: object, bps: object, where: str, columns: tuple[str, str]) -> Point:
    amount = None if units == ALL else cells.not_negative(units, where, columns[0], "units of 0 or more, or all")
    loss = cells.not_negative(bps, where, columns[1], "basis points of 0 or more") * PPM_IN_BPS
    if loss >= PPM or loss != loss.to_integral_value():
        cells.refuse(where, columns[1], "basis points below 10,000 with at most 2 decimals", str(bps))
    return Point(asset, amount, int(loss), where)
