"""Prices and shocks as a user gives them: `ATOM=3.2,BTC=60000`, a file of market and price, `ATOM=-30%`, `*=-10%`."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from solvent.errors import BadInput
from solvent.feeds import cells, names
from solvent.feeds.cells import cut, refuse
from solvent.feeds.columns import PRICE, recognise, require, rows, tabulate
from solvent.feeds.files import Document, Table, load

EVERY = "*"
SHOCK_UNITS = {"%": Fraction(1, 100), "bp": Fraction(1, 10_000)}
LARGEST_SHOCK = 1000  # a price a thousand times as high is a typing error


@dataclass(frozen=True, slots=True)
class Prices:
    """Prices that replace those of a book's own file.

    values   settlement units for one unit, above 0, by market
    strict   whether a market the book does not hold is an error; a file may list a whole venue
    """

    values: dict[str, Decimal] = field(default_factory=dict)
    source: str = ""
    strict: bool = False

    def of(self, market: str) -> Decimal | None:
        """The price of a market under whichever name it was given, or None."""
        name = names.find(market, self.values, self.source)
        return None if name is None else self.values[name]

    def check(self, markets: Iterable[str]) -> None:
        """Refuses a price for a market that is not held, naming those that are."""
        held = list(markets)
        for name in self.values if self.strict else ():
            if not any(names.same(name, market) for market in held):
                raise BadInput(f"expected a market of the book ({', '.join(held[:9])}), found {cut(name)}", self.source)


@dataclass(frozen=True, slots=True)
class Shocks:
    """Exact factors that prices are multiplied with.

    factors   ratio, above 0, by market; under "*" that of every market not named
    """

    factors: dict[str, Fraction] = field(default_factory=dict)
    source: str = "--shock"

    def of(self, market: str) -> Fraction:
        """The factor of a market, 1 where no shock names it."""
        name = names.find(market, (name for name in self.factors if name != EVERY), self.source)
        return self.factors.get(EVERY if name is None else name, Fraction(1))

    def check(self, markets: Iterable[str]) -> None:
        """Refuses a shock to a market that is not held, naming those that are."""
        named = {name: Decimal(1) for name in self.factors if name != EVERY}
        Prices(named, self.source, strict=True).check(markets)


def _pairs(text: str, where: str, example: str) -> Iterable[tuple[str, str]]:
    """(market, value) of `A=1,B=2`; each market once."""
    seen = set()
    for item in text.split(","):
        market, equals, value = (part.strip() for part in item.partition("="))
        if not equals:
            refuse(where, "", f"market=value such as {example}", item)
        market = market if market == EVERY else cells.name(market, where, "")
        if market in seen:
            raise BadInput(f"expected each market once, found {cut(market)} twice", where)
        seen.add(market)
        yield market, value


def parse_prices(text: str, where: str = "--prices") -> Prices:
    """Prices from `ATOM=3.2,BTC=60000`, or from a CSV, JSON or Parquet file of market and price."""
    if "=" in text and not Path(text[:4096]).is_file():
        values = {}
        for market, value in _pairs(text, where, "ATOM=3.2"):
            if market == EVERY:
                refuse(where, "", "a market", market)
            values[market] = cells.positive(value, where, market, "a price above 0")
        return Prices(values, where, strict=True)
    return read_prices(text)


def read_prices(path: str | Path) -> Prices:
    """Prices from a file with the columns market and price, or from a JSON object of market and price."""
    content = load(path)
    if isinstance(content, Document):
        body = content.content
        if isinstance(body, dict):
            body = [{"market": market, "price": price} for market, price in body.items()]
        content = tabulate(body, content, "prices")
    return Prices(_priced(content), content.source)


def _priced(table: Table) -> dict[str, Decimal]:
    found, _ = recognise(table.columns, PRICE, table.source)
    require(found, ("market", "price"), table, PRICE)
    values: dict[str, Decimal] = {}
    for row in rows(table, found):
        market = cells.name(row.get("market"), row.where, row.column("market"))
        if market in values:
            refuse(row.where, row.column("market"), "each market once", market)
        values[market] = cells.positive(row.get("price"), row.where, row.column("price"), "a price above 0")
    return values


def parse_shocks(texts: Iterable[str], where: str = "--shock") -> Shocks:
    """Shocks from texts such as `ATOM=-30%`, `*=-10%` and `BTC=+25bp,ETH=5%`; relative to the price before."""
    factors = {}
    for market, value in _pairs(",".join(texts), where, "ATOM=-30%"):
        unit = next((unit for unit in SHOCK_UNITS if value.endswith(unit)), "")
        if not unit:
            refuse(where, market, "a change in % or bp such as -30%", value)
        change = cells.number(value.removesuffix(unit).strip(), where, market, "a change such as -30%")
        factor = 1 + Fraction(change) * SHOCK_UNITS[unit]
        if not 0 < factor <= LARGEST_SHOCK:
            refuse(where, market, f"a change above -100% and at most {LARGEST_SHOCK - 1}00%", value)
        factors[market] = factor
    return Shocks(factors, where)
