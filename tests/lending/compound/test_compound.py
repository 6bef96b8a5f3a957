"""Compound III: a sum that stops early, an absorption that asks everything, a storefront, reserves with a sign."""

from hypothesis import given
from hypothesis import strategies as st

from solvent.lending.compound.absorb import Absorption, absorb
from solvent.lending.compound.balances import INDEX, present, principal, reserves, utilisation
from solvent.lending.compound.health import Base, Collateral, liquidatable, shortfall
from solvent.lending.compound.storefront import bought, quote
from solvent.lending.refusal import Refusal
from solvent.lending.scales import WAD

BASE = Base(10**8, 10**6)


def coin(amount: int, price: int = 10**8, factor: int = WAD * 8 // 10) -> Collateral:
    return Collateral(amount * 10**18, price, 10**18, factor)


def test_a_sum_of_exactly_nothing_is_healthy() -> None:
    assert shortfall(-80 * 10**6, BASE, [coin(100)]) == 0
    assert liquidatable(-80 * 10**6, BASE, [coin(100)]) is False
    assert liquidatable(-80 * 10**6 - 1, BASE, [coin(100)]) is True


def test_who_owes_nothing_is_never_liquidatable_even_without_prices() -> None:
    assert liquidatable(0, Base(0, 10**6), []) is False


def test_a_broken_feed_after_the_stop_is_not_noticed_but_absorb_reads_them_all() -> None:
    held = [coin(100), coin(1, price=0)]
    assert liquidatable(-80 * 10**6, BASE, held) is False
    assert liquidatable(-81 * 10**6, BASE, held) is Refusal.NO_PRICE
    assert absorb(-81 * 10**6, BASE, held) is Refusal.NO_PRICE


def test_an_account_keeps_what_its_collateral_brings_beyond_its_debt() -> None:
    """A hundred coins at a liquidation factor of 0.9 are 90; of a debt of 85 nothing is missing, of 95 five are."""
    assert absorb(-85 * 10**6, BASE, [coin(100, factor=WAD * 9 // 10)]) == Absorption(5 * 10**6, 90 * 10**6)
    assert absorb(-95 * 10**6, BASE, [coin(100, factor=WAD * 9 // 10)]) == Absorption(0, 95 * 10**6)


@given(st.integers(1, 10**18), st.lists(st.builds(coin, st.integers(0, 10**9), st.integers(1, 10**13)), max_size=4))
def test_nobody_ends_below_nothing_and_reserves_pay_the_debt_and_the_rest(debt: int, held: list[Collateral]) -> None:
    done = absorb(-debt, BASE, held)
    assert isinstance(done, Absorption)
    assert done.balance >= 0
    assert done.paid_out == debt + done.balance


@given(st.integers(-(10**20), 10**20), st.integers(INDEX, 3 * INDEX), st.integers(INDEX, 3 * INDEX))
def test_a_balance_that_is_scaled_and_back_never_grows(balance: int, supply: int, borrow: int) -> None:
    assert present(principal(balance, supply, borrow), supply, borrow) <= balance


def test_reserves_may_be_a_hole_and_usage_may_exceed_one() -> None:
    assert reserves(10, 100, 20, INDEX, INDEX) == -70
    assert utilisation(100, 120, INDEX, INDEX) == 12 * WAD // 10
    assert utilisation(0, 120, INDEX, INDEX) == 0


def test_a_debt_is_rounded_down_when_it_is_looked_at_and_up_when_it_is_written() -> None:
    assert present(-3, INDEX, INDEX * 3 // 2) == -4
    assert principal(-4, INDEX, INDEX * 3 // 2) == -3
    assert principal(-5, INDEX, INDEX * 3 // 2) == -4


def test_the_storefront_sells_only_below_the_target() -> None:
    assert bought(5, 10, 99, 100) == 5
    assert bought(5, 10, -1, 0) == 5
    assert bought(5, 10, 100, 100) is Refusal.NOT_FOR_SALE
    assert bought(11, 10, 0, 100) is Refusal.TOO_MUCH


@given(st.integers(0, 10**15), st.integers(10**6, 10**13), st.integers(1, 10), st.integers(0, 10))
def test_a_buyer_gets_no_more_than_the_discounted_price_gives(paid: int, price: int, factor: int, store: int) -> None:
    got = quote(paid, BASE, price, 10**18, factor * WAD // 10, store * WAD // 10)
    assert got >= quote(paid, BASE, price, 10**18, WAD, WAD)
    discounted = price * (100 - store * (10 - factor)) // 100
    assert got * discounted * BASE.scale <= BASE.price * paid * 10**18
