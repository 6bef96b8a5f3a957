"""The grid of a market holds what its book says, within the limits of the engine."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvent import units
from solvent.errors import BadBook
from solvent.feeds import Grid, choose
from solvent.feeds.grid import HEADROOM, decimals


@pytest.mark.parametrize(
    ("sizes", "prices", "grid"),
    [
        (["5"], ["3.2"], Grid(0, 6)),
        (["-0.105"], ["60000"], Grid(3, 3)),  # the grid rule: decimals sum to 6
        (["0.00000001"], ["60000"], Grid(8, 2)),  # six figures of a price of five
        (["0.105"], ["45464.17359220"], Grid(3, 7)),
        (["12000000"], ["0.0000071234"], Grid(0, 9)),  # one decimal too many
        (["10000", "2.50"], ["45464.17359220"], Grid(1, 7)),
        (["30000.12345678"], ["99999.123456"], Grid(8, 0)),  # exact would leave no room for the price to rise
        (["90000.1234"], ["2882.30379"], Grid(4, 5)),  # exact with less room than usual
        (["0.1234567891"], ["1"], Grid(9, 6)),
        ([], ["1"], Grid(0, 6)),
    ],
)
def test_the_grid_is_as_fine_as_the_book_needs(sizes: list[str], prices: list[str], grid: Grid) -> None:
    assert choose("BTC", [Decimal(size) for size in sizes], [Fraction(price) for price in prices]) == grid


@pytest.mark.parametrize(
    ("size", "price", "message"),
    [
        (
            "1000000",
            "100000",
            "expected positions of at most 4503599627.370496 in BTC, found one of size 1000000 at 100000",
        ),
        (
            "1",
            "0.0000000001",
            "expected sizes and prices of BTC on one grid of at most 9 decimals each, found sizes of 0",
        ),
        ("0.000000001", "1e16", "found sizes of 9 decimals and prices from 10000000000000000 to"),
    ],
)
def test_what_fits_no_grid_is_refused(size: str, price: str, message: str) -> None:
    with pytest.raises(BadBook) as refused:
        choose("BTC", [Decimal(size)], [Fraction(price)], "book.csv, line 2")
    assert message in str(refused.value)
    assert str(refused.value).startswith("book.csv, line 2: ")


SIZES = st.decimals("-10000", "10000", places=4, allow_nan=False).filter(bool)
PRICES = st.decimals("0.0001", "10000", places=5, allow_nan=False).filter(bool).map(Fraction)


@given(sizes=st.lists(SIZES, min_size=1, max_size=5), prices=st.lists(PRICES, min_size=1, max_size=3))
def test_sizes_and_prices_are_exact_and_inside_the_limits(sizes: list[Decimal], prices: list[Fraction]) -> None:
    grid = choose("BTC", sizes, prices)
    units.value_den(grid.size_decimals, grid.price_decimals)
    for size in sizes:
        assert grid.size(grid.lots(size)) == Fraction(size)
        for price in prices:
            assert grid.price(grid.ticks(price)) == price
            assert abs(grid.lots(size)) * grid.ticks(price) * HEADROOM <= units.MAX_PRODUCT


def test_rounding_is_against_the_account_for_sizes_and_down_for_prices() -> None:
    grid = Grid(1, 1)
    assert (grid.lots(Decimal("0.11")), grid.lots(Decimal("-0.11")), grid.ticks(Fraction("0.19"))) == (2, -2, 1)
    assert [decimals(Fraction(text)) for text in ("100", "1.50", "1/3", "0.000000001")] == [0, 1, 10, 9]
