"""A liquidation call of Aave v2: half of one debt, the bonus half up, and bad debt that stays."""

from hypothesis import given
from hypothesis import strategies as st

from solvent.lending.aave.account import account, balance, debt
from solvent.lending.aave.pool import Category, Holding, Holdings, Reserve, Reserves
from solvent.lending.aave.v2 import Liquidation, liquidate, seizure
from solvent.lending.aave.versions import V2
from solvent.lending.refusal import Refusal
from solvent.lending.scales import RAY, WAD
from tests.lending.aave.strategies import BOOKS

ALL = 2**256 - 1
ETHER = Reserve(18, 10**18, RAY, RAY, 7_500, 8_000, 10_500)
COIN = Reserve(6, 5 * 10**14, RAY, RAY, 7_500, 8_000, 10_500)  # 2,000 of it are one ether


def test_a_call_by_hand() -> None:
    """Ten ether at 80 % against 16,100 coins, 8.05 ether: half is closed, for 4.025 ether and a bonus of 5 %."""
    reserves, holdings = {0: ETHER, 1: COIN}, {0: Holding(10 * 10**18), 1: Holding(0, 16_100 * 10**6)}
    assert account(V2, reserves, holdings).health == 993_788_819_875_776_398
    found = liquidate(reserves, holdings, 0, 1, ALL)
    assert isinstance(found, Liquidation)
    assert (found.repaid, found.seized) == (8_050 * 10**6, 4_226_250_000_000_000_000)
    assert found.holdings == {0: Holding(5_773_750_000_000_000_000), 1: Holding(0, 8_050 * 10**6)}


def test_what_is_refused_says_why() -> None:
    reserves, holdings = {0: ETHER, 1: COIN}, {0: Holding(10 * 10**18), 1: Holding(0, 16_100 * 10**6)}
    assert liquidate(reserves, {**holdings, 1: Holding(0, 16_000 * 10**6)}, 0, 1, ALL) is Refusal.HEALTHY
    assert liquidate(reserves, holdings, 0, 0, ALL) is Refusal.NOT_OWED
    assert liquidate(reserves, {**holdings, 0: Holding(10 * 10**18, pledged=False)}, 0, 1, ALL) is Refusal.NOT_PLEDGED


def test_collateral_that_does_not_suffice_is_emptied_and_the_rest_of_the_debt_stays() -> None:
    reserves, holdings = {0: ETHER, 1: COIN}, {0: Holding(10**18), 1: Holding(0, 16_100 * 10**6)}
    found = liquidate(reserves, holdings, 0, 1, ALL)
    assert isinstance(found, Liquidation)
    assert (found.seized, found.repaid) == (10**18, 1_904_761_905)  # 2,000 / 1.05, half up
    assert found.holdings == {0: Holding(0, 0, pledged=False), 1: Holding(0, 16_100 * 10**6 - 1_904_761_905)}


def test_the_bonus_is_taken_before_the_one_division() -> None:
    assert seizure(ETHER._replace(decimals=0, price=3), COIN._replace(decimals=0, price=2), 2, 100) == (1, 2)


@given(book=BOOKS, wanted=st.one_of(st.just(ALL), st.integers(1, 10**24)))
def test_no_liquidation_takes_more_than_is_there(book: tuple[Reserves, Holdings, Category | None], wanted: int) -> None:
    reserves, holdings, _ = book
    found = liquidate(reserves, holdings, 0, 1, wanted)
    if isinstance(found, Refusal):
        assert (found is Refusal.HEALTHY) == (account(V2, reserves, holdings).health >= WAD)
        return
    assert 0 <= found.seized <= balance(V2, reserves[0], holdings[0])
    assert 0 <= 2 * found.repaid <= debt(V2, reserves[1], holdings[1]) + 1
    assert min(min(holding.supplied, holding.owed) for holding in found.holdings.values()) >= 0
