"""The fee that maintenance holds back to close a position, exactly and as a rulebook holds it."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from solvent.perps.margin import fee_to_close
from solvent.units import PPM

SIDES = st.sampled_from([1, -1])


@given(st.integers(0, 10**12), SIDES, st.integers(PPM, 200 * PPM), st.integers(0, 20_000))
def test_it_is_within_fee_over_leverage_of_the_fee_at_the_mark(size: int, side: int, leverage: int, fee: int) -> None:
    """What fee_reserve = "at-mark" departs from the venue that holds the fee at the bankruptcy price."""
    exact, at_mark = fee_to_close(size, side, leverage, fee), Fraction(size * fee, PPM)
    bound = Fraction(size * fee, leverage)
    assert abs(exact - at_mark) <= bound + 2
    assert exact <= at_mark + 2 if side > 0 else exact >= at_mark


def test_the_sample_of_a_real_position() -> None:
    """36.15 USDT of XRP at 10x and 0.06 %: 36.15 x 0.9 x 0.0006."""
    assert fee_to_close(36_150_000, 1, 10 * PPM, 600) == 19_521
    assert fee_to_close(36_150_000, -1, 10 * PPM, 600) == 23_859
    assert fee_to_close(36_150_000, 1, PPM, 600) == 0  # bankrupt at a price of 0
