"""An account of Aave: its values, its health, and the line that decides."""

import pytest
from hypothesis import given

from solvent.lending.aave.account import account, balance, debt
from solvent.lending.aave.pool import Category, Holding, Holdings, Reserve, Reserves, category_of, shut
from solvent.lending.aave.versions import V2, V3_3, V3_5, V3_7, Version
from solvent.lending.refusal import Refusal
from solvent.lending.scales import INFINITE, RAY, WAD
from tests.lending.aave.strategies import BOOKS

VERSIONS = [V2, V3_3, V3_5, V3_7]
COIN = Reserve(6, 10**8, RAY, RAY, 7_500, 8_000, 10_500)
ETHER = Reserve(18, 2_000 * 10**8, RAY, RAY, 7_500, 8_000, 10_500)


def loan(owed: int) -> tuple[Reserves, Holdings]:
    """One ether of 2,000 dollars at a threshold of 80 %, against units of a dollar with six decimals."""
    return {0: ETHER, 1: COIN}, {0: Holding(10**18, 0), 1: Holding(0, owed)}


@pytest.mark.parametrize("version", VERSIONS, ids=lambda version: version.name)
def test_health_of_exactly_one_is_healthy_and_one_unit_more_of_debt_is_not(version: Version) -> None:
    on_the_line = account(version, *loan(1_600 * 10**6))
    assert (on_the_line.health, on_the_line.liquidatable) == (WAD, False)
    beyond = account(version, *loan(1_600 * 10**6 + 1))
    assert beyond.health < WAD
    assert beyond.liquidatable


@pytest.mark.parametrize("version", VERSIONS, ids=lambda version: version.name)
def test_who_owes_nothing_has_no_health(version: Version) -> None:
    assert account(version, *loan(0)).health == INFINITE


def test_up_to_v3_4_the_average_threshold_is_rounded_first() -> None:
    """Two collaterals of 1,000 and 2,000 dollars at 80 % and 75 %: 76.66 % on average, and the rest is cut off."""
    reserves = {0: COIN, 1: COIN._replace(threshold=7_500), 2: COIN}
    holdings = {0: Holding(1_000 * 10**6), 1: Holding(2_000 * 10**6), 2: Holding(0, 1_000 * 10**6)}
    assert account(V3_3, reserves, holdings).threshold == 7_666
    assert account(V3_3, reserves, holdings).health == 2_299_800_000_000_000_000
    assert account(V3_7, reserves, holdings).health == 2_300_000_000_000_000_000


def test_a_debt_too_small_to_value_is_seen_from_v3_5_on() -> None:
    reserves, holdings = {0: ETHER._replace(price=1)}, {0: Holding(0, 1)}
    assert account(V3_3, reserves, holdings).debt == 0
    assert account(V3_5, reserves, holdings).debt == 1


@given(BOOKS)
def test_from_v3_5_on_rounding_is_against_the_account(book: tuple[Reserves, Holdings, Category | None]) -> None:
    reserves, holdings, _ = book
    for asset, holding in holdings.items():
        reserve = reserves[asset]
        assert balance(V3_7, reserve, holding) <= balance(V3_3, reserve, holding)
        assert debt(V3_7, reserve, holding) >= debt(V3_3, reserve, holding)
        assert balance(V3_7, reserve, holding) * RAY <= holding.supplied * reserve.supply_index
        assert debt(V3_7, reserve, holding) * RAY >= holding.owed * reserve.borrow_index
    assert account(V3_5, *book) == account(V3_7, *book)._replace(ltv=account(V3_5, *book).ltv)


@given(BOOKS)
def test_more_collateral_never_lowers_health(book: tuple[Reserves, Holdings, Category | None]) -> None:
    reserves, holdings, category = book
    more = {asset: holding._replace(supplied=holding.supplied + 10**20) for asset, holding in holdings.items()}
    for version in (V3_5, V3_7):
        assert account(version, reserves, more, category).health >= account(version, *book).health


def test_an_e_mode_counts_for_its_collateral_only() -> None:
    category = Category(frozenset({0}), 9_300, 9_500, 10_100)
    assert category_of(category, 0) is category
    assert category_of(category, 1) is None
    assert category_of(None, 0) is None
    reserves, holdings = loan(1_000 * 10**6)
    assert account(V3_7, reserves, holdings, category).threshold == 9_500
    other = category._replace(collateral=frozenset({1}))
    assert account(V3_7, reserves, holdings, other).threshold == 8_000


def test_an_isolated_e_mode_lets_other_collateral_borrow_nothing_but_keeps_its_threshold() -> None:
    category = Category(frozenset({1}), 9_300, 9_500, 10_100, isolated=True)
    found = account(V3_7, *loan(1_000 * 10**6), category)
    assert (found.ltv, found.threshold) == (0, 8_000)


def test_an_ltv_of_nothing_holds_in_an_e_mode_before_v3_7() -> None:
    category = Category(frozenset({0}), 9_300, 9_500, 10_100)
    reserves, holdings = loan(1_000 * 10**6)
    reserves = {**reserves, 0: ETHER._replace(ltv=0)}
    assert account(V3_5, reserves, holdings, category).ltv == 0
    assert account(V3_7, reserves, holdings, category).ltv == 9_300


def test_a_reserve_is_shut_with_its_reason_and_the_grace_period_is_strict() -> None:
    assert shut(COIN, 0) is None
    assert shut(COIN._replace(active=False, paused=True), 0) is Refusal.INACTIVE
    assert shut(COIN._replace(paused=True), 0) is Refusal.PAUSED
    assert shut(COIN._replace(grace_until=100), 100) is Refusal.GRACE
    assert shut(COIN._replace(grace_until=100), 101) is None
