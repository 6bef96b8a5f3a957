"""Liquidations 1.2 on the engine: lots, bids in two phases, and the bid of next to nothing that wins."""

import pytest

from solvent import commands as c
from solvent import events as e
from solvent.reasons import Bearer, Reason
from tests.vaults import RAD, RISING, VAULTS, WAD, Vaults, vaults_policy
from tests.world import S, of, only

MINUTE = 60 * S


@pytest.fixture
def pool() -> Vaults:
    """120 ether against 15,000 DAI, unsafe below 187.5; at 150 it goes to auction in lots of 50."""
    made = Vaults("anna", rules=vaults_policy(RISING))
    made.vault("anna", 120, 15_000)
    made.ether(150)
    return made


def test_a_vault_goes_to_auction_lot_by_lot(pool: Vaults) -> None:
    lots = [int(only(pool.start("anna"), e.AuctionStarted).lot[0]) for _ in range(3)]
    assert lots == [50 * WAD, 50 * WAD, 20 * WAD]
    assert pool.has("anna") == (0, 0)
    assert pool.start("anna").refused is Reason.LOAN_HEALTHY
    assert pool.sale()[1] == 6_250 * RAD * 113 // 100
    assert pool.amiss() == 0


def test_more_for_all_and_then_less_of_it_for_the_debt(pool: Vaults) -> None:
    pool.start("anna")
    tab = pool.sale()[1]
    assert pool.bid(5_000 * RAD, 50 * WAD, actor="one").refused is None
    assert pool.bid(5_149 * RAD, 50 * WAD).refused is Reason.BID_TOO_LOW
    assert pool.bid(tab + 1, 50 * WAD).refused is Reason.OUT_OF_RANGE
    assert pool.bid(tab, 49 * WAD).refused is Reason.BID_TOO_LOW, "not all is raised yet"
    assert pool.bid(tab, 50 * WAD, actor="two").refused is None
    assert pool.bid(tab, 49 * WAD).refused is Reason.BID_TOO_LOW, "less than 3 % lower"
    assert pool.bid(tab, 50 * WAD).refused is Reason.OUT_OF_RANGE
    assert pool.bid(tab, 48 * WAD, actor="three").refused is None
    assert pool.amiss() == 0, "two ether are the owner's again"
    assert pool.end().refused is Reason.TOO_SOON
    late = pool.at_ns + 11 * MINUTE
    assert pool.bid(tab, 40 * WAD, time_ns=late).refused is Reason.STOPPED
    ended = only(pool.end(time_ns=late), e.AuctionEnded)
    assert (ended.raised, ended.missing) == ([str(tab)], ["0"])
    assert pool.ilk.buffer == tab - 6_250 * RAD
    assert (pool.running, pool.amiss()) == ([], 0)
    assert pool.by_effect().digest() == pool.by_cause().book.digest() == pool.book.digest()


def test_a_bid_of_next_to_nothing_wins_where_nobody_else_bids(pool: Vaults) -> None:
    pool.start("anna")
    assert pool.bid(1, 50 * WAD, actor="lucky").refused is None
    done = pool.end(time_ns=pool.at_ns + 11 * MINUTE)
    assert only(done, e.AuctionEnded).missing == [str(6_250 * RAD - 1)]
    loss = only(done, e.AuctionLossBorne)
    assert (loss.rad, loss.bearer) == ([str(6_250 * RAD - 1)], [int(Bearer.TOKEN_HOLDERS)])


def test_a_reserve_price_refuses_it_and_counts_for_the_first_bid_alone() -> None:
    made = Vaults("anna", rules=vaults_policy(f"{RISING}-reserve"))
    made.vault("anna", 120, 15_000)
    made.ether(150)
    made.start("anna")
    floor = 50 * 150 * 80 // 100  # 6,000
    assert made.bid(1, 50 * WAD).refused is Reason.BID_BELOW_RESERVE
    assert made.bid(floor * RAD - 1, 50 * WAD).refused is Reason.BID_BELOW_RESERVE
    assert made.bid(floor * RAD, 50 * WAD).refused is None
    assert made.bid(floor * RAD * 103 // 100, 50 * WAD).refused is None
    assert made.end(time_ns=made.at_ns + 11 * MINUTE).refused is Reason.TOO_SOON, "bids stand for two hours"


def test_an_auction_nobody_bids_for_begins_anew(pool: Vaults) -> None:
    pool.start("anna")
    assert pool.do(c.ResetAuction, pool=VAULTS, auction=0).refused is Reason.TOO_SOON
    late = pool.at_ns + 6 * 3_600 * S + S
    assert pool.bid(RAD, 50 * WAD, time_ns=late).refused is Reason.STOPPED
    assert of(pool.do(c.ResetAuction, pool=VAULTS, auction=0, time_ns=late), e.AuctionReset)
    assert pool.bid(RAD, 50 * WAD, time_ns=late).refused is None


def test_rules_of_the_other_kind_are_refused(pool: Vaults) -> None:
    pool.start("anna")
    assert pool.buy(WAD).refused is Reason.WRONG_KIND
    assert pool.do(c.SetBreaker, pool=VAULTS, level=1).refused is Reason.WRONG_KIND
    assert pool.do(c.AdoptLending, pool=VAULTS, policy=vaults_policy()).refused is Reason.TERMS_NOT_ALLOWED
    longer = vaults_policy(f"{RISING}-reserve")
    assert pool.do(c.AdoptLending, pool=VAULTS, policy=longer).refused is None, "bids may be made to stand longer"
    falls = Vaults("anna")
    falls.vault("anna", 10, 1_200)
    falls.ether(100)
    falls.start("anna")
    assert falls.bid(1, WAD).refused is Reason.WRONG_KIND
    assert falls.end().refused is Reason.WRONG_KIND
    assert falls.buy(WAD, auction=7).refused is Reason.UNKNOWN_AUCTION
