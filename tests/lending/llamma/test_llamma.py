"""LLAMMA: bands, trades that never pay out more than they should, and the health of what a position becomes."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvent.lending.llamma.bands import Bands, Market, current_price, deposit, dynamic_fee, price_up
from solvent.lending.llamma.swap import swap
from solvent.lending.llamma.value import Liquidation, Position, health, held, liquidate, removed, x_down, y_up
from solvent.lending.refusal import Refusal
from solvent.lending.scales import WAD

ORACLE = 3_000 * WAD
MARKET = Market(100, ORACLE, 6 * 10**15, 1_005_037_815_259_212_160)
EMPTY = Bands(0, {}, {}, {})


def opened(amount: int = 10 * WAD) -> tuple[Bands, Position]:
    bands, shares = deposit(EMPTY, amount, 1, 10)
    return bands, Position(1, shares)


@pytest.mark.parametrize(
    ("band", "price"),
    [
        (-30, 4_055_696_208_801_631_284_000),
        (-1, 3_030_303_030_303_030_300_000),
        (1, 2_970_000_000_000_000_000_000),
        (5, 2_852_970_149_700_000_000_000),
        (30, 2_219_101_120_164_841_278_000),
        (50, 1_815_018_201_412_609_968_000),
    ],
)
def test_the_edge_of_a_band_is_the_contracts_to_the_unit(band: int, price: int) -> None:
    """Answers of AMM.vy in an EVM: the cases `llamma-band-*` of ../shared/vectors/lending.json."""
    assert price_up(MARKET, band) == price


def test_a_band_is_a_hundredth_wide_and_its_current_price_moves_three_times_as_fast() -> None:
    assert price_up(MARKET, 0) == ORACLE
    assert abs(price_up(MARKET, 1) - 2_970 * WAD) <= 3_000
    assert current_price(ORACLE, ORACLE) == ORACLE
    assert current_price(ORACLE * 2, ORACLE) == ORACLE * 8
    assert dynamic_fee(MARKET, ORACLE, ORACLE) == 0
    assert dynamic_fee(MARKET, ORACLE, ORACLE // 2) == WAD * 3 // 16  # a quarter of three quarters below 4 x the oracle


def test_a_deposit_is_spread_evenly_and_counts_in_full() -> None:
    bands, position = opened(10 * WAD + 7)
    assert list(bands.collateral.values()) == [WAD + 7] + [WAD] * 9
    borrowed, collateral = held(bands, position)
    assert borrowed == 0
    assert 0 <= 10 * WAD + 7 - collateral < 20_000  # the dead shares keep a little


@given(st.integers(1, 30_000 * WAD), st.integers(2_500 * WAD, 3_200 * WAD))
def test_there_and_back_never_gains(amount: int, oracle: int) -> None:
    bands, _ = opened()
    there = swap(MARKET, bands, True, amount, oracle)
    assert 0 <= there.paid <= amount
    assert there.received <= 10 * WAD
    assert sum(there.bands.borrowed.values()) == there.paid
    assert sum(there.bands.collateral.values()) == 10 * WAD - there.received
    if there.received:
        back = swap(MARKET, there.bands, False, there.received, oracle)
        assert back.received <= there.paid


@given(st.integers(2_000 * WAD, 3_500 * WAD), st.integers(2_000 * WAD, 3_500 * WAD))
def test_a_position_that_nobody_trades_becomes_no_more_as_the_price_falls(oracle: int, other: int) -> None:
    bands, position = opened()
    low, high = sorted((oracle, other))
    slack = 10**6
    assert x_down(MARKET, bands, position, low) <= x_down(MARKET, bands, position, high) + slack
    assert y_up(MARKET, bands, position, low) <= y_up(MARKET, bands, position, high) + slack


def test_a_jump_costs_and_a_slow_fall_does_not() -> None:
    bands, position = opened()
    before = x_down(MARKET, bands, position, ORACLE)
    traded = swap(MARKET, bands, True, 30_000 * WAD, 2_600 * WAD)
    after = x_down(MARKET, traded.bands, position, 2_600 * WAD)
    assert after < before * 95 // 100


def test_health_counts_what_the_price_stands_above_the_first_band_while_nothing_is_traded() -> None:
    bands, position = opened()
    debt, discount = 25_000 * WAD, 9 * 10**16
    plain = x_down(MARKET, bands, position, ORACLE) * (WAD - discount) // debt - WAD
    above = (ORACLE - price_up(MARKET, 1)) * held(bands, position)[1] // debt
    assert health(MARKET, bands, position, ORACLE, debt, discount) == plain + above
    assert health(MARKET, bands._replace(active=1), position, ORACLE, debt, discount) == plain


@given(st.integers(0, WAD), st.integers(0, WAD // 5))
def test_a_liquidator_removes_no_more_than_his_share_and_all_for_all(share: int, discount: int) -> None:
    assert removed(share, discount) <= share
    assert removed(share, 0) == share
    assert removed(WAD, discount) == WAD


def test_only_below_nothing_may_others_liquidate() -> None:
    assert liquidate(0, 100, 0, WAD, WAD // 10) is Refusal.HEALTHY
    assert liquidate(-1, 100, 0, WAD + 1, WAD // 10) is Refusal.TOO_MUCH
    assert liquidate(-1, 101, 40, WAD // 2, WAD // 10) == Liquidation(51, 11, removed(WAD // 2, WAD // 10))
    assert liquidate(-1, 100, 140, WAD, WAD // 10) == Liquidation(100, 0, WAD)
    assert Fraction(removed(WAD // 2, WAD // 10), WAD) == Fraction(488_636_363_636_363_636, WAD)
