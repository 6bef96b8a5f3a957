"""A debt passes with the collateral it buys: strangers repay it at once, accounts must be healthy with it."""

import pytest

from solvent import commands as c
from solvent import events as e
from solvent.lending.euler.vault import SHIFT
from solvent.policy import LtvPolicy
from solvent.reasons import Bearer, Reason
from tests.clusters import CENT, DOLLAR, ETHER, LTVS, POOL, STAKED, WAD, WHOLE, ClusterWorld, lending, reserve_of
from tests.world import S, of, only


def world(**changed: object) -> ClusterWorld:
    """16,000 dollars less one against ten ether at 2,000, of 100,000 of two lenders."""
    made = ClusterWorld("lender", "second", "borrower", "taker", rules=lending(**changed))  # type: ignore[arg-type]
    made.act(c.Supply, "lender", DOLLAR, 60_000 * CENT)
    made.act(c.Supply, "second", DOLLAR, 40_000 * CENT)
    made.act(c.Supply, "borrower", ETHER, 10 * WHOLE)
    assert made.act(c.Borrow, "borrower", DOLLAR, 16_000 * CENT).refused is Reason.BORROWING_POWER, "equal is too much"
    assert made.act(c.Borrow, "borrower", DOLLAR, 16_000 * CENT - 1).refused is None
    return made


@pytest.fixture
def pool() -> ClusterWorld:
    return world()


def test_at_equality_a_loan_is_liquidatable(pool: ClusterWorld) -> None:
    """8,500 dollars against five ether at 2,000, which count for as much to the unit."""
    loaded = {"pool": POOL, "account": "taker"}
    pool.do(c.LoadLoan, **loaded, asset=ETHER, supplied=str(5 * WHOLE))
    done = pool.do(c.LoadLoan, **loaded, asset=DOLLAR, owed=str(8_500 * CENT))
    told = only(done, e.LoanLiquidatable)
    assert (told.threshold, told.health) == ([8_500], [str(WAD)])
    assert of(pool.oracle(ETHER, 2_000 * WAD + 1), e.LoanRecovered)
    assert of(pool.oracle(ETHER, 2_000 * WAD), e.LoanLiquidatable)


def test_the_discount_is_how_far_health_is_below_one(pool: ClusterWorld) -> None:
    """At 1,800 the collateral counts for 15,300 of 16,000: what is worth 16,732 is had for 16,000."""
    pool.oracle(ETHER, 1_800 * WAD)
    done = pool.liquidate("borrower", ETHER, DOLLAR)
    told = only(done, e.LoanLiquidated)
    assert told.repaid == [str(16_000 * CENT - 1)]
    owed = (16_000 * CENT - 1) * 10**12
    factor = 15_300 * WAD * WAD // owed
    assert int(told.seized[0]) == owed * WAD // factor * (10 * WHOLE) // (18_000 * WAD)
    assert (told.collateral, told.owing) == ([reserve_of(pool.book, ETHER)], [reserve_of(pool.book, DOLLAR)])
    assert pool.debt("borrower").owed == 0
    assert pool.shares("borrower", ETHER) == 10 * WHOLE - int(told.seized[0])
    assert of(done, e.LoanRecovered)
    assert not of(done, e.LendersLost)


