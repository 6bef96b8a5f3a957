"""What an account may do in a pool of Compound III, in numbers worked by hand."""

import pytest
from msgspec.structs import replace

from solvent import commands as c
from solvent import events as e
from solvent.book import wide
from solvent.engine.loans.compound import market
from solvent.engine.loans.reading import cash_of
from solvent.policy import LendingPolicy
from solvent.reasons import Bearer, Reason
from tests.comets import CENT, COIN, COLLATERALS, DOLLAR, ETHER, FREE, POOL, USD, WHOLE, Comet, lending
from tests.world import S, of, only

YEAR = 31_536_000
INDEX, WAD = 10**15, 10**18
STILL = lending(supply=FREE, borrow=FREE)


def made(rules: LendingPolicy | None = None) -> Comet:
    """A lender of 100,000 dollars, and a borrower with ten ether of 2,000 dollars."""
    pool = Comet("lender", "borrower", rules=rules)
    pool.act(c.Supply, "lender", DOLLAR, 100_000 * CENT)
    pool.act(c.Supply, "borrower", ETHER, 10 * WHOLE)
    return pool


@pytest.fixture
def pool() -> Comet:
    """Without interest."""
    return made(STILL)


def totals(pool: Comet) -> tuple[int, int]:
    """What is supplied and owed of dollars, scaled."""
    base = pool.reserve(DOLLAR)
    return wide(pool.book.reserves, base, "supplied"), wide(pool.book.reserves, base, "owed")


