"""The protocol takes over loans and sells what it has seized; its reserves have a sign, and below 0 a name."""

import pytest

from solvent import commands as c
from solvent import events as e
from solvent.engine.loans import watching
from solvent.engine.loans.compound import market
from solvent.engine.loans.reading import cash_of
from solvent.policy import CometCollateral
from solvent.reasons import Bearer, Reason
from tests.comets import BITCOIN, CENT, COIN, COLLATERALS, DOLLAR, ETHER, FREE, POOL, SATS, USD, WHOLE, Comet, lending
from tests.world import of, only

WAD = 10**18


@pytest.fixture
def pool() -> Comet:
    """Ten ether against 16,000 dollars of a lender's 100,000, without interest."""
    made = Comet("lender", "borrower", rules=lending(supply=FREE, borrow=FREE))
    made.act(c.Supply, "lender", DOLLAR, 100_000 * CENT)
    made.act(c.Supply, "borrower", ETHER, 10 * WHOLE)
    made.act(c.Borrow, "borrower", DOLLAR, 16_000 * CENT)
    return made


def test_a_price_that_crosses_the_line_is_told_once(pool: Comet) -> None:
    """16,000 / (10 x 0.895) = 1,787.7095 dollars."""
    assert not of(pool.oracle(ETHER, 178_771 * USD // 100), e.LoanLiquidatable)
    assert pool.absorb("borrower").refused is Reason.LOAN_HEALTHY
    told = only(pool.oracle(ETHER, 178_770 * USD // 100), e.LoanLiquidatable)
    assert (told.collateral, told.debt, told.threshold) == (["1787700000000"], ["1600000000000"], [8_950])
    assert told.health == ["999994687500000000"], "15,999.915 of 16,000"
    assert not of(pool.oracle(ETHER, 178_760 * USD // 100), e.LoanLiquidatable)
    assert of(pool.oracle(ETHER, 178_771 * USD // 100), e.LoanRecovered)


def test_collateral_worth_more_than_the_debt_leaves_the_account_a_supply(pool: Comet) -> None:
    """Ten ether at 1,700 are credited with 95 %, 16,150 dollars: 150 more than is owed."""
    pool.oracle(ETHER, 1_700 * USD)
    done = pool.absorb("borrower")
    told = only(done, e.LoanAbsorbed)
    assert (told.owed, told.left, told.paid) == ([str(16_000 * CENT)], [str(150 * CENT)], [str(16_150 * CENT)])
    seized = only(done, e.CollateralAbsorbed)
    assert (seized.units, seized.value) == ([str(10 * WHOLE)], [str(17_000 * USD)])
    assert of(done, e.LoanRecovered)
    assert not of(done, e.CashTransferred), "nobody is paid: what was the account's is the protocol's"
    named = only(done, e.ReservesNamed)
    assert (named.units, named.bearer) == ([str(-16_150 * CENT)], [Bearer.SUPPLIERS_SHARE])
    assert market.seized_of(pool.book, pool.reserve(ETHER)) == 10 * WHOLE
    assert pool.absorb("borrower").refused is Reason.LOAN_HEALTHY
    assert pool.act(c.Redeem, "borrower", ETHER, 1).refused is Reason.MORE_THAN_HELD
    assert pool.act(c.Redeem, "borrower", DOLLAR, "all").refused is None


def test_the_storefront_sells_at_half_the_penalty_until_reserves_have_reached_their_target(pool: Comet) -> None:
    """97.5 % of 1,700 are 1,657.5 dollars: ten ether for 16,575, which brings reserves from -16,150 to 425."""
    pool.oracle(ETHER, 1_700 * USD)
    pool.absorb("borrower")
    assert pool.buy(ETHER, 16_575 * CENT + 1).refused is Reason.RESERVES_SHORT
    assert pool.buy(ETHER, 16_575 * CENT, 10 * WHOLE + 1).refused is Reason.SLIPPAGE
    done = pool.buy(ETHER, 16_575 * CENT, 10 * WHOLE)
    bought = only(done, e.CollateralBought)
    assert (bought.paid, bought.units) == ([str(16_575 * CENT)], [str(10 * WHOLE)])
    named = only(done, e.ReservesNamed)
    assert (named.units, named.bearer) == ([str(425 * CENT)], [Bearer.PROTOCOL])
    assert cash_of(pool.book, pool.reserve(ETHER)) == 0
    assert pool.buy(ETHER, 1).refused is Reason.RESERVES_SHORT, "for sale, but there is nothing"
    pool.do(c.AddReserves, pool=POOL, amount=str(4_575 * CENT))
    assert pool.buy(ETHER, 1).refused is Reason.NOT_FOR_SALE, "5,000 is the target"
    assert pool.do(c.WithdrawReserves, pool=POOL, amount="1").refused is None
    assert pool.buy(ETHER, 1).refused is Reason.RESERVES_SHORT


def test_in_a_gap_reserves_become_a_hole_that_suppliers_share_until_somebody_fills_it(pool: Comet) -> None:
    """At 1,000 dollars ten ether are credited with 9,500; 16,000 are paid, and the sale at 975 brings 9,750."""
    pool.oracle(ETHER, 1_000 * USD)
    told = only(pool.absorb("borrower"), e.LoanAbsorbed)
    assert (told.left, told.paid) == (["0"], [str(16_000 * CENT)])
    named = only(pool.buy(ETHER, 9_750 * CENT), e.ReservesNamed)
    assert (named.units, named.bearer) == ([str(-6_250 * CENT)], [Bearer.SUPPLIERS_SHARE])
    assert pool.act(c.Redeem, "lender", DOLLAR, "all").refused is Reason.NO_LIQUIDITY
    assert pool.do(c.WithdrawReserves, pool=POOL, amount="all").refused is Reason.RESERVES_SHORT
    assert pool.act(c.Redeem, "lender", DOLLAR, 93_750 * CENT).refused is None, "all that is there"
    assert pool.act(c.Redeem, "lender", DOLLAR, 1).refused is Reason.NO_LIQUIDITY, "and 6,250 are not"
    filled = only(pool.do(c.AddReserves, pool=POOL, amount=str(6_250 * CENT)), e.ReservesNamed)
    assert (filled.units, filled.bearer) == (["0"], [Bearer.PROTOCOL])
    assert pool.act(c.Redeem, "lender", DOLLAR, "all").refused is None
    assert cash_of(pool.book, pool.reserve(DOLLAR)) == 0


def test_governance_takes_what_belongs_to_the_protocol_and_no_more(pool: Comet) -> None:
    pool.do(c.AddReserves, pool=POOL, amount=str(1_000 * CENT))
    assert pool.do(c.WithdrawReserves, pool=POOL, amount=str(1_000 * CENT + 1)).refused is Reason.RESERVES_SHORT
    assert only(pool.do(c.WithdrawReserves, pool=POOL, amount="all"), e.ReservesNamed).units == ["0"]
    assert pool.do(c.WithdrawReserves, pool=POOL, amount="all").refused is Reason.RESERVES_SHORT


def test_reserves_that_are_lent_out_cannot_be_taken(pool: Comet) -> None:
    pool.do(c.AddReserves, pool=POOL, amount=str(1_000 * CENT))
    pool.act(c.Redeem, "lender", DOLLAR, 85_000 * CENT)
    assert pool.do(c.WithdrawReserves, pool=POOL, amount=str(CENT)).refused is Reason.NO_LIQUIDITY


def test_health_stops_looking_where_the_debt_is_covered(pool: Comet) -> None:
    """The feed of the coin breaks: nobody notices while ether, which comes first, is enough."""
    pool.act(c.Supply, "borrower", COIN, 100 * WHOLE)
    assert pool.oracle(COIN, 0).refused is None
    loan = pool.book.loan_of[0, pool.book.account_of["borrower"]]
    whole = watching.standing(pool.book, loan)
    assert whole is not None
    assert (whole.collateral, whole.liquidatable) == (20_000 * USD, False), "the coin counts nothing"
    assert pool.act(c.Borrow, "borrower", DOLLAR, 100 * CENT).refused is None, "to borrow looks the same way"
    fallen = pool.oracle(ETHER, 1_700 * USD)
    assert not of(fallen, e.LoanLiquidatable), "ether is not enough, and what is asked next does not answer"
    assert watching.standing(pool.book, loan) is None
    assert pool.absorb("borrower").refused is Reason.ORACLE_SILENT
    assert pool.act(c.Borrow, "borrower", DOLLAR, 100 * CENT).refused is Reason.ORACLE_SILENT
    assert of(pool.oracle(COIN, 10 * USD), e.LoanLiquidatable), "1,000 dollars of coins count 700"
    assert len(of(pool.absorb("borrower"), e.CollateralAbsorbed)) == 2


def test_the_order_in_which_collateral_is_listed_decides_what_is_noticed() -> None:
    """The same account where the coin comes first: its broken feed stops everything."""
    order: dict[str, CometCollateral] = {asset: COLLATERALS[asset] for asset in (COIN, ETHER, BITCOIN)}
    made = Comet("lender", "borrower", rules=lending(supply=FREE, borrow=FREE, collaterals=order))
    made.act(c.Supply, "lender", DOLLAR, 100_000 * CENT)
    made.act(c.Supply, "borrower", ETHER, 10 * WHOLE)
    made.act(c.Supply, "borrower", COIN, 1)
    made.act(c.Borrow, "borrower", DOLLAR, 16_000 * CENT)
    made.oracle(COIN, 0)
    assert made.act(c.Borrow, "borrower", DOLLAR, 100 * CENT).refused is Reason.ORACLE_SILENT
    assert watching.standing(made.book, 1) is None
    assert made.act(c.Redeem, "borrower", COIN, "all").refused is None, "ether alone is asked, once it is out"


def test_whoever_owes_nothing_needs_no_price(pool: Comet) -> None:
    pool.do(c.OpenAccount, account="holder")
    pool.oracle(BITCOIN, 0)
    pool.act(c.Supply, "holder", BITCOIN, SATS)
    assert pool.act(c.Redeem, "holder", BITCOIN, "all").refused is None
    assert pool.absorb("holder").refused is Reason.LOAN_HEALTHY


@pytest.mark.parametrize(
    ("price", "factor", "paid", "bought"),
    [(1, 8_000, 50, 55_555_555_555_555_555_555), (200, 6_000, 200, 1_250_000_000_000_000_000)],
)
def test_quotes_are_those_of_the_contracts_own_tests(price: int, factor: int, paid: int, bought: int) -> None:
    """compound-finance/comet d5a30b0 test/buy-collateral-test.ts, quote-collateral-test.ts: half of the penalty off."""
    terms = {COIN: CometCollateral(18, 6_500, 7_000, factor, 10_000)}
    made = Comet("lender", "borrower", rules=lending(supply=FREE, borrow=FREE, collaterals=terms))
    made.act(c.Supply, "lender", DOLLAR, 10**6 * CENT)
    made.act(c.Supply, "borrower", COIN, 1_000 * WHOLE)
    made.oracle(COIN, price * USD)
    made.do(c.LoadLoan, pool=POOL, account="borrower", asset=DOLLAR, owed=str(price * 1_000 * CENT))
    assert made.absorb("borrower").refused is None
    assert only(made.buy(COIN, paid * CENT), e.CollateralBought).units == [str(bought)]


def test_a_price_that_the_discount_rounds_to_nothing_sells_nothing(pool: Comet) -> None:
    pool.oracle(ETHER, 1)
    pool.absorb("borrower")
    assert pool.buy(ETHER, 1).refused is Reason.ORACLE_SILENT
