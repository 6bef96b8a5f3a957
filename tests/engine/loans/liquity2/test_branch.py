"""A branch of Liquity v2 in whole numbers: rates, interest and who earns it, liquidations, redemptions, a shutdown."""

import pytest
from msgspec.structs import replace

from solvent import commands as c
from solvent import events as e
from solvent.lending.scales import YEAR
from solvent.reasons import Bearer, Reason
from tests.rated import BRANCH, COIN, ETHER, GAS, PERCENT, WAD, RatedWorld, rated_policy
from tests.world import S, of, only

DAY = 86_400 * S


@pytest.fixture
def pool() -> RatedWorld:
    """Three troves at 1, 5 and 10 % a year, and a deposit of 5,000."""
    made = RatedWorld("cheap", "middle", "dear", "depositor", "stranger")
    for account, rate in (("cheap", 1), ("middle", 5), ("dear", 10)):
        assert made.trove(account, 10, 10_000, rate * PERCENT).refused is None
    made.act(c.Supply, "depositor", COIN, 5_000 * WAD)
    return made


def test_a_week_of_the_average_rate_is_owed_in_advance() -> None:
    pool = RatedWorld("first", "second")
    pool.trove("first", 10, 10_000, 10 * PERCENT)
    assert pool.has("first") == (10 * WAD, 10_000 * WAD + 10_000 * WAD * 7 * 86_400 // 10 // YEAR)
    debt = pool.has("first")[1]
    pool.trove("second", 10, 10_000, 1 * PERCENT)
    average = (debt * 10 * PERCENT + 10_000 * WAD * PERCENT) // (debt + 10_000 * WAD)
    assert pool.has("second")[1] == 10_000 * WAD + 10_000 * WAD * average * 7 * 86_400 // YEAR // WAD
    assert pool.cash(ETHER) == 20 * WAD + 2 * GAS


def test_each_trove_grows_at_its_own_rate_and_depositors_earn_three_quarters(pool: RatedWorld) -> None:
    before = [pool.has(account)[1] for account in ("cheap", "middle", "dear")]
    pool.do(c.AdvanceTime, 365 * DAY)
    after = [pool.has(account)[1] for account in ("cheap", "middle", "dear")]
    for was, now, rate in zip(before, after, (1, 5, 10), strict=True):
        assert now == was + was * rate // 100
    done = pool.act(c.Redeem, "depositor", COIN, 1)
    minted = int(only(done, e.AggregateUpdated).minted[0])
    assert 0 <= minted - sum(now - was for was, now in zip(before, after, strict=True)) <= 3, "rounded up"
    paid = sum(event.amount * 10**9 + event.fine for event in of(done, e.CashTransferred) if event.posting == 168)
    assert minted * 3 // 4 - paid < 10**4, "all but a little of what came before the deposit"


def test_a_trove_below_its_line_is_taken_at_five_percent_and_the_rest_is_its_owners(pool: RatedWorld) -> None:
    """At 1,095 ether is 109.5 % of each; the pool backs half of one, the others take over the rest at 10 %."""
    pool.ether(1_095)
    debt = pool.has("dear")[1]
    done = pool.close("dear")
    told = only(done, e.TroveLiquidated)
    offset = 4_999 * WAD
    assert told.offset == [str(offset)]
    portion = 10 * WAD * offset // debt
    gas = portion // 200
    assert told.to_caller == [str(gas)]
    assert int(told.to_pool[0]) == min(portion - gas, offset * 105 // 100 * WAD // (1_095 * WAD))
    assert told.debt == [str(debt - offset)]
    lost = only(done, e.TroveLossBorne) if of(done, e.TroveLossBorne) else None
    assert lost is None, "nobody takes over more than it is worth"
    assert pool.has("cheap")[1] > 10_000 * WAD
    assert pool.act(c.Redeem, "depositor", COIN, 10**30).refused is Reason.NO_LIQUIDITY, "one coin stays"


def test_a_gap_makes_borrowers_take_over_more_than_it_is_worth(pool: RatedWorld) -> None:
    pool.trove("stranger", 40, 10_000)
    pool.ether(700)
    done = pool.close("dear", "middle")
    bearers = {event.bearer for event in of(done, e.TroveLossBorne)}
    assert bearers == {Bearer.DEPOSITORS, Bearer.BORROWERS}


def test_a_surplus_is_claimed_once(pool: RatedWorld) -> None:
    """Ten ether at 1,095 are 10,950; a deposit that backs it all takes 105 % of 10,000 and a bit."""
    pool.act(c.Supply, "depositor", COIN, 20_000 * WAD)
    pool.ether(1_099)
    told = only(pool.close("dear"), e.TroveLiquidated)
    surplus = int(told.surplus[0])
    assert surplus > 0
    claimed = pool.do(c.ClaimSurplus, pool=BRANCH, account="dear")
    assert only(claimed, e.CashTransferred).amount[0] == surplus // 10**9
    assert pool.do(c.ClaimSurplus, pool=BRANCH, account="dear").refused is Reason.NOTHING_MOVES


def test_whoever_pays_least_is_redeemed_first_and_its_fee_stays_with_it(pool: RatedWorld) -> None:
    done = pool.coins(3_000, after=30 * DAY)
    told = only(done, e.TroveRedeemed)
    assert told.loan == [pool.tenant("cheap").seat.loan]
    assert int(told.collateral[0]) < 15 * WAD // 10
    collateral, debt = pool.has("cheap")
    assert collateral == 10 * WAD - int(told.collateral[0])
    assert debt < 7_100 * WAD


def test_a_trove_that_is_left_with_little_gives_first_next_time_and_wakes_with_its_owner(pool: RatedWorld) -> None:
    pool.coins(9_000, after=30 * DAY)
    assert pool.tenant("cheap").place == 0
    assert pool.do(c.SetTroveRate, pool=BRANCH, account="cheap", rate=90 * PERCENT).refused is Reason.DEBT_TOO_SMALL
    loans = only(pool.coins(500, after=30 * DAY), e.TroveRedeemed).loan
    assert loans == [pool.tenant("cheap").seat.loan]
    pool.act(c.Borrow, "cheap", COIN, 2_000 * WAD)
    assert pool.tenant("cheap").place > 0
    assert pool.branch.zombie == 0


def test_all_of_a_debt_may_be_redeemed_and_the_trove_stays_open(pool: RatedWorld) -> None:
    pool.coins(12_000, after=60 * DAY)
    collateral, debt = pool.has("cheap")
    assert debt == 0
    assert collateral > 0
    assert pool.branch.zombie == 0
    assert pool.act(c.Redeem, "cheap", ETHER, "1").refused is Reason.DEBT_TOO_SMALL
    assert pool.act(c.Repay, "cheap", COIN, "all").refused is None
    assert pool.has("cheap") == (0, 0)


def test_below_the_critical_ratio_nothing_is_borrowed_that_keeps_it_there(pool: RatedWorld) -> None:
    pool.ether(1_400)
    assert pool.act(c.Borrow, "cheap", COIN, 100 * WAD).refused is Reason.RECOVERY_MODE
    assert pool.act(c.Redeem, "cheap", ETHER, WAD // 10).refused is Reason.RECOVERY_MODE
    assert pool.act(c.Supply, "cheap", ETHER, WAD).refused is None
    assert pool.act(c.Repay, "cheap", COIN, 100 * WAD).refused is None


def test_a_rate_costs_a_week_where_it_is_chosen_again_within_a_week(pool: RatedWorld) -> None:
    debt = pool.has("cheap")[1]
    done = pool.do(c.SetTroveRate, pool=BRANCH, account="cheap", rate=2 * PERCENT)
    assert done.refused is None
    assert pool.has("cheap")[1] > debt
    pool.at_ns += 8 * DAY
    assert pool.do(c.SetTroveRate, pool=BRANCH, account="cheap", rate=2 * PERCENT).refused is Reason.RATE_NOT_ALLOWED
    pool.do(c.AdvanceTime, 0)
    debt = pool.has("cheap")[1]
    assert pool.do(c.SetTroveRate, pool=BRANCH, account="cheap", rate=3 * PERCENT).refused is None
    assert pool.has("cheap")[1] == debt, "free after a week"


def test_a_shutdown_stops_interest_and_opens_urgent_redemptions(pool: RatedWorld) -> None:
    assert pool.do(c.ShutBranch, pool=BRANCH).refused is Reason.SYSTEM_RATIO
    urgent = {"pool": BRANCH, "accounts": ["dear"], "amount": str(2_000 * WAD)}
    assert pool.do(c.RedeemUrgently, **urgent).refused is Reason.NOT_SHUT_DOWN
    pool.ether(1_090)
    assert only(pool.do(c.ShutBranch, pool=BRANCH), e.BranchShut).now_s == [pool.now_s]
    assert pool.do(c.ShutBranch, pool=BRANCH).refused is Reason.SHUT_DOWN
    before = pool.has("dear")
    pool.do(c.AdvanceTime, 365 * DAY)
    assert pool.has("dear") == before
    assert pool.act(c.Borrow, "cheap", COIN, WAD).refused is Reason.SHUT_DOWN
    told = only(pool.do(c.RedeemUrgently, **urgent), e.TroveRedeemed)
    assert told.collateral == [str(2_000 * 102 * WAD // 109_000)], "two parts in a hundred on top"
    assert pool.coins(100).refused is Reason.SHUT_DOWN
    assert pool.act(c.Repay, "cheap", COIN, "all").refused is None, "the owner may leave at any ratio"
    assert pool.act(c.Repay, "middle", COIN, "all").refused is None
    assert pool.act(c.Repay, "dear", COIN, "all").refused is None, "the last one too"


def test_what_is_read_in_is_at_the_least_rate(pool: RatedWorld) -> None:
    pool.do(c.LoadLoan, pool=BRANCH, account="stranger", asset=ETHER, supplied=str(WAD))
    pool.do(c.LoadLoan, pool=BRANCH, account="stranger", asset=COIN, owed=str(1_000 * WAD))
    assert pool.tenant("stranger").rate.rate == PERCENT // 2
    assert pool.has("stranger") == (WAD, 1_000 * WAD)


def test_terms_cannot_be_changed(pool: RatedWorld) -> None:

    rules = rated_policy()
    other = replace(rules, terms=replace(rules.terms, penalty=20 * PERCENT))  # type: ignore[type-var]
    assert pool.do(c.AdoptLending, pool=BRANCH, policy=other).refused is Reason.TERMS_NOT_ALLOWED
    assert pool.do(c.AdoptLending, pool=BRANCH, policy=rules).refused is None