def reserves(pool: Comet) -> int:
    """What belongs to the protocol now."""
    return market.reserves_of(pool.book, 0, pool.at_ns // S)


def test_collateral_lets_borrow_to_its_factor_and_not_a_unit_more(pool: Comet) -> None:
    """10 ether at 82.5 % are 16,500 dollars."""
    assert pool.act(c.Borrow, "borrower", DOLLAR, 16_500 * CENT + 1).refused is Reason.BORROWING_POWER
    assert pool.act(c.Borrow, "borrower", DOLLAR, 16_500 * CENT).refused is None
    assert pool.act(c.Borrow, "borrower", DOLLAR, 100 * CENT).refused is Reason.BORROWING_POWER
    assert not pool.book.loans.liquidatable.any(), "at 89.5 % it may be absorbed"


def test_a_debt_is_never_less_than_the_least(pool: Comet) -> None:
    assert pool.act(c.Borrow, "borrower", DOLLAR, 100 * CENT - 1).refused is Reason.DEBT_TOO_SMALL
    assert pool.act(c.Borrow, "borrower", DOLLAR, 100 * CENT).refused is None
    assert pool.act(c.Borrow, "borrower", DOLLAR, 1).refused is None, "100 and a unit are enough"
    assert pool.act(c.Repay, "borrower", DOLLAR, 99 * CENT).refused is None, "what is left of one may be less"


def test_an_account_has_one_signed_principal(pool: Comet) -> None:
    """20,000 dollars repay a debt of 16,000 and are lent for the rest; 5,000 out again leave a debt of 1,000."""
    pool.act(c.Borrow, "borrower", DOLLAR, 16_000 * CENT)
    assert totals(pool) == (100_000 * CENT, 16_000 * CENT)
    pool.act(c.Supply, "borrower", DOLLAR, 20_000 * CENT)
    assert totals(pool) == (104_000 * CENT, 0)
    assert pool.act(c.Redeem, "borrower", DOLLAR, 4_000 * CENT + 1).refused is Reason.MORE_THAN_HELD
    pool.act(c.Borrow, "borrower", DOLLAR, 5_000 * CENT)
    assert totals(pool) == (100_000 * CENT, 1_000 * CENT)
    assert cash_of(pool.book, pool.reserve(DOLLAR)) == 99_000 * CENT
    paid = pool.act(c.Repay, "borrower", DOLLAR, 9_000 * CENT)
    assert only(paid, e.CashTransferred).amount == [1_000 * CENT], "at most what is owed"
    assert pool.act(c.Repay, "borrower", DOLLAR, "all").refused is Reason.NOTHING_OWED


def test_a_cap_holds_to_the_unit_and_a_cap_of_0_takes_nothing() -> None:
    pool = made(lending(collaterals=COLLATERALS | {COIN: replace(COLLATERALS[COIN], supply_cap=0)}))
    assert pool.act(c.Supply, "lender", ETHER, 990 * WHOLE + 1).refused is Reason.CAP_REACHED
    assert pool.act(c.Supply, "lender", ETHER, 990 * WHOLE).refused is None
    assert pool.act(c.Supply, "lender", COIN, 1).refused is Reason.CAP_REACHED


def test_a_year_of_interest_is_simple() -> None:
    """10,000 of 100,000 dollars are lent: 0.01 + 0.05 x 0.1 a year, a second's parts rounded down one by one.

    0.01 x 10^18 / 31,536,000 is 317,097,919; 0.05 of it 1,585,489,599, of which a tenth is 158,548,959. Suppliers: a
    tenth of 1,268,391,679. The debt is rounded down as it is looked at, and the protocol keeps what is between.
    """
    pool = made()
    pool.act(c.Borrow, "borrower", DOLLAR, 10_000 * CENT)
    done_all = pool.act(c.Repay, "borrower", DOLLAR, "all", after=YEAR * S)
    done = only(done_all, e.ReserveUpdated)
    paid, charged = 126_839_167, 317_097_919 + 158_548_959
    assert done.supply_index == [str(INDEX + INDEX * paid * YEAR // WAD)] == ["1003999999970512"]
    assert done.borrow_index == [str(INDEX + INDEX * charged * YEAR // WAD)] == ["1014999999944608"]
    debt = 10_000 * CENT * 1_014_999_999_944_608 // INDEX
    assert debt == 10_149_999_999
    assert cash_of(pool.book, pool.reserve(DOLLAR)) == 90_000 * CENT + debt
    assert totals(pool) == (100_000 * CENT, 0)
    assert reserves(pool) == 90_000 * CENT + debt - 100_399_999_997, "149.99 dollars charged, 399.99 paid"
    (named,) = of(done_all, e.ReservesNamed)
    assert (named.units, named.bearer) == (str(reserves(pool)), Bearer.SUPPLIERS_SHARE)
    assert not pool.do(c.AdvanceTime).events, "and nothing is told twice"


def test_collateral_leaves_at_the_interest_that_was_last_written() -> None:
    """9.7 ether are 16,005 dollars at 82.5 %: enough for the 16,000 that stand written, not for a year's interest."""
    pool = made()
    pool.act(c.Borrow, "borrower", DOLLAR, 16_000 * CENT)
    assert pool.act(c.Redeem, "borrower", ETHER, 3 * WHOLE // 10, after=YEAR * S).refused is None
    pool.act(c.Supply, "borrower", ETHER, 3 * WHOLE // 10)
    pool.act(c.Supply, "lender", DOLLAR, 1)  # which brings interest up to now
    assert pool.act(c.Redeem, "borrower", ETHER, 3 * WHOLE // 10).refused is Reason.BORROWING_POWER


def test_time_alone_lets_a_loan_be_absorbed_at_the_interest_that_would_then_be_written() -> None:
    """16,500 of 100,000 dollars cost 1.825 % a year: at 17,900 dollars, 89.5 % of ten ether, after 4.65 years."""
    pool = made()
    pool.act(c.Borrow, "borrower", DOLLAR, 16_500 * CENT)
    second = 317_097_919 + 1_585_489_599 * 165 // 1_000
    fits = (17_900 * INDEX // 16_500 - INDEX) * WAD // (INDEX * second)
    pool.do(c.AdvanceTime, fits * S)
    assert not pool.book.loans.liquidatable.any()
    told = only(pool.do(c.AdvanceTime, 30 * S), e.LoanLiquidatable)
    assert (told.collateral, told.threshold) == ([str(20_000 * USD)], [8_950])
    assert pool.absorb("borrower").refused is None


def test_units_too_small_for_a_principal_are_the_protocols() -> None:
    """At an index of supply above 1 a unit is a principal of 0: the contract takes it all the same."""
    pool = made()
    pool.act(c.Borrow, "borrower", DOLLAR, 16_000 * CENT)
    pool.act(c.Supply, "lender", DOLLAR, CENT, after=YEAR * S)
    before = reserves(pool)
    done = pool.act(c.Supply, "borrower", COIN, 1)
    assert only(done, e.HoldingChanged).supplied == ["1"], "collateral is not scaled"
    pool.do(c.OpenAccount, account="late")
    assert only(pool.act(c.Supply, "late", DOLLAR, 1), e.HoldingChanged).supplied == ["0"]
    assert reserves(pool) == before + 1


def test_whoever_asks_for_what_is_lent_out_waits(pool: Comet) -> None:
    pool.act(c.Borrow, "borrower", DOLLAR, 16_000 * CENT)
    assert pool.act(c.Redeem, "lender", DOLLAR, "all").refused is Reason.NO_LIQUIDITY
    assert pool.act(c.Redeem, "lender", DOLLAR, 84_000 * CENT).refused is None
    assert pool.act(c.Redeem, "lender", DOLLAR, 1).refused is Reason.NO_LIQUIDITY


@pytest.mark.parametrize(
    ("paused", "stopped"),
    [("supply", {c.Supply, c.Repay}), ("withdraw", {c.Redeem, c.Borrow}), ("absorb", set()), ("buy", set())],
)
def test_a_pause_stops_what_it_names(pool: Comet, paused: str, stopped: set[type[c.Command]]) -> None:
    pool.act(c.Borrow, "borrower", DOLLAR, 1_000 * CENT)
    pool.do(c.PauseActions, pool=POOL, actions=[paused])
    for kind in (c.Supply, c.Repay, c.Redeem, c.Borrow):
        asset = ETHER if kind is c.Redeem else DOLLAR
        refused = pool.act(kind, "borrower", asset, 1).refused
        assert refused is (Reason.RESERVE_CLOSED if kind in stopped else None)


def test_another_curve_counts_from_the_last_accrual_on() -> None:
    """As after an upgrade of the contract, which keeps no rate but what it computes when it accrues."""
    pool = made()
    pool.act(c.Borrow, "borrower", DOLLAR, 10_000 * CENT)
    pool.do(c.AdoptLending, YEAR * S, pool=POOL, policy=STILL)
    done = only(pool.act(c.Repay, "borrower", DOLLAR, "all"), e.ReserveUpdated)
    assert done.borrow_index == [str(INDEX)]


def test_a_change_of_terms_is_looked_at_by_every_loan(pool: Comet) -> None:
    pool.act(c.Borrow, "borrower", DOLLAR, 16_500 * CENT)
    strict = COLLATERALS | {ETHER: replace(COLLATERALS[ETHER], borrow_factor=8_000, liquidate_factor=8_200)}
    done = pool.do(c.AdoptLending, pool=POOL, policy=lending(supply=FREE, borrow=FREE, collaterals=strict))
    assert only(done, e.LoanLiquidatable).health == [str(16_400 * WAD // 16_500)]


def test_a_debt_read_in_without_collateral_is_the_reserves_to_bear(pool: Comet) -> None:
    pool.do(c.OpenAccount, account="bare")
    done = pool.do(c.LoadLoan, pool=POOL, account="bare", asset=DOLLAR, owed=str(500 * CENT))
    (named,) = of(done, e.BadDebtNamed)
    assert (named.units, named.bearer) == (str(500 * CENT), Bearer.PROTOCOL)
    assert only(done, e.LoanLiquidatable).health == ["0"]
    gone = pool.absorb("bare")
    assert only(gone, e.BadDebtNamed).units == ["0"]
    assert only(gone, e.ReservesNamed).units == [str(-500 * CENT)]
