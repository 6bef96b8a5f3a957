"""What an account may do in a pool of Aave v2, in numbers worked by hand."""

import pytest

from solvent import commands as c
from solvent import events as e
from solvent.book import House, wide
from solvent.engine.loans import reading
from solvent.policy import LendingPolicy
from solvent.reasons import Reason
from tests.loans import DOLLAR, ETHER, OTHER, POOL, RESERVES, WAD, Pool, lending
from tests.world import S, of, only

YEAR = 31_536_000 * S
RAY = 10**27


@pytest.fixture
def pool() -> Pool:
    """A lender with 100,000 dollars, and a borrower with 10 ether and seven wei (an ether is 2,000 dollars)."""
    made = Pool("lender", "borrower")
    made.act(c.Supply, "lender", DOLLAR, 100_000 * 10**6)
    made.act(c.Supply, "borrower", ETHER, 10 * WAD + 7)
    return made


def test_wei_are_kept_to_the_last_one(pool: Pool) -> None:
    reserve = pool.reserve(ETHER)
    bucket = int(pool.book.reserves.bucket[reserve])
    assert reading.cash_of(pool.book, reserve) == 10 * WAD + 7
    assert (int(pool.book.ledger.balance[bucket]), int(pool.book.ledger.fine[bucket])) == (10 * 10**9, 7)
    assert pool.book.ledger.exact(bucket) == -pool.book.ledger.exact(pool.house(House.OUTSIDE, ETHER))
    assert pool.act(c.Redeem, "borrower", ETHER, "all").refused is None
    assert pool.book.ledger.exact(bucket) == 0


def test_a_first_supply_is_collateral_and_a_later_one_changes_nothing_of_that(pool: Pool) -> None:
    pool.do(c.SetCollateral, pool=POOL, account="borrower", asset=ETHER, pledged=False)
    assert only(pool.act(c.Supply, "borrower", ETHER, 1), e.HoldingChanged).pledged == [0]
    assert only(pool.act(c.Supply, "lender", ETHER, 1), e.HoldingChanged).pledged == [1]


def test_collateral_lets_borrow_to_its_ltv_and_not_a_unit_more(pool: Pool) -> None:
    """10 ether at 80 % are 16,000 dollars; seven wei are less than a unit of a dollar."""
    assert pool.act(c.Borrow, "borrower", DOLLAR, 16_000 * 10**6 + 1).refused is Reason.BORROWING_POWER
    assert pool.act(c.Borrow, "borrower", DOLLAR, 16_000 * 10**6).refused is None
    assert pool.act(c.Borrow, "borrower", DOLLAR, 1).refused is Reason.BORROWING_POWER
    assert pool.act(c.Borrow, "lender", OTHER, 1).refused is Reason.NO_LIQUIDITY


