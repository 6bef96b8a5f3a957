"""Euler v2: equality liquidates, the discount is how far health is below 1, and small liabilities stay for ever."""

from hypothesis import given
from hypothesis import strategies as st

from solvent.lending.euler.liquidation import (
    LEAST_SOCIALISED,
    Account,
    Collateral,
    Liquidation,
    adjusted,
    cooling_off,
    discount_factor,
    liquidatable,
    ltv,
    most,
    part,
    socialised,
)
from solvent.lending.refusal import Refusal
from solvent.lending.scales import WAD

VALUES = st.integers(0, 10**24)
ACCOUNTS = st.builds(Account, VALUES, VALUES, st.integers(1, 10**24))
COLLATERALS = st.builds(Collateral, VALUES, VALUES)


def test_equality_is_liquidatable_and_nothing_owed_is_not() -> None:
    assert liquidatable(Account(100, 100, 1))
    assert not liquidatable(Account(101, 100, 1))
    assert not liquidatable(Account(0, 0, 1))
    assert most(Account(101, 100, 1), Collateral(5, 5), 2_000) == Liquidation(0, 0)


def test_an_ltv_is_lowered_in_a_line_and_raised_at_once() -> None:
    assert [ltv(9_000, 8_000, elapsed, 100) for elapsed in (0, 1, 50, 99, 100, 101)] == [
        9_000, 8_990, 8_500, 8_010, 8_000, 8_000,
    ]  # fmt: skip
    assert ltv(8_000, 9_000, 0, 100) == 9_000
    assert adjusted([(101, 5_000), (101, 5_000)]) == 100  # each is rounded by itself


def test_the_discount_by_hand() -> None:
    """Health 0.96: what is worth 104.16 is had for 100; at 0.5 the largest discount of a fifth holds."""
    assert discount_factor(Account(96, 100, 1), 2_000) == 96 * WAD // 100
    assert discount_factor(Account(50, 100, 1), 2_000) == 80 * WAD // 100
    found = most(Account(9_600, 10_000, 5_000), Collateral(20_000, 40_000), 2_000)
    assert found == Liquidation(5_000, 5_208)  # 10,416 of value, of which two are one unit


def test_a_part_is_in_proportion_and_no_more_than_the_most() -> None:
    assert part(Liquidation(5_000, 5_208), 2_500) == Liquidation(2_500, 2_604)
    assert part(Liquidation(5_000, 5_208), 5_001) is Refusal.TOO_MUCH
    assert part(Liquidation(0, 7), 0) == Liquidation(0, 7)


def test_worthless_collateral_is_taken_for_nothing() -> None:
    assert most(Account(0, 100, 100), Collateral(7, 0), 2_000) == Liquidation(0, 7)


def test_a_wait_ends_exactly_then() -> None:
    assert cooling_off(100, 109, 10) is Refusal.COOLING_OFF
    assert cooling_off(100, 110, 10) is None


def test_who_bears_what_is_left() -> None:
    account = Account(0, LEAST_SOCIALISED, 500)
    assert socialised(account, 200, bare=True) == 300
    assert socialised(account, 200, bare=False) == 0
    assert socialised(account, 200, bare=True, disabled=True) == 0
    assert socialised(account._replace(owed_value=LEAST_SOCIALISED - 1), 200, bare=True) == 0


@given(ACCOUNTS, COLLATERALS, st.integers(0, 10_000))
def test_never_more_is_seized_than_held_nor_repaid_than_owed(
    account: Account, collateral: Collateral, discount: int
) -> None:
    found = most(account, collateral, discount)
    assert 0 <= found.seized <= collateral.held
    assert 0 <= found.repaid <= account.owed
    if not liquidatable(account):
        assert found == Liquidation(0, 0)


@given(st.integers(1, 10**24), st.integers(1, 10**24))
def test_waiting_pays(adjusted_value: int, other: int) -> None:
    low, high = sorted((adjusted_value, other))
    assert discount_factor(Account(low, high, 1), 2_000) <= discount_factor(Account(high, high, 1), 2_000)
