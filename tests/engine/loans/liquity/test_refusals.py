"""Every reason to refuse what is asked of a pool of troves, in the order in which they are given."""

from typing import Any

import pytest

from solvent import commands as c
from solvent.reasons import Reason
from tests.ladders import Rung, climbed
from tests.troves import COIN, ETHER, TROVES, WAD, Troves, troves_policy

NAMED: list[Rung] = [(Reason.UNKNOWN_ACCOUNT, {"account": "nobody"}), (Reason.UNKNOWN_POOL, {"pool": "silent"})]
WRONG = {"pool": "?", "account": "?"}
TROVE_LADDERS: dict[str, tuple[type[c.Command], dict[str, Any], list[Rung]]] = {
    "OpenTrove": (
        c.OpenTrove,
        WRONG | {"collateral": "?", "amount": "0"},
        [
            *NAMED,
            (Reason.AMOUNT_NOT_ALLOWED, {"collateral": "all"}),
            (Reason.AMOUNT_NOT_ALLOWED, {"collateral": str(10 * WAD)}),
            (Reason.AMOUNT_NOT_ALLOWED, {"amount": str(40_000 * WAD)}),
            (Reason.ORACLE_SILENT, {"pool": TROVES, "account": "anna"}),
            (Reason.ALREADY_EXISTS, {"account": "nobody"}),
            (Reason.BORROWING_POWER, {"amount": str(15_000 * WAD)}),
            (Reason.SYSTEM_RATIO, {"amount": str(1_000 * WAD)}),
            (Reason.DEBT_TOO_SMALL, {"amount": str(2_000 * WAD)}),
        ],
    ),
    "LiquidateTroves": (
        c.LiquidateTroves,
        {"pool": "?", "accounts": []},
        [
            (Reason.UNKNOWN_POOL, {"pool": TROVES}),
            (Reason.ALREADY_EXISTS, {"accounts": ["?", "?"]}),
            (Reason.ALREADY_EXISTS, {"accounts": ["?"]}),
            (Reason.UNKNOWN_ACCOUNT, {"accounts": ["nobody"]}),
            (Reason.UNKNOWN_LOAN, {"accounts": ["anna"]}),
            (Reason.LOAN_HEALTHY, {"accounts": ["anna", "small"]}),
        ],
    ),
    "RedeemCoin": (
        c.RedeemCoin,
        {"pool": "?", "amount": "all", "most_ppm": 0},
        [
            (Reason.UNKNOWN_POOL, {"pool": "silent"}),
            (Reason.AMOUNT_NOT_ALLOWED, {"amount": "1"}),
            (Reason.OUT_OF_RANGE, {"most_ppm": 1}),
            (Reason.ORACLE_SILENT, {"pool": TROVES}),
            (Reason.NOTHING_MOVES, {"amount": str(3_000 * WAD)}),
            (Reason.SLIPPAGE, {"most_ppm": 10**6}),
        ],
    ),
    "ClaimSurplus": (
        c.ClaimSurplus,
        WRONG,
        [*NAMED[:1], (Reason.UNKNOWN_POOL, {"pool": TROVES}), (Reason.UNKNOWN_LOAN, {"account": "anna"}),
         (Reason.NOTHING_MOVES, {"account": "left"})],
    ),
}  # fmt: skip


@pytest.fixture
def pool() -> Troves:
    """All together at 158 %; small below its line at 108 %; `left` may claim what was left of its trove."""
    made = Troves("left", "anna", "small", "dora", "nobody")
    made.do(c.AdoptLending, pool="silent", policy=troves_policy())
    made.trove("anna", 40, 40_000)
    made.trove("left", 10, 10_000)
    made.act(c.Supply, "dora", COIN, 50_000 * WAD)
    made.ether(1_400)  # all together at 138.2 %, left at 136.6 %
    assert made.close("left").refused is None
    made.ether(1_700)
    for asset, amounts in ((ETHER, {"supplied": str(5 * WAD)}), (COIN, {"owed": str(7_900 * WAD)})):
        made.do(c.LoadLoan, pool=TROVES, account="small", asset=asset, **amounts)
    return made


@pytest.mark.parametrize("name", sorted(TROVE_LADDERS))
def test_the_first_reason_that_holds_is_given_and_nothing_changes(pool: Troves, name: str) -> None:
    kind, wrong, ladder = TROVE_LADDERS[name]
    wrong = climbed(pool, kind, wrong, ladder)
    assert pool.do(kind, **wrong).refused is None, wrong


def test_what_a_pool_of_troves_does_not_know_is_refused_by_name(pool: Troves) -> None:
    asked = {"pool": TROVES, "account": "anna"}
    assert pool.do(c.SetCollateral, **asked, asset=ETHER, pledged=False).refused is Reason.WRONG_KIND
    assert pool.act(c.Borrow, "anna", ETHER, 1).refused is Reason.RESERVE_CLOSED
    assert pool.act(c.Repay, "anna", ETHER, 1).refused is Reason.NOTHING_OWED
    assert pool.act(c.Supply, "nobody", ETHER, 1).refused is Reason.UNKNOWN_LOAN
    assert pool.act(c.Redeem, "nobody", COIN, 1).refused is Reason.UNKNOWN_LOAN
    assert pool.act(c.Redeem, "anna", ETHER, 41 * WAD).refused is Reason.MORE_THAN_HELD
    assert pool.do(c.LoadLoan, **asked, asset=ETHER, owed="1").refused is Reason.RESERVE_CLOSED
    assert pool.do(c.LoadLoan, **asked, asset=COIN, supplied="1", owed="1").refused is Reason.AMOUNT_NOT_ALLOWED
    fresh = asked | {"account": "nobody"}
    assert pool.do(c.LoadLoan, **fresh, asset=COIN, owed=str(200 * WAD)).refused is Reason.DEBT_TOO_SMALL
