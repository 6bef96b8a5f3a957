"""Against the decimal module's own logarithm and exponential, which are rounded correctly."""

from decimal import ROUND_FLOOR, Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvent.powers import exponential, log_ratio, rung

WAD = 10**18


@given(st.integers(-200 * WAD, 200 * WAD), st.sampled_from([1, 10**6, WAD, 2**96]))
def test_an_exponential_is_the_integer_below_the_true_value(power: int, one: int) -> None:
    power = power * one // WAD
    with localcontext() as context:
        context.prec = 250
        true = (Decimal(power) / one).exp() * one
        assert exponential(power, one) == int(true.to_integral_value(ROUND_FLOOR))


@given(st.integers(1, 10**30), st.integers(0, 10**30), st.sampled_from([1, 10**6, WAD, 2**96]))
def test_a_logarithm_is_the_integer_below_the_true_value(den: int, more: int, one: int) -> None:
    if den + more > 100 * den:
        more %= 99 * den
    with localcontext() as context:
        context.prec = 250
        true = (Decimal(den + more) / den).ln() * one
        assert log_ratio(den + more, den, one) == int(true.to_integral_value(ROUND_FLOOR))


def test_one_is_exact() -> None:
    assert exponential(0, WAD) == WAD
    assert log_ratio(7, 7, WAD) == 0


def test_worked_by_hand() -> None:
    """e is 2.718281828459045235..., ln 2 is 0.693147180559945309..., 1 / e is 0.367879441171442321..."""
    assert exponential(WAD, WAD) == 2_718281828459045235
    assert exponential(-WAD, WAD) == 367879441171442321
    assert log_ratio(2, 1, WAD) == 693147180559945309


@pytest.mark.parametrize(("num", "den"), [(1, 2), (1, 0), (0, 0), (1, -1), (101, 1)])
def test_a_ratio_off_the_ladder_is_refused(num: int, den: int) -> None:
    with pytest.raises(ValueError, match="expected a ratio from 1 to 100"):
        log_ratio(num, den, WAD)


@pytest.mark.parametrize("power", [200 * WAD + 1, -200 * WAD - 1])
def test_a_power_beyond_what_a_price_can_reach_is_refused(power: int) -> None:
    with pytest.raises(ValueError, match="expected a power from -200 to 200"):
        exponential(power, WAD)


def test_a_ladder_falls_by_the_same_share_at_every_rung() -> None:
    """At 100 : 99 from 3000, one rung up is 3030.30..., one down 2970, and going down never rises."""
    rungs = [rung(3000 * WAD, 100, 99, n, WAD) for n in range(-60, 61)]
    assert rungs == sorted(rungs, reverse=True)
    assert (rungs[60], rungs[61]) == (3000 * WAD, 2970 * WAD)
    assert rungs[59] == 3030_303030303030300000
