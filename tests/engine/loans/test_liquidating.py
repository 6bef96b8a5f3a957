"""Strangers liquidate loans, and what is missing has a bearer."""

import pytest

from solvent import commands as c
from solvent import events as e
from solvent.book import wide
from solvent.engine.loans import reading
from solvent.reasons import Bearer, Reason
from tests.loans import DOLLAR, ETHER, POOL, PRICES, WAD, Pool
from tests.world import of, only


@pytest.fixture
def pool() -> Pool:
    """10 ether against 16,000 dollars, an ether at 2,000 dollars."""
    made = Pool("lender", "borrower")
    made.act(c.Supply, "lender", DOLLAR, 100_000 * 10**6)
    made.act(c.Supply, "borrower", ETHER, 10 * WAD)
    made.act(c.Borrow, "borrower", DOLLAR, 16_000 * 10**6)
    return made


def fall(pool: Pool, dollars: int) -> list[e.Event]:
    """An ether is so many dollars."""
    return pool.oracle(DOLLAR, WAD // dollars).events


def test_a_price_that_crosses_the_line_is_told_once(pool: Pool) -> None:
    """16,000 / (10 x 0.825) = 1,939.39 dollars."""
    assert not [event for event in fall(pool, 1_940) if isinstance(event, e.LoanLiquidatable)]
    (told,) = (event for event in fall(pool, 1_939) if isinstance(event, e.LoanLiquidatable))
    assert (told.collateral, told.threshold) == (str(10 * WAD), 8_250)
    assert int(told.debt) == 16_000 * (WAD // 1_939)
    assert not [event for event in fall(pool, 1_938) if isinstance(event, e.LoanLiquidatable)]
    assert [event for event in fall(pool, 1_940) if isinstance(event, e.LoanRecovered)]


def test_a_healthy_loan_may_not_be_liquidated_and_an_unhealthy_one_by_half(pool: Pool) -> None:
    assert pool.liquidate("borrower", ETHER, DOLLAR).refused is Reason.LOAN_HEALTHY
    pool.oracle(DOLLAR, WAD // 1_600)
    done = pool.liquidate("borrower", ETHER, DOLLAR)
    told = only(done, e.LoanLiquidated)
    assert (told.repaid, told.seized) == ([str(8_000 * 10**6)], [str(5_250_000_000_000_000_000)]), "5 ether and 5 %"
    assert reading.cash_of(pool.book, pool.reserve(DOLLAR)) == 92_000 * 10**6
    assert reading.cash_of(pool.book, pool.reserve(ETHER)) == 4_750_000_000_000_000_000
    small = pool.liquidate("borrower", ETHER, DOLLAR, 10**6)
    assert only(small, e.LoanLiquidated).repaid == [str(10**6)]


def test_what_is_seized_must_not_be_lent_out(pool: Pool) -> None:
    pool.act(c.Borrow, "lender", ETHER, 9 * WAD)
    pool.oracle(DOLLAR, WAD // 1_600)
    refused = pool.liquidate("borrower", ETHER, DOLLAR)
    assert refused.refused is Reason.NO_LIQUIDITY
    assert "5250000000000000000" in only(refused, e.CommandRejected).detail[0]
    assert pool.liquidate("borrower", ETHER, DOLLAR, 1_000 * 10**6).refused is None, "a smaller part is there"


def test_a_debt_without_collateral_is_borne_by_the_suppliers_of_what_is_owed(pool: Pool) -> None:
    pool.oracle(DOLLAR, WAD // 500)
    calls: list[e.LoanLiquidated] = []
    while not of(last := pool.liquidate("borrower", ETHER, DOLLAR), e.BadDebtNamed):
        calls += of(last, e.LoanLiquidated)
    calls += of(last, e.LoanLiquidated)
    assert sum(int(call.seized) for call in calls) == 10 * WAD
    named = only(last, e.BadDebtNamed)
    holding = named.holding[0]
    assert (named.bearer, int(pool.book.holdings.unbacked[holding])) == ([Bearer.SUPPLIERS], 1)
    assert int(named.units[0]) == 16_000 * 10**6 - sum(int(call.repaid) for call in calls)
    assert int(named.units[0]) == 11_238_095_238, "10 ether at 500 dollars pay for 4,761.904762 dollars with the bonus"
    assert wide(pool.book.holdings, holding, "owed") > 0
    assert pool.liquidate("borrower", ETHER, DOLLAR).refused is Reason.NOT_COLLATERAL
    paid = pool.act(c.Repay, "borrower", DOLLAR, "all")
    assert only(paid, e.BadDebtNamed).units == ["0"]
    assert not pool.book.holdings.unbacked.any()


def test_new_collateral_takes_the_name_off_a_bad_debt(pool: Pool) -> None:
    pool.oracle(DOLLAR, WAD // 500)
    while not of(pool.liquidate("borrower", ETHER, DOLLAR), e.BadDebtNamed):
        pass
    assert only(pool.act(c.Supply, "borrower", ETHER, 1), e.BadDebtNamed).units == ["0"]


def test_a_loan_read_in_under_water_is_found_at_once() -> None:
    pool = Pool("lender", "borrower")
    pool.act(c.Supply, "lender", DOLLAR, 10**12)
    place = {"pool": POOL, "account": "borrower"}
    pool.do(c.LoadLoan, **place, asset=ETHER, supplied=str(WAD))
    loaded = pool.do(c.LoadLoan, **place, asset=DOLLAR, owed=str(1_650 * 10**6))
    assert not of(loaded, e.LoanLiquidatable), "exactly at the line is healthy"
    assert of(pool.do(c.LoadLoan, **place, asset=DOLLAR, owed="1"), e.LoanLiquidatable)
    none = pool.do(c.LoadLoan, **place, asset=ETHER, owed=str(5 * WAD))
    assert none.refused is Reason.NO_LIQUIDITY
    assert pool.do(c.LoadLoan, **place, asset=ETHER).refused is Reason.AMOUNT_NOT_ALLOWED


def test_a_journal_of_loans_is_replayed_by_cause_and_by_effect(pool: Pool) -> None:
    for price in (1_600, 500, 2_000):
        fall(pool, price)
        pool.liquidate("borrower", ETHER, DOLLAR)
    pool.oracle(ETHER, PRICES[ETHER], after=10**18)
    assert pool.by_effect().digest() == pool.by_cause().book.digest() == pool.book.digest()
