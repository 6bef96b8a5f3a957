"""Liquidations 2.0 on the engine: a vault is sent to auction, taken in parts, and somebody bears what is missing."""

import pytest

from solvent import commands as c
from solvent import events as e
from solvent.book import rad
from solvent.engine.loans import watching
from solvent.lending.maker import auction, curves
from solvent.reasons import Bearer, Reason
from tests.vaults import COIN, ETHER, RAD, RAY, VAULTS, WAD, Vaults, vaults_policy
from tests.world import S, of, only


@pytest.fixture
def pool() -> Vaults:
    """Ten ether against 1,200 DAI: 166 %, unsafe below 180 an ether."""
    made = Vaults("anna", "ben", rules=vaults_policy(dust="100"))
    made.vault("anna", 10, 1_200)
    return made


def test_a_vault_is_safe_at_its_line_and_unsafe_a_unit_below(pool: Vaults) -> None:
    assert not of(pool.ether(180), e.LoanLiquidatable)
    assert pool.start("anna").refused is Reason.LOAN_HEALTHY
    told = pool.do(c.ObserveOracle, pool=VAULTS, asset=ETHER, price=str(180 * WAD - 1))
    assert only(told, e.LoanLiquidatable).loan == [0]
    assert of(pool.ether(180), e.LoanRecovered)