def test_a_year_of_interest(pool: Pool) -> None:
    """45,000 of 100,000 dollars are lent out, half of the optimal 90 %: 2 % a year, of which suppliers get 0.45 x 0.9.

    Debt compounds over three terms of (1 + r/s)^s, of which the third, 0.255 of a ray's last digit, rounds to nothing:
    1.0202 and a little less. Suppliers' index grows by the rate itself.
    """
    pool.act(c.Supply, "borrower", ETHER, 30 * WAD)
    lent = only(pool.act(c.Borrow, "borrower", DOLLAR, 45_000 * 10**6), e.ReserveUpdated)
    assert (lent.borrow_rate, lent.supply_rate) == ([str(RAY // 50)], [str(RAY // 50 * 405 // 1000)])
    paid = only(pool.act(c.Repay, "borrower", DOLLAR, "all", after=YEAR), e.ReserveUpdated)
    assert paid.supply_index == [str(RAY + RAY // 50 * 405 // 1000)]
    index = int(paid.borrow_index[0])
    assert 1_020_199_999 * 10**18 < index < 1_020_200_000 * 10**18
    accrued = (45_000 * 10**6 * index + RAY // 2) // RAY - 45_000 * 10**6
    assert int(paid.minted[0]) == ((accrued + 5) // 10 * RAY + RAY // 2) // int(paid.supply_index[0])
    assert (paid.borrow_rate, paid.supply_rate) == (["0"], ["0"]), "nothing is owed any more"


def test_interest_of_a_view_is_not_written(pool: Pool) -> None:
    pool.act(c.Borrow, "borrower", DOLLAR, 16_000 * 10**6)
    before = [wide(pool.book.reserves, pool.reserve(DOLLAR), name) for name in ("supply_index", "borrow_index")]
    pool.do(c.AdvanceTime, YEAR)
    assert before == [wide(pool.book.reserves, pool.reserve(DOLLAR), name) for name in ("supply_index", "borrow_index")]


def test_time_alone_makes_a_loan_liquidatable(pool: Pool) -> None:
    """16,000 of 20,000 dollars of ether at a threshold of 82.5 %: 3.125 % of interest are the line."""
    pool.act(c.Borrow, "borrower", DOLLAR, 16_000 * 10**6)
    years = 0
    while not (found := of(pool.do(c.AdvanceTime, YEAR), e.LoanLiquidatable)):
        years += 1
    health = int(found[0].health)
    assert 0.99 * WAD < health < WAD
    assert years == 4, "0.71 % a year"


@pytest.mark.parametrize("price", [2_425, 2_424])
def test_collateral_that_a_debt_needs_stays(pool: Pool, price: int) -> None:
    """16,000 dollars need 16,000 / 0.825 / 2,000 = 9.69697 ether."""
    pool.act(c.Borrow, "borrower", DOLLAR, 16_000 * 10**6)
    needed = 16_000 * 10_000 * WAD // (8_250 * 2_000) + 1
    assert pool.act(c.Redeem, "borrower", ETHER, 10 * WAD + 7 - needed + 10**14).refused is Reason.HEALTH_FACTOR
    assert pool.act(c.Redeem, "borrower", ETHER, 10 * WAD + 7 - needed).refused is None
    free = pool.do(c.SetCollateral, pool=POOL, account="borrower", asset=ETHER, pledged=False)
    assert free.refused is Reason.HEALTH_FACTOR


def test_what_is_lent_out_cannot_be_redeemed(pool: Pool) -> None:
    pool.act(c.Borrow, "borrower", DOLLAR, 16_000 * 10**6)
    assert pool.act(c.Redeem, "lender", DOLLAR, "all").refused is Reason.NO_LIQUIDITY
    assert pool.act(c.Redeem, "lender", DOLLAR, 84_000 * 10**6).refused is None


BAD = ["", "-1", "0", "1.5", "nan", "1e18", "0x10", "9" * 39, "１", " 1", "1 "]  # a digit of another script


@pytest.mark.parametrize("amount", BAD)
@pytest.mark.parametrize("kind", [c.Supply, c.Redeem, c.Borrow, c.Repay])
def test_what_is_no_amount_is_refused_with_what_was_expected(pool: Pool, kind: type[c.Command], amount: str) -> None:
    refused = pool.act(kind, "borrower", ETHER, amount)
    assert refused.refused is Reason.AMOUNT_NOT_ALLOWED
    assert "expected digits of a whole number of units" in only(refused, e.CommandRejected).detail[0]


def test_names_that_are_not_known_are_refused(pool: Pool) -> None:
    place = {"pool": POOL, "account": "borrower", "asset": ETHER, "amount": "1"}
    for field, reason in (("pool", Reason.UNKNOWN_POOL), ("account", Reason.UNKNOWN_ACCOUNT),
                          ("asset", Reason.UNKNOWN_RESERVE)):  # fmt: skip
        assert pool.do(c.Supply, **place | {field: "none"}).refused is reason
    assert pool.act(c.Repay, "borrower", OTHER, 1).refused is Reason.UNKNOWN_LOAN
    assert pool.act(c.Repay, "borrower", ETHER, 1).refused is Reason.NOTHING_OWED
    assert pool.do(c.ObserveOracle, pool=POOL, asset=ETHER, price="0").refused is Reason.AMOUNT_NOT_ALLOWED
    assert pool.do(c.ObserveOracle, pool=POOL, asset="none", price="1").refused is Reason.UNKNOWN_RESERVE


def test_nothing_is_borrowed_before_the_oracle_has_spoken() -> None:
    pool = Pool.__new__(Pool)
    super(Pool, pool).__init__()
    pool.do(c.AdoptLending, pool=POOL, policy=lending())
    pool.do(c.OpenAccount, account="borrower")
    pool.act(c.Supply, "borrower", ETHER, WAD)
    refused = pool.act(c.Borrow, "borrower", ETHER, 1)
    assert refused.refused is Reason.ORACLE_SILENT
    assert ETHER in only(refused, e.CommandRejected).detail[0]


def test_a_pool_keeps_its_reserves_when_its_terms_change(pool: Pool) -> None:
    pool.act(c.Borrow, "borrower", DOLLAR, 16_000 * 10**6)

    def adopt(policy: LendingPolicy) -> Reason | None:
        return pool.do(c.AdoptLending, pool=POOL, policy=policy).refused

    assert adopt(lending(**{ETHER: RESERVES[ETHER]})) is Reason.TERMS_NOT_ALLOWED
    assert adopt(lending(base_decimals=8)) is Reason.TERMS_NOT_ALLOWED
    stricter = RESERVES | {ETHER: RESERVES[OTHER].__class__(18, 7_000, 7_900, 10_500, 0, 5 * 10**8, 0, 0, 0)}
    changed = pool.do(c.AdoptLending, pool=POOL, policy=lending("stricter", **stricter))
    assert of(changed, e.LoanLiquidatable), "79 % of 20,000 dollars are less than 16,000"
    assert of(pool.do(c.AdoptLending, pool=POOL, policy=lending()), e.LoanRecovered)


def test_a_pool_needs_no_rulebook_of_perpetuals_and_they_need_theirs(pool: Pool) -> None:
    assert pool.do(c.Deposit, account="lender", asset=DOLLAR, amount=1).refused is Reason.NOT_READY
    assert Pool("a").do(c.AdvanceTime).refused is None
