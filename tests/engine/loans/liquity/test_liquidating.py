"""Troves are closed against the stability pool, then against the others: figures by hand."""

import pytest

from solvent import commands as c
from solvent import events as e
from solvent.reasons import Bearer, Reason
from tests.troves import COIN, ETHER, WAD, Troves


@pytest.fixture
def pool() -> Troves:
    """2 ether against 2,210 owed; twice 10 against 5,225; a stability pool of 3,000 from two depositors."""
    made = Troves("small", "anna", "ben", "dora", "emil")
    for account, ether, coins in (("small", 2, 2_000), ("anna", 10, 5_000), ("ben", 10, 5_000)):
        assert made.trove(account, ether, coins).refused is None
    for account, coins in (("dora", 2_000), ("emil", 1_000)):
        assert made.act(c.Supply, account, COIN, coins * WAD).refused is None
    return made


def told(events: list[e.Event], kind: type[e.Event]) -> list[e.Event]:
    """Events of a kind."""
    return [event for event in events if type(event) is kind]


def test_the_pool_takes_the_debt_and_its_depositors_the_collateral(pool: Troves) -> None:
    """At 1,200 small has 2,400 over 2,210, below 110 %. The caller takes 0.5 % of 2 ether and the 200 set aside."""
    assert pool.close("small").refused is Reason.LOAN_HEALTHY
    pool.ether(1_200)
    done = pool.close("small")
    closed = told(list(done.events), e.TroveLiquidated)[0]
    assert isinstance(closed, e.TroveLiquidated)
    assert (closed.offset, closed.to_pool, closed.to_caller) == (
        str(2_210 * WAD),
        "1990000000000000000",
        "10000000000000000",
    )
    assert (closed.debt, closed.collateral, closed.surplus) == ("0", "0", "0")
    assert not told(list(done.events), e.TroveLossBorne), "1.99 ether are 2,388 coins for 2,210"
    assert pool.has("small") == (0, 0)
    assert (pool.cash(ETHER), pool.cash(COIN)) == (22 * WAD - WAD // 100, (600 - 200 + 3_000 - 2_210) * WAD)
    dora, emil = pool.deposit("dora"), pool.deposit("emil")
    assert dora is not None
    assert emil is not None
    assert 2 * emil.left <= dora.left <= 2 * emil.left + 2, "pro rata, each rounded down"
    assert 790 * WAD - 10**4 < dora.left + emil.left <= 790 * WAD
    assert 199 * WAD // 100 - 10**4 < dora.gained + emil.gained <= 199 * WAD // 100


def test_what_a_depositor_gained_is_paid_out_with_the_next_thing_it_does(pool: Troves) -> None:
    pool.ether(1_200)
    pool.close("small")
    before = pool.deposit("dora")
    assert before is not None
    done = pool.act(c.Redeem, "dora", COIN, 100 * WAD)
    assert done.refused is None
    after = pool.deposit("dora")
    assert after is not None
    assert (after.left, after.gained) == (before.left - 100 * WAD, 0)
    assert pool.cash(ETHER) == 22 * WAD - WAD // 100 - before.gained
    assert pool.act(c.Redeem, "dora", COIN, "all").refused is None
    assert pool.act(c.Redeem, "dora", COIN, "all").refused is Reason.NOTHING_MOVES


def test_what_the_pool_cannot_take_goes_to_the_others_by_stake() -> None:
    """Without a pool 2.21 ether and 1.99 of collateral go to two who hold 10 each: 0.995 ether and 1,105 coins."""
    pool = Troves("small", "anna", "ben")
    for account, ether, coins in (("small", 2, 2_000), ("anna", 10, 5_000), ("ben", 10, 5_000)):
        pool.trove(account, ether, coins)
    pool.ether(1_200)
    assert pool.close("small").refused is None
    for account in ("anna", "ben"):
        assert pool.has(account) == (10_995 * WAD // 1_000, 6_330 * WAD)
    assert pool.act(c.Supply, "anna", ETHER, 1).refused is None, "and is the trove's own from then on"
    assert pool.has("anna") == (10_995 * WAD // 1_000 + 1, 6_330 * WAD)
    assert (pool.branch.waiting, pool.branch.owing) == (995 * WAD // 1_000, 1_105 * WAD)


def test_who_loses_by_a_trove_below_its_debt_is_named() -> None:
    """At 1,000 small has 1,990 after the caller's part, for 2,210: 1,000 are the pool's, the rest the others'."""
    pool = Troves("small", "anna", "ben", "dora")
    for account, ether, coins in (("small", 2, 2_000), ("anna", 20, 5_000), ("ben", 20, 5_000)):
        pool.trove(account, ether, coins)
    pool.act(c.Supply, "dora", COIN, 1_001 * WAD)
    pool.ether(1_000)
    done = pool.close("small")
    lost = [(event.bearer, event.units) for event in done.events if isinstance(event, e.TroveLossBorne)]
    to_pool = 199 * WAD // 100 * 1_000 // 2_210
    others = 199 * WAD // 100 - to_pool
    assert lost == [
        (Bearer.DEPOSITORS, str(1_000 * WAD - to_pool * 1_000)),
        (Bearer.BORROWERS, str(1_210 * WAD - others * 1_000)),
    ]


def test_recovery_mode_closes_a_healthy_trove_at_110_percent_and_leaves_the_rest_to_its_owner(pool: Troves) -> None:
    """At 760 all 22 ether are 16,720 over 12,660: 132 %. anna's 8 are 6,080 over 5,225, 116 %, and the pool covers her.

    110 % of 5,225 are 7.5625 ether, of which the caller takes 0.5 %; 0.4375 stay hers.
    """
    pool.act(c.Redeem, "anna", ETHER, 2 * WAD)
    pool.act(c.Supply, "ben", ETHER, 2 * WAD)
    pool.ether(760)
    assert [bool(flag) for flag in pool.book.loans.liquidatable] == [True, False, False], "3,000 do not cover her"
    pool.act(c.Supply, "dora", COIN, 3_000 * WAD)
    assert [bool(flag) for flag in pool.book.loans.liquidatable] == [True, True, False]
    done = pool.close("anna")
    closed = told(list(done.events), e.TroveLiquidated)[0]
    assert isinstance(closed, e.TroveLiquidated)
    assert (closed.offset, closed.surplus) == (str(5_225 * WAD), "437500000000000000")
    assert (closed.to_caller, closed.to_pool) == ("37812500000000000", "7524687500000000000")
    held = pool.cash(ETHER)
    assert pool.do(c.ClaimSurplus, pool="liquity", account="anna").refused is None
    assert held - pool.cash(ETHER) == 4_375 * WAD // 10_000
    assert pool.do(c.ClaimSurplus, pool="liquity", account="anna").refused is Reason.NOTHING_MOVES


def test_below_100_percent_in_recovery_mode_nothing_is_offset(pool: Troves) -> None:
    """small, 68 % at 760, goes to the others whole although the pool could take it."""
    pool.ether(760)
    done = pool.close("small")
    closed = told(list(done.events), e.TroveLiquidated)[0]
    assert isinstance(closed, e.TroveLiquidated)
    assert (closed.offset, closed.debt, closed.collateral) == ("0", str(2_210 * WAD), "1990000000000000000")
    assert pool.has("anna") == (10_995 * WAD // 1_000, 6_330 * WAD)


def test_the_last_trove_is_not_closed() -> None:
    pool = Troves("anna", "dora")
    pool.trove("anna", 10, 5_000)
    pool.act(c.Supply, "dora", COIN, 10_000 * WAD)
    pool.ether(500)
    assert pool.close("anna").refused is Reason.LOAN_HEALTHY


def test_nothing_leaves_the_pool_while_a_trove_is_below_its_line(pool: Troves) -> None:
    pool.ether(1_200)
    assert pool.act(c.Redeem, "dora", COIN, WAD).refused is Reason.LIQUIDATE_FIRST
    pool.close("small")
    assert pool.act(c.Redeem, "dora", COIN, WAD).refused is None
