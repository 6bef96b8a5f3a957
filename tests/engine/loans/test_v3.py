"""Aave v3 in the engine: fee and treasury, close factor, leftovers, a named deficit, caps, e-modes."""

import pytest
from msgspec.structs import replace

from solvent import commands as c
from solvent import events as e
from solvent.book import wide
from solvent.engine.loans import reading
from solvent.policy import Protocol
from solvent.reasons import Bearer, Reason
from tests.loans import DOLLAR, ETHER, MODES, OTHER, POOL, RESERVES, STABLE, Pool, lending
from tests.world import of, only

WHOLE = 10**18
CENT = 10**6  # in a base of 8 decimals
V3 = [Protocol.AAVE_V3_3, Protocol.AAVE_V3_5, Protocol.AAVE_V3_6, Protocol.AAVE_V3_7]
TERMS = {asset: replace(terms, fee=1_000) for asset, terms in RESERVES.items()}


def made(version: Protocol, **more: object) -> Pool:
    """Prices in dollars of 8 decimals: ether 2,000, bitcoin 30,000; a lender of all; ten ether against 16,000."""
    terms = {asset: replace(one, **more.get(asset, {})) for asset, one in TERMS.items()}  # type: ignore[call-overload]
    pool = Pool("lender", "borrower", "other", rules=lending("v3", 8, version, MODES, **terms))
    for asset, dollars in ((ETHER, 2_000), (DOLLAR, 1), (OTHER, 30_000)):
        pool.oracle(asset, dollars * 100 * CENT)
    for asset, units in ((DOLLAR, 100_000 * CENT), (OTHER, 10 * 10**8), (ETHER, 100 * WHOLE)):
        assert pool.act(c.Supply, "lender", asset, units).refused is None
    pool.act(c.Supply, "borrower", ETHER, 10 * WHOLE)
    assert pool.act(c.Borrow, "borrower", DOLLAR, 16_000 * CENT).refused is None
    return pool


@pytest.fixture(params=V3)
def pool(request: pytest.FixtureRequest) -> Pool:
    """The same in each version."""
    return made(request.param)


