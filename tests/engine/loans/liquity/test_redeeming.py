"""The coin given back for collateral, and the base rate that rises by it."""

import pytest

from solvent import commands as c
from solvent import events as e
from solvent.engine import Outcome
from solvent.engine.loans.liquity.redeeming import base_rate
from solvent.lending.liquity.redemption import DECAY, BaseRate
from solvent.lending.scales import power_half_up
from solvent.reasons import Posting, Reason
from tests.troves import COIN, ETHER, TROVES, WAD, Troves
from tests.world import S, of, only

HOUR = 3_600
SUPPLY = 15_475 * WAD  # 10,250 of anna's and 5,225 of ben's


@pytest.fixture
def pool() -> Troves:
    """Ten ether each at 2,000: anna at 195 % of 10,250, ben at 383 % of 5,225."""
    made = Troves("anna", "ben", "carl")
    made.trove("anna", 10, 10_000)
    made.trove("ben", 10, 5_000)
    return made


def redeem(pool: Troves, coins: int, **more: object) -> Outcome:
    return pool.do(c.RedeemCoin, pool=TROVES, amount=str(coins * WAD), **more)  # type: ignore[arg-type]


def test_the_lowest_ratio_gives_first_at_par_less_a_fee(pool: Troves) -> None:
    before = pool.cash(ETHER)
    done = redeem(pool, 5_000)
    assert only(done, e.TroveRedeemed).collateral == [str(25 * WAD // 10)]
    assert pool.has("anna") == (75 * WAD // 10, 5_250 * WAD)
    assert pool.has("ben") == (10 * WAD, 5_225 * WAD)
    assert before - pool.cash(ETHER) == 25 * WAD // 10, "the fee leaves too, to others"
    share = 5_000 * WAD * WAD // SUPPLY
    assert base_rate(pool.book, pool.branch).rate == share // 2
    fee = (5 * WAD // 1_000 + share // 2) * (25 * WAD // 10) // WAD
    moved = {int(event.posting): int(event.amount) * 10**9 + int(event.fine) for event in of(done, e.CashTransferred)}
    assert moved == {Posting.COIN_REDEMPTION: 25 * WAD // 10 - fee, Posting.REDEMPTION_FEE: fee}


def test_a_trove_that_is_given_back_whole_is_closed_and_its_owner_claims_the_rest(pool: Troves) -> None:
    done = redeem(pool, 11_000)
    first, second = (event for event in of(done, e.TroveRedeemed))
    assert (first.paid, first.closed) == (str(10_050 * WAD), 1)
    assert (second.paid, second.closed) == (str(950 * WAD), 0)
    assert pool.has("anna") == (0, 0)
    assert pool.surplus("anna") == 10 * WAD - 5_025 * WAD // 1_000
    assert pool.cash(COIN) == 200 * WAD, "what was set aside for anna's is burnt"
    claimed = pool.do(c.ClaimSurplus, pool=TROVES, account="anna")
    assert claimed.refused is None
    assert pool.by_effect().digest() == pool.by_cause().book.digest() == pool.book.digest()


def test_what_would_leave_too_little_ends_it_and_the_last_trove_stays(pool: Troves) -> None:
    assert redeem(pool, 9_000).refused is Reason.NOTHING_MOVES, "1,050 would be left, less than 1,800"
    assert redeem(pool, 20_000).refused is Reason.LAST_ONE
    stops = redeem(pool, 14_000)
    assert [event.paid for event in of(stops, e.TroveRedeemed)] == [str(10_050 * WAD)], "ben would be left 1,075"


def test_a_fee_beyond_what_is_accepted_is_refused_and_below_the_line_nothing_is_redeemed(pool: Troves) -> None:
    assert redeem(pool, 5_000, most_ppm=100_000).refused is Reason.SLIPPAGE
    pool.ether(800)
    assert redeem(pool, 100).refused is Reason.SYSTEM_RATIO
    pool.ether(1_100)  # anna at 107 %: left alone
    assert only(redeem(pool, 1_000), e.TroveRedeemed).loan == [1]


def test_the_base_rate_decays_by_half_in_twelve_hours_and_loans_cost_more_meanwhile(pool: Troves) -> None:
    redeem(pool, 1_000)
    raised = base_rate(pool.book, pool.branch)
    later = pool.at_ns + 12 * HOUR * S
    assert pool.act(c.Borrow, "ben", COIN, 1_000 * WAD, time_ns=later).refused is None
    now = base_rate(pool.book, pool.branch)
    assert now.rate == raised.rate * power_half_up(DECAY, 720, WAD) // WAD
    assert abs(2 * now.rate - raised.rate) < raised.rate // 1_000
    owed = pool.has("ben")[1] - 5_225 * WAD
    assert owed == 1_000 * WAD + 1_000 * (5 * WAD // 1_000 + now.rate)
    pool.at_ns = later
    redeem(pool, 5_000)
    owing = pool.has("ben")[1]
    assert pool.act(c.Borrow, "ben", COIN, 100 * WAD).refused is None
    assert pool.has("ben")[1] - owing == 105 * WAD, "5 % at most"


def test_a_rate_keeps_its_time_within_a_minute() -> None:
    rate = BaseRate(WAD, 1_000)
    assert rate.decayed(1_059) == WAD
    assert rate.lent(1_059) == rate
    assert rate.lent(1_060) == BaseRate(DECAY, 1_060)
    assert rate.redeemed(WAD, WAD, WAD, 1_000).rate == WAD, "at most 1"
