"""Every reason to refuse what is asked of vaults of Euler v2: ladders, as in tests.engine.test_refusals."""

from typing import Any

import pytest

from solvent import commands as c
from solvent.policy import LtvPolicy
from solvent.reasons import Reason
from tests.clusters import CENT, DOLLAR, ETHER, POOL, PRICES, STAKED, WAD, WHOLE, ClusterWorld, lending
from tests.ladders import GO, Rung, climbed
from tests.world import S

RULES = lending(dollar={"cool_off": 10, "supply_cap": 200_000, "borrow_cap": 60_000})


@pytest.fixture
def pool() -> ClusterWorld:
    """A borrower of 16,000 dollars against ten ether, of a lender's 100,000, read in; no price yet."""
    made = ClusterWorld("lender", "borrower", "nobody", "staker", rules=RULES, priced=False)
    loaded = {"pool": POOL, "account": "borrower"}
    made.act(c.Supply, "lender", DOLLAR, 100_000 * CENT)
    made.act(c.Supply, "staker", STAKED, 100 * WHOLE)
    made.act(c.Supply, "staker", ETHER, 100 * WHOLE)
    made.do(c.LoadLoan, **loaded, asset=ETHER, supplied=str(10 * WHOLE))
    made.do(c.LoadLoan, **loaded, asset=DOLLAR, owed=str(16_000 * CENT))
    return made


def priced(ether: int) -> dict[str, Any]:
    """The oracle answers for all three."""
    prices = PRICES | {ETHER: ether * WAD}
    return {"kind": c.ObserveOracles, "assets": list(prices), "prices": [str(price) for price in prices.values()]}


