"""What lenders and borrowers do in the vaults of Euler v2, and what an account may owe and enable."""

import pytest
from msgspec.structs import replace

from solvent import commands as c
from solvent import events as e
from solvent.engine.loans import watching
from solvent.lending.euler.vault import SHIFT
from solvent.lending.scales import INFINITE
from solvent.reasons import Reason
from tests.clusters import CENT, DOLLAR, ETHER, POOL, STAKED, WAD, WHOLE, ClusterWorld, lending, reserve_of, vault
from tests.world import S, of, only


@pytest.fixture
def pool() -> ClusterWorld:
    """100,000 dollars lent by one, ten ether put up by another."""
    made = ClusterWorld("lender", "borrower", "other")
    made.act(c.Supply, "lender", DOLLAR, 100_000 * CENT)
    made.act(c.Supply, "borrower", ETHER, 10 * WHOLE)
    return made


def test_what_counts_must_be_worth_more_than_the_debt(pool: ClusterWorld) -> None:
    assert pool.act(c.Borrow, "borrower", DOLLAR, 16_000 * CENT).refused is Reason.BORROWING_POWER
    done = pool.act(c.Borrow, "borrower", DOLLAR, 10_000 * CENT)
    assert only(done, e.CashTransferred).amount == [10_000 * CENT]
    assert pool.debt("borrower").owed == 10_000 * CENT << SHIFT
    assert pool.vault(DOLLAR).rate > 0
    whole = watching.standing(pool.book, pool.loan("borrower"))
    assert whole is not None
    assert (whole.collateral, whole.debt, whole.ltv, whole.threshold) == (20_000 * WAD, 10_000 * WAD, 8_000, 8_500)
    assert whole.health == 17 * WAD // 10


def test_interest_is_owed_by_the_second_and_belongs_to_lenders_and_the_fee(pool: ClusterWorld) -> None:
    pool.act(c.Borrow, "borrower", DOLLAR, 10_000 * CENT)
    charged = pool.vault(DOLLAR).rate
    year = 31_536_000
    done = pool.act(c.Repay, "borrower", DOLLAR, "all", after=year * S)
    paid = only(done, e.CashTransferred).amount[0]
    assert paid > 10_000 * CENT * (10**27 + charged * year) // 10**27, "it compounds"
    after = pool.vault(DOLLAR)
    assert (after.owed, after.cash) == (0, 90_000 * CENT + paid)
    assert after.fees > 0
    out = only(pool.act(c.Redeem, "lender", DOLLAR, "all"), e.CashTransferred).amount[0]
    earned = (paid - 10_000 * CENT) * 9 // 10 - (out - 100_000 * CENT)
    assert 0 <= earned < 500, "the shares that nobody has earn a hundred-thousandth of it"


def test_an_account_owes_one_vault(pool: ClusterWorld) -> None:
    pool.act(c.Supply, "lender", ETHER, 10 * WHOLE)
    pool.act(c.Supply, "borrower", STAKED, WHOLE)
    assert pool.act(c.Borrow, "borrower", DOLLAR, 10 * CENT).refused is None
    assert pool.act(c.Borrow, "borrower", ETHER, 10).refused is Reason.ONE_DEBT
    assert pool.act(c.Repay, "borrower", DOLLAR, "all").refused is None
    assert pool.act(c.Borrow, "borrower", ETHER, 10).refused is None


def test_what_is_not_taken_or_not_enabled_counts_for_nothing(pool: ClusterWorld) -> None:
    assert pool.act(c.Borrow, "lender", DOLLAR, 1).refused is Reason.BORROWING_POWER, "its own shares do not count"
    pool.enable("borrower", ETHER, False)
    assert pool.act(c.Borrow, "borrower", DOLLAR, 1).refused is Reason.BORROWING_POWER
    pool.enable("borrower", ETHER)
    assert pool.act(c.Borrow, "borrower", DOLLAR, 1).refused is None
    assert pool.enable("borrower", ETHER, False).refused is Reason.BORROWING_POWER
    assert pool.act(c.Supply, "borrower", STAKED, WHOLE).refused is None, "a debtor enables what it supplies itself"
    assert pool.shares("borrower", STAKED) == WHOLE
    assert pool.enable("borrower", STAKED).refused is None