def test_an_auction_begins_above_the_feed_and_pays_who_started_it(pool: Vaults) -> None:
    """1,200 x 1.13 = 1,356 to raise, from 170 x 1.3; the keeper has 300 and a thousandth of it."""
    pool.ether(170)
    begun = only(pool.start("anna"), e.AuctionStarted)
    assert (begun.lot, begun.tab) == ([str(10 * WAD)], [str(1_356 * RAD)])
    assert begun.top == [str(221 * RAY)]
    assert begun.reward == [str(300 * RAD + 1_356 * RAD // 1_000)]
    assert begun.cost == [str(1_200 * RAD + int(begun.reward[0]))]
    assert pool.has("anna") == (0, 0)
    assert pool.amiss() == 0


def test_what_is_taken_at_the_curve_is_what_the_rules_say(pool: Vaults) -> None:
    """After 30 steps of 90 s the price is 221 x 0.99^30; a part leaves at least the dust, the rest is the owner's."""
    pool.ether(170)
    pool.start("anna")
    later = pool.at_ns + 2_700 * S
    price = curves.stairs(221 * RAY, 2_700, 99 * RAY // 100, 90)
    taken = only(pool.buy(3 * WAD, time_ns=later, actor="keeper"), e.AuctionTaken)
    assert (taken.slice, taken.price, taken.bidder) == ([str(3 * WAD)], [str(price)], ["keeper"])
    assert pool.sale() == (7 * WAD, 1_356 * RAD - 3 * WAD * price, 3 * WAD * price)
    done = pool.buy("all", time_ns=later)
    ended = only(done, e.AuctionEnded)
    left = 1_356 * RAD - 3 * WAD * price
    expected = auction.take(auction.Sale(left, 7 * WAD, 221 * RAY), price, 2**255, 113 * RAD)
    assert isinstance(expected, auction.Take)
    assert only(done, e.AuctionTaken).slice == [str(expected.slice)]
    assert (ended.raised, ended.returned) == ([str(1_356 * RAD)], [str(expected.returned)])
    assert (pool.running, pool.amiss()) == ([], 0)


def test_a_penalty_fills_the_buffer_and_a_loss_empties_it_before_the_holders_of_the_token_pay() -> None:
    pool = Vaults("anna", "ben", rules=vaults_policy(dust="100", tip="0"))
    for account in ("anna", "ben"):
        pool.vault(account, 10, 1_200)
    pool.ether(170)
    pool.start("anna")
    pool.buy("all")
    put_by = pool.ilk.buffer
    assert put_by == 156 * RAD - 1_356 * RAD // 1_000, "a penalty of 13 %, less a thousandth to the keeper"
    pool.start("ben")
    late = pool.at_ns + 7_200 * S  # 80 steps: 221 x 0.99^80 = 98.9 an ether
    done = pool.buy("all", auction=1, time_ns=late)
    missing = int(only(done, e.AuctionEnded).missing[0])
    borne = {int(event.bearer): int(event.rad) for event in of(done, e.AuctionLossBorne)}
    assert borne == {Bearer.BUFFER: put_by, Bearer.TOKEN_HOLDERS: missing - put_by}, "nothing is left unallocated"
    assert (pool.ilk.buffer, pool.amiss()) == (0, 0)
    assert pool.by_effect().digest() == pool.by_cause().book.digest() == pool.book.digest()


def test_a_limit_of_what_is_under_auction_cuts_and_then_stops(pool: Vaults) -> None:
    tight = Vaults("anna", "ben", rules=vaults_policy(dust="100", hole="700"))
    tight.vault("anna", 10, 1_200)
    tight.vault("ben", 10, 1_200)
    tight.ether(170)
    first = only(tight.start("anna"), e.AuctionStarted)
    assert int(first.tab[0]) <= 700 * RAD
    assert 0 < tight.has("anna").art < 1_200 * WAD
    assert tight.start("ben").refused in (Reason.AUCTION_LIMIT, Reason.DUST_LEFT)


def test_an_old_auction_must_begin_anew_and_then_it_costs_another_reward(pool: Vaults) -> None:
    pool.ether(170)
    pool.start("anna")
    cost = rad(pool.book.auctions, 0, "cost")
    assert pool.do(c.ResetAuction, pool=VAULTS, auction=0).refused is Reason.TOO_SOON
    late = pool.at_ns + 8_401 * S
    assert pool.buy("all", time_ns=late).refused is Reason.RESET_FIRST
    reset = only(pool.do(c.ResetAuction, pool=VAULTS, auction=0, time_ns=late), e.AuctionReset)
    assert reset.top == [str(221 * RAY)]
    assert rad(pool.book.auctions, 0, "cost") == cost + int(reset.reward[0]) > cost
    assert pool.buy("all", time_ns=late).refused is None


def test_the_breaker_stops_starting_then_resetting_then_buying(pool: Vaults) -> None:
    pool.vault("ben", 10, 1_200)
    pool.ether(170)
    pool.start("anna")
    for level in (1, 2, 3):
        assert pool.do(c.SetBreaker, pool=VAULTS, level=level).refused is None
        assert pool.start("ben").refused is Reason.STOPPED
        taken = pool.buy(WAD, most=str(RAY)).refused
        assert taken is (Reason.STOPPED if level == 3 else Reason.SLIPPAGE)
        if level >= 2:
            late = c.ResetAuction(pool=VAULTS, auction=0, time_ns=pool.at_ns + 8_401 * S)
            assert pool.engine.step(late).refused is Reason.STOPPED
    assert pool.do(c.SetBreaker, pool=VAULTS, level=4).refused is Reason.OUT_OF_RANGE
    assert pool.do(c.SetBreaker, pool=VAULTS, level=0).refused is None
    assert pool.buy(WAD).refused is None


def test_a_fee_grows_debts_and_the_buffer_alike(pool: Vaults) -> None:
    made = Vaults("anna", rules=vaults_policy(duty='"1000000003022265980097387650"'))
    made.vault("anna", 100, 10_000)
    year = made.at_ns + 365 * 86_400 * S
    assert made.act(c.Borrow, "anna", COIN, WAD, time_ns=year).refused is None
    debt = watching.standing(made.book, 0)
    assert debt is not None
    assert abs(debt.debt - 11_001 * WAD) < 10**12, "10 % a year"
    assert abs(made.ilk.buffer - 1_000 * RAD) < 10**39
    assert made.by_effect().digest() == made.by_cause().book.digest() == made.book.digest()


def test_an_owner_is_held_to_the_line_the_dust_and_the_ceiling(pool: Vaults) -> None:
    assert pool.act(c.Redeem, "anna", ETHER, WAD).refused is Reason.HEALTH_FACTOR, "200 / 1.5 is rounded down"
    assert pool.act(c.Redeem, "anna", ETHER, WAD - 1).refused is None
    assert pool.act(c.Borrow, "anna", COIN, 134).refused is Reason.HEALTH_FACTOR, "a unit of ether counts for 133"
    assert pool.act(c.Repay, "anna", COIN, 1_101 * WAD).refused is Reason.DEBT_TOO_SMALL
    assert pool.act(c.Repay, "anna", COIN, 1_100 * WAD).refused is None
    assert pool.act(c.Repay, "anna", COIN, "all").refused is None
    assert pool.act(c.Redeem, "anna", ETHER, "all").refused is None
    assert pool.has("anna") == (0, 0)
    small = Vaults("anna", rules=vaults_policy(line="1_000"))
    assert small.act(c.Supply, "anna", ETHER, 100 * WAD).refused is None
    assert small.act(c.Borrow, "anna", COIN, 1_001 * WAD).refused is Reason.CAP_REACHED
    assert small.act(c.Borrow, "anna", COIN, 1_000 * WAD).refused is None
    assert pool.by_effect().digest() == pool.by_cause().book.digest() == pool.book.digest()
