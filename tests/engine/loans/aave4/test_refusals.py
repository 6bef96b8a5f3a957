"""Every reason to refuse what is asked of a spoke of Aave v4: ladders, as in tests.engine.test_refusals."""

from typing import Any

import pytest

from solvent import commands as c
from solvent.reasons import Reason
from tests.ladders import GO, Rung, climbed
from tests.spokes import BASE, CENT, COIN, DOLLAR, ETHER, POOL, PRICES, WHOLE, SpokeWorld, lending

RULES = lending(dollar={"supply_cap": 200_000, "borrow_cap": 60_000}, coin={"borrowing": False})


@pytest.fixture
def pool() -> SpokeWorld:
    """A borrower of 15,000 dollars against ten ether, of a lender's 100,000, read in; no price yet."""
    made = SpokeWorld("lender", "borrower", "nobody", rules=RULES, priced=False)
    loaded = {"pool": POOL, "account": "borrower"}
    made.act(c.Supply, "lender", DOLLAR, 100_000 * CENT)
    made.act(c.Supply, "lender", COIN, 1_000 * WHOLE)
    made.do(c.LoadLoan, **loaded, asset=ETHER, supplied=str(10 * WHOLE))
    made.do(c.LoadLoan, **loaded, asset=DOLLAR, owed=str(15_000 * CENT))
    return made


def priced(ether: int) -> dict[str, Any]:
    """The oracle answers for all three."""
    prices = PRICES | {ETHER: ether * BASE}
    return {"kind": c.ObserveOracles, "assets": list(prices), "prices": [str(price) for price in prices.values()]}


def paused(asset: str, stops: bool) -> dict[str, Any]:
    """A reserve stops, or goes on."""
    return {"kind": c.PauseReserve, "asset": asset, "paused": stops}


