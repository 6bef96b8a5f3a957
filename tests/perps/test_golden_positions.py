"""Five worked positions (cascade-science §1): entry 1, maintenance 10 %, so finely gridded that every price is a tick.

Where they are printed: Chitra, arXiv 2512.01112 v3, corrected/liquidation-mechanics. The last liquidation price is
printed 1.0010; its own bankruptcy price over 1.1 is 1090 / 1089, 1.0009.
"""

from fractions import Fraction

import pytest

from solvent.grid import notional
from solvent.perps.bankruptcy import bankruptcy_price
from solvent.perps.liquidation_price import liquidation_price
from solvent.policy import Comparator, Tier
from solvent.tiers import row_maintenance, schedule
from solvent.units import PPM

TEN_PERCENT = schedule((Tier(0, 100_000, PPM, PPM, 0, 1, 5),))
EXACT = 27 * 19 * 121  # ticks of 1: every denominator below divides it
LOTS = 10  # of size 1: a tenth of every notional is whole
POSITIONS = [
    # signed size, collateral, bankruptcy price, liquidation price, as printed
    pytest.param(1, Fraction(2), Fraction(0), Fraction(0), ("0.0000", "0.0000"), id="A"),
    pytest.param(1, Fraction(2, 3), Fraction(1, 3), Fraction(10, 27), ("0.3333", "0.3704"), id="B"),
    pytest.param(-4, Fraction(8, 3), Fraction(5, 3), Fraction(50, 33), ("1.6667", "1.5152"), id="C"),
    pytest.param(1, Fraction(2, 19), Fraction(17, 19), Fraction(170, 171), ("0.8947", "0.9942"), id="D"),
    pytest.param(-1, Fraction(10, 99), Fraction(109, 99), Fraction(1090, 1089), ("1.1010", "1.0009"), id="E"),
]


def priced(size: int, collateral: Fraction, one: int) -> tuple[int, int]:
    """(bankruptcy, liquidation) price in ticks by the engine's own rules, of a grid with so many ticks to 1."""
    lots, equity = size * LOTS, int(collateral * LOTS * one)
    maintained = row_maintenance(notional(lots, one, 1), *TEN_PERCENT)
    direction, trigger = (-1 if size > 0 else 1), int(Comparator.AT_OR_BELOW)
    liquidated = liquidation_price(one, direction, [lots], 1, equity, maintained, trigger, TEN_PERCENT)
    return bankruptcy_price(lots, one, 1, equity), liquidated


@pytest.mark.parametrize(("size", "collateral", "bankrupt", "liquidated", "printed"), POSITIONS)
def test_both_prices_exactly(
    size: int, collateral: Fraction, bankrupt: Fraction, liquidated: Fraction, printed: tuple[str, str]
) -> None:
    assert priced(size, collateral, EXACT) == (bankrupt * EXACT, liquidated * EXACT)
    assert tuple(f"{float(price):.4f}" for price in (bankrupt, liquidated)) == printed


@pytest.mark.parametrize(("size", "collateral", "bankrupt", "liquidated", "printed"), POSITIONS)
def test_on_a_grid_of_four_decimals_rounding_is_against_the_account(
    size: int, collateral: Fraction, bankrupt: Fraction, liquidated: Fraction, printed: tuple[str, str]
) -> None:
    """A price that is no tick: bankrupt at the last tick with equity, liquidated at the first in breach.

    A long's bankruptcy price is rounded up and its liquidation price down, a short's the other way round.
    """
    one, side = 10_000, 1 if size > 0 else -1
    found_bankrupt, found_liquidated = priced(size, collateral, one)
    assert 0 <= side * (found_bankrupt - bankrupt * one) < 1
    assert -1 < side * (found_liquidated - liquidated * one) <= 0
