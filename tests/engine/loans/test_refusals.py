"""Every reason to refuse what is asked of a pool, the lowest first: ladders, as in tests.engine.test_refusals."""

from typing import Any

import pytest
from msgspec.structs import replace

from solvent import commands as c
from solvent.policy import LendingPolicy, Protocol, ReservePolicy
from solvent.reasons import Reason
from tests.loans import DOLLAR, ETHER, MODES, OTHER, POOL, RESERVES, STABLE, WAD, Pool, lending
from tests.world import PERP, S, policy

SHUT, MUTE = "SHUT", "MUTE"
V3_ONLY = ("SetCategory", "CoverDeficit")
TERMS = RESERVES | {
    SHUT: replace(RESERVES[ETHER], active=False),
    MUTE: replace(RESERVES[ETHER], borrowing=False),
}
Rung = tuple[Reason, dict[str, Any]]


@pytest.fixture(params=[Protocol.AAVE_V2, Protocol.AAVE_V3_3])
def pool(request: pytest.FixtureRequest) -> Pool:
    """A borrower at the line of 16,000 dollars against ten ether; a lender whose bitcoin a perpetual prices; nobody."""
    modes = MODES if request.param != Protocol.AAVE_V2 else None
    made = Pool("lender", "borrower", "nobody", rules=lending(protocol=request.param, modes=modes, **TERMS))
    made.do(c.AdoptRulebook, policy=policy())
    made.list()
    made.act(c.Supply, "lender", DOLLAR, 100_000 * 10**6)
    made.act(c.Supply, "lender", OTHER, 10**8)
    made.act(c.Supply, "borrower", ETHER, 10 * WAD)
    made.act(c.Supply, "borrower", MUTE, WAD)
    made.do(c.SetCollateral, pool=POOL, account="borrower", asset=MUTE, pledged=False)
    made.oracle(MUTE, WAD)
    assert made.act(c.Borrow, "borrower", DOLLAR, 16_000 * 10**6).refused is None
    made.do(c.FollowIndex, pool=POOL, asset=OTHER, market=PERP)
    made.book.reserves.deficit[made.reserve(DOLLAR)] = 10**15  # as if so much had been lent to who fell
    return made


