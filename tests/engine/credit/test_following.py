"""Collateral that follows the index of a market: one price for a perpetual and a loan."""

from solvent import commands as c
from solvent import events as e
from solvent.lending.credit.calls import Standing
from solvent.reasons import Reason
from tests.credit import COIN, DESK, PRICE, CreditDesk
from tests.engine.credit.test_walk import only, same_again, told
from tests.world import PERP, policy


def following() -> CreditDesk:
    """A perpetual with six price decimals at 20,000, which the coin follows; 10,000 lent against one coin."""
    desk = CreditDesk("client")
    desk.do(c.AdoptRulebook, policy=policy())
    desk.list()
    desk.lend("a", 10_000)
    desk.price(20_000 * 10**6)
    desk.do(c.FollowCollateral, desk=DESK, asset=COIN, market=PERP)
    return desk


def test_an_index_that_moves_calls_in_the_same_step() -> None:
    desk = following()
    fell = desk.price(14_000 * 10**6)
    assert only(fell, e.CollateralPriced).price == 14_000 * PRICE
    assert only(fell, e.CreditCalled).ratio == 714_286
    assert not told(desk.price(14_000 * 10**6), e.CollateralPriced), "an index that stands says nothing"
    assert told(desk.price(12_500 * 10**6), e.CreditDefaulted)
    same_again(desk)


def test_what_follows_is_told_no_price_until_it_is_told_again() -> None:
    desk = following()
    assert desk.prices(BTC=9_000).refused is Reason.ORACLE_FOLLOWS
    desk.do(c.FollowCollateral, desk=DESK, asset=COIN, market="")
    desk.price(9_000 * 10**6)
    assert desk.standing("a") == Standing.OPEN, "the index moves alone"
    assert desk.prices(BTC=9_000).refused is None
    assert desk.standing("a") == Standing.DEFAULTED


def test_the_largest_index_there_is_is_followed_to_the_last_digit() -> None:
    """2^53 ticks of 10^-6 are 9 x 10^9 dollars: in 10^-9 of a dollar they still fit."""
    desk = following()
    desk.price(2**53)
    assert int(desk.book.collaterals.price[0]) == 2**53 * 1_000
