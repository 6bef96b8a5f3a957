"""The grid a book needs in one market: how many decimals its lots and ticks have.

Sizes and prices are held exactly wherever the limits of `units` leave room. Where they do not:

- a size with more than 9 decimals is rounded away from zero: more is at risk, never less;
- a price is rounded down to the next tick: one direction for every market and every scenario, since a market's price
  serves longs and shorts alike and cannot be against both;
- the entry price needs no grid at all: a position is loaded with its cost in atoms, rounded up (a long paid more, a
  short received less).

Each rounding is noted with its size.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from solvent import units
from solvent.errors import BadBook

FIGURES = 6  # a tick is at most 10^-6 of the price where there is room, so that a liquidation price has six figures
# The price may rise this many times before the product of lots and ticks meets its limit. Exactness may use up some.
HEADROOM, LEAST_HEADROOM = 16, 4


@dataclass(frozen=True, slots=True)
class Grid:
    """Decimals of lots and ticks of one market.

    size_decimals    decimals, 0 to 9
    price_decimals   decimals, 0 to 9
    """

    size_decimals: int
    price_decimals: int

    @property
    def one(self) -> int:
        """Lots of a size of 1."""
        return _ten(self.size_decimals)

    def lots(self, size: Decimal) -> int:
        """A size in lots, rounded away from zero."""
        exact = abs(Fraction(size)) * self.one
        return ceil(exact) if size > 0 else -ceil(exact)

    def ticks(self, price: Fraction) -> int:
        """A price in ticks, rounded down."""
        return floor(price * _ten(self.price_decimals))

    def size(self, lots: int) -> Fraction:
        """Lots as a size."""
        return Fraction(lots, self.one)

    def price(self, ticks: int) -> Fraction:
        """Ticks as a price."""
        return Fraction(ticks, _ten(self.price_decimals))


def _ten(power: int) -> int:
    return int(10**power)


def decimals(value: Fraction) -> int:
    """Digits after the point that a number needs; one more than the grid has where no finite number will do."""
    for count in range(units.MAX_DECIMALS + 1):
        if (value * _ten(count)).denominator == 1:
            return count
    return units.MAX_DECIMALS + 1


def choose(
    market: str, sizes: Sequence[Decimal], prices: Sequence[Fraction], where: str = "", inverse: bool = False,
    amount: int = units.AMOUNT_DECIMALS,
) -> Grid:  # fmt: skip
    """The grid on which every size and price of a market is exact, or as near as the limits of `units` allow.

    sizes     units of the base asset, signed; of an inverse market units of the quote asset
    prices    quote units, above 0: every price the market will be valued at
    amount    decimals of the settlement asset
    """
    most = units.MAX_DECIMALS
    size_decimals = min(max((decimals(Fraction(size)) for size in sizes), default=0), most)
    largest = max((abs(Grid(size_decimals, 0).lots(size)) for size in sizes), default=0)
    highest = max(prices)
    dearest = Fraction(1) / min(prices) if inverse else highest
    if ceil(Fraction(largest, _ten(size_decimals)) * dearest * _ten(amount)) > units.MAX_NOTIONAL:
        limit = units.unscaled(units.MAX_NOTIONAL, amount)
        found = f"one of size {Grid(size_decimals, 0).size(largest)} at {decimal_text(highest)}"
        raise BadBook(f"expected positions of at most {limit} in {market}, found {found}", where)
    least = max(size_decimals - amount if inverse else amount - size_decimals, 0)
    figures = max(FIGURES - _exponent(min(prices)), 0)
    exact = max(decimals(price) for price in prices)

    def finest(wanted: int, headroom: int) -> int:
        fitting = (count for count in range(min(wanted, most), least, -1) if fits(highest * headroom, count))
        return next(fitting, least)

    def fits(price: Fraction, price_decimals: int) -> bool:
        """Whether a price and its product with the lots, or an inverse market's own number, stay within the limits."""
        ticks = ceil(price * _ten(price_decimals))
        factor = _ten(price_decimals + amount - size_decimals) if inverse else ticks
        return ticks <= units.MAX_PRICE and largest * factor <= units.MAX_PRODUCT

    price_decimals = max(finest(max(figures, exact), HEADROOM), finest(exact, LEAST_HEADROOM))
    if not fits(highest, price_decimals) or floor(min(prices) * _ten(price_decimals)) < 1:
        raise BadBook(
            f"expected sizes and prices of {market} on one grid of at most {most} decimals each, found sizes of "
            f"{size_decimals} decimals and prices from {decimal_text(min(prices))} to {decimal_text(highest)}",
            where,
        )
    return Grid(size_decimals, price_decimals)


def _exponent(value: Fraction) -> int:
    """The power of ten of the first figure: 4 for 60000, -1 for 0.5."""
    exponent = len(str(value.numerator)) - len(str(value.denominator))
    return exponent if value >= Fraction(10) ** exponent else exponent - 1


def decimal_text(value: Fraction, places: int = 12) -> str:
    """A fraction as decimal text for a message, cut after twelve places."""
    text = units.unscaled(floor(abs(value) * _ten(places)), places).rstrip("0").rstrip(".")
    return f"-{text}" if value < 0 else text
