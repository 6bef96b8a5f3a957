"""Every reason to refuse what is asked of a vault of Fluid: ladders, as in tests.engine.test_refusals."""

from typing import Any

import pytest

from solvent import commands as c
from solvent.reasons import Reason
from tests.ladders import GO, Rung, climbed
from tests.ticks import DOLLAR, ETHER, POOL, PRICE, USDC, WAD, TickWorld, lending


def priced(dollars: int) -> dict[str, Any]:
    """The oracle answers."""
    return {"kind": c.ObserveOracle, "asset": ETHER, "price": str(dollars * PRICE)}


SILENT: dict[str, Any] = {"kind": c.AdoptLending, "pool": "silent", "policy": lending()}
NAMED: list[Rung] = [(Reason.UNKNOWN_ACCOUNT, {"account": "nobody"}), (Reason.UNKNOWN_POOL, {"pool": POOL})]
ASSET = {"pool": "?", "account": "?", "asset": "?", "amount": "?"}
TICK_LADDERS: dict[str, tuple[type[c.Command], dict[str, Any], list[Rung]]] = {
    "Supply to ticks": (
        c.Supply,
        ASSET,
        [
            *NAMED,
            (Reason.UNKNOWN_RESERVE, {"asset": ETHER}),
            (Reason.AMOUNT_NOT_ALLOWED, {"amount": "9999"}),
            (Reason.AMOUNT_NOT_ALLOWED, {"amount": "10000"}),
        ],
    ),
    "Redeem from ticks": (
        c.Redeem,
        ASSET,
        [
            *NAMED,
            (Reason.UNKNOWN_RESERVE, {"asset": DOLLAR}),
            (Reason.AMOUNT_NOT_ALLOWED, {"amount": "9" * 30}),
            (Reason.MORE_THAN_HELD, {"account": "lender"}),
            (Reason.MORE_THAN_HELD, {"amount": "all"}),
            (Reason.NO_LIQUIDITY, {"asset": ETHER, "account": "nobody", "amount": "9999"}),
            (Reason.MORE_THAN_HELD, {"account": "anna"}),
            (Reason.AMOUNT_NOT_ALLOWED, {"amount": str(6 * WAD)}),
            (Reason.MORE_THAN_HELD, {"amount": str(4 * WAD)}),
            (Reason.BORROWING_POWER, {"amount": str(WAD // 100)}),
        ],
    ),
    "Borrow from ticks": (
        c.Borrow,
        ASSET,
        [
            *NAMED,
            (Reason.UNKNOWN_RESERVE, {"asset": ETHER}),
            (Reason.AMOUNT_NOT_ALLOWED, {"amount": "9999"}),
            (Reason.RESERVE_CLOSED, {"asset": DOLLAR}),
            (Reason.AMOUNT_NOT_ALLOWED, {"amount": str(10**6 * USDC)}),
            (Reason.BORROWING_POWER, {"account": "anna", "amount": str(5_000 * USDC)}),
            (Reason.BORROWING_POWER, {"amount": str(100 * USDC)}),
        ],
    ),
    "Repay to ticks": (
        c.Repay,
        ASSET,
        [
            *NAMED,
            (Reason.UNKNOWN_RESERVE, {"asset": ETHER}),
            (Reason.AMOUNT_NOT_ALLOWED, {"amount": str(7_000 * USDC)}),
            (Reason.NOTHING_OWED, {"asset": DOLLAR}),
            (Reason.NOTHING_OWED, {"account": "anna"}),
            (Reason.MORE_THAN_OWED, {"amount": "9999"}),
            (Reason.AMOUNT_NOT_ALLOWED, {"amount": str(5_000 * USDC)}),
        ],
    ),
    "Load into ticks": (
        c.LoadLoan,
        {"pool": "?", "account": "?", "asset": "?", "supplied": "0", "owed": "0"},
        [
            *NAMED,
            (Reason.UNKNOWN_RESERVE, {"asset": ETHER}),
            (Reason.AMOUNT_NOT_ALLOWED, {"owed": "1"}),
            (Reason.RESERVE_CLOSED, {"asset": DOLLAR, "supplied": "1"}),
            (Reason.AMOUNT_NOT_ALLOWED, {"supplied": "0"}),
            (Reason.AMOUNT_NOT_ALLOWED, {"owed": str(10_000 * USDC)}),
            (Reason.BORROWING_POWER, {"account": "anna"}),
        ],
    ),
    "LiquidateTicks": (
        c.LiquidateTicks,
        {"pool": "?", "amount": "all", "least": "?"},
        [
            (Reason.UNKNOWN_POOL, {"pool": "silent"}),
            (Reason.AMOUNT_NOT_ALLOWED, {"amount": "1"}),
            (Reason.AMOUNT_NOT_ALLOWED, {"least": str(WAD * WAD)}),
            (Reason.AMOUNT_NOT_ALLOWED, {"amount": str(1_000 * USDC)}),
            (Reason.NOTHING_OWED, {"pool": POOL}),
            (Reason.LOAN_HEALTHY, {GO: priced(1_300)}),
            (Reason.SLIPPAGE, {"least": "0"}),
        ],
    ),
    "RebalanceVault": (
        c.RebalanceVault,
        {"pool": "?"},
        [(Reason.UNKNOWN_POOL, {"pool": "silent"}), (Reason.NOTHING_MOVES, {"pool": POOL})],
    ),
    "Adopt a vault of ticks": (
        c.AdoptLending,
        {"pool": POOL, "policy": lending(borrowed_decimals=8)},
        [(Reason.TERMS_NOT_ALLOWED, {"policy": lending(penalty=100)})],
    ),
}


@pytest.fixture
def pool() -> TickWorld:
    """A lender's 100,000; anna owes 6,000 against five ether; and a vault without a price."""
    made = TickWorld("lender", "anna", "nobody")
    made.act(c.Supply, "lender", DOLLAR, 100_000 * USDC)
    made.open("anna", 5 * WAD, 6_000 * USDC)
    made.do(**SILENT)
    return made


@pytest.mark.parametrize("name", sorted(TICK_LADDERS))
def test_the_lowest_reason_that_holds_is_given_and_nothing_changes(pool: TickWorld, name: str) -> None:
    kind, wrong, ladder = TICK_LADDERS[name]
    wrong = climbed(pool, kind, wrong, ladder, POOL)
    assert pool.do(kind, **wrong).refused is None, wrong
