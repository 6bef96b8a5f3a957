"""Strangers liquidate by exactly what they name; what no collateral pays for, lenders lose in the same step."""

import pytest

from solvent import commands as c
from solvent import events as e
from solvent.reasons import Bearer, Reason
from tests.pairs import CENT, DOLLAR, ETHER, POOL, WAD, WHOLE, PairWorld, lending
from tests.world import S, of, only

SHARE = 10**6
FACTOR = WAD * WAD // (WAD - 3 * WAD // 10 * (WAD // 5) // WAD)  # 1 / (1 - 0.3 x 0.2): 6.38 % on top


@pytest.fixture
def pool() -> PairWorld:
    """16,000 dollars against ten ether at 2,000, of 60,000 and 40,000 that two lenders have there."""
    made = PairWorld("lender", "second", "borrower")
    made.act(c.Supply, "lender", DOLLAR, 60_000 * CENT)
    made.act(c.Supply, "second", DOLLAR, 40_000 * CENT)
    made.act(c.Supply, "borrower", ETHER, 10 * WHOLE)
    made.act(c.Borrow, "borrower", DOLLAR, 16_000 * CENT)
    return made


def test_a_price_that_crosses_the_line_is_told_once(pool: PairWorld) -> None:
    """At 2,000 the debt is 80 % to the unit."""
    assert pool.liquidate("borrower", shares=1).refused is Reason.LOAN_HEALTHY
    told = only(pool.oracle(2_000 * WAD - 1), e.LoanLiquidatable)
    assert (told.debt, told.threshold) == ([str(16_000 * WAD)], [8_000])
    assert int(told.health[0]) == WAD - WAD // (16_000 * CENT), "a unit short of 16,000 dollars"
    assert not of(pool.oracle(1_999 * WAD), e.LoanLiquidatable)
    assert of(pool.oracle(2_000 * WAD), e.LoanRecovered)