def test_above_95_percent_half_of_all_debt_is_closed_and_the_treasury_has_its_part(pool: Pool) -> None:
    """At 1,900 dollars: health 19,000 x 0.825 / 16,000 = 0.97969; 8,000 buy 8,400 of ether, 40 of them the fee."""
    pool.oracle(ETHER, 1_900 * 100 * CENT)
    done = pool.liquidate("borrower", ETHER, DOLLAR)
    told = only(done, e.LoanLiquidated)
    assert told.repaid == [str(8_000 * CENT)]
    assert int(told.seized[0]) + int(told.fee[0]) in (n := 8_400 * WHOLE // 1_900, n + 1)
    assert abs(int(told.fee[0]) - 40 * WHOLE // 1_900) <= 1
    treasury = wide(pool.book.reserves, pool.reserve(ETHER), "treasury")
    assert treasury == int(told.fee[0])
    assert reading.cash_of(pool.book, pool.reserve(ETHER)) == 110 * WHOLE - int(told.seized[0])


def test_at_95_percent_and_below_all_of_it_may_be_closed(pool: Pool) -> None:
    pool.oracle(ETHER, 1_840 * 100 * CENT)
    assert only(pool.liquidate("borrower", ETHER, DOLLAR), e.LoanLiquidated).repaid == [str(16_000 * CENT)]


def test_too_little_may_not_be_left_of_both_sides(pool: Pool) -> None:
    pool.oracle(ETHER, 1_840 * 100 * CENT)
    assert pool.liquidate("borrower", ETHER, DOLLAR, 15_500 * CENT).refused is Reason.DUST_LEFT


def test_what_nobody_owes_any_more_is_a_deficit_that_suppliers_earn_less_for_until_it_is_covered(pool: Pool) -> None:
    """Ten ether at 1,000 dollars pay for 10,000 / 1.05 = 9,523.81 of 16,000 dollars."""
    pool.oracle(ETHER, 1_000 * 100 * CENT)
    done = pool.liquidate("borrower", ETHER, DOLLAR)
    named = only(done, e.DeficitSet)
    repaid = int(only(done, e.LoanLiquidated).repaid[0])
    assert repaid in (9_523_809_523, 9_523_809_524)
    assert (named.bearer, named.units) == ([Bearer.DEFICIT], [str(16_000 * CENT - repaid)])
    reserve, deficit = pool.reserve(DOLLAR), 16_000 * CENT - repaid
    assert (wide(pool.book.reserves, reserve, "owed"), wide(pool.book.reserves, reserve, "deficit")) == (0, deficit)
    assert not pool.book.holdings.unbacked.any(), "nobody's loan owes it"

    assert pool.do(c.CoverDeficit, pool=POOL, account="borrower", asset=DOLLAR, amount="1").refused
    half = pool.do(c.CoverDeficit, pool=POOL, account="lender", asset=DOLLAR, amount=str(deficit // 2))
    assert only(half, e.DeficitSet).units == [str(deficit - deficit // 2)]
    pool.do(c.CoverDeficit, pool=POOL, account="lender", asset=DOLLAR, amount="all")
    supplied = wide(pool.book.reserves, reserve, "supplied")
    assert (wide(pool.book.reserves, reserve, "deficit"), supplied) == (0, 100_000 * CENT - deficit)
    assert reading.cash_of(pool.book, reserve) == supplied, "who is left can be paid to the unit"
    refused = pool.do(c.CoverDeficit, pool=POOL, account="lender", asset=DOLLAR, amount="1")
    assert refused.refused is Reason.NOTHING_OWED


def test_every_debt_of_a_loan_without_collateral_becomes_a_deficit_of_its_reserve(pool: Pool) -> None:
    pool.act(c.Repay, "borrower", DOLLAR, 100 * CENT)
    assert pool.act(c.Borrow, "borrower", OTHER, 10**4).refused is None
    pool.oracle(ETHER, 1_000 * 100 * CENT)
    done = pool.liquidate("borrower", ETHER, DOLLAR)
    assert [named.reserve for named in of(done, e.DeficitSet)] == [pool.reserve(DOLLAR), pool.reserve(OTHER)]
    assert wide(pool.book.reserves, pool.reserve(OTHER), "deficit") == 10**4


@pytest.mark.parametrize("version", V3)
def test_caps_hold_to_the_unit(version: Protocol) -> None:
    pool = made(version, **{DOLLAR: {"supply_cap": 100_100, "borrow_cap": 16_100}})
    assert pool.act(c.Supply, "other", DOLLAR, 100 * CENT + 1).refused is Reason.CAP_REACHED
    assert pool.act(c.Supply, "other", DOLLAR, 100 * CENT).refused is None
    assert pool.act(c.Borrow, "borrower", DOLLAR, 100 * CENT + 1).refused is Reason.CAP_REACHED
    assert pool.act(c.Borrow, "borrower", DOLLAR, 100 * CENT).refused is Reason.BORROWING_POWER, "within the cap"


def test_an_e_mode_counts_more_and_lends_only_what_it_names(pool: Pool) -> None:
    """In "stable" ether counts for 93 % instead of 82.5 %, its bonus is 1 %, and only bitcoin is lent."""
    enter = {"pool": POOL, "category": STABLE}
    assert pool.do(c.SetCategory, account="borrower", **enter).refused is Reason.RESERVE_CLOSED, "it owes dollars"
    assert pool.do(c.SetCategory, account="other", pool=POOL, category="none").refused is Reason.UNKNOWN_CATEGORY
    assert pool.do(c.SetCategory, account="other", **enter).refused is None
    assert pool.do(c.SetCategory, account="other", **enter).refused is Reason.ALREADY_IN_FORCE
    pool.act(c.Supply, "other", ETHER, 15 * WHOLE)
    assert pool.act(c.Borrow, "other", DOLLAR, 1).refused is Reason.RESERVE_CLOSED
    assert pool.act(c.Borrow, "other", OTHER, 9 * 10**7).refused is None, "27,000 of 30,000 dollars: to the ltv of 90 %"
    leave = pool.do(c.SetCategory, pool=POOL, account="other", category="")
    assert leave.refused is Reason.HEALTH_FACTOR, "27,000 are more than 82.5 %"
    pool.oracle(ETHER, 1_900 * 100 * CENT)
    told = only(pool.liquidate("other", ETHER, OTHER), e.LoanLiquidated)
    repaid = int(told.repaid[0])
    worth = repaid * 30_000 * 101 * 10**10 // (1_900 * 100)
    assert abs(int(told.seized[0]) + int(told.fee[0]) - worth) <= 10**11, "a bonus of 1 %, to a unit of bitcoin"


def test_a_pause_stops_everything_and_its_grace_only_liquidations(pool: Pool) -> None:
    pause = {"pool": POOL, "asset": ETHER}
    pool.oracle(ETHER, 1_800 * 100 * CENT)
    assert pool.do(c.PauseReserve, paused=True, grace_s=1, **pause).refused is Reason.OUT_OF_RANGE
    assert pool.do(c.PauseReserve, paused=True, **pause).refused is None
    assert pool.do(c.PauseReserve, paused=True, **pause).refused is Reason.ALREADY_IN_FORCE
    assert pool.liquidate("borrower", ETHER, DOLLAR).refused is Reason.RESERVE_CLOSED
    assert pool.act(c.Supply, "borrower", ETHER, WHOLE).refused is Reason.RESERVE_CLOSED
    assert pool.do(c.PauseReserve, paused=False, grace_s=60, **pause).refused is None
    assert pool.liquidate("borrower", ETHER, DOLLAR).refused is Reason.RESERVE_CLOSED, "within the grace"
    pool.do(c.AdvanceTime, 60 * 10**9)
    assert pool.liquidate("borrower", ETHER, DOLLAR).refused is Reason.RESERVE_CLOSED, "at its end"
    pool.do(c.AdvanceTime, 10**9)
    assert pool.liquidate("borrower", ETHER, DOLLAR).refused is None


@pytest.mark.parametrize("version", V3)
def test_collateral_nothing_may_be_borrowed_against_leaves_first(version: Protocol) -> None:
    pool = made(version)
    pool.act(c.Supply, "borrower", OTHER, 10**8)
    terms = TERMS | {OTHER: replace(TERMS[OTHER], ltv=0)}
    assert pool.do(c.AdoptLending, pool=POOL, policy=lending("v3", 8, version, MODES, **terms)).refused is None
    assert pool.act(c.Redeem, "borrower", ETHER, 10**9).refused is Reason.BORROWING_POWER
    assert pool.act(c.Redeem, "borrower", OTHER, "all").refused is None
    pool.act(c.Supply, "other", OTHER, 10**8)
    rows = list(pool.book.holdings_of(pool.book.loan_of[0, pool.book.account_of["other"]]))
    assert not pool.book.holdings.pledged[rows[-1]], "what has no ltv does not become collateral"


def test_v2_has_neither_e_modes_nor_a_fee() -> None:
    with pytest.raises(Exception, match="no e-modes and no protocol fee"):
        lending("v2", 18, Protocol.AAVE_V2, MODES)
