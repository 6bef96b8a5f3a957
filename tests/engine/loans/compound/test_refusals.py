"""Every reason to refuse what is asked of a pool of Compound III, the lowest first: ladders."""

from typing import Any

import pytest
from msgspec.structs import replace

from solvent import commands as c
from solvent.policy import LendingPolicy
from solvent.reasons import Reason
from tests.comets import CENT, COIN, COLLATERALS, DOLLAR, ETHER, FREE, POOL, SATS, WHOLE, Comet, lending, terms
from tests.world import S

Rung = tuple[Reason, dict[str, Any]]
LATER = 3 * 10**8 * S  # by then the borrower owes more than its ether counts for
MUTE = "MUTE"


@pytest.fixture
def pool() -> Comet:
    """A borrower of 16,000 dollars against ten ether; one with nothing; ten ether of who fell before to sell.

    Withdrawals, absorptions and purchases are paused for the one who asks for it: see `paused`.
    """
    rules = lending(supply=FREE, collaterals=COLLATERALS | {MUTE: COLLATERALS[ETHER]})
    made = Comet("lender", "borrower", "nobody", "fallen", rules=rules)
    made.oracle(MUTE, 0)
    made.act(c.Supply, "lender", DOLLAR, 100_000 * CENT)
    made.act(c.Supply, "lender", MUTE, WHOLE)
    for account in ("fallen", "borrower"):
        made.act(c.Supply, account, ETHER, 10 * WHOLE)
        assert made.act(c.Borrow, account, DOLLAR, 16_000 * CENT).refused is None
        if account == "fallen":
            made.oracle(ETHER, 1_700 * 10**8)
            assert made.absorb("fallen").refused is None
            made.oracle(ETHER, 2_000 * 10**8)
    made.do(c.AddReserves, pool=POOL, amount=str(16_000 * CENT))
    made.do(c.PauseActions, pool=POOL, actions=["supply", "withdraw", "absorb", "buy"])
    return made