def test_any_part_of_a_debt_may_be_repaid_and_seizes_its_worth_and_the_incentive(pool: PairWorld) -> None:
    pool.oracle(1_900 * WAD)
    done = pool.liquidate("borrower", shares=1_000 * CENT * SHARE)
    told = only(done, e.LoanLiquidated)
    assert told.repaid == [str(1_000 * CENT)]
    assert told.seized == [str(1_000 * CENT * FACTOR // WAD * 10**12 // 1_900)]
    assert (told.collateral, told.owing) == ([1], [0])
    assert pool.position("borrower").borrow_shares == 15_000 * CENT * SHARE
    assert pool.cash(DOLLAR) == 85_000 * CENT
    assert pool.cash(ETHER) == pool.position("borrower").collateral == 10 * WHOLE - int(told.seized[0])
    assert not of(done, e.LendersLost)


def test_all_of_a_debt_leaves_the_owner_the_rest(pool: PairWorld) -> None:
    pool.oracle(1_900 * WAD)
    assert pool.liquidate("borrower", seized=10 * WHOLE).refused is Reason.MORE_THAN_OWED
    done = pool.liquidate("borrower", shares=16_000 * CENT * SHARE)
    assert of(done, e.LoanRecovered)
    left = pool.position("borrower")
    assert left.borrow_shares == 0
    assert left.collateral == 10 * WHOLE - 16_000 * CENT * FACTOR // WAD * 10**12 // 1_900
    assert pool.act(c.Redeem, "borrower", ETHER, "all").refused is None
    assert pool.market.supplied == 100_000 * CENT, "lenders lose nothing"


def test_lenders_lose_at_once_what_the_last_collateral_does_not_pay(pool: PairWorld) -> None:
    """Ten ether at 1,000 pay 10,000 / 1.06383 = 9,400 dollars; 6,600 are left, 6.6 % of what lenders have."""
    pool.oracle(1_000 * WAD)
    assert pool.liquidate("borrower", shares=16_000 * CENT * SHARE).refused is Reason.MORE_THAN_OWED
    before = pool.lent("lender"), pool.lent("second")
    done = pool.liquidate("borrower", seized=10 * WHOLE)
    repaid = int(only(done, e.LoanLiquidated).repaid[0])
    assert 9_400 * CENT <= repaid <= 9_400 * CENT + 1
    lost = only(done, e.LendersLost)
    assert lost.units == [str(16_000 * CENT - repaid)]
    assert (lost.supplied, lost.bearer) == ([str(100_000 * CENT)], [Bearer.LENDERS_AT_ONCE])
    assert (pool.market.borrowed, pool.market.borrow_shares) == (0, 0)
    assert pool.market.supplied == 84_000 * CENT + repaid == pool.cash(DOLLAR), "nothing is left unallocated"
    assert (pool.lent("lender"), pool.lent("second")) == before, "the same shares,"
    out = only(pool.act(c.Redeem, "lender", DOLLAR, "all"), e.CashTransferred).amount
    assert abs(out[0] - (84_000 * CENT + repaid) * 6 // 10) <= 1, "each worth less: three fifths of it"
    assert pool.act(c.Redeem, "second", DOLLAR, "all").refused is None
    assert pool.cash(DOLLAR) <= 1, "who leaves last leaves no worse"
    assert not of(done, e.BadDebtNamed), "no debt without collateral stands open for a moment"


def test_who_leaves_a_unit_of_collateral_postpones_the_loss_and_who_leaves_first_escapes_it(pool: PairWorld) -> None:
    pool.oracle(1_000 * WAD)
    done = pool.liquidate("borrower", seized=10 * WHOLE - 1)
    assert not of(done, e.LendersLost)
    assert pool.market.supplied == 100_000 * CENT
    out = only(pool.act(c.Redeem, "lender", DOLLAR, "all"), e.CashTransferred).amount
    assert out in ([60_000 * CENT], [60_000 * CENT - 1])
    lost = only(pool.liquidate("borrower", seized=1), e.LendersLost)
    assert 6_600 * CENT - 10 <= int(lost.units[0]) <= 6_600 * CENT, "now the second lender bears all of it"
    assert pool.market.supplied - int(pool.market.borrowed) <= 33_400 * CENT + 10


def test_one_share_costs_a_unit_and_buys_nothing(pool: PairWorld) -> None:
    pool.oracle(1_900 * WAD)
    told = only(pool.liquidate("borrower", shares=1), e.LoanLiquidated)
    assert (told.repaid, told.seized) == (["1"], ["0"])


def test_a_debt_without_any_collateral_is_written_off_by_whoever_repays_one_share(pool: PairWorld) -> None:
    pool.do(c.LoadLoan, pool=POOL, account="second", asset=DOLLAR, owed=str(500 * CENT))
    done = pool.liquidate("second", shares=1)
    assert only(done, e.LendersLost).units == [str(500 * CENT)], "what is left of it, rounded up"
    assert only(done, e.BadDebtNamed).units == ["0"]
    assert pool.lent("second") == 40_000 * CENT * SHARE, "a lender who owes keeps what it lent, less its part of it"


def test_a_liquidation_is_by_what_is_owed_now(pool: PairWorld) -> None:
    """An hour of interest brings the loan past the line, although nothing was told for as long."""
    assert pool.liquidate("borrower", shares=1, after=3_600 * S).refused is None


def agreed(pool: PairWorld, price: int) -> PairWorld:
    """The borrower agrees to the early line, and ether is at a price."""
    assert pool.do(c.AllowPreLiquidation, pool=POOL, account="borrower", allowed=True).refused is None
    pool.oracle(price)
    return pool


def test_who_agrees_may_be_liquidated_in_part_from_the_early_line_on(pool: PairWorld) -> None:
    """At 2,133.33 dollars the debt is 75 %: halfway, so 60 % of it may be repaid, at 1.03."""
    price = 16_000 * WAD * 100 // 75 // 10
    agreed(pool, price)
    assert pool.book.loans.liquidatable[2]
    assert pool.liquidate("borrower", shares=1).refused is Reason.LOAN_HEALTHY, "the market's own line is not crossed"
    most = 9_600 * CENT * SHARE
    assert pool.liquidate("borrower", shares=most + 10**12, early=True).refused is Reason.MORE_THAN_OWED
    done = pool.liquidate("borrower", shares=most, early=True)
    told = only(done, e.LoanPreLiquidated)
    assert told.repaid == [str(9_600 * CENT)]
    assert abs(int(told.incentive[0]) - 103 * WAD // 100) < 10**12
    assert abs(int(told.closable[0]) - most) < 10**10
    assert abs(int(told.seized[0]) * price // WAD - 9_888 * WAD) < 10**13
    assert abs(int(told.health[0]) * 75 - 70 * WAD) < 10**10
    assert of(done, e.LoanRecovered)
    assert pool.cash(DOLLAR) == 93_600 * CENT


def test_an_early_liquidation_needs_consent_and_a_line_that_is_not_crossed(pool: PairWorld) -> None:
    pool.oracle(2_100 * WAD)
    assert pool.liquidate("borrower", shares=1, early=True).refused is Reason.NOT_OPTED_IN
    agreed(pool, 2_300 * WAD)
    assert pool.liquidate("borrower", shares=1, early=True).refused is Reason.LOAN_HEALTHY
    pool.oracle(1_990 * WAD)
    assert pool.liquidate("borrower", shares=1, early=True).refused is Reason.PAST_THE_LINE
    assert pool.liquidate("borrower", shares=1).refused is None
    assert pool.do(c.AllowPreLiquidation, pool=POOL, account="borrower", allowed=False).refused is None
    pool.oracle(2_100 * WAD)
    assert not pool.book.loans.liquidatable.any()
    assert pool.liquidate("borrower", shares=1, early=True).refused is Reason.NOT_OPTED_IN


def test_an_early_liquidation_by_collateral_moves_what_the_repayment_moves(pool: PairWorld) -> None:
    agreed(pool, 2_100 * WAD)
    done = pool.liquidate("borrower", seized=WHOLE, early=True)
    told = only(done, e.LoanPreLiquidated)
    assert told.seized == [str(WHOLE)]
    left = pool.position("borrower")
    assert left.collateral == 9 * WHOLE == pool.cash(ETHER)
    owed = -(-left.borrow_shares // SHARE)
    assert owed in (16_000 * CENT - int(told.repaid[0]), 16_000 * CENT - int(told.repaid[0]) + 1)
    assert pool.cash(DOLLAR) == 84_000 * CENT + int(told.repaid[0])


def test_what_borrowers_agreed_to_stays_while_they_do(pool: PairWorld) -> None:
    agreed(pool, 2_000 * WAD)
    bare = lending("bare", early=None)
    assert pool.do(c.AdoptLending, pool=POOL, policy=bare).refused is Reason.TERMS_NOT_ALLOWED
    assert pool.do(c.AdoptLending, pool=POOL, policy=lending("same", fee=WAD // 10)).refused is None
    pool.do(c.AllowPreLiquidation, pool=POOL, account="borrower", allowed=False)
    assert pool.do(c.AdoptLending, pool=POOL, policy=bare).refused is None
    asked = {"pool": POOL, "account": "borrower", "allowed": True}
    assert pool.do(c.AllowPreLiquidation, **asked).refused is Reason.NOT_OPTED_IN