NAMED: list[Rung] = [
    (Reason.UNKNOWN_ACCOUNT, {"account": "borrower"}),
    (Reason.UNKNOWN_POOL, {"pool": POOL}),
]
ASSET: list[Rung] = [*NAMED, (Reason.UNKNOWN_RESERVE, {"asset": DOLLAR})]
WRONG = {"pool": "?", "account": "?", "asset": "?", "amount": "?"}
CALL: list[Rung] = [
    (Reason.UNKNOWN_ACCOUNT, {"account": "nobody"}),
    (Reason.UNKNOWN_RESERVE, {"collateral": STAKED, "debt": ETHER}),
    (Reason.UNKNOWN_LOAN, {"account": "borrower"}),
    (Reason.NOTHING_OWED, {"debt": DOLLAR}),
    (Reason.NOT_COLLATERAL, {"collateral": ETHER}),
]
UNENABLED = {"kind": c.SetCollateral, "account": "staker", "asset": STAKED, "pledged": False}
CLUSTER_LADDERS: dict[str, tuple[type[c.Command], dict[str, Any], list[Rung]]] = {
    "Adopt a cluster": (
        c.AdoptLending,
        {"pool": POOL, "policy": lending(dollar={"collaterals": {ETHER: LtvPolicy(1, 1)}})},
        [(Reason.TERMS_NOT_ALLOWED, {"policy": lending()})],
    ),
    "Load into a cluster": (
        c.LoadLoan,
        {"pool": "?", "account": "?", "asset": "?", "supplied": "0", "owed": "0"},
        [
            *NAMED,
            (Reason.UNKNOWN_RESERVE, {"asset": STAKED}),
            (Reason.AMOUNT_NOT_ALLOWED, {"owed": "1"}),
            (Reason.ONE_DEBT, {"asset": DOLLAR, "owed": str(84_000 * CENT + 1)}),
            (Reason.NO_LIQUIDITY, {"owed": str(84_000 * CENT)}),
            (Reason.CAP_REACHED, {"owed": "0", "supplied": str(100_000 * CENT + 1)}),
            (Reason.CAP_REACHED, {"asset": STAKED, "supplied": "9" * 37}),
            (Reason.TOO_LARGE, {"supplied": "1"}),
        ],
    ),
    "Supply to a cluster": (
        c.Supply,
        WRONG | {"amount": "all"},
        [
            *ASSET,
            (Reason.AMOUNT_NOT_ALLOWED, {"amount": str(100_000 * CENT + 1)}),
            (Reason.CAP_REACHED, {"asset": STAKED, "amount": "9" * 37}),
            (Reason.TOO_LARGE, {"amount": "1"}),
        ],
    ),
    "Redeem from a cluster": (
        c.Redeem,
        WRONG,
        [
            *ASSET,
            (Reason.AMOUNT_NOT_ALLOWED, {"amount": "1", "account": "nobody"}),
            (Reason.UNKNOWN_LOAN, {"account": "borrower"}),
            (Reason.MORE_THAN_HELD, {"account": "lender", "amount": "all"}),
            (Reason.NO_LIQUIDITY, {"account": "borrower", "asset": ETHER, "amount": str(10 * WHOLE + 1)}),
            (Reason.MORE_THAN_HELD, {"amount": "1"}),
            (Reason.ORACLE_SILENT, {GO: priced(2_000)}),
            (Reason.BORROWING_POWER, {"account": "lender", "asset": DOLLAR}),
        ],
    ),
    "Borrow from a cluster": (
        c.Borrow,
        WRONG,
        [
            *NAMED,
            (Reason.UNKNOWN_RESERVE, {"asset": ETHER}),
            (Reason.AMOUNT_NOT_ALLOWED, {"amount": str(84_000 * CENT + 1)}),
            (Reason.ONE_DEBT, {"asset": DOLLAR}),
            (Reason.NO_LIQUIDITY, {"amount": str(50_000 * CENT)}),
            (Reason.CAP_REACHED, {"amount": "1"}),
            (Reason.ORACLE_SILENT, {GO: priced(2_000)}),
            (Reason.BORROWING_POWER, {GO: priced(2_100)}),
        ],
    ),
    "Repay to a cluster": (
        c.Repay,
        WRONG,
        [
            *ASSET,
            (Reason.AMOUNT_NOT_ALLOWED, {"amount": str(16_000 * CENT + 10**6), "account": "nobody"}),
            (Reason.UNKNOWN_LOAN, {"account": "lender"}),
            (Reason.NOTHING_OWED, {"account": "borrower"}),
            (Reason.MORE_THAN_OWED, {"amount": "all"}),
        ],
    ),
    "SetCollateral of a cluster": (
        c.SetCollateral,
        {"pool": "?", "account": "?", "asset": "?", "pledged": True},
        [
            *NAMED,
            (Reason.UNKNOWN_RESERVE, {"asset": ETHER, "account": "nobody"}),
            (Reason.UNKNOWN_LOAN, {"account": "borrower"}),
            (Reason.ALREADY_IN_FORCE, {"pledged": False, GO: priced(2_100)}),
            (Reason.BORROWING_POWER, {"account": "staker", "asset": STAKED}),
        ],
    ),
    "Liquidate in a cluster": (
        c.LiquidateLoan,
        {"pool": "?", "account": "?", "collateral": "?", "debt": "?", "amount": "?"},
        [
            (Reason.UNKNOWN_ACCOUNT, {"account": "nobody"}),
            (Reason.UNKNOWN_POOL, {"pool": POOL}),
            *CALL[1:],
            (Reason.ORACLE_SILENT, {GO: priced(2_000)}),
            (Reason.AMOUNT_NOT_ALLOWED, {"amount": "all"}),
            (Reason.LOAN_HEALTHY, {"amount": str(16_001 * CENT), GO: priced(1_800)}),
            (Reason.MORE_THAN_OWED, {"amount": str(CENT)}),
        ],
    ),
    "TakeOverDebt": (
        c.TakeOverDebt,
        {"pool": "?", "account": "?", "liquidator": "?", "collateral": "?", "debt": "?", "amount": "?", "least": "?"},
        [
            (Reason.UNKNOWN_ACCOUNT, {"account": "nobody"}),
            (Reason.UNKNOWN_POOL, {"pool": POOL}),
            (Reason.UNKNOWN_ACCOUNT, {"liquidator": "nobody"}),
            (Reason.SELF_LIQUIDATION, {"liquidator": "staker"}),
            *CALL[1:],
            (Reason.ORACLE_SILENT, {GO: priced(2_000)}),
            (Reason.AMOUNT_NOT_ALLOWED, {"amount": "all"}),
            (Reason.LOAN_HEALTHY, {"amount": str(16_001 * CENT), GO: priced(1_800)}),
            (Reason.MORE_THAN_OWED, {"amount": str(CENT)}),
            (Reason.AMOUNT_NOT_ALLOWED, {"least": str(WHOLE)}),
            (Reason.SLIPPAGE, {"least": "0", GO: UNENABLED}),
        ],
    ),
}


@pytest.mark.parametrize("name", sorted(CLUSTER_LADDERS))
def test_the_lowest_reason_that_holds_is_given_and_nothing_changes(pool: ClusterWorld, name: str) -> None:
    kind, wrong, ladder = CLUSTER_LADDERS[name]
    wrong = climbed(pool, kind, wrong, ladder, POOL)
    assert pool.do(kind, **wrong).refused is None, wrong


def test_an_account_that_was_checked_just_now_is_refused(pool: ClusterWorld) -> None:
    pool.do(pool=POOL, **priced(2_100))
    assert pool.act(c.Borrow, "borrower", DOLLAR, 1).refused is None
    assert pool.liquidate("borrower", ETHER, DOLLAR, after=9 * S - 2).refused is Reason.TOO_SOON
