"""A pool whose prices are the indices of listed markets: one price moves perpetuals and loans in one step."""

import pytest

from solvent import commands as c
from solvent import events as e
from solvent.book import wide
from solvent.reasons import Reason
from tests.loans import DOLLAR, ETHER, POOL, WAD, lending
from tests.world import PERP, S, World, of, only, policy


@pytest.fixture
def world() -> World:
    """A perpetual at 100, a pool in ether whose dollar follows it (whatever that is worth), and a loan at 60 %."""
    made = World(policy())
    made.list(price=6)
    made.open(long=300_000_000, lender=0, borrower=0)
    made.price(100_000_000)  # 100.000000
    made.do(c.AdoptLending, pool=POOL, policy=lending())
    made.do(c.ObserveOracle, pool=POOL, asset=DOLLAR, price=str(WAD))
    made.do(c.FollowIndex, pool=POOL, asset=ETHER, market=PERP)
    for account, asset, amount in (("lender", DOLLAR, 10**9), ("borrower", ETHER, WAD)):
        made.do(c.Supply, pool=POOL, account=account, asset=asset, amount=str(amount))
    made.do(c.Borrow, pool=POOL, account="borrower", asset=DOLLAR, amount=str(60 * 10**6))
    return made


def test_the_index_is_the_price_in_base_units(world: World) -> None:
    reserve = world.book.reserve_of[0, world.book.assets.index(ETHER)]
    assert wide(world.book.reserves, reserve, "price") == 100 * WAD
    moved = only(world.price(90_000_001), e.OracleUpdated)
    assert moved.price == [str(90_000_001 * WAD // 10**6)]
    assert not of(world.price(90_000_001), e.OracleUpdated), "told once"


def test_one_price_reaches_a_perpetual_and_a_loan_in_one_step(world: World) -> None:
    """Ten bought at 100 with 300: at 72 there are 20 left of the 72 needed. The loan falls below 60 / 0.825."""
    assert world.trade("long", "@outside", 10, 100_000_000).refused is None
    done = world.price(72_000_000)
    assert of(done, e.LiquidationTriggered)
    assert of(done, e.LoanLiquidatable)
    assert not of(world.price(72_000_000), e.LoanLiquidatable)
    assert of(world.price(73_000_000), e.LoanRecovered)
    assert world.by_effect().digest() == world.by_cause().book.digest() == world.book.digest()


def test_what_follows_is_not_told_and_what_is_told_again_may_be(world: World) -> None:
    tell = {"pool": POOL, "asset": ETHER, "price": "1"}
    refused = world.do(c.ObserveOracle, **tell)
    assert refused.refused is Reason.ORACLE_FOLLOWS
    assert PERP in only(refused, e.CommandRejected).detail[0]
    assert world.do(c.FollowIndex, pool=POOL, asset=ETHER, market="none").refused is Reason.UNKNOWN_MARKET
    world.do(c.FollowIndex, pool=POOL, asset=ETHER, market="")
    assert of(world.do(c.ObserveOracle, **tell), e.LoanLiquidatable)
    assert not of(world.price(50_000_000), e.OracleUpdated)


def test_nobody_is_judged_by_an_index_that_may_not_be_acted_on(world: World) -> None:
    """Fresh for 60 s: the fall counts until then, and afterwards nobody acts until somebody speaks."""
    assert of(world.price(72_000_000), e.LoanLiquidatable)
    called = {"pool": POOL, "account": "borrower", "collateral": ETHER, "debt": DOLLAR, "amount": "1000000"}
    borrower = {"pool": POOL, "account": "borrower", "asset": ETHER}
    lender = {"pool": POOL, "account": "lender", "asset": DOLLAR}
    late = world.at_ns + 61 * S
    for kind, said in ((c.LiquidateLoan, called), (c.Borrow, {**lender, "asset": ETHER, "amount": "1"})):
        before = world.book.digest()
        refused = world.do(kind, **said, time_ns=late)
        assert refused.refused is Reason.INDEX_UNSAFE, kind
        assert ETHER in only(refused, e.CommandRejected).detail[0]
        assert world.book.digest() == before
    world.at_ns = late
    assert world.do(c.Repay, **{**borrower, "asset": DOLLAR}, amount="1").refused is None, "paying is always allowed"
    assert world.do(c.Supply, **borrower, amount="1").refused is None
    assert world.do(c.Redeem, **lender, amount="1").refused is None, "who owes nothing is judged by nothing"
    assert world.do(c.Redeem, **borrower, amount="1").refused is Reason.HEALTH_FACTOR, "the protocol's own no is first"
    world.price(72_000_000)
    assert world.do(c.LiquidateLoan, **called).refused is None
    assert world.by_effect().digest() == world.by_cause().book.digest() == world.book.digest()
