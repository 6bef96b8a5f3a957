"""Maker's Liquidations 2.0: what goes to auction, how the price falls, what a buyer gets, and what stops it all."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvent.lending.maker.auction import (
    Breaker,
    Sale,
    Take,
    feed_price,
    least,
    needs_redo,
    redo_reward,
    take,
    top,
)
from solvent.lending.maker.bark import Bark, Kind, Vault, bark, unsafe
from solvent.lending.maker.curves import exponential, linear, stairs
from solvent.lending.refusal import Refusal
from solvent.lending.scales import RAD, RAY, WAD

KIND = Kind(RAY, 2 * RAY, 20 * RAD, WAD * 11 // 10, 1_000 * RAD, 0)
VAULT = Vault(40 * WAD, 100 * WAD)
PLENTY = 1_000 * RAD


def test_a_vault_on_the_line_is_safe_and_so_is_one_without_a_price() -> None:
    assert not unsafe(Vault(50 * WAD, 100 * WAD), KIND)
    assert unsafe(Vault(50 * WAD, 100 * WAD + 1), KIND)
    assert not unsafe(VAULT, KIND._replace(spot=0))
    assert bark(Vault(50 * WAD, 100 * WAD), KIND, PLENTY, 0) is Refusal.HEALTHY


def test_a_limit_that_is_reached_refuses_and_one_that_is_near_cuts() -> None:
    assert bark(VAULT, KIND, PLENTY, PLENTY) is Refusal.NO_ROOM
    assert bark(VAULT, KIND._replace(dirt=1_000 * RAD), PLENTY, 0) is Refusal.NO_ROOM
    part = bark(VAULT, KIND, 55 * RAD, 0)
    assert part == Bark(20 * WAD, 50 * WAD, 50 * RAD, 55 * RAD)


def test_dust_is_taken_along_or_not_auctioned_at_all() -> None:
    assert bark(VAULT, KIND, 99 * RAD, 0) == Bark(40 * WAD, 100 * WAD, 100 * RAD, 110 * RAD)  # the rest would be 10
    assert bark(VAULT, KIND, 11 * RAD, 0) is Refusal.DUST  # the auction would be of 10
    assert bark(Vault(0, 100 * WAD), KIND, PLENTY, 0) is Refusal.NOTHING


@given(st.integers(1, 10**27), st.integers(1, 10**27), st.integers(RAY, 2 * RAY), st.integers(1, 10**50))
def test_no_more_goes_to_auction_than_the_vault_has_nor_much_more_than_the_limit(
    ink: int, art: int, rate: int, room: int
) -> None:
    kind = KIND._replace(rate=rate, hole=room)
    done = bark(Vault(ink, art), kind, PLENTY * 10**9, 0)
    if isinstance(done, Refusal):
        return
    assert 0 < done.lot <= ink
    assert 0 < done.dart <= art
    assert done.lot * art <= ink * done.dart
    assert done.tab <= room + least(kind.dust, kind.chop) + rate * 2


CURVES = [
    lambda top, seconds: linear(top, seconds, 3_600),
    lambda top, seconds: stairs(top, seconds, RAY * 99 // 100, 90),
    lambda top, seconds: exponential(top, seconds, RAY * 999 // 1000),
]


@pytest.mark.parametrize("price", CURVES, ids=["linear", "stairs", "exponential"])
@given(start=st.integers(1, 10**36), seconds=st.integers(0, 10_000))
def test_a_price_begins_at_the_top_and_never_rises(price: Callable[[int, int], int], start: int, seconds: int) -> None:
    assert price(start, 0) == start
    assert 0 <= price(start, seconds + 1) <= price(start, seconds)


@given(
    st.integers(1, 10**48),
    st.integers(1, 10**24),
    st.integers(1, 10**32),
    st.integers(1, 10**25),
    st.integers(0, 10**47),
)
def test_a_purchase_never_takes_more_than_is_for_sale_nor_pays_more_than_is_owed(
    tab: int, lot: int, price: int, amount: int, chost: int
) -> None:
    done = take(Sale(tab, lot, price), price, amount, chost)
    if done is Refusal.DUST:
        assert tab <= chost
        return
    assert isinstance(done, Take)
    assert 0 <= done.slice <= min(lot, amount)
    assert 0 <= done.owe <= tab
    assert done.owe <= (done.slice + 1) * price
    assert done.slice + done.lot + done.returned == lot
    assert done.owe + done.tab + done.lost == tab
    assert done.freed == done.owe + done.lost
    if done.tab:
        assert done.tab >= chost


def test_a_purchase_by_hand() -> None:
    """A hundred to raise, 40 for sale at 5: 20 are enough; 19 would leave 5 where 22 must be left."""
    sale = Sale(100 * RAD, 40 * WAD, 5 * RAY)
    assert take(sale, 5 * RAY, 30 * WAD, 22 * RAD) == Take(20 * WAD, 100 * RAD, 0, 0, 20 * WAD, 100 * RAD, 0)
    trimmed = take(sale, 5 * RAY, 19 * WAD, 22 * RAD)
    assert isinstance(trimmed, Take)
    assert (trimmed.owe, trimmed.tab) == (78 * RAD, 22 * RAD)
    assert take(sale._replace(tab=22 * RAD), 5 * RAY, WAD, 22 * RAD) is Refusal.DUST
    assert take(sale, 5 * RAY, WAD, 0, most=5 * RAY - 1) is Refusal.TOO_DEAR
    sold_out = take(sale, RAY, 40 * WAD, 22 * RAD)
    assert isinstance(sold_out, Take)
    assert (sold_out.lost, sold_out.freed, sold_out.lot) == (60 * RAD, 100 * RAD, 0)


def test_an_auction_is_reset_strictly_after_its_time_or_below_its_share() -> None:
    assert not needs_redo(RAY, RAY, 3_600, 3_600, RAY // 2)
    assert needs_redo(RAY, RAY, 3_601, 3_600, RAY // 2)
    assert not needs_redo(RAY // 2, RAY, 1, 3_600, RAY // 2)
    assert needs_redo(RAY // 2 - 1, RAY, 1, 3_600, RAY // 2)


def test_a_start_is_the_feed_with_a_margin_and_a_reset_of_little_earns_nothing() -> None:
    assert feed_price(200 * WAD, RAY) == 200 * RAY
    assert top(200 * WAD, RAY, RAY * 12 // 10) == 240 * RAY
    assert top(0, RAY, RAY) is Refusal.NO_PRICE
    sale = Sale(100 * RAD, 40 * WAD, RAY)
    assert redo_reward(RAD, WAD // 50, sale, 3 * RAY, 100 * RAD) == 3 * RAD
    assert redo_reward(RAD, WAD // 50, sale, 2 * RAY, 100 * RAD) == 0
    assert redo_reward(RAD, WAD // 50, sale, 3 * RAY, 100 * RAD + 1) == 0


def test_each_level_of_the_breaker_stops_what_the_ones_below_it_stop() -> None:
    stopped = {level: [bool(level.stops(action)) for action in (1, 2, 3)] for level in Breaker}
    assert stopped == {
        Breaker.OPEN: [False, False, False],
        Breaker.NO_KICK: [True, False, False],
        Breaker.NO_REDO: [True, True, False],
        Breaker.NO_TAKE: [True, True, True],
    }
