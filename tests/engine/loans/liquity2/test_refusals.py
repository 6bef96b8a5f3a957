"""Every reason to refuse what is asked of a branch of Liquity v2: ladders, as in tests.engine.test_refusals."""

from typing import Any

import pytest

from solvent import commands as c
from solvent.reasons import Reason
from tests.ladders import GO, Rung, climbed
from tests.rated import BRANCH, COIN, ETHER, PERCENT, WAD, RatedWorld, rated_policy


def priced(coins: int) -> dict[str, Any]:
    """The oracle answers."""
    return {"kind": c.ObserveOracle, "asset": ETHER, "price": str(coins * WAD)}


SILENT: dict[str, Any] = {"kind": c.AdoptLending, "pool": "silent", "policy": rated_policy()}
SHUT: dict[str, Any] = {"kind": c.ShutBranch}
NAMED: list[Rung] = [(Reason.UNKNOWN_ACCOUNT, {"account": "nobody"}), (Reason.UNKNOWN_POOL, {"pool": "silent"})]
WRONG = {"pool": "?", "account": "?"}
ASSET = WRONG | {"asset": "?", "amount": "?"}
COINS = str(3_000 * WAD)
RATED_LADDERS: dict[str, tuple[type[c.Command], dict[str, Any], list[Rung]]] = {
    "OpenRatedTrove": (
        c.OpenRatedTrove,
        WRONG | {"collateral": "?", "amount": "0", "rate": 1},
        [
            *NAMED,
            (Reason.AMOUNT_NOT_ALLOWED, {"collateral": "1"}),
            (Reason.AMOUNT_NOT_ALLOWED, {"amount": str(1_000 * WAD)}),
            (Reason.RATE_NOT_ALLOWED, {"rate": 5 * PERCENT}),
            (Reason.ORACLE_SILENT, {"pool": BRANCH, "account": "anna"}),
            (Reason.ALREADY_EXISTS, {"account": "nobody"}),
            (Reason.DEBT_TOO_SMALL, {"amount": str(40_000 * WAD), "collateral": str(10 * WAD)}),
            (Reason.BORROWING_POWER, {"amount": str(18_000 * WAD)}),
            (Reason.SYSTEM_RATIO, {"amount": COINS}),
        ],
    ),
    "Open where it was shut down": (
        c.OpenRatedTrove,
        {"pool": BRANCH, "account": "nobody", "collateral": str(WAD), "amount": COINS, "rate": 5 * PERCENT},
        [(Reason.BORROWING_POWER, {GO: priced(1_000)}), (Reason.BORROWING_POWER, {GO: SHUT}), (Reason.SHUT_DOWN, {})],
    ),
    "SetTroveRate": (
        c.SetTroveRate,
        WRONG | {"rate": 1},
        [
            (Reason.UNKNOWN_ACCOUNT, {"account": "nobody"}),
            (Reason.UNKNOWN_POOL, {"pool": BRANCH}),
            (Reason.UNKNOWN_LOAN, {"account": "small"}),
            (Reason.RATE_NOT_ALLOWED, {"rate": 5 * PERCENT}),
            (Reason.RATE_NOT_ALLOWED, {"rate": 2 * PERCENT, GO: priced(1_100)}),
            (Reason.BORROWING_POWER, {GO: priced(1_400)}),
            (Reason.SYSTEM_RATIO, {GO: priced(2_000)}),
        ],
    ),
    "Supply to a branch": (
        c.Supply,
        ASSET,
        [
            *NAMED,
            (Reason.UNKNOWN_RESERVE, {"asset": ETHER}),
            (Reason.AMOUNT_NOT_ALLOWED, {"amount": "1"}),
            (Reason.UNKNOWN_LOAN, {"pool": BRANCH, "account": "small"}),
        ],
    ),
    "Redeem from a branch": (
        c.Redeem,
        ASSET,
        [
            *NAMED,
            (Reason.UNKNOWN_RESERVE, {"asset": COIN}),
            (Reason.AMOUNT_NOT_ALLOWED, {"amount": "9" * 30, "pool": BRANCH}),
            (Reason.UNKNOWN_LOAN, {"account": "depositor"}),
            (Reason.NO_LIQUIDITY, {"asset": ETHER}),
            (Reason.UNKNOWN_LOAN, {"account": "small"}),
            (Reason.MORE_THAN_HELD, {"amount": str(WAD)}),
            (Reason.BORROWING_POWER, {"amount": str(WAD // 10)}),
        ],
    ),
    "Borrow from a branch": (
        c.Borrow,
        ASSET,
        [
            *NAMED,
            (Reason.UNKNOWN_RESERVE, {"asset": ETHER}),
            (Reason.AMOUNT_NOT_ALLOWED, {"amount": str(2_000 * WAD), "pool": BRANCH}),
            (Reason.RESERVE_CLOSED, {"asset": COIN}),
            (Reason.UNKNOWN_LOAN, {"account": "small"}),
            (Reason.BORROWING_POWER, {"amount": "1", GO: priced(1_400)}),
            (Reason.RECOVERY_MODE, {GO: priced(2_000)}),
        ],
    ),
    "Repay to a branch": (
        c.Repay,
        ASSET,
        [
            *NAMED,
            (Reason.UNKNOWN_RESERVE, {"asset": ETHER}),
            (Reason.AMOUNT_NOT_ALLOWED, {"amount": "1", "pool": BRANCH}),
            (Reason.NOTHING_OWED, {"asset": COIN}),
            (Reason.UNKNOWN_LOAN, {"account": "small"}),
        ],
    ),
    "Load into a branch": (
        c.LoadLoan,
        WRONG | {"asset": "?", "supplied": "0", "owed": "0"},
        [
            *NAMED,
            (Reason.UNKNOWN_RESERVE, {"asset": ETHER}),
            (Reason.AMOUNT_NOT_ALLOWED, {"owed": "1"}),
            (Reason.RESERVE_CLOSED, {"asset": COIN, "supplied": "1"}),
            (Reason.AMOUNT_NOT_ALLOWED, {"supplied": "0"}),
        ],
    ),
    "Liquidate in a branch": (
        c.LiquidateTroves,
        {"pool": "?", "accounts": []},
        [
            (Reason.UNKNOWN_POOL, {"pool": BRANCH}),
            (Reason.ALREADY_EXISTS, {"accounts": ["?", "?"]}),
            (Reason.ALREADY_EXISTS, {"accounts": ["?"]}),
            (Reason.UNKNOWN_ACCOUNT, {"accounts": ["nobody"]}),
            (Reason.UNKNOWN_LOAN, {"accounts": ["anna", "small"]}),
            (Reason.LOAN_HEALTHY, {GO: priced(900)}),
            (Reason.LAST_ONE, {"accounts": ["small"]}),
        ],
    ),
    "Redeem the coin of a branch": (
        c.RedeemCoin,
        {"pool": "?", "amount": "all", "most_ppm": 0},
        [
            (Reason.UNKNOWN_POOL, {"pool": "silent"}),
            (Reason.AMOUNT_NOT_ALLOWED, {"amount": "1"}),
            (Reason.OUT_OF_RANGE, {"most_ppm": 5_000}),
            (Reason.ORACLE_SILENT, {"pool": BRANCH, GO: priced(1_000)}),
            (Reason.SYSTEM_RATIO, {GO: priced(2_000)}),
            (Reason.SLIPPAGE, {"most_ppm": 10**6}),
        ],
    ),
    "ClaimSurplus of a branch": (
        c.ClaimSurplus,
        WRONG,
        [*NAMED[:1], (Reason.UNKNOWN_POOL, {"pool": BRANCH}), (Reason.UNKNOWN_LOAN, {"account": "anna"})],
    ),
    "ShutBranch": (
        c.ShutBranch,
        {"pool": "?"},
        [
            (Reason.UNKNOWN_POOL, {"pool": "silent"}),
            (Reason.ORACLE_SILENT, {"pool": BRANCH}),
            (Reason.SYSTEM_RATIO, {GO: priced(1_000)}),
        ],
    ),
    "RedeemUrgently": (
        c.RedeemUrgently,
        {"pool": "?", "accounts": [], "amount": "all", "least": "?"},
        [
            (Reason.UNKNOWN_POOL, {"pool": BRANCH}),
            (Reason.AMOUNT_NOT_ALLOWED, {"amount": "1"}),
            (Reason.AMOUNT_NOT_ALLOWED, {"least": str(WAD)}),
            (Reason.ALREADY_EXISTS, {"accounts": ["?"], GO: priced(1_000)}),
            (Reason.NOT_SHUT_DOWN, {GO: SHUT}),
            (Reason.UNKNOWN_ACCOUNT, {"accounts": ["nobody"]}),
            (Reason.UNKNOWN_LOAN, {"accounts": ["anna"]}),
            (Reason.NOTHING_MOVES, {"amount": str(100 * WAD)}),
            (Reason.SLIPPAGE, {"least": "0"}),
        ],
    ),
}
ENDLESS = {"ClaimSurplus of a branch", "Open where it was shut down"}  # nothing is right


@pytest.fixture
def pool() -> RatedWorld:
    """Anna owes 10,000 against ten ether, small 2,500 against two; a deposit of 2,000, and a branch without a price."""
    made = RatedWorld("anna", "small", "depositor", "nobody")
    made.trove("anna", 10, 10_000)
    made.trove("small", 2, 2_500)
    made.act(c.Supply, "depositor", COIN, 2_000 * WAD)
    made.do(**SILENT)
    return made


@pytest.mark.parametrize("name", sorted(RATED_LADDERS))
def test_the_lowest_reason_that_holds_is_given_and_nothing_changes(pool: RatedWorld, name: str) -> None:
    kind, wrong, ladder = RATED_LADDERS[name]
    wrong = climbed(pool, kind, wrong, ladder, BRANCH)
    assert (pool.do(kind, **wrong).refused is None) == (name not in ENDLESS), wrong
