"""Every reason to refuse what is asked of a pool of vaults, the lowest first: ladders."""

from typing import Any

import pytest

from solvent import commands as c
from solvent.reasons import Reason
from tests.ladders import Rung, climbed
from tests.vaults import COIN, ETHER, RAD, RISING, VAULTS, WAD, Vaults, vaults_policy
from tests.world import S

LATER = 10_000 * S
VAULT_LADDERS: dict[str, tuple[str, type[c.Command], dict[str, Any], list[Rung]]] = {
    "StartAuction": (
        "falling",
        c.StartAuction,
        {"pool": "?", "account": "?"},
        [
            (Reason.UNKNOWN_ACCOUNT, {"account": "nobody"}),
            (Reason.UNKNOWN_POOL, {"pool": VAULTS}),
            (Reason.UNKNOWN_LOAN, {"account": "safe"}),
            (Reason.LOAN_HEALTHY, {"account": "ben"}),
        ],
    ),
    "ResetAuction": (
        "falling",
        c.ResetAuction,
        {"pool": "?", "auction": 9},
        [
            (Reason.UNKNOWN_POOL, {"pool": VAULTS}),
            (Reason.UNKNOWN_AUCTION, {"auction": 0}),
            (Reason.TOO_SOON, {"time_ns": LATER}),
        ],
    ),
    "TakeAuction": (
        "falling",
        c.TakeAuction,
        {"pool": "?", "auction": 9, "amount": "?", "most": "?"},
        [
            (Reason.UNKNOWN_POOL, {"pool": VAULTS}),
            (Reason.UNKNOWN_AUCTION, {"auction": 0}),
            (Reason.AMOUNT_NOT_ALLOWED, {"amount": str(WAD)}),
            (Reason.AMOUNT_NOT_ALLOWED, {"most": "1"}),
            (Reason.SLIPPAGE, {"most": ""}),
        ],
    ),
    "SetBreaker": (
        "falling",
        c.SetBreaker,
        {"pool": "?", "level": 7},
        [
            (Reason.UNKNOWN_POOL, {"pool": VAULTS}),
            (Reason.OUT_OF_RANGE, {"level": 0}),
            (Reason.ALREADY_IN_FORCE, {"level": 1}),
        ],
    ),
    "BidAuction": (
        "rising",
        c.BidAuction,
        {"pool": "?", "auction": 9, "bid": "?", "lot": "?"},
        [
            (Reason.UNKNOWN_POOL, {"pool": VAULTS}),
            (Reason.UNKNOWN_AUCTION, {"auction": 0}),
            (Reason.AMOUNT_NOT_ALLOWED, {"bid": "9" * 60}),
            (Reason.AMOUNT_NOT_ALLOWED, {"lot": str(9 * WAD)}),
            (Reason.BID_TOO_LOW, {"lot": str(10 * WAD)}),
            (Reason.OUT_OF_RANGE, {"bid": "1"}),
        ],
    ),
    "EndAuction": (
        "rising",
        c.EndAuction,
        {"pool": "?", "auction": 9},
        [
            (Reason.UNKNOWN_POOL, {"pool": VAULTS}),
            (Reason.UNKNOWN_AUCTION, {"auction": 0}),
        ],
    ),
}


def made(kind: str) -> Vaults:
    """One vault at auction, one unsafe, one safe, and one account without."""
    pool = Vaults("anna", "ben", "safe", "nobody", rules=vaults_policy(RISING if kind == "rising" else "maker-eth-2"))
    for account in ("anna", "ben"):
        pool.vault(account, 10, 1_200)
    pool.vault("safe", 100, 1_200)
    pool.ether(170)
    assert pool.start("anna").refused is None
    return pool


@pytest.mark.parametrize("name", sorted(VAULT_LADDERS))
def test_the_lowest_reason_that_holds_is_given_and_nothing_changes(name: str) -> None:
    way, kind, wrong, ladder = VAULT_LADDERS[name]
    pool = made(way)
    wrong = climbed(pool, kind, wrong, ladder)
    if name == "EndAuction":
        assert pool.do(kind, **wrong).refused is Reason.TOO_SOON
        assert pool.bid(RAD, 10 * WAD).refused is None
        wrong = wrong | {"time_ns": LATER}
    assert pool.do(kind, **wrong).refused is None, wrong


def test_owners_are_refused_in_the_same_order() -> None:
    pool = made("falling")
    for kind in (c.Redeem, c.Borrow, c.Repay):
        assert pool.act(kind, "nobody", ETHER, "?").refused is Reason.AMOUNT_NOT_ALLOWED
        assert pool.act(kind, "nobody", ETHER, 1).refused is Reason.UNKNOWN_LOAN
    assert pool.act(c.Supply, "anna", COIN, 1).refused is Reason.RESERVE_CLOSED
    assert pool.act(c.Borrow, "anna", ETHER, 1).refused is Reason.RESERVE_CLOSED
    assert pool.act(c.Repay, "anna", ETHER, 1).refused is Reason.NOTHING_OWED
    assert pool.act(c.Redeem, "safe", ETHER, 101 * WAD).refused is Reason.MORE_THAN_HELD
    for supplied, owed, reason in (
        ("0", "0", Reason.AMOUNT_NOT_ALLOWED),
        ("1", "1", Reason.RESERVE_CLOSED),
        ("0", str(2**125), Reason.RESERVE_CLOSED),
    ):
        said = {"account": "ben", "asset": ETHER, "supplied": supplied, "owed": owed}
        assert pool.do(c.LoadLoan, pool=VAULTS, **said).refused is reason
    told = {"account": "ben", "asset": COIN, "owed": str(2**125)}
    assert pool.do(c.LoadLoan, pool=VAULTS, **told).refused is Reason.TOO_LARGE