FROZEN = {"kind": c.AdoptLending, "policy": lending(dollar={"frozen": True, "supply_cap": 200_000})}
THAWED = {"kind": c.AdoptLending, "policy": RULES}
NAMED: list[Rung] = [
    (Reason.UNKNOWN_ACCOUNT, {"account": "borrower"}),
    (Reason.UNKNOWN_POOL, {"pool": POOL}),
]
WRONG = {"pool": "?", "account": "?", "asset": "?", "amount": "?"}
SPOKE_LADDERS: dict[str, tuple[type[c.Command], dict[str, Any], list[Rung]]] = {
    "Adopt a spoke": (
        c.AdoptLending,
        {"pool": POOL, "policy": lending(dollar={"decimals": 7})},
        [(Reason.TERMS_NOT_ALLOWED, {"policy": lending()})],
    ),
    "Load into a spoke": (
        c.LoadLoan,
        {"pool": "?", "account": "?", "asset": "?", "supplied": "0", "owed": "0"},
        [
            *NAMED,
            (Reason.UNKNOWN_RESERVE, {"asset": DOLLAR}),
            (Reason.AMOUNT_NOT_ALLOWED, {"owed": str(85_000 * CENT + 1)}),
            (Reason.NO_LIQUIDITY, {"owed": str(85_000 * CENT), "supplied": "9" * 37}),
            (Reason.TOO_LARGE, {"supplied": "1"}),
        ],
    ),
    "Supply to a spoke": (
        c.Supply,
        WRONG | {"amount": "all"},
        [
            *NAMED,
            (Reason.UNKNOWN_RESERVE, {"asset": DOLLAR}),
            (Reason.AMOUNT_NOT_ALLOWED, {"amount": str(100_000 * CENT + 1), GO: FROZEN}),
            (Reason.RESERVE_CLOSED, {GO: THAWED}),
            (Reason.CAP_REACHED, {"asset": COIN, "amount": "9" * 37}),
            (Reason.TOO_LARGE, {"amount": "1"}),
        ],
    ),
    "Redeem from a spoke": (
        c.Redeem,
        WRONG,
        [
            *NAMED,
            (Reason.UNKNOWN_RESERVE, {"asset": ETHER, "account": "nobody"}),
            (Reason.UNKNOWN_LOAN, {"account": "borrower"}),
            (Reason.AMOUNT_NOT_ALLOWED, {"amount": "all", GO: paused(ETHER, True)}),
            (Reason.RESERVE_CLOSED, {"asset": DOLLAR}),
            (Reason.NOTHING_MOVES, {"account": "lender"}),
            (Reason.NO_LIQUIDITY, {"account": "borrower", "asset": ETHER, GO: paused(ETHER, False)}),
            (Reason.ORACLE_SILENT, {GO: priced(2_000)}),
            (Reason.HEALTH_FACTOR, {"amount": str(WHOLE // 2)}),
        ],
    ),
    "Borrow from a spoke": (
        c.Borrow,
        WRONG,
        [
            *NAMED,
            (Reason.UNKNOWN_RESERVE, {"asset": COIN}),
            (Reason.AMOUNT_NOT_ALLOWED, {"amount": str(85_000 * CENT + 1)}),
            (Reason.RESERVE_CLOSED, {"asset": DOLLAR}),
            (Reason.CAP_REACHED, {"asset": ETHER, "amount": str(11 * WHOLE)}),
            (Reason.NO_LIQUIDITY, {"asset": DOLLAR, "amount": str(1_001 * CENT)}),
            (Reason.ORACLE_SILENT, {GO: priced(2_000)}),
            (Reason.HEALTH_FACTOR, {"amount": str(999 * CENT)}),
        ],
    ),
    "Repay to a spoke": (
        c.Repay,
        WRONG,
        [
            *NAMED,
            (Reason.UNKNOWN_RESERVE, {"asset": ETHER, "account": "nobody"}),
            (Reason.UNKNOWN_LOAN, {"account": "borrower"}),
            (Reason.AMOUNT_NOT_ALLOWED, {"amount": "all", GO: paused(ETHER, True)}),
            (Reason.RESERVE_CLOSED, {GO: paused(ETHER, False)}),
            (Reason.NOTHING_OWED, {"asset": DOLLAR, "amount": "1"}),
            (Reason.ORACLE_SILENT, {GO: priced(2_000)}),
        ],
    ),
    "SetCollateral of a spoke": (
        c.SetCollateral,
        {"pool": "?", "account": "?", "asset": "?", "pledged": False},
        [
            *NAMED,
            (Reason.UNKNOWN_RESERVE, {"asset": COIN, GO: paused(COIN, True)}),
            (Reason.RESERVE_CLOSED, {GO: paused(COIN, False)}),
            (Reason.ALREADY_IN_FORCE, {"asset": ETHER}),
            (Reason.ORACLE_SILENT, {GO: priced(2_000)}),
            (Reason.HEALTH_FACTOR, {"account": "lender", "asset": DOLLAR, "pledged": True, GO: FROZEN}),
            (Reason.RESERVE_CLOSED, {GO: THAWED}),
        ],
    ),
    "Liquidate in a spoke": (
        c.LiquidateLoan,
        {"pool": "?", "account": "?", "collateral": "?", "debt": "?", "amount": "?"},
        [
            (Reason.UNKNOWN_ACCOUNT, {"account": "nobody"}),
            (Reason.UNKNOWN_POOL, {"pool": POOL}),
            (Reason.UNKNOWN_RESERVE, {"collateral": COIN, "debt": COIN}),
            (Reason.UNKNOWN_LOAN, {"account": "borrower"}),
            (Reason.AMOUNT_NOT_ALLOWED, {"amount": str(CENT), GO: paused(COIN, True)}),
            (Reason.RESERVE_CLOSED, {GO: paused(COIN, False)}),
            (Reason.ORACLE_SILENT, {GO: priced(2_000)}),
            (Reason.NOT_COLLATERAL, {"collateral": ETHER}),
            (Reason.NOTHING_OWED, {"debt": DOLLAR}),
            (Reason.LOAN_HEALTHY, {"amount": str(14_001 * CENT), GO: priced(1_520)}),
            (Reason.DUST_LEFT, {"amount": "all"}),
        ],
    ),
    "RefreshLoan": (
        c.RefreshLoan,
        {"pool": "?", "account": "?"},
        [
            (Reason.UNKNOWN_ACCOUNT, {"account": "nobody"}),
            (Reason.UNKNOWN_POOL, {"pool": POOL}),
            (Reason.UNKNOWN_LOAN, {"account": "borrower"}),
            (Reason.ORACLE_SILENT, {GO: priced(1_800)}),
            (Reason.HEALTH_FACTOR, {"terms": False}),
        ],
    ),
    "CoverDeficit of a spoke": (
        c.CoverDeficit,
        WRONG,
        [
            *NAMED,
            (Reason.UNKNOWN_RESERVE, {"asset": DOLLAR, "account": "nobody"}),
            (Reason.UNKNOWN_LOAN, {"account": "borrower"}),
            (Reason.AMOUNT_NOT_ALLOWED, {"amount": "all", GO: priced(1_000)}),
            (Reason.NOTHING_OWED, {GO: {"kind": c.LiquidateLoan, "account": "borrower", "collateral": ETHER,
                                        "debt": DOLLAR, "amount": "all"}}),
            (Reason.MORE_THAN_HELD, {"account": "lender"}),
        ],
    ),
    "PauseReserve of a spoke": (
        c.PauseReserve,
        {"pool": "?", "asset": "?", "paused": False, "grace_s": 60},
        [
            (Reason.UNKNOWN_POOL, {"pool": POOL}),
            (Reason.OUT_OF_RANGE, {"grace_s": 0}),
            (Reason.UNKNOWN_RESERVE, {"asset": DOLLAR}),
            (Reason.ALREADY_IN_FORCE, {"paused": True}),
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(SPOKE_LADDERS))
def test_the_lowest_reason_that_holds_is_given_and_nothing_changes(pool: SpokeWorld, name: str) -> None:
    kind, wrong, ladder = SPOKE_LADDERS[name]
    wrong = climbed(pool, kind, wrong, ladder, POOL)
    assert pool.do(kind, **wrong).refused is None, wrong


def test_an_account_that_owes_covers_nothing(pool: SpokeWorld) -> None:
    pool.do(pool=POOL, **priced(1_000))
    assert pool.liquidate("borrower", ETHER, DOLLAR).refused is None
    pool.act(c.Supply, "nobody", ETHER, WHOLE)
    pool.act(c.Supply, "nobody", DOLLAR, CENT)
    assert pool.pledge("nobody", ETHER).refused is None
    assert pool.act(c.Borrow, "nobody", DOLLAR, CENT).refused is None
    assert pool.act(c.CoverDeficit, "nobody", DOLLAR, 1).refused is Reason.HEALTH_FACTOR