NAMED: list[Rung] = [
    (Reason.UNKNOWN_ACCOUNT, {"account": "borrower"}),
    (Reason.UNKNOWN_POOL, {"pool": POOL}),
]
ASSET: list[Rung] = [*NAMED, (Reason.UNKNOWN_RESERVE, {"asset": DOLLAR})]
WRONG = {"pool": "?", "account": "?", "asset": "?", "amount": "?"}
GO = "go"  # a rung that lets everything run first
COMET_LADDERS: dict[str, tuple[type[c.Command], dict[str, Any], list[Rung]]] = {
    "Adopt a comet": (
        c.AdoptLending,
        {"pool": POOL, "policy": lending(collaterals={ETHER: COLLATERALS[ETHER], COIN: COLLATERALS[COIN]})},
        [(Reason.TERMS_NOT_ALLOWED, {"policy": lending(collaterals=COLLATERALS | {MUTE: COLLATERALS[ETHER]})})],
    ),
    "Load into a comet": (
        c.LoadLoan,
        {"pool": "?", "account": "?", "asset": "?", "supplied": "0", "owed": "0"},
        [
            *NAMED,
            (Reason.UNKNOWN_RESERVE, {"asset": ETHER}),
            (Reason.AMOUNT_NOT_ALLOWED, {"owed": "1"}),
            (Reason.RESERVE_CLOSED, {"asset": DOLLAR, "owed": str(10**6 * CENT)}),
            (Reason.NO_LIQUIDITY, {"supplied": "9" * 37, "owed": "0"}),
            (Reason.TOO_LARGE, {"supplied": "1"}),
        ],
    ),
    "Supply to a comet": (
        c.Supply,
        WRONG | {"amount": "all"},
        [
            *ASSET,
            (Reason.AMOUNT_NOT_ALLOWED, {"amount": str(991 * WHOLE)}),
            (Reason.RESERVE_CLOSED, {GO: True, "asset": ETHER}),
            (Reason.CAP_REACHED, {"asset": DOLLAR, "amount": "9" * 37}),
            (Reason.TOO_LARGE, {"amount": "1"}),
        ],
    ),
    "Redeem from a comet": (
        c.Redeem,
        WRONG,
        [
            *ASSET,
            (Reason.AMOUNT_NOT_ALLOWED, {"amount": "1", "account": "nobody"}),
            (Reason.UNKNOWN_LOAN, {"account": "borrower"}),
            (Reason.RESERVE_CLOSED, {GO: True}),
            (Reason.MORE_THAN_HELD, {"asset": ETHER, "amount": "all"}),
            (Reason.BORROWING_POWER, {"account": "lender", "asset": DOLLAR}),
            (Reason.NO_LIQUIDITY, {"amount": "1"}),
        ],
    ),
    "Borrow from a comet": (
        c.Borrow,
        WRONG,
        [
            *NAMED,
            (Reason.UNKNOWN_RESERVE, {"asset": ETHER}),
            (Reason.AMOUNT_NOT_ALLOWED, {"amount": "1"}),
            (Reason.RESERVE_CLOSED, {GO: True}),
            (Reason.RESERVE_CLOSED, {"asset": DOLLAR, "account": "nobody"}),
            (Reason.DEBT_TOO_SMALL, {"amount": str(100 * CENT)}),
            (Reason.BORROWING_POWER, {"account": "lender", "amount": str(100_000 * CENT + 1)}),
            (Reason.DEBT_TOO_SMALL, {"amount": str(101_000 * CENT)}),
            (Reason.ORACLE_SILENT, {"amount": str(100_000 * CENT)}),
            (Reason.NO_LIQUIDITY, {"amount": "1"}),
        ],
    ),
    "Repay to a comet": (
        c.Repay,
        WRONG,
        [
            *ASSET,
            (Reason.AMOUNT_NOT_ALLOWED, {"amount": "all", "account": "nobody"}),
            (Reason.UNKNOWN_LOAN, {"account": "lender"}),
            (Reason.RESERVE_CLOSED, {GO: True}),
            (Reason.NOTHING_OWED, {"account": "borrower"}),
        ],
    ),
    "Pledge in a comet": (
        c.SetCollateral,
        {"pool": "?", "account": "?", "asset": "?", "pledged": True},
        [*NAMED, (Reason.WRONG_KIND, {"pool": POOL})],
    ),
    "AbsorbLoan": (
        c.AbsorbLoan,
        {"pool": "?", "account": "?"},
        [
            (Reason.UNKNOWN_ACCOUNT, {"account": "nobody"}),
            (Reason.UNKNOWN_POOL, {"pool": POOL}),
            (Reason.UNKNOWN_LOAN, {"account": "borrower"}),
            (Reason.RESERVE_CLOSED, {GO: True}),
            (Reason.LOAN_HEALTHY, {"time_ns": LATER}),
        ],
    ),
    "BuyCollateral": (
        c.BuyCollateral,
        {"pool": "?", "asset": "?", "paid": "?", "least": "?"},
        [
            (Reason.UNKNOWN_POOL, {"pool": POOL}),
            (Reason.UNKNOWN_RESERVE, {"asset": DOLLAR}),
            (Reason.NOT_COLLATERAL, {"asset": MUTE}),
            (Reason.AMOUNT_NOT_ALLOWED, {"paid": str(195_000 * CENT)}),
            (Reason.AMOUNT_NOT_ALLOWED, {"least": str(101 * WHOLE)}),
            (Reason.RESERVE_CLOSED, {GO: True}),
            (Reason.ORACLE_SILENT, {"asset": ETHER}),
            (Reason.SLIPPAGE, {"least": str(100 * WHOLE)}),
            (Reason.RESERVES_SHORT, {"paid": str(1_950 * CENT), "least": str(WHOLE)}),
        ],
    ),
    "AddReserves": (
        c.AddReserves,
        {"pool": "?", "amount": "all"},
        [
            (Reason.UNKNOWN_POOL, {"pool": POOL}),
            (Reason.AMOUNT_NOT_ALLOWED, {"amount": "9" * 37}),
            (Reason.TOO_LARGE, {"amount": "1"}),
        ],
    ),
    "WithdrawReserves": (
        c.WithdrawReserves,
        {"pool": "?", "amount": "0"},
        [
            (Reason.UNKNOWN_POOL, {"pool": POOL}),
            (Reason.AMOUNT_NOT_ALLOWED, {"amount": "all"}),
            (Reason.RESERVES_SHORT, {"time_ns": LATER, "amount": "1"}),
        ],
    ),
    "PauseActions": (
        c.PauseActions,
        {"pool": "?", "actions": ["supply", "transfer"]},
        [
            (Reason.UNKNOWN_POOL, {"pool": POOL}),
            (Reason.OUT_OF_RANGE, {"actions": ["buy", "absorb", "withdraw", "supply", "buy"]}),
            (Reason.ALREADY_IN_FORCE, {"actions": []}),
        ],
    ),
}


@pytest.mark.parametrize("name", sorted(COMET_LADDERS))
def test_the_lowest_reason_that_holds_is_given_and_nothing_changes(pool: Comet, name: str) -> None:
    kind, wrong, ladder = COMET_LADDERS[name]
    for reason, right in ladder:
        before = pool.book.digest()
        assert pool.do(kind, **wrong).refused == reason, wrong
        assert pool.book.digest() == before
        if GO in right:
            assert pool.do(c.PauseActions, pool=POOL, actions=[]).refused is None
        wrong = wrong | {key: value for key, value in right.items() if key != GO}
    if kind is not c.SetCollateral:
        assert pool.do(kind, **wrong).refused is None, wrong


@pytest.mark.parametrize(
    "policy",
    [
        replace(lending(), name="decimals", terms=terms(decimals=8)),
        lending(collaterals={COIN: COLLATERALS[COIN], **COLLATERALS}),
        lending(collaterals=COLLATERALS | {ETHER: replace(COLLATERALS[ETHER], decimals=8)}),
    ],
)
def test_what_loans_hold_keeps_its_place_and_its_decimals(policy: LendingPolicy) -> None:
    made = Comet("lender")
    assert made.do(c.AdoptLending, pool=POOL, policy=policy).refused is Reason.TERMS_NOT_ALLOWED
    assert made.do(c.AdoptLending, pool=POOL, policy=lending(collaterals=COLLATERALS | {MUTE: COLLATERALS[COIN]}))
    assert 10 ** int(made.book.reserves.decimals[made.reserve("WBTC")]) == SATS
