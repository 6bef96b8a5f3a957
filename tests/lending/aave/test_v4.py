"""Aave v4: the bonus is a line in health, and a liquidation restores the target."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from solvent.lending.aave.seizure import Seizure, Side
from solvent.lending.aave.v4 import LEAST_LEFT, Terms, bonus, deficit, liquidation
from solvent.lending.refusal import Refusal
from solvent.lending.scales import BPS, WAD

TERMS = Terms(8 * 10**17, 5_000, 11 * 10**17, 11_000, 8_000, 1_000)
ETHER, COIN = Side(2_000 * 10**8, 10**18), Side(10**8, 10**6)
ALL = 2**256 - 1


def loan(ether: int, owed: int) -> tuple[int, int, Side, Side, int, int]:
    """(value owed, health, ...) of some ether at 80 % against some coins, in thousandths."""
    health = Fraction(ether * 2_000 * 8, owed * 10)
    return owed * 10**23, int(health * WAD), ETHER, COIN, ether * 10**15, owed * 10**3


def test_the_bonus_by_hand() -> None:
    assert [bonus(health * WAD // 100, 80 * WAD // 100, 5_000, 11_000) for health in (80, 90, 100)] == [
        11_000, 10_750, 10_500,
    ]  # fmt: skip


@given(st.integers(0, WAD - 1), st.integers(0, WAD - 1))
def test_the_bonus_never_falls_as_health_falls(health: int, other: int) -> None:
    low, high = sorted((health, other))
    assert bonus(low, WAD * 8 // 10, 5_000, 11_000) >= bonus(high, WAD * 8 // 10, 5_000, 11_000)


def test_a_liquidation_restores_the_target() -> None:
    """Ten ether at 80 % against 17,000 coins: health 0.941; the account ends within a part in a million of 1.1."""
    value, health, *rest = loan(10_000, 17_000_000)
    found = liquidation(TERMS, value, health, *rest, ALL)
    assert isinstance(found, Seizure)
    left = Fraction(10 * 10**18 - found.seized, 10**18) * 2_000 * 8 / 10
    reached = left / Fraction(17_000 * 10**6 - found.repaid, 10**6)
    assert Fraction(11, 10) <= reached < Fraction(11, 10) + Fraction(1, 10**6)
    assert found.fee == found.seized * 1_000 * (bonus(health, *TERMS[:2], TERMS.most) - BPS) // (
        bonus(health, *TERMS[:2], TERMS.most) * BPS
    )


def test_debt_that_would_be_dust_goes_with_the_rest_and_the_caller_must_cover_it() -> None:
    value, health, *rest = loan(1_000, 1_700_000)
    found = liquidation(TERMS, value, health, *rest, ALL)
    assert isinstance(found, Seizure)
    assert found.repaid == 1_700 * 10**6
    assert liquidation(TERMS, value, health, *rest, 1_700 * 10**6 - 1) is Refusal.DUST
    assert LEAST_LEFT == 1_000 * 10**8 * WAD


def test_at_one_an_account_is_healthy() -> None:
    value, _, *rest = loan(10_000, 16_000_000)
    assert liquidation(TERMS, value, WAD, *rest, ALL) is Refusal.HEALTHY
    assert isinstance(liquidation(TERMS, value, WAD - 1, *rest, ALL), Seizure)


def test_a_deficit_needs_the_last_collateral_emptied() -> None:
    assert deficit(True, False, 1, 1)
    assert deficit(True, True, 1, 2)
    assert not deficit(True, True, 1, 1)
    assert not deficit(True, False, 2, 1)
    assert not deficit(False, False, 1, 1)


@given(st.integers(1, 20_000), st.integers(2_000, 40_000_000), st.integers(1, 10**11))
def test_never_more_is_seized_than_held(ether: int, owed: int, covered: int) -> None:
    value, health, *rest = loan(ether, owed)
    found = liquidation(TERMS, value, health, *rest, covered)
    if isinstance(found, Seizure):
        assert 0 <= found.fee <= found.seized <= ether * 10**15
        assert found.repaid <= min(owed * 10**3, covered)
