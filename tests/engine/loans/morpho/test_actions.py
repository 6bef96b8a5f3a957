"""What lenders and borrowers may do in a market of Morpho Blue, in numbers worked by hand."""

import pytest

from solvent import commands as c
from solvent import events as e
from solvent.book import wide
from solvent.engine.loans import watching
from solvent.lending.morpho.liquidation import Market
from solvent.reasons import Bearer, Reason
from tests.pairs import CENT, DOLLAR, ETHER, POOL, WAD, WHOLE, PairWorld, lending, reserve_of
from tests.world import S, of, only, policy

YEAR = 31_536_000
SHARE = 10**6  # of a unit, while nothing was earned or lost
LINE = 80 * WAD // 100


@pytest.fixture
def pool() -> PairWorld:
    """A lender of 100,000 dollars, and a borrower with ten ether of 2,000 dollars."""
    made = PairWorld("lender", "borrower", "other")
    made.act(c.Supply, "lender", DOLLAR, 100_000 * CENT)
    made.act(c.Supply, "borrower", ETHER, 10 * WHOLE)
    return made


def test_lenders_get_a_million_shares_for_the_first_unit(pool: PairWorld) -> None:
    assert pool.lent("lender") == 100_000 * CENT * SHARE
    assert pool.market == Market(LINE, 100_000 * CENT, 100_000 * CENT * SHARE, 0, 0)
    assert pool.cash(DOLLAR) == 100_000 * CENT
    assert not pool.book.loans.liquidatable.any()


def test_collateral_lets_borrow_to_the_line_and_not_a_unit_more(pool: PairWorld) -> None:
    """10 ether at 80 % are 16,000 dollars: who borrows them stands on the line, which is healthy."""
    assert pool.act(c.Borrow, "borrower", DOLLAR, 16_000 * CENT + 1).refused is Reason.BORROWING_POWER
    assert pool.act(c.Borrow, "borrower", DOLLAR, 16_000 * CENT).refused is None
    assert pool.act(c.Borrow, "borrower", DOLLAR, 1).refused is Reason.BORROWING_POWER
    assert not pool.book.loans.liquidatable.any()


def test_at_full_usage_nothing_can_be_withdrawn(pool: PairWorld) -> None:
    pool.act(c.Supply, "borrower", ETHER, 100 * WHOLE)
    assert pool.act(c.Borrow, "borrower", DOLLAR, 100_000 * CENT + 1).refused is Reason.NO_LIQUIDITY
    assert pool.act(c.Borrow, "borrower", DOLLAR, 100_000 * CENT).refused is None
    for amount in (1, "all"):
        assert pool.act(c.Redeem, "lender", DOLLAR, amount).refused is Reason.NO_LIQUIDITY
    pool.act(c.Repay, "borrower", DOLLAR, 10 * CENT)
    assert pool.act(c.Redeem, "lender", DOLLAR, 10 * CENT + 1).refused is Reason.NO_LIQUIDITY
    assert pool.act(c.Redeem, "lender", DOLLAR, 10 * CENT).refused is None
    assert pool.cash(DOLLAR) == 0


def test_a_debt_is_closed_by_its_shares(pool: PairWorld) -> None:
    """Units that are worth more shares than are owed are refused, as the contract's subtraction fails."""
    pool.act(c.Borrow, "borrower", DOLLAR, 16_000 * CENT)
    pool.act(c.Supply, "lender", DOLLAR, 1, after=YEAR * S)
    debt = pool.market.borrowed
    assert debt > 16_000 * CENT
    assert pool.act(c.Repay, "borrower", DOLLAR, debt + 1).refused is Reason.MORE_THAN_OWED
    paid = pool.act(c.Repay, "borrower", DOLLAR, "all")
    assert only(paid, e.CashTransferred).amount in ([debt], [debt + 1])
    assert (pool.market.borrowed, pool.market.borrow_shares) == (0, 0)
    assert pool.act(c.Repay, "borrower", DOLLAR, "all").refused is Reason.NOTHING_OWED
    assert pool.act(c.Redeem, "borrower", ETHER, "all").refused is None
    assert pool.cash(ETHER) == 0