def test_waiting_pays_until_the_largest_discount(pool: ClusterWorld) -> None:
    """A reverse auction: for a thousand dollars a stranger is given more the lower health is, to 1 / (1 - 20 %)."""
    got = []
    for price in (1_880, 1_700, 1_500, 1_200):
        book = world()
        book.oracle(ETHER, price * WAD)
        told = only(book.liquidate("borrower", ETHER, DOLLAR, 1_000 * CENT), e.LoanLiquidated)
        got.append(int(told.seized[0]) * price // WHOLE)
    assert got == sorted(got)
    assert got[0] in range(1_000, 1_003)
    assert got[-1] in (1_249, 1_250)


def test_a_part_is_taken_and_no_more_than_the_most(pool: ClusterWorld) -> None:
    pool.oracle(ETHER, 1_800 * WAD)
    assert pool.liquidate("borrower", ETHER, DOLLAR, 16_000 * CENT).refused is Reason.MORE_THAN_OWED
    assert only(pool.liquidate("borrower", ETHER, DOLLAR, 1_000 * CENT), e.LoanLiquidated).repaid == [str(1_000 * CENT)]
    assert pool.debt("borrower").owed == (15_000 * CENT - 1) << SHIFT
    assert pool.vault(DOLLAR).cash == 85_000 * CENT + 1


def test_lenders_bear_at_once_what_the_last_collateral_does_not_pay(pool: ClusterWorld) -> None:
    """At 800 the largest discount holds: 8,000 of ether for 6,400; 9,600 of 100,000 are lost."""
    pool.oracle(ETHER, 800 * WAD)
    before = pool.shares("lender", DOLLAR), pool.shares("second", DOLLAR)
    done = pool.liquidate("borrower", ETHER, DOLLAR)
    assert only(done, e.LoanLiquidated).repaid == [str(6_400 * CENT)]
    lost = only(done, e.LendersLost)
    assert lost.units == [str(9_600 * CENT - 1)]
    assert (lost.supplied, lost.bearer) == ([str(100_000 * CENT)], [Bearer.LENDERS_AT_ONCE])
    assert (pool.shares("lender", DOLLAR), pool.shares("second", DOLLAR)) == before
    out = only(pool.act(c.Redeem, "lender", DOLLAR, "all"), e.CashTransferred).amount[0]
    assert out == 90_400 * CENT * 6 // 10 + 57_600, "three fifths; the million shares that nobody has bear a part too,"
    assert pool.act(c.Redeem, "second", DOLLAR, "all").refused is Reason.NO_LIQUIDITY, "which who leaves last lacks:"
    left = pool.vault(DOLLAR).cash
    assert left == 90_400 * CENT - out + 1, "cents of a dollar"
    assert pool.act(c.Redeem, "second", DOLLAR, left).refused is None
    assert pool.vault(DOLLAR).owed == 0
    assert not of(done, e.BadDebtNamed)


def test_a_vault_that_does_not_socialise_keeps_the_debt_and_names_it() -> None:
    pool = world(dollar={"socialises": False})
    pool.oracle(ETHER, 800 * WAD)
    done = pool.liquidate("borrower", ETHER, DOLLAR)
    assert not of(done, e.LendersLost)
    named = only(done, e.BadDebtNamed)
    assert (named.units, named.bearer) == ([str(9_600 * CENT - 1)], [Bearer.SUPPLIERS])


def test_shares_that_are_lent_out_cannot_be_redeemed_by_a_stranger_but_an_account_may_hold_them(
    pool: ClusterWorld,
) -> None:
    """Somebody borrows the ether that secures the dollars: utilisation at 100 % keeps it in the vault."""
    pool.act(c.Supply, "taker", STAKED, 20 * WHOLE)
    assert pool.act(c.Borrow, "taker", ETHER, 10 * WHOLE).refused is None
    pool.oracle(ETHER, 1_800 * WAD)
    assert pool.liquidate("borrower", ETHER, DOLLAR).refused is Reason.NO_LIQUIDITY
    pool.act(c.Supply, "second", ETHER, WHOLE)
    pool.enable("second", ETHER)
    done = pool.take_over("second", "borrower", ETHER, DOLLAR, amount=str(1_000 * CENT))
    assert done.refused is None, done
    assert pool.shares("second", ETHER) > WHOLE


def test_an_account_takes_over_debt_and_shares_and_must_be_healthy_with_them(pool: ClusterWorld) -> None:
    pool.oracle(ETHER, 1_800 * WAD)
    assert pool.take_over("taker", "borrower", ETHER, DOLLAR).refused is Reason.BORROWING_POWER
    pool.act(c.Supply, "taker", STAKED, 10 * WHOLE)
    done = pool.take_over("taker", "borrower", ETHER, DOLLAR)
    told = only(done, e.DebtTakenOver)
    assert told.repaid == [str(16_000 * CENT - 1)]
    assert pool.debt("borrower").owed == 0
    assert pool.debt("taker").owed == (16_000 * CENT - 1) << SHIFT
    assert pool.shares("taker", ETHER) == int(told.seized[0]) == 10 * WHOLE - pool.shares("borrower", ETHER)
    assert pool.vault(DOLLAR).cash == 84_000 * CENT + 1, "no money moved"
    assert of(done, e.LoanRecovered)
    paid = pool.act(c.Repay, "taker", DOLLAR, "all")
    assert paid.refused is None
    assert pool.act(c.Redeem, "taker", ETHER, "all").refused is None


def test_what_is_bought_must_not_be_less_than_expected(pool: ClusterWorld) -> None:
    pool.oracle(ETHER, 1_800 * WAD)
    pool.act(c.Supply, "taker", STAKED, 10 * WHOLE)
    assert pool.take_over("taker", "borrower", ETHER, DOLLAR, least=str(10 * WHOLE)).refused is Reason.SLIPPAGE


def test_an_account_that_was_just_checked_is_left_alone_for_the_cool_off() -> None:
    pool = world(dollar={"cool_off": 60})
    pool.oracle(ETHER, 1_800 * WAD)
    assert pool.liquidate("borrower", ETHER, DOLLAR, after=58 * S).refused is Reason.TOO_SOON
    assert pool.liquidate("borrower", ETHER, DOLLAR, after=3 * S).refused is None


def test_a_price_that_was_never_told_blocks_liquidation_too() -> None:
    pool = ClusterWorld("lender", "borrower", priced=False)
    pool.act(c.Supply, "lender", DOLLAR, 60_000 * CENT)
    said = {"pool": POOL, "account": "borrower"}
    pool.do(c.LoadLoan, **said, asset=ETHER, supplied=str(WHOLE))
    pool.do(c.LoadLoan, **said, asset=STAKED, supplied=str(WHOLE))
    pool.do(c.LoadLoan, **said, asset=DOLLAR, owed=str(10_000 * CENT))
    pool.oracle(DOLLAR, WAD)
    pool.oracle(ETHER, 2_000 * WAD)
    assert pool.liquidate("borrower", ETHER, DOLLAR).refused is Reason.ORACLE_SILENT
    pool.oracle(STAKED, 2_400 * WAD)
    assert pool.liquidate("borrower", ETHER, DOLLAR).refused is None


def test_a_lower_line_is_reached_in_a_line_and_may_liquidate_on_the_way(pool: ClusterWorld) -> None:
    """From 85 to 79 % in 1,000 seconds: at 80 % of 20,000, and an instant of interest before, the loan is past it."""
    lower = LTVS | {ETHER: LtvPolicy(7_900, 7_900, 1_000)}
    pool.do(c.AdoptLending, pool=POOL, policy=lending(dollar={"collaterals": lower}))
    assert not of(pool.do(c.AdvanceTime, 800 * S), e.LoanLiquidatable)
    assert of(pool.do(c.AdvanceTime, 60 * S), e.LoanLiquidatable)
    assert pool.liquidate("borrower", ETHER, DOLLAR).refused is None