def test_an_unhealthy_account_may_add_and_repay_but_enable_nothing(pool: ClusterWorld) -> None:
    pool.act(c.Borrow, "borrower", DOLLAR, 15_000 * CENT)
    pool.oracle(ETHER, 1_700 * WAD)
    pool.act(c.Supply, "borrower", STAKED, 1)
    assert pool.enable("borrower", STAKED).refused is Reason.BORROWING_POWER
    assert pool.act(c.Repay, "borrower", DOLLAR, 10 * CENT).refused is None
    done = pool.act(c.Supply, "borrower", ETHER, 10 * WHOLE)
    assert of(done, e.LoanRecovered)


def test_shares_leave_as_far_as_the_debt_does_not_need_them(pool: ClusterWorld) -> None:
    pool.act(c.Borrow, "borrower", DOLLAR, 8_000 * CENT)
    assert pool.act(c.Redeem, "borrower", ETHER, "all").refused is Reason.BORROWING_POWER
    assert pool.act(c.Redeem, "borrower", ETHER, 5 * WHOLE).refused is Reason.BORROWING_POWER
    assert pool.act(c.Redeem, "borrower", ETHER, 49 * WHOLE // 10).refused is None
    assert pool.act(c.Redeem, "lender", DOLLAR, 93_000 * CENT).refused is Reason.NO_LIQUIDITY


def test_caps_bind_what_grows() -> None:
    pool = ClusterWorld("lender", "borrower", rules=lending(dollar={"supply_cap": 1_000, "borrow_cap": 100}))
    assert pool.act(c.Supply, "lender", DOLLAR, 1_000 * CENT + 1).refused is Reason.CAP_REACHED
    assert pool.act(c.Supply, "lender", DOLLAR, 1_000 * CENT).refused is None
    pool.act(c.Supply, "borrower", ETHER, WHOLE)
    assert pool.act(c.Borrow, "borrower", DOLLAR, 100 * CENT + 1).refused is Reason.CAP_REACHED
    assert pool.act(c.Borrow, "borrower", DOLLAR, 100 * CENT).refused is None
    assert pool.act(c.Borrow, "borrower", DOLLAR, 1).refused is Reason.CAP_REACHED


def test_a_loan_that_owes_nothing_has_no_line(pool: ClusterWorld) -> None:
    whole = watching.standing(pool.book, pool.loan("borrower"))
    assert whole is not None
    assert (whole.collateral, whole.debt, whole.health) == (20_000 * WAD, 0, INFINITE)


def test_terms_change_and_interest_goes_on_by_them(pool: ClusterWorld) -> None:
    pool.act(c.Borrow, "borrower", DOLLAR, 10_000 * CENT)
    before = pool.vault(DOLLAR)
    pool.at_ns += 3_600 * S
    done = pool.do(c.AdoptLending, pool=POOL, policy=lending("dearer", dollar={"slope": 800_000_000, "fee": 0}))
    updated = [event for event in of(done, e.EVaultUpdated) if event.reserve == reserve_of(pool.book, DOLLAR)]
    assert len(updated) == 1
    after = pool.vault(DOLLAR)
    assert after.accumulator > before.accumulator
    assert abs(after.rate - 2 * before.rate) <= before.rate // 10**5
    assert (before.fee, after.fee) == (1_000, 0)


def test_a_cluster_gains_vaults_and_loses_none(pool: ClusterWorld) -> None:
    rules = lending()
    assert rules.terms is not None
    more = rules.terms.vaults | {"WBTC": vault(8)}  # type: ignore[union-attr]
    wider = replace(rules, terms=replace(rules.terms, vaults=more))
    assert pool.do(c.AdoptLending, pool=POOL, policy=wider).refused is None
    assert pool.act(c.Supply, "other", "WBTC", 10**8).refused is None
    assert pool.do(c.AdoptLending, pool=POOL, policy=rules).refused is Reason.TERMS_NOT_ALLOWED