def test_a_year_of_interest_goes_to_lenders_at_once_and_its_fee_is_shares() -> None:
    """4 % a year at the target of 90 %; 10 % of the interest is minted as shares that nobody's loan holds."""
    made = PairWorld("lender", "borrower", rules=lending(fee=WAD // 10))
    made.act(c.Supply, "lender", DOLLAR, 100_000 * CENT)
    made.act(c.Supply, "borrower", ETHER, 100 * WHOLE)
    made.act(c.Borrow, "borrower", DOLLAR, 90_000 * CENT)
    done = only(made.act(c.Borrow, "borrower", DOLLAR, 1, after=YEAR * S), e.PairUpdated)
    interest = made.market.supplied - 100_000 * CENT
    assert interest == made.market.borrowed - 90_000 * CENT - 1
    assert 90_000 * CENT * 40_8 // 10_000 - CENT < interest < 90_000 * CENT * 40_82 // 100_000, "e^0.04 - 1"
    minted = int(done.minted[0])
    fee = minted * made.market.supplied // made.market.supply_shares
    assert abs(fee - interest // 10) <= 1
    reserve = reserve_of(made.book, DOLLAR)
    assert wide(made.book.reserves, reserve, "treasury") == minted
    assert wide(made.book.reserves, reserve, "supplied") == made.lent("lender") + minted
    assert int(done.now_s[0]) == made.at_ns // S


def test_collateral_is_added_without_a_price_and_taken_with_one() -> None:
    made = PairWorld("lender", "borrower", price=0)
    made.act(c.Supply, "lender", DOLLAR, 100_000 * CENT)
    assert made.act(c.Supply, "borrower", ETHER, 10 * WHOLE).refused is None
    assert made.act(c.Redeem, "borrower", ETHER, WHOLE).refused is None, "who owes nothing needs no price"
    assert made.act(c.Borrow, "borrower", DOLLAR, CENT).refused is Reason.ORACLE_SILENT
    assert watching.standing(made.book, 1) is None
    made.oracle(2_000 * WAD)
    assert made.act(c.Borrow, "borrower", DOLLAR, 8_000 * CENT).refused is None
    assert made.act(c.Redeem, "borrower", ETHER, 9 * WHOLE + 1).refused is Reason.MORE_THAN_HELD
    assert made.act(c.Redeem, "borrower", ETHER, 4 * WHOLE + 1).refused is Reason.HEALTH_FACTOR
    assert made.act(c.Redeem, "borrower", ETHER, 4 * WHOLE).refused is None


def test_collateral_is_not_lent_and_what_is_lent_is_no_collateral(pool: PairWorld) -> None:
    assert pool.act(c.Borrow, "lender", ETHER, 1).refused is Reason.RESERVE_CLOSED
    assert pool.act(c.Borrow, "lender", DOLLAR, 1).refused is Reason.BORROWING_POWER
    whole = watching.standing(pool.book, 0)
    assert whole is not None
    assert (whole.collateral, whole.debt, whole.liquidatable) == (0, 0, False)


def test_a_lender_may_borrow_in_the_same_market(pool: PairWorld) -> None:
    pool.act(c.Supply, "borrower", DOLLAR, 5_000 * CENT)
    pool.act(c.Borrow, "borrower", DOLLAR, 16_000 * CENT)
    assert (pool.lent("borrower"), pool.position("borrower").borrow_shares) == (
        5_000 * CENT * SHARE, 16_000 * CENT * SHARE
    )  # fmt: skip
    assert pool.act(c.Redeem, "borrower", DOLLAR, "all").refused is None
    assert pool.cash(DOLLAR) == 84_000 * CENT


def test_what_a_loan_stands_at(pool: PairWorld) -> None:
    pool.act(c.Borrow, "borrower", DOLLAR, 10_000 * CENT)
    whole = watching.standing(pool.book, 1)
    assert whole is not None
    assert whole.collateral == 20_000 * WAD
    assert whole.debt == 10_000 * WAD
    assert (whole.ltv, whole.threshold) == (8_000, 8_000)
    assert whole.health == 16 * WAD // 10


def test_prices_are_told_in_what_is_lent(pool: PairWorld) -> None:
    pool.do(c.AdoptRulebook, policy=policy())
    told = {"pool": POOL, "asset": DOLLAR}
    assert pool.do(c.ObserveOracle, **told, price=str(WAD)).refused is None
    assert pool.do(c.ObserveOracle, **told, price=str(WAD + 1)).refused is Reason.NOT_COLLATERAL
    assert pool.do(c.FollowIndex, **told, market="").refused is Reason.NOT_COLLATERAL
    both = {"assets": [ETHER, DOLLAR], "prices": [str(WAD), str(2 * WAD)]}
    assert pool.do(c.ObserveOracles, pool=POOL, **both).refused is Reason.NOT_COLLATERAL


def test_a_loan_is_read_in_whatever_it_is_worth(pool: PairWorld) -> None:
    """A debt with nothing behind it is named: whoever liquidates it, lenders pay."""
    load = {"pool": POOL, "account": "other", "asset": DOLLAR}
    done = pool.do(c.LoadLoan, **load, supplied="5", owed=str(7 * CENT))
    named = only(done, e.BadDebtNamed)
    assert (named.units, named.bearer) == ([str(7 * CENT)], [Bearer.LENDERS_AT_ONCE])
    assert pool.market.supplied == 100_000 * CENT + 5
    assert pool.cash(DOLLAR) == 99_993 * CENT + 5
    assert pool.do(c.LoadLoan, **load, owed=str(99_993 * CENT + 6)).refused is Reason.NO_LIQUIDITY
    backed = pool.do(c.LoadLoan, **load | {"asset": ETHER}, supplied="1")
    assert only(backed, e.BadDebtNamed).units == ["0"]


def test_the_fee_may_change_and_what_is_owed_for_the_time_before_is_of_the_old_one(pool: PairWorld) -> None:
    pool.act(c.Borrow, "borrower", DOLLAR, 16_000 * CENT)
    done = pool.do(c.AdoptLending, YEAR * S, pool=POOL, policy=lending("dearer", fee=WAD // 4))
    assert only(done, e.PairUpdated).minted == ["0"]
    assert int(only(done, e.PairUpdated).borrowed[0]) > 16_000 * CENT
    assert only(pool.act(c.Supply, "lender", DOLLAR, 1, after=YEAR * S), e.PairUpdated).minted != ["0"]


@pytest.mark.parametrize("changed", [{"lltv": 81 * WAD // 100}, {"loan_decimals": 7}, {"collateral": "WBTC"}])
def test_another_line_or_another_pair_is_another_market(pool: PairWorld, changed: dict[str, object]) -> None:
    assert pool.do(c.AdoptLending, pool=POOL, policy=lending("x", **changed)).refused is Reason.TERMS_NOT_ALLOWED


def test_time_alone_brings_a_loan_past_the_line_and_it_is_told_once(pool: PairWorld) -> None:
    pool.act(c.Borrow, "borrower", DOLLAR, 16_000 * CENT)
    told = only(pool.do(c.AdvanceTime, 3_600 * S), e.LoanLiquidatable)
    assert told.collateral == [str(20_000 * WAD)]
    assert (told.threshold, int(told.debt[0]) > 16_000 * WAD) == ([8_000], True)
    assert not of(pool.do(c.AdvanceTime, 3_600 * S), e.LoanLiquidatable)
    assert of(pool.act(c.Repay, "borrower", DOLLAR, 100 * CENT), e.LoanRecovered)
