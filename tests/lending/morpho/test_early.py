"""Pre-liquidation: a band between two lines in which share and incentive grow with the loan."""

from hypothesis import given
from hypothesis import strategies as st

from solvent.lending.morpho.early import Bounds, Terms, bounds, liquidate
from solvent.lending.morpho.liquidation import PRICE, Market, Position, healthy
from solvent.lending.refusal import Refusal

TERMS = Terms(80 * 10**16, 20 * 10**16, 80 * 10**16, 101 * 10**16, 104 * 10**16)
MARKET = Market(86 * 10**16, 10**13, 10**19, 10**12, 10**18)


def loan(collateral: int) -> Position:
    """A debt of 170 billion units against some billions."""
    return Position(collateral * 10**9, 17 * 10**16)


def test_the_two_lines() -> None:
    assert bounds(MARKET, loan(213), PRICE, TERMS) is Refusal.HEALTHY
    assert bounds(MARKET, loan(197), PRICE, TERMS) is Refusal.ALREADY_LIQUIDATABLE
    near, far = bounds(MARKET, loan(212), PRICE, TERMS), bounds(MARKET, loan(198), PRICE, TERMS)
    assert isinstance(near, Bounds)
    assert isinstance(far, Bounds)
    assert 101 * 10**16 <= near.incentive < far.incentive <= 104 * 10**16
    assert 17 * 10**16 // 5 <= near.shares < far.shares <= 17 * 10**16 * 4 // 5


def test_no_more_than_the_share_and_exactly_one_amount() -> None:
    allowed = bounds(MARKET, loan(205), PRICE, TERMS)
    assert isinstance(allowed, Bounds)
    assert liquidate(MARKET, loan(205), PRICE, TERMS, shares=allowed.shares + 1) is Refusal.TOO_MUCH
    assert isinstance(liquidate(MARKET, loan(205), PRICE, TERMS, shares=allowed.shares), tuple)
    assert liquidate(MARKET, loan(205), PRICE, TERMS) is Refusal.AMBIGUOUS


@given(st.integers(197 * 10**9, 213 * 10**9), st.integers(1, 10**12))
def test_it_never_leaves_an_account_past_the_ordinary_line(collateral: int, seized: int) -> None:
    position = Position(collateral, 17 * 10**16)
    found = liquidate(MARKET, position, PRICE, TERMS, seized=seized)
    if isinstance(found, Refusal):
        return
    assert healthy(MARKET, position, PRICE)
    assert found[0] == seized
    assert found[1] * 104 * 10**16 >= seized * 10**18
