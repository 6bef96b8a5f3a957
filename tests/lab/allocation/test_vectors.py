"""The worked allocations of `cascade-science.md` §2.2, exactly: 800, 400 and 50 have been won, 500 are asked."""

from fractions import Fraction

from solvent.lab.allocation.filling import water_fill, water_level
from solvent.lab.allocation.policies import capped_pro_rata, pro_rata, projection, queue, risk_aware, shock_weight
from solvent.lab.allocation.whole import largest_remainder

WON, ASKED = [800, 400, 50], 500
QUARTER = [Fraction(1, 4), Fraction(1), Fraction(1)]
LEVERAGES = [1, 4, 10]
ALL = [1, 1, 1]


def test_queue() -> None:
    assert queue(WON, [2, 5, 1], ASKED) == [100, 400, 0]


def test_pro_rata() -> None:
    assert pro_rata(WON, ASKED) == [320, 160, 20]


def test_capped_pro_rata() -> None:
    assert water_level(WON, ALL, QUARTER, ASKED) == Fraction(2, 3)
    assert capped_pro_rata(WON, QUARTER, ASKED) == [200, Fraction(800, 3), Fraction(100, 3)]


def test_risk_aware_linear() -> None:
    assert water_level(WON, [leverage**2 for leverage in LEVERAGES], ALL, ASKED) == Fraction(1, 16)
    assert risk_aware(WON, LEVERAGES, ALL, ASKED) == [50, 400, 50]


def test_leverage_alone() -> None:
    assert water_level(WON, LEVERAGES, ALL, ASKED) == Fraction(3, 16)
    assert risk_aware(WON, LEVERAGES, ALL, ASKED, power=0) == [150, 300, 50]


def test_projection() -> None:
    """Printed 398.754, 99.688 and 1.558; exactly 500 w^2 / 802,500."""
    taken = projection(WON, ASKED)
    assert taken == [Fraction(500 * won * won, 802_500) for won in WON]
    assert [f"{amount.numerator * 1000 // amount.denominator}" for amount in taken] == ["398753", "99688", "1557"]
    assert [round(amount, 3) for amount in taken] == [Fraction("398.754"), Fraction("99.688"), Fraction("1.558")]


def test_largest_remainder() -> None:
    assert largest_remainder(7, [5, 3, 2]) == [4, 2, 1]


def test_the_weight_of_the_next_deficit() -> None:
    """At 4x equity is a quarter: moves of -30 % and -50 % take 0.05 and 0.25 beyond it, +10 % nothing: 4 x 0.3 / 3."""
    assert shock_weight(4, [Fraction(-3, 10), Fraction(-1, 2), Fraction(1, 10)]) == Fraction(2, 5)
    assert shock_weight(1, [Fraction(-3, 10), Fraction(-1, 2)]) == 0


def test_who_has_no_weight_gives_nothing() -> None:
    assert water_fill(WON, [0, 1, 1], ALL, ASKED) == [0, 400, 50]  # 450 is all there is
