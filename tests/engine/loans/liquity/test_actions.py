"""What an owner does with a trove: figures by hand, an ether worth 2,000 coins."""

import pytest
from msgspec.structs import replace

from solvent import commands as c
from solvent import events as e
from solvent.policy import BranchPolicy
from solvent.reasons import Reason
from tests.troves import COIN, ETHER, TROVES, WAD, Troves, troves_policy


@pytest.fixture
def pool() -> Troves:
    """10 ether against 4,000 coins each: 20,000 over 4,220."""
    made = Troves("anna", "ben", "cleo")
    for account in ("anna", "ben"):
        assert made.trove(account, 10, 4_000).refused is None
    return made


def test_the_fee_and_what_is_set_aside_are_owed_on_top(pool: Troves) -> None:
    """0.5 % of 4,000 are 20, and 200 for whoever closes it."""
    assert pool.has("anna") == (10 * WAD, 4_220 * WAD)
    assert pool.cash(ETHER) == 20 * WAD
    assert pool.cash(COIN) == 400 * WAD, "minted beside the loans; what was lent is in their owners' hands"


def test_a_trove_owes_at_least_1800_beside_what_is_set_aside() -> None:
    """1,791 and their fee of 8.955 are 1,799.955."""
    pool = Troves("anna")
    assert pool.trove("anna", 10, 1_791).refused is Reason.DEBT_TOO_SMALL
    assert pool.trove("anna", 10, 1_792).refused is None


def test_a_trove_of_less_than_110_percent_is_not_opened_nor_one_that_takes_all_below_150(pool: Troves) -> None:
    """19 ether are 38,000 coins, 110 % of 34,545.45; 60 are 120,000: with 40,000 over 8,440 all have 160,000."""
    assert pool.trove("cleo", 19, 34_300).refused is Reason.BORROWING_POWER, "34,300 + 171.5 + 200"
    assert pool.trove("cleo", 60, 97_600).refused is Reason.SYSTEM_RATIO, "8,440 + 98,288 owed: 149.9 %"
    assert pool.trove("cleo", 60, 97_500).refused is None, "8,440 + 98,187.5: 150.06 %"


def test_collateral_comes_and_goes(pool: Troves) -> None:
    assert pool.act(c.Supply, "anna", ETHER, WAD).refused is None
    assert pool.act(c.Redeem, "anna", ETHER, 2 * WAD).refused is None
    assert pool.has("anna") == (9 * WAD, 4_220 * WAD)
    assert pool.act(c.Redeem, "anna", ETHER, 7 * WAD).refused is Reason.BORROWING_POWER
    assert pool.act(c.Redeem, "anna", ETHER, 9 * WAD + 1).refused is Reason.MORE_THAN_HELD
    assert pool.cash(ETHER) == 19 * WAD


def test_debt_grows_with_the_fee_and_shrinks_to_the_least(pool: Troves) -> None:
    assert pool.act(c.Borrow, "anna", COIN, 1_000 * WAD).refused is None
    assert pool.has("anna")[1] == 5_225 * WAD
    assert pool.act(c.Repay, "anna", COIN, 5_025 * WAD + 1).refused is Reason.MORE_THAN_HELD
    assert pool.act(c.Repay, "anna", COIN, 3_226 * WAD).refused is Reason.DEBT_TOO_SMALL
    assert pool.act(c.Repay, "anna", COIN, 3_225 * WAD).refused is None
    assert pool.has("anna")[1] == 2_000 * WAD


def test_repaying_all_closes_a_trove_but_not_the_last(pool: Troves) -> None:
    assert pool.act(c.Repay, "anna", COIN, "all").refused is None
    assert pool.has("anna") == (0, 0)
    assert (pool.cash(ETHER), pool.cash(COIN)) == (10 * WAD, 200 * WAD)
    assert pool.act(c.Repay, "ben", COIN, "all").refused is Reason.LAST_ONE
    assert pool.act(c.Supply, "anna", ETHER, WAD).refused is Reason.UNKNOWN_LOAN
    assert pool.trove("anna", 5, 2_000).refused is None, "and may be opened again"