NAMED: list[Rung] = [
    (Reason.UNKNOWN_ACCOUNT, {"account": "borrower"}),
    (Reason.UNKNOWN_POOL, {"pool": POOL}),
    (Reason.UNKNOWN_RESERVE, {"asset": SHUT}),
]
WRONG = {"pool": "?", "account": "?", "asset": "?"}
LOAN_LADDERS: dict[str, tuple[type[c.Command], dict[str, Any], list[Rung]]] = {
    "AdoptLending": (
        c.AdoptLending,
        {"pool": "@pool", "policy": lending(**{ETHER: ReservePolicy(18, 0, 0, 10_000, 0, 1, 0, 0, 0)})},
        [
            (Reason.NAME_NOT_ALLOWED, {"pool": POOL}),
            (Reason.TERMS_NOT_ALLOWED, {"policy": lending(**TERMS)}),
        ],
    ),
    "ObserveOracle": (
        c.ObserveOracle,
        {"pool": "?", "asset": "?", "price": "0"},
        [
            (Reason.UNKNOWN_POOL, {"pool": POOL}),
            (Reason.UNKNOWN_RESERVE, {"asset": OTHER}),
            (Reason.AMOUNT_NOT_ALLOWED, {"price": "1"}),
            (Reason.ORACLE_FOLLOWS, {"asset": ETHER}),
        ],
    ),
    "ObserveOracles": (
        c.ObserveOracles,
        {"pool": "?", "assets": ["?", "?"], "prices": ["0"]},
        [
            (Reason.UNKNOWN_POOL, {"pool": POOL}),
            (Reason.LENGTHS_DIFFER, {"prices": ["0", "0"]}),
            (Reason.ALREADY_EXISTS, {"assets": [OTHER, "?"]}),
            (Reason.AMOUNT_NOT_ALLOWED, {"prices": ["1", "0"]}),
            (Reason.ORACLE_FOLLOWS, {"assets": [ETHER, "?"]}),
            (Reason.UNKNOWN_RESERVE, {"assets": [ETHER, DOLLAR]}),
            (Reason.AMOUNT_NOT_ALLOWED, {"prices": [str(WAD), str(WAD // 2_000)]}),
        ],
    ),
    "FollowIndex": (
        c.FollowIndex,
        {"pool": "?", "asset": "?", "market": "?"},
        [
            (Reason.UNKNOWN_MARKET, {"market": PERP}),
            (Reason.UNKNOWN_POOL, {"pool": POOL}),
            (Reason.UNKNOWN_RESERVE, {"asset": ETHER}),
        ],
    ),
    "LoadLoan": (
        c.LoadLoan,
        WRONG | {"supplied": "-1", "owed": "1"},
        [
            *NAMED,
            (Reason.AMOUNT_NOT_ALLOWED, {"supplied": "0"}),
            (Reason.RESERVE_CLOSED, {"asset": ETHER, "owed": str(11 * WAD)}),
            (Reason.NO_LIQUIDITY, {"supplied": "9" * 37, "owed": "0"}),
            (Reason.TOO_LARGE, {"supplied": "1"}),
        ],
    ),
    "Supply": (
        c.Supply,
        WRONG | {"amount": "all"},
        [
            *NAMED,
            (Reason.AMOUNT_NOT_ALLOWED, {"amount": "9" * 37}),
            (Reason.RESERVE_CLOSED, {"asset": ETHER}),
            (Reason.TOO_LARGE, {"amount": "1"}),
        ],
    ),
    "Redeem": (
        c.Redeem,
        WRONG | {"amount": "?"},
        [
            *NAMED,
            (Reason.UNKNOWN_LOAN, {"asset": ETHER}),
            (Reason.AMOUNT_NOT_ALLOWED, {"amount": str(11 * WAD)}),
            (Reason.MORE_THAN_HELD, {"amount": str(10 * WAD)}),
            (Reason.HEALTH_FACTOR, {"account": "lender", "asset": DOLLAR, "amount": "all"}),
            (Reason.NO_LIQUIDITY, {"amount": "1"}),
        ],
    ),
    "Borrow": (
        c.Borrow,
        WRONG | {"account": "?", "amount": "?"},
        [
            *NAMED,
            (Reason.AMOUNT_NOT_ALLOWED, {"amount": str(WAD)}),
            (Reason.RESERVE_CLOSED, {"asset": MUTE}),
            (Reason.RESERVE_CLOSED, {"account": "nobody", "asset": ETHER}),
            (Reason.NOT_COLLATERAL, {"account": "borrower", "asset": ETHER}),
            (Reason.BORROWING_POWER, {"account": "lender", "amount": str(11 * WAD)}),
            (Reason.NO_LIQUIDITY, {"amount": "1"}),
        ],
    ),
    "Repay": (
        c.Repay,
        WRONG | {"amount": "?"},
        [
            *NAMED,
            (Reason.UNKNOWN_LOAN, {"asset": ETHER}),
            (Reason.AMOUNT_NOT_ALLOWED, {"amount": "1"}),
            (Reason.NOTHING_OWED, {"asset": DOLLAR}),
        ],
    ),
    "SetCollateral": (
        c.SetCollateral,
        WRONG | {"pledged": False},
        [
            *NAMED,
            (Reason.UNKNOWN_LOAN, {"asset": DOLLAR}),
            (Reason.MORE_THAN_HELD, {"asset": ETHER}),
            (Reason.HEALTH_FACTOR, {"pledged": True}),
        ],
    ),
    "SetCategory": (
        c.SetCategory,
        {"pool": "?", "account": "?", "category": "?"},
        [
            (Reason.UNKNOWN_ACCOUNT, {"account": "borrower"}),
            (Reason.UNKNOWN_POOL, {"pool": POOL}),
            (Reason.UNKNOWN_CATEGORY, {"category": ""}),
            (Reason.ALREADY_IN_FORCE, {"category": STABLE}),
            (Reason.RESERVE_CLOSED, {"account": "lender"}),
        ],
    ),
    "PauseReserve": (
        c.PauseReserve,
        {"pool": "?", "asset": "?", "paused": False, "grace_s": -1},
        [
            (Reason.UNKNOWN_POOL, {"pool": POOL}),
            (Reason.UNKNOWN_RESERVE, {"asset": ETHER}),
            (Reason.OUT_OF_RANGE, {"grace_s": 60}),
            (Reason.ALREADY_IN_FORCE, {"paused": True}),
            (Reason.OUT_OF_RANGE, {"grace_s": 0}),
        ],
    ),
    "CoverDeficit": (
        c.CoverDeficit,
        WRONG | {"amount": "?"},
        [
            *NAMED,
            (Reason.UNKNOWN_LOAN, {"asset": ETHER}),
            (Reason.AMOUNT_NOT_ALLOWED, {"amount": "1"}),
            (Reason.NOTHING_OWED, {"asset": DOLLAR}),
            (Reason.HEALTH_FACTOR, {"account": "lender", "amount": "all"}),
            (Reason.MORE_THAN_HELD, {"amount": "1"}),
        ],
    ),
    "LiquidateLoan": (
        c.LiquidateLoan,
        {"pool": "?", "account": "?", "collateral": "?", "debt": "?", "amount": "?", "time_ns": 2 * 10**8 * S},
        [
            (Reason.UNKNOWN_ACCOUNT, {"account": "lender"}),
            (Reason.UNKNOWN_POOL, {"pool": POOL}),
            (Reason.UNKNOWN_RESERVE, {"collateral": MUTE}),
            (Reason.UNKNOWN_RESERVE, {"debt": MUTE}),
            (Reason.UNKNOWN_LOAN, {"account": "borrower"}),
            (Reason.AMOUNT_NOT_ALLOWED, {"amount": "1000000", "time_ns": 100 * S}),
            (Reason.LOAN_HEALTHY, {"time_ns": 2 * 10**8 * S}),
            (Reason.NOT_COLLATERAL, {"collateral": ETHER}),
            (Reason.NOTHING_OWED, {"debt": DOLLAR}),
        ],
    ),
}


def in_version(value: Any, pool: Pool) -> Any:
    """Terms as the pool's own version has them, anything else as it is."""
    if not isinstance(value, LendingPolicy):
        return value
    version = Protocol(int(pool.book.pools.protocol[0]))
    return replace(value, protocol=version, categories=MODES if version != Protocol.AAVE_V2 else {})


@pytest.mark.parametrize("name", sorted(LOAN_LADDERS))
def test_the_lowest_reason_that_holds_is_given_and_nothing_changes(pool: Pool, name: str) -> None:
    kind, wrong, ladder = LOAN_LADDERS[name]
    if name in V3_ONLY and not pool.book.categories.n:
        known = {"pool": POOL, "account": "lender"}
        assert pool.do(kind, **wrong | known).refused is Reason.WRONG_KIND, "Aave v2 has none"
        return
    for reason, right in ladder:
        before = pool.book.digest()
        assert pool.do(kind, **wrong).refused == reason, wrong
        assert pool.book.digest() == before
        wrong = wrong | {key: in_version(value, pool) for key, value in right.items()}
    assert pool.do(kind, **wrong).refused is None, wrong
