"""Every reason to refuse what is asked of a market of LLAMMA: ladders, as in tests.engine.test_refusals."""

from typing import Any

import pytest

from solvent import commands as c
from solvent.reasons import Reason
from tests.bands import COIN, ETHER, POOL, WAD, BandWorld, lending
from tests.ladders import GO, Rung, climbed


def priced(coins: int) -> dict[str, Any]:
    """The oracle answers."""
    return {"kind": c.ObserveOracle, "asset": ETHER, "price": str(coins * WAD)}


FALLEN = priced(2_350)
BOUGHT: dict[str, Any] = {"kind": c.TradeBands, "asset": COIN, "amount": str(500 * WAD)}
SILENT: dict[str, Any] = {"kind": c.AdoptLending, "pool": "silent", "policy": lending()}
NAMED: list[Rung] = [(Reason.UNKNOWN_ACCOUNT, {"account": "nobody"}), (Reason.UNKNOWN_POOL, {"pool": POOL})]
ASSET = {"pool": "?", "account": "?", "asset": "?", "amount": "?"}
BAND_LADDERS: dict[str, tuple[type[c.Command], dict[str, Any], list[Rung]]] = {
    "OpenBandLoan": (
        c.OpenBandLoan,
        {"pool": "?", "account": "?", "collateral": "?", "amount": "?", "bands": 3},
        [
            (Reason.UNKNOWN_ACCOUNT, {"account": "anna"}),
            (Reason.UNKNOWN_POOL, {"pool": "silent"}),
            (Reason.AMOUNT_NOT_ALLOWED, {"collateral": str(10 * WAD)}),
            (Reason.AMOUNT_NOT_ALLOWED, {"amount": str(90_000 * WAD)}),
            (Reason.BANDS_NOT_ALLOWED, {"bands": 10}),
            (Reason.ORACLE_SILENT, {"pool": POOL}),
            (Reason.ALREADY_EXISTS, {"account": "nobody"}),
            (Reason.BORROWING_POWER, {"collateral": str(100 * WAD)}),
            (Reason.NO_LIQUIDITY, {"amount": "1", "collateral": "1000"}),
            (Reason.BORROWING_POWER, {"collateral": str(WAD)}),
        ],
    ),
    "Supply to bands": (
        c.Supply,
        ASSET,
        [
            *NAMED,
            (Reason.UNKNOWN_RESERVE, {"asset": ETHER}),
            (Reason.AMOUNT_NOT_ALLOWED, {"amount": "1"}),
            (Reason.UNKNOWN_LOAN, {"account": "anna"}),
        ],
    ),
    "Redeem from bands": (
        c.Redeem,
        ASSET,
        [
            *NAMED,
            (Reason.UNKNOWN_RESERVE, {"asset": COIN}),
            (Reason.AMOUNT_NOT_ALLOWED, {"amount": "9" * 30}),
            (Reason.MORE_THAN_HELD, {"account": "lender"}),
            (Reason.MORE_THAN_HELD, {"amount": "all"}),
            (Reason.NO_LIQUIDITY, {"asset": ETHER, "account": "nobody", "amount": str(11 * WAD)}),
            (Reason.UNKNOWN_LOAN, {"account": "anna"}),
            (Reason.MORE_THAN_HELD, {"amount": str(4 * WAD)}),
            (Reason.BORROWING_POWER, {"amount": str(WAD // 100), GO: FALLEN}),
            (Reason.BORROWING_POWER, {GO: priced(3_000)}),
        ],
    ),
    "Borrow from bands": (
        c.Borrow,
        ASSET,
        [
            *NAMED,
            (Reason.UNKNOWN_RESERVE, {"asset": ETHER}),
            (Reason.AMOUNT_NOT_ALLOWED, {"amount": str(10**6 * WAD)}),
            (Reason.RESERVE_CLOSED, {"asset": COIN}),
            (Reason.UNKNOWN_LOAN, {"account": "anna"}),
            (Reason.BORROWING_POWER, {"amount": "1", GO: FALLEN}),
            (Reason.BORROWING_POWER, {GO: BOUGHT}),
            (Reason.UNDERWATER, {}),
        ],
    ),
    "Repay to bands": (
        c.Repay,
        ASSET,
        [
            *NAMED,
            (Reason.UNKNOWN_RESERVE, {"asset": ETHER}),
            (Reason.AMOUNT_NOT_ALLOWED, {"amount": "1"}),
            (Reason.NOTHING_OWED, {"asset": COIN}),
            (Reason.UNKNOWN_LOAN, {"account": "anna", GO: priced(1_500)}),
            (Reason.BORROWING_POWER, {"amount": "all"}),
        ],
    ),
    "Load into bands": (
        c.LoadLoan,
        {"pool": "?", "account": "?", "asset": "?", "supplied": "0", "owed": "0"},
        [
            *NAMED,
            (Reason.UNKNOWN_RESERVE, {"asset": ETHER}),
            (Reason.AMOUNT_NOT_ALLOWED, {"owed": "1"}),
            (Reason.RESERVE_CLOSED, {"asset": COIN, "supplied": "1"}),
            (Reason.AMOUNT_NOT_ALLOWED, {"supplied": "0", "account": "anna"}),
            (Reason.ALREADY_EXISTS, {"account": "nobody"}),
            (Reason.BORROWING_POWER, {"owed": "0", "asset": ETHER, "supplied": "1"}),
        ],
    ),
    "TradeBands": (
        c.TradeBands,
        {"pool": "?", "asset": "?", "amount": "all", "least": "?"},
        [
            (Reason.UNKNOWN_POOL, {"pool": "silent"}),
            (Reason.UNKNOWN_RESERVE, {"asset": COIN}),
            (Reason.AMOUNT_NOT_ALLOWED, {"amount": "1"}),
            (Reason.AMOUNT_NOT_ALLOWED, {"least": str(WAD)}),
            (Reason.ORACLE_SILENT, {"pool": POOL}),
            (Reason.NOTHING_MOVES, {"amount": str(500 * WAD)}),
            (Reason.SLIPPAGE, {"least": "0"}),
        ],
    ),
    "LiquidateBands": (
        c.LiquidateBands,
        {"pool": "?", "account": "?", "share": 0, "least": "?"},
        [
            (Reason.UNKNOWN_ACCOUNT, {"account": "nobody"}),
            (Reason.UNKNOWN_POOL, {"pool": POOL}),
            (Reason.AMOUNT_NOT_ALLOWED, {"least": "1"}),
            (Reason.OUT_OF_RANGE, {"share": WAD}),
            (Reason.UNKNOWN_LOAN, {"account": "anna"}),
            (Reason.LOAN_HEALTHY, {GO: priced(1_500)}),
            (Reason.SLIPPAGE, {"least": "0"}),
        ],
    ),
    "Adopt a market of bands": (
        c.AdoptLending,
        {"pool": POOL, "policy": lending(a=90)},
        [(Reason.TERMS_NOT_ALLOWED, {"policy": lending(fee=10**15)})],
    ),
}
ENDLESS = {"Borrow from bands"}  # nothing is right


@pytest.fixture
def pool() -> BandWorld:
    """A lender's 100,000; anna owes 12,000 against five ether; and a market without a price."""
    made = BandWorld("lender", "anna", "nobody")
    made.act(c.Supply, "lender", COIN, 100_000 * WAD)
    made.open("anna", 5 * WAD, 12_000 * WAD)
    made.do(**SILENT)
    return made


@pytest.mark.parametrize("name", sorted(BAND_LADDERS))
def test_the_lowest_reason_that_holds_is_given_and_nothing_changes(pool: BandWorld, name: str) -> None:
    kind, wrong, ladder = BAND_LADDERS[name]
    wrong = climbed(pool, kind, wrong, ladder, POOL)
    assert (pool.do(kind, **wrong).refused is None) == (name not in ENDLESS), wrong


def test_nobody_lends_a_coin_that_is_minted() -> None:
    pool = BandWorld("anna", rules=lending(mints=True))
    assert pool.act(c.Supply, "anna", COIN, WAD).refused is Reason.RESERVE_CLOSED
