"""Maker's vaults and its rising auctions as rules: what may be drawn, what a fee makes of a debt, who has won."""

import pytest

from solvent.lending.maker import flip
from solvent.lending.maker.bark import Vault
from solvent.lending.maker.vault import drawn, dripped, owed, refused, spot, wiped
from solvent.lending.refusal import Refusal
from solvent.lending.scales import RAD, RAY, WAD

TERMS = flip.Terms(103 * WAD // 100, 600, 21_600)
LINE, DUST = 1_000_000 * RAD, 20 * RAD


def test_a_spot_is_the_price_with_its_ratio_rounded_down() -> None:
    assert spot(180 * WAD, 3 * RAY // 2) == 120 * RAY
    assert spot(200 * WAD, 3 * RAY // 2) == 400 * RAY // 3


def test_a_rate_grows_by_the_second() -> None:
    assert dripped(RAY, RAY, 10**9) == RAY
    duty = RAY + RAY // 10**9
    assert dripped(RAY, duty, 1) == duty
    assert dripped(2 * RAY, duty, 2) == 2 * (duty * duty // RAY)


@pytest.mark.parametrize("rate", [RAY, RAY + 1, 11 * RAY // 10])
def test_what_is_drawn_is_owed_and_what_is_paid_never_ends_more(rate: int) -> None:
    for amount in (1, 7, WAD, 10**23 + 3):
        art = drawn(amount, rate)
        assert owed(art, rate) >= amount, "a debt is never less than what was drawn"
        assert wiped(owed(art, rate), rate) >= art, "paying what is owed ends it"
        assert wiped(amount, rate) * rate <= amount * RAY


def test_a_vault_is_held_to_the_ceiling_then_the_line_then_the_dust() -> None:
    none, owing = Vault(10 * WAD, 0), Vault(10 * WAD, 1_200 * WAD)
    at = spot(180 * WAD, 3 * RAY // 2)
    assert refused(none, owing, RAY, at, DUST, LINE, 1_200 * WAD) is None
    assert refused(none, owing, RAY, at, DUST, 1_199 * RAD, 1_200 * WAD) is Refusal.POWER
    assert refused(none, owing, RAY, at - 1, DUST, LINE, 1_200 * WAD) is Refusal.HEALTH
    assert refused(owing, Vault(10 * WAD, 19 * WAD), RAY, 0, DUST, LINE, 19 * WAD) is Refusal.DUST
    assert refused(owing, Vault(10 * WAD, 0), RAY, 0, DUST, LINE, 0) is None
    assert refused(owing, Vault(11 * WAD, 1_200 * WAD), RAY, 0, DUST, 0, 1_200 * WAD) is None, "nothing riskier"


def test_a_bite_takes_a_lot_and_its_share_of_the_debt() -> None:
    at = spot(150 * WAD, 3 * RAY // 2)
    found = flip.bite(Vault(120 * WAD, 15_000 * WAD), RAY, at, 113 * WAD // 100, 50 * WAD)
    assert found == flip.Bite(50 * WAD, 6_250 * WAD, 6_250 * RAD, 6_250 * RAD * 113 // 100)
    assert flip.bite(Vault(120 * WAD, 12_000 * WAD), RAY, at, WAD, 50 * WAD) is Refusal.HEALTHY
    assert flip.bite(Vault(0, WAD), RAY, at, WAD, 50 * WAD) is Refusal.NOTHING
    assert flip.bite(Vault(120 * WAD, 15_000 * WAD), RAY, 0, WAD, 50 * WAD) is Refusal.HEALTHY


def test_times_are_strict_as_in_the_contract() -> None:
    sale = flip.Lot(0, 50 * WAD, 1_000 * RAD, 0, 21_600)
    bid = flip.bid(sale, TERMS, 1, 50 * WAD, 100)
    assert isinstance(bid, flip.Lot)
    assert bid.expires == 700
    assert not flip.is_won(bid, 700)
    assert flip.is_won(bid, 701)
    assert flip.bid(bid, TERMS, 2, 50 * WAD, 700) is Refusal.STOPPED
    assert isinstance(flip.bid(bid, TERMS, 2, 50 * WAD, 699), flip.Lot)
    assert not flip.is_unsold(sale, 21_600)
    assert flip.is_unsold(sale, 21_601)
    assert flip.bid(sale, TERMS, 1, 50 * WAD, 21_600) is Refusal.STOPPED


def test_bids_rise_by_their_step_to_the_sum_and_then_lots_fall_by_it() -> None:
    sale = flip.Lot(100 * RAD, 50 * WAD, 1_000 * RAD, 700, 21_600)
    assert flip.bid(sale, TERMS, 103 * RAD - 1, 50 * WAD, 100) is Refusal.DUST
    assert isinstance(flip.bid(sale, TERMS, 103 * RAD, 50 * WAD, 100), flip.Lot)
    assert flip.bid(sale, TERMS, 1_000 * RAD + 1, 50 * WAD, 100) is Refusal.TOO_MUCH
    assert flip.bid(sale, TERMS, 103 * RAD, 49 * WAD, 100) is Refusal.DUST
    whole = sale._replace(bid=1_000 * RAD)
    most = 50 * WAD * 100 // 103
    assert isinstance(flip.bid(whole, TERMS, 1_000 * RAD, most, 100), flip.Lot)
    assert flip.bid(whole, TERMS, 1_000 * RAD, most + 1, 100) is Refusal.DUST
    assert flip.bid(whole, TERMS, 1_000 * RAD, 50 * WAD, 100) is Refusal.TOO_MUCH
    assert flip.bid(whole, TERMS, 999 * RAD, most, 100) is Refusal.DUST
    close = flip.Lot(990 * RAD, 50 * WAD, 1_000 * RAD, 700, 21_600)
    assert isinstance(flip.bid(close, TERMS, 1_000 * RAD, 50 * WAD, 100), flip.Lot), "the sum itself is always enough"


def test_a_floor_holds_the_first_bid_and_never_asks_more_than_the_sum() -> None:
    sale = flip.Lot(0, 50 * WAD, 1_000 * RAD, 0, 21_600)
    floor = flip.floor_of(50 * WAD, 150 * WAD, 80 * WAD // 100)
    assert floor == 6_000 * RAD
    assert flip.bid(sale, TERMS, 999 * RAD, 50 * WAD, 0, floor) is Refusal.TOO_DEAR
    assert isinstance(flip.bid(sale, TERMS, 1_000 * RAD, 50 * WAD, 0, floor), flip.Lot)
