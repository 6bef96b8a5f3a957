"""Every reason to refuse what is asked of a market of Morpho Blue: ladders, as in tests.engine.test_refusals."""

from typing import Any

import pytest

from solvent import commands as c
from solvent.reasons import Reason
from tests.ladders import GO, Rung, climbed
from tests.pairs import CENT, DOLLAR, ETHER, POOL, WAD, WHOLE, PairWorld, lending
from tests.world import S

SHARE = 10**6
LATER = 10**8 * S  # by then the borrower owes more than its ether counts for


@pytest.fixture
def pool() -> PairWorld:
    """A borrower of 16,000 dollars against ten ether, of a lender's 100,000, read in; no price yet."""
    made = PairWorld("lender", "borrower", "nobody", price=0)
    loaded = {"pool": POOL, "account": "borrower"}
    made.act(c.Supply, "lender", DOLLAR, 100_000 * CENT)
    made.do(c.LoadLoan, **loaded, asset=ETHER, supplied=str(10 * WHOLE))
    made.do(c.LoadLoan, **loaded, asset=DOLLAR, owed=str(16_000 * CENT))
    return made


PRICED: dict[str, Any] = {"kind": c.ObserveOracle, "pool": POOL, "asset": ETHER, "price": str(2_000 * WAD)}
AGREED: dict[str, Any] = {"kind": c.AllowPreLiquidation, "pool": POOL, "account": "borrower", "allowed": True}
DEARER = PRICED | {"price": str(2_200 * WAD)}
NAMED: list[Rung] = [
    (Reason.UNKNOWN_ACCOUNT, {"account": "borrower"}),
    (Reason.UNKNOWN_POOL, {"pool": POOL}),
]
ASSET: list[Rung] = [*NAMED, (Reason.UNKNOWN_RESERVE, {"asset": DOLLAR})]
WRONG = {"pool": "?", "account": "?", "asset": "?", "amount": "?"}
PAIR_LADDERS: dict[str, tuple[type[c.Command], dict[str, Any], list[Rung]]] = {
    "Adopt a pair": (
        c.AdoptLending,
        {"pool": POOL, "policy": lending(lltv=81 * WAD // 100)},
        [(Reason.TERMS_NOT_ALLOWED, {"policy": lending(fee=1)})],
    ),
    "Load into a pair": (
        c.LoadLoan,
        {"pool": "?", "account": "?", "asset": "?", "supplied": "0", "owed": "0"},
        [
            *NAMED,
            (Reason.UNKNOWN_RESERVE, {"asset": ETHER}),
            (Reason.AMOUNT_NOT_ALLOWED, {"owed": "1"}),
            (Reason.RESERVE_CLOSED, {"asset": DOLLAR, "owed": str(10**6 * CENT)}),
            (Reason.NO_LIQUIDITY, {"supplied": "9" * 31, "owed": "0"}),
            (Reason.TOO_LARGE, {"supplied": "9" * 37}),
            (Reason.TOO_LARGE, {"supplied": "1"}),
        ],
    ),
    "Supply to a pair": (
        c.Supply,
        WRONG | {"amount": "all"},
        [*ASSET, (Reason.AMOUNT_NOT_ALLOWED, {"amount": "9" * 31}), (Reason.TOO_LARGE, {"amount": "1"})],
    ),
    "Redeem from a pair": (
        c.Redeem,
        WRONG,
        [
            *ASSET,
            (Reason.AMOUNT_NOT_ALLOWED, {"amount": "1", "account": "nobody"}),
            (Reason.UNKNOWN_LOAN, {"account": "borrower"}),
            (Reason.MORE_THAN_HELD, {"account": "lender", "amount": str(100_000 * CENT + 1)}),
            (Reason.MORE_THAN_HELD, {"amount": "all"}),
            (Reason.NO_LIQUIDITY, {"amount": str(84_000 * CENT)}),
        ],
    ),
    "Redeem collateral": (
        c.Redeem,
        {"pool": POOL, "account": "borrower", "asset": ETHER, "amount": str(10 * WHOLE + 1)},
        [
            (Reason.MORE_THAN_HELD, {"amount": "all"}),
            (Reason.ORACLE_SILENT, {GO: PRICED}),
            (Reason.HEALTH_FACTOR, {"amount": "1"}),
            (Reason.HEALTH_FACTOR, {GO: DEARER}),
        ],
    ),
    "Borrow from a pair": (
        c.Borrow,
        WRONG,
        [
            *NAMED,
            (Reason.UNKNOWN_RESERVE, {"asset": ETHER}),
            (Reason.AMOUNT_NOT_ALLOWED, {"amount": "1"}),
            (Reason.RESERVE_CLOSED, {"asset": DOLLAR, "amount": str(84_000 * CENT + 1)}),
            (Reason.ORACLE_SILENT, {GO: PRICED}),
            (Reason.BORROWING_POWER, {GO: PRICED | {"price": str(20_000 * WAD)}}),
            (Reason.NO_LIQUIDITY, {"amount": str(84_000 * CENT)}),
        ],
    ),
    "Repay to a pair": (
        c.Repay,
        WRONG,
        [
            *ASSET,
            (Reason.AMOUNT_NOT_ALLOWED, {"amount": str(16_000 * CENT + 1), "account": "nobody"}),
            (Reason.UNKNOWN_LOAN, {"account": "lender"}),
            (Reason.NOTHING_OWED, {"account": "borrower", "asset": ETHER}),
            (Reason.NOTHING_OWED, {"asset": DOLLAR}),
            (Reason.MORE_THAN_OWED, {"amount": "all"}),
        ],
    ),
    "AllowPreLiquidation": (
        c.AllowPreLiquidation,
        {"pool": "?", "account": "?", "allowed": False},
        [
            (Reason.UNKNOWN_ACCOUNT, {"account": "nobody"}),
            (Reason.UNKNOWN_POOL, {"pool": POOL}),
            (Reason.UNKNOWN_LOAN, {"account": "borrower"}),
            (Reason.ALREADY_IN_FORCE, {"allowed": True, GO: {"kind": c.AdoptLending, "policy": lending(early=None)}}),
            (Reason.NOT_OPTED_IN, {GO: {"kind": c.AdoptLending, "policy": lending()}}),
        ],
    ),
    "LiquidateExactly": (
        c.LiquidateExactly,
        {"pool": "?", "account": "?", "seized": "?", "shares": "?"},
        [
            (Reason.UNKNOWN_ACCOUNT, {"account": "nobody"}),
            (Reason.UNKNOWN_POOL, {"pool": POOL}),
            (Reason.UNKNOWN_LOAN, {"account": "borrower"}),
            (Reason.AMOUNT_NOT_ALLOWED, {"seized": "1"}),
            (Reason.AMOUNT_NOT_ALLOWED, {"shares": str(17_000 * CENT * SHARE)}),
            (Reason.ORACLE_SILENT, {GO: PRICED}),
            (Reason.ONE_AMOUNT, {"seized": "0"}),
            (Reason.LOAN_HEALTHY, {"time_ns": LATER}),
            (Reason.MORE_THAN_OWED, {"shares": "1"}),
        ],
    ),
    "Liquidate by an early line": (
        c.LiquidateExactly,
        {"pool": POOL, "account": "borrower", "seized": "1", "shares": str(16_000 * CENT * SHARE), "early": True},
        [
            (Reason.ORACLE_SILENT, {GO: PRICED | {"price": str(1_000 * WAD)}}),
            (Reason.NOT_OPTED_IN, {GO: AGREED}),
            (Reason.ONE_AMOUNT, {"seized": "0"}),
            (Reason.PAST_THE_LINE, {GO: PRICED | {"price": str(9_000 * WAD)}}),
            (Reason.LOAN_HEALTHY, {GO: DEARER}),
            (Reason.MORE_THAN_OWED, {"shares": str(3_200 * CENT * SHARE)}),
        ],
    ),
    "Liquidate in a pair as elsewhere": (
        c.LiquidateLoan,
        {"pool": "?", "account": "borrower", "collateral": ETHER, "debt": DOLLAR, "amount": "all"},
        [(Reason.UNKNOWN_POOL, {"pool": POOL}), (Reason.WRONG_KIND, {})],
    ),
}


@pytest.mark.parametrize("name", sorted(PAIR_LADDERS))
def test_the_lowest_reason_that_holds_is_given_and_nothing_changes(pool: PairWorld, name: str) -> None:
    kind, wrong, ladder = PAIR_LADDERS[name]
    wrong = climbed(pool, kind, wrong, ladder, POOL)
    if kind is not c.LiquidateLoan:
        assert pool.do(kind, **wrong).refused is None, wrong
