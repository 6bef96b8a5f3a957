"""Loan to value by hand, and what restores it to the atom."""

from hypothesis import given
from hypothesis import strategies as st

from solvent.lending.credit import ratio
from solvent.lending.credit.ratio import Pledge
from solvent.units import INT64_MAX, PPM
from tests.credit import BITCOIN, DOLLAR, ETHER, PERCENT, PRICE

BTC = Pledge(BITCOIN, 14_000 * PRICE, ratio.grain(8, 6))
ETH = Pledge(10 * ETHER, 1_000 * PRICE, ratio.grain(9, 6), 10 * PERCENT)
ATOMS = st.integers(0, 10**15)
LINES = st.integers(PPM // 10, PPM)


def test_what_collateral_counts_for() -> None:
    """One bitcoin at 14,000; ten ether at 1,000, of which a tenth does not count."""
    assert BTC.value == 14_000 * DOLLAR
    assert ETH.value == 9_000 * DOLLAR
    assert ratio.value([BTC, ETH]) == 23_000 * DOLLAR
    assert Pledge(1, 14_000 * PRICE, ratio.grain(8, 6)).value == 140, "a satoshi is 0.00014 dollars"
    assert Pledge(1, 999_999, ratio.grain(8, 6)).value == 0, "rounded down"


def test_a_line_is_reached_at_it_and_not_before() -> None:
    assert ratio.reached(10_000 * DOLLAR, 12_500 * DOLLAR, 80 * PERCENT)
    assert not ratio.reached(10_000 * DOLLAR, 12_500 * DOLLAR + 1, 80 * PERCENT)
    assert not ratio.reached(0, 0, 80 * PERCENT), "who owes nothing is nowhere"
    assert ratio.within(0, 0, 0)


def test_it_is_shown_rounded_up() -> None:
    """10,000 of 14,000 are 71.428571..."""
    assert ratio.loan_to_value(10_000, 14_000) == 714_286
    assert ratio.loan_to_value(0, 0) == 0
    assert ratio.loan_to_value(1, 0) == INT64_MAX


def test_what_is_missing_at_60_percent() -> None:
    """0.6 x 14,000 = 8,400: repay 1,600. 10,000 / 0.6 = 16,666.666667: add 2,666.666667."""
    debt, worth = 10_000 * DOLLAR, 14_000 * DOLLAR
    assert ratio.restoring_repayment(debt, worth, 60 * PERCENT) == 1_600 * DOLLAR
    assert ratio.restoring_value(debt, worth, 60 * PERCENT) == 2_666_666_667
    assert ratio.restoring_amount(2_666_666_667, BTC) == 19_047_620, "0.19047619... bitcoin, rounded up"
    assert ratio.restoring_amount(2_666_666_667, ETH) == 2_962_962_964, "2.962962963... ether less a tenth"
    assert ratio.restoring_amount(1, BTC._replace(price=0)) is None


@given(debt=ATOMS, worth=ATOMS, line=LINES)
def test_what_restores_is_enough_and_no_atom_more(debt: int, worth: int, line: int) -> None:
    repaid, added = ratio.restoring_repayment(debt, worth, line), ratio.restoring_value(debt, worth, line)
    assert ratio.within(debt - repaid, worth, line)
    assert ratio.within(debt, worth + added, line)
    assert repaid == 0 or not ratio.within(debt - repaid + 1, worth, line)
    assert added == 0 or not ratio.within(debt, worth + added - 1, line)


@given(missing=st.integers(1, 10**15), price=st.integers(1, 10**15), haircut=st.integers(0, PPM - 1))
def test_an_amount_counts_for_what_is_missing(missing: int, price: int, haircut: int) -> None:
    pledge = Pledge(0, price, ratio.grain(8, 6), haircut)
    amount = ratio.restoring_amount(missing, pledge)
    assert amount is not None
    assert pledge._replace(amount=amount).value >= missing
    assert pledge._replace(amount=amount - 1).value < missing
