"""A liquidation call of Aave v3: sizes, leftovers, deficits, and what no rounding may do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvent.lending.aave.account import account, balance, debt
from solvent.lending.aave.liquidation import Liquidation, health_falls, liquidate
from solvent.lending.aave.pool import Category, Holding, Holdings, Reserve, Reserves
from solvent.lending.aave.seizure import Side, seizure
from solvent.lending.aave.versions import V3_3, V3_5, V3_6, V3_7, Version
from solvent.lending.refusal import Refusal
from solvent.lending.scales import RAY, WAD
from tests.lending.aave.strategies import BOOKS

VERSIONS = [V3_3, V3_5, V3_7]
ALL = 2**256 - 1
COIN = Reserve(6, 10**8, RAY, RAY, 8_250, 8_600, 10_500, 1_000)
ETHER = Reserve(18, 1_800 * 10**8, RAY, RAY, 8_250, 8_600, 10_500, 1_000)
Book = tuple[Reserves, Holdings, Category | None]


def loan(ether: int, owed: int) -> tuple[Reserves, Holdings]:
    """Some ether against some dollars, in thousandths of each."""
    return {0: ETHER, 1: COIN}, {0: Holding(ether * 10**15), 1: Holding(0, owed * 10**3)}


def done(found: Liquidation | Refusal) -> Liquidation:
    assert isinstance(found, Liquidation), found
    return found


def test_half_of_all_debt_may_close_one_of_several_completely() -> None:
    """Five ether of 9,000 dollars against three debts of 2,660: half of all is 3,990, more than any one."""
    reserves = {0: ETHER, 1: COIN, 2: COIN, 3: COIN}
    holdings = {0: Holding(5 * 10**18)} | {asset: Holding(0, 2_660 * 10**6) for asset in (1, 2, 3)}
    assert done(liquidate(V3_7, reserves, holdings, 0, 1, ALL)).repaid == 2_660 * 10**6


@pytest.mark.parametrize(
    ("ether", "owed", "repaid"),
    [
        (10_000, 16_000_000, 8_000_000),  # health 0.9675: half
        (10_000, 16_294_000, 8_147_000),  # health 0.95004: half still
        (10_000, 16_295_000, 16_295_000),  # health 0.94998: all
        (1_100, 1_790_000, 1_790_000),  # health 0.9513, and a debt below 2,000: all
    ],
)
def test_how_much_may_be_closed(ether: int, owed: int, repaid: int) -> None:
    assert done(liquidate(V3_7, *loan(ether, owed), 0, 1, ALL)).repaid == repaid * 10**3


def test_from_2000_of_both_only_half_may_be_closed() -> None:
    """Health 0.958: a debt of exactly 2,000 falls under the close factor, one unit less does not."""
    reserves, _ = loan(0, 0)
    cheap = {**reserves, 0: ETHER._replace(price=2_228 * 10**8)}
    on = {0: Holding(10**18), 1: Holding(0, 2_000 * 10**6)}
    under = {0: Holding(10**18), 1: Holding(0, 2_000 * 10**6 - 1)}
    assert done(liquidate(V3_7, cheap, on, 0, 1, ALL)).repaid == 1_000 * 10**6
    assert done(liquidate(V3_7, cheap, under, 0, 1, ALL)).repaid == 2_000 * 10**6 - 1


def test_the_versions_round_the_exchange_differently() -> None:
    """Ten units at a bonus of 5 %: ten and a half, of which the bonus is a half, of which a tenth is the protocol's."""
    one = Side(1, 1)
    found = [tuple(seizure(version, one, one, 10_500, 1_000, 10, 100)) for version in VERSIONS]
    assert found == [(11, 0, 10), (11, 0, 10), (9, 1, 10)]


def test_collateral_that_does_not_suffice_pays_for_as_much_debt_as_the_version_says() -> None:
    one = Side(1, 1)
    assert [seizure(version, one, one, 10_500, 0, 100, 10).repaid for version in VERSIONS] == [10, 10, 10]
    assert [seizure(version, one, one, 11_800, 0, 100, 10).repaid for version in VERSIONS] == [8, 9, 9]


def test_bad_debt_of_every_reserve_becomes_a_deficit_once_nothing_is_left() -> None:
    reserves = {0: ETHER, 1: COIN, 2: COIN}
    holdings = {0: Holding(10**18), 1: Holding(0, 3_000 * 10**6), 2: Holding(0, 500 * 10**6)}
    for version in VERSIONS:
        found = done(liquidate(version, reserves, holdings, 0, 1, ALL))
        assert found.deficits == {1: 3_000 * 10**6 - found.repaid, 2: 500 * 10**6}
        assert [holding.owed for holding in found.holdings.values()] == [0, 0, 0]