def test_recovery_mode_is_told_and_forbids_what_makes_it_worse(pool: Troves) -> None:
    """At 600 coins both have 6,000 over 4,220: 142.18 %; at 640 151.66 %."""
    told = [event for event in pool.ether(600).events if isinstance(event, e.RecoveryModeSet)]
    assert [(event.on, event.ratio) for event in told] == [(1, "1421800947867298578")]
    assert pool.act(c.Redeem, "anna", ETHER, 1).refused is Reason.RECOVERY_MODE
    assert pool.act(c.Borrow, "anna", COIN, WAD).refused is Reason.RECOVERY_MODE
    assert pool.act(c.Repay, "anna", COIN, "all").refused is Reason.RECOVERY_MODE
    assert pool.trove("cleo", 10, 4_000).refused is Reason.RECOVERY_MODE, "4,200 need 6,300"
    assert pool.trove("cleo", 10, 3_600).refused is None, "no fee: 3,800 owed, 157.9 %"
    assert pool.has("cleo")[1] == 3_800 * WAD
    ended = pool.act(c.Supply, "anna", ETHER, WAD).events
    assert [(event.on, event.ratio) for event in ended if isinstance(event, e.RecoveryModeSet)] == [
        (0, "1519607843137254901")
    ], "31 ether are 18,600 over 12,240"


def test_troves_are_read_in_whatever_they_stand_at(pool: Troves) -> None:
    done = pool.do(c.LoadLoan, pool=TROVES, account="cleo", asset=ETHER, supplied=str(WAD))
    assert done.refused is None
    done = pool.do(c.LoadLoan, pool=TROVES, account="cleo", asset=COIN, owed=str(5_000 * WAD))
    assert done.refused is None
    assert pool.has("cleo") == (WAD, 5_000 * WAD)
    assert pool.cash(COIN) == 600 * WAD, "what is set aside comes with it"
    assert [type(event) for event in done.events if isinstance(event, e.LoanLiquidatable)], "40 %: it may be closed"


def test_terms_may_change_but_not_what_is_set_aside_nor_what_a_trove_is_of(pool: Troves) -> None:
    """A trove opened under 200 set aside gives 200 back: other terms would take the rest from depositors."""
    rules = troves_policy()
    assert isinstance(rules.terms, BranchPolicy)
    for wrong in ({"set_aside": 300}, {"collateral": "WSTETH"}):
        other = replace(rules, terms=replace(rules.terms, **wrong))
        assert pool.do(c.AdoptLending, pool=TROVES, policy=other).refused is Reason.TERMS_NOT_ALLOWED
    stricter = replace(rules, terms=replace(rules.terms, minimum=4 * WAD, critical=4 * WAD))
    told = pool.do(c.AdoptLending, pool=TROVES, policy=stricter)
    assert not [event for event in told.events if isinstance(event, e.LoanLiquidatable)], "473 %"
    stricter = replace(rules, terms=replace(rules.terms, minimum=5 * WAD, critical=5 * WAD))
    told = pool.do(c.AdoptLending, pool=TROVES, policy=stricter)
    assert len([event for event in told.events if isinstance(event, e.LoanLiquidatable)]) == 2


def test_a_trove_is_not_judged_before_a_price_was_told() -> None:
    """Read in first, priced later: nothing is said of it in between."""
    made = Troves("anna", "ben")
    made.do(c.AdoptLending, pool="silent", policy=troves_policy())
    for account, debt in (("anna", 5_000), ("ben", 2_000)):
        for asset, amounts in ((ETHER, {"supplied": str(10 * WAD)}), (COIN, {"owed": str(debt * WAD)})):
            done = made.do(c.LoadLoan, pool="silent", account=account, asset=asset, **amounts)
            assert done.refused is None
            assert not [event for event in done.events if isinstance(event, e.LoanLiquidatable)]
    told = made.do(c.ObserveOracle, pool="silent", asset=ETHER, price=str(500 * WAD)).events
    assert [event.health for event in told if isinstance(event, e.LoanLiquidatable)] == ["909090909090909090"]