def test_any_other_collateral_blocks_the_deficit() -> None:
    reserves = {0: ETHER, 1: COIN, 2: COIN}
    holdings = {0: Holding(10**18), 1: Holding(0, 3_000 * 10**6), 2: Holding(1)}
    for version in VERSIONS:
        found = done(liquidate(version, reserves, holdings, 0, 1, ALL))
        assert found.deficits == {}
        assert found.holdings[1].owed == 3_000 * 10**6 - found.repaid
    hidden = {**holdings, 2: Holding(1, pledged=False)}
    assert done(liquidate(V3_7, reserves, hidden, 0, 1, ALL)).deficits


def test_what_is_refused_says_why() -> None:
    reserves, holdings = loan(10_000, 16_000_000)
    assert liquidate(V3_7, *loan(10_000, 1_000), 0, 1, ALL) is Refusal.HEALTHY
    assert liquidate(V3_7, reserves, holdings, 1, 1, ALL) is Refusal.NOT_PLEDGED
    assert liquidate(V3_7, reserves, holdings, 0, 0, ALL) is Refusal.NOT_OWED
    shut = {**reserves, 1: COIN._replace(grace_until=10)}
    assert liquidate(V3_7, shut, holdings, 0, 1, ALL, now=10) is Refusal.GRACE
    assert liquidate(V3_7, *loan(1_200, 2_000_000), 0, 1, 1_001 * 10**6) is Refusal.DUST


def test_what_would_burn_nothing_is_refused() -> None:
    """A unit of debt at an index of 1.5 is no scaled unit, rounded down."""
    reserves, holdings = loan(10_000, 16_000_000)
    grown = {**reserves, 1: COIN._replace(borrow_index=RAY * 3 // 2)}
    held = {**holdings, 1: Holding(0, holdings[1].owed * 2 // 3)}
    assert liquidate(V3_7, grown, held, 0, 1, 1) is Refusal.NOTHING
    assert isinstance(liquidate(V3_7, grown, held, 0, 1, 2), Liquidation)


def test_collateral_without_a_threshold_of_its_own_can_be_taken_from_v3_6_on() -> None:
    reserves, holdings = loan(10_000, 16_000_000)
    reserves = {**reserves, 2: ETHER._replace(threshold=0)}
    holdings = {**holdings, 2: Holding(10**18)}
    assert liquidate(V3_5, reserves, holdings, 2, 1, ALL) is Refusal.NOT_PLEDGED
    assert isinstance(liquidate(V3_6, reserves, holdings, 2, 1, ALL), Liquidation)


def test_a_small_repayment_lowers_health_exactly_below_threshold_times_bonus() -> None:
    """The toxic spiral on both sides of 0.86 x 1.05 = 0.903."""
    for owed in (17_000_000, 17_100_000, 17_200_000):
        reserves, holdings = loan(10_000, owed)
        before = account(V3_7, reserves, holdings).health
        after = account(V3_7, reserves, done(liquidate(V3_7, reserves, holdings, 0, 1, 10**8)).holdings).health
        assert health_falls(before, 8_600, 10_500) is (before < 903 * 10**15)
        assert (after < before) is (before < 903 * 10**15)


@pytest.mark.parametrize("version", VERSIONS, ids=lambda version: version.name)
@given(book=BOOKS, wanted=st.one_of(st.just(ALL), st.integers(1, 10**24)), collateral=st.integers(0, 2))
def test_no_liquidation_takes_more_than_is_there(version: Version, book: Book, wanted: int, collateral: int) -> None:
    reserves, holdings, category = book
    owing = (collateral + 1) % 3
    found = liquidate(version, reserves, holdings, collateral, owing, wanted, category)
    whole = account(version, *book)
    if isinstance(found, Refusal):
        assert (found is Refusal.HEALTHY) == (whole.health >= WAD)
        return
    assert whole.health < WAD
    held, owed = (
        balance(version, reserves[collateral], holdings[collateral]),
        debt(version, reserves[owing], holdings[owing]),
    )
    assert found.to_liquidator + found.fee <= held
    assert min(found.to_liquidator, found.fee, found.repaid) >= 0
    assert found.repaid <= min(owed, wanted)
    assert min(min(holding.supplied, holding.owed) for holding in found.holdings.values()) >= 0


@given(book=BOOKS, wanted=st.one_of(st.just(ALL), st.integers(1, 10**24)))
def test_from_v3_5_on_the_account_never_gains_by_rounding(book: Book, wanted: int) -> None:
    reserves, holdings, category = book
    found = liquidate(V3_7, reserves, holdings, 0, 1, wanted, category)
    if isinstance(found, Refusal):
        return
    left = balance(V3_7, reserves[0], found.holdings[0])
    assert left <= balance(V3_7, reserves[0], holdings[0]) - found.to_liquidator - found.fee
    owed = debt(V3_7, reserves[1], holdings[1])
    written_off = found.deficits.get(1, 0)
    assert debt(V3_7, reserves[1], found.holdings[1]) >= owed - found.repaid - written_off
    if found.deficits:
        assert account(V3_7, reserves, found.holdings, category).collateral == 0
        assert not any(holding.owed for holding in found.holdings.values())
