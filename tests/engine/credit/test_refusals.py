"""Every reason to refuse what is asked of a credit desk, the lowest first: ladders, as in test_refusals above."""

from typing import Any

import pytest

from solvent import commands as c
from solvent.policy import PledgePolicy, SalePolicy, Venue
from solvent.reasons import Reason
from solvent.units import MAX_AMOUNT
from tests.credit import (
    BITCOIN,
    COIN,
    COLLATERAL,
    DAY,
    DESK,
    DOLLAR,
    FRIDAY,
    HOUR,
    MUTE,
    OFFICE,
    OTHER,
    PERCENT,
    PRICE,
    CreditDesk,
    agreement,
)
from tests.ladders import Rung, climbed
from tests.world import PERP, policy

OTC = SalePolicy(Venue.OTC, target=60 * PERCENT, floor=97 * PERCENT, open_only=True)
TAKEN = COLLATERAL | {MUTE: PledgePolicy(9)}  # has no price
AFTER_HOURS = FRIDAY + 2 * HOUR


@pytest.fixture
def desk() -> CreditDesk:
    """Loans of a client that are fresh, called, in default and lost; ether follows an index, a third has no price."""
    made = CreditDesk("client", till=50_000, sale=OTC, collateral=TAKEN, calendar=OFFICE)
    made.do(c.AdoptRulebook, policy=policy())
    made.list()
    for loan, coins in {"fresh": 2 * BITCOIN, "called": 106_666_667, "fallen": BITCOIN}.items():
        made.lend(loan, 10_000, coins)
    made.do(c.LoadCredit, desk=DESK, account="client", loan="mute", principal=DOLLAR, assets=[MUTE], amounts=[1])
    made.do(c.LoadCredit, desk=DESK, account="client", loan="lost", principal=DOLLAR)
    made.prices(BTC=12_500)
    made.do(c.OpenCredit, desk=DESK, account="client", loan="empty")
    made.do(c.FollowCollateral, desk=DESK, asset=OTHER, market=PERP)
    loans = ("fresh", "called", "fallen", "mute", "lost", "empty")
    assert [made.cell(loan, "standing") for loan in loans] == [0, 1, 2, 0, 2, 0]
    return made


NAMED: list[Rung] = [(Reason.UNKNOWN_DESK, {"desk": DESK}), (Reason.UNKNOWN_CREDIT, {"loan": "lost"})]
AMOUNT: list[Rung] = [(Reason.NOT_POSITIVE, {"amount": MAX_AMOUNT + 1}), (Reason.OUT_OF_RANGE, {"amount": MAX_AMOUNT})]
WRONG = {"desk": "?", "loan": "?"}
EASED = WRONG | {"reason": " ", "actor": " "}
ANSWERED: list[Rung] = [
    (Reason.REASON_MISSING, {"reason": "known client"}),
    (Reason.PERSON_MISSING, {"actor": "risk officer"}),
]
CREDIT_LADDERS: dict[str, tuple[type[c.Command], dict[str, Any], list[Rung]]] = {
    "AdoptAgreement": (
        c.AdoptAgreement,
        {"desk": "@desk", "policy": agreement(currency="EUR", collateral={COIN: PledgePolicy(9)})},
        [
            (Reason.NAME_NOT_ALLOWED, {"desk": DESK}),
            (Reason.GRID_NOT_ALLOWED, {"policy": agreement(currency="EUR", collateral=TAKEN)}),
            (Reason.TERMS_NOT_ALLOWED, {"policy": agreement()}),
            (Reason.TERMS_NOT_ALLOWED, {"policy": agreement(collateral={"@x": PledgePolicy(9)} | TAKEN)}),
            (Reason.NAME_NOT_ALLOWED, {"policy": agreement(collateral=TAKEN)}),
        ],
    ),
    "FundDesk": (
        c.FundDesk,
        {"desk": "?", "amount": 0, "to": "pocket"},
        [
            (Reason.UNKNOWN_DESK, {"desk": DESK}),
            (Reason.UNKNOWN_ACCOUNT, {"to": "reserve"}),
            *AMOUNT,
            (Reason.OUT_OF_RANGE, {"amount": 1}),
        ],
    ),
    "ObserveCollateral": (
        c.ObserveCollateral,
        {"desk": "?", "assets": ["?", "?"], "prices": [0]},
        [
            (Reason.UNKNOWN_DESK, {"desk": DESK}),
            (Reason.LENGTHS_DIFFER, {"prices": [0, 0]}),
            (Reason.ALREADY_EXISTS, {"assets": [OTHER, "?"]}),
            (Reason.NOT_POSITIVE, {"prices": [1, 0]}),
            (Reason.ORACLE_FOLLOWS, {"assets": [COIN, "?"]}),
            (Reason.UNKNOWN_COLLATERAL, {"assets": [COIN, MUTE]}),
            (Reason.NOT_POSITIVE, {"prices": [PRICE, 1]}),
        ],
    ),
    "FollowCollateral": (
        c.FollowCollateral,
        {"desk": "?", "asset": "?", "market": "?"},
        [
            (Reason.UNKNOWN_MARKET, {"market": PERP}),
            (Reason.UNKNOWN_DESK, {"desk": DESK}),
            (Reason.UNKNOWN_COLLATERAL, {"asset": COIN}),
        ],
    ),
    "OpenCredit": (
        c.OpenCredit,
        {"account": "?", "desk": "?", "loan": "fresh"},
        [
            (Reason.UNKNOWN_ACCOUNT, {"account": "client"}),
            (Reason.UNKNOWN_DESK, {"desk": DESK}),
            (Reason.ALREADY_EXISTS, {"loan": "@loan"}),
            (Reason.NAME_NOT_ALLOWED, {"loan": "new"}),
        ],
    ),
    "LoadCredit": (
        c.LoadCredit,
        {"account": "?", "desk": "?", "loan": "fresh", "principal": -1, "assets": ["?", "?"], "amounts": [0]},
        [
            (Reason.UNKNOWN_ACCOUNT, {"account": "client"}),
            (Reason.UNKNOWN_DESK, {"desk": DESK}),
            (Reason.ALREADY_EXISTS, {"loan": "@loan"}),
            (Reason.NAME_NOT_ALLOWED, {"loan": "new"}),
            (Reason.LENGTHS_DIFFER, {"amounts": [0, 0]}),
            (Reason.ALREADY_EXISTS, {"assets": [COIN, "?"]}),
            (Reason.NOT_POSITIVE, {"principal": MAX_AMOUNT}),
            (Reason.OUT_OF_RANGE, {"principal": 50_000 * DOLLAR}),
            (Reason.NOT_POSITIVE, {"amounts": [MAX_AMOUNT, 1]}),
            (Reason.OUT_OF_RANGE, {"amounts": [1, 1]}),
            (Reason.UNKNOWN_COLLATERAL, {"assets": [COIN, MUTE]}),
            (Reason.NO_LIQUIDITY, {"principal": 20_000 * DOLLAR - 2 * DOLLAR}),
        ],
    ),
    "PostCollateral": (
        c.PostCollateral,
        WRONG | {"asset": "?", "amount": 0},
        [
            *NAMED,
            (Reason.UNKNOWN_COLLATERAL, {"asset": MUTE}),
            *AMOUNT,
            (Reason.ORACLE_SILENT, {"asset": COIN}),
            (Reason.IN_DEFAULT, {"loan": "fresh"}),
            (Reason.OUT_OF_RANGE, {"amount": 1}),
        ],
    ),
    "ReturnCollateral": (
        c.ReturnCollateral,
        WRONG | {"asset": "?", "amount": 0},
        [
            *NAMED,
            (Reason.UNKNOWN_COLLATERAL, {"asset": COIN}),
            *AMOUNT,
            (Reason.MORE_THAN_HELD, {"loan": "fallen", "amount": BITCOIN}),
            (Reason.IN_DEFAULT, {"loan": "called"}),
            (Reason.IN_DEFAULT, {"loan": "fresh"}),
            (Reason.LOAN_TO_VALUE, {"amount": 40_000_001}),
            (Reason.LOAN_TO_VALUE, {"amount": 40_000_000}),  # 10,000 of 20,000
        ],
    ),
    "DrawCredit": (
        c.DrawCredit,
        WRONG | {"amount": 0},
        [
            *NAMED,
            *AMOUNT,
            (Reason.IN_DEFAULT, {"loan": "mute"}),
            (Reason.ORACLE_SILENT, {"loan": "called"}),
            (Reason.IN_DEFAULT, {"loan": "fresh"}),
            (Reason.LOAN_TO_VALUE, {"amount": 2_500 * DOLLAR + 1}),
            (Reason.LOAN_TO_VALUE, {"amount": 2_500 * DOLLAR}),  # 12,500 of 25,000
        ],
    ),
    "RepayCredit": (
        c.RepayCredit,
        WRONG | {"amount": 0},
        [
            (Reason.UNKNOWN_DESK, {"desk": DESK}),
            (Reason.UNKNOWN_CREDIT, {"loan": "empty"}),
            *AMOUNT,
            (Reason.NOTHING_OWED, {"loan": "lost"}),
        ],
    ),
    "ReportSale": (
        c.ReportSale,
        WRONG | {"asset": "?", "amount": 0, "price": 0, "time_ns": AFTER_HOURS},
        [
            *NAMED,
            (Reason.UNKNOWN_ORDER, {"loan": "fallen"}),
            (Reason.UNKNOWN_ORDER, {"asset": COIN}),
            (Reason.UNKNOWN_ORDER, {"time_ns": FRIDAY}),
            (Reason.NOT_POSITIVE, {"price": 1}),
            (Reason.NOT_POSITIVE, {"amount": 50_000_001}),
            (Reason.OVER_FILL, {"amount": 50_000_000}),
            (Reason.BID_BELOW_RESERVE, {"price": 12_125 * PRICE - 1}),
            (Reason.BID_BELOW_RESERVE, {"price": 12_125 * PRICE}),
        ],
    ),
    "WaiveCall": (
        c.WaiveCall,
        EASED | {"until_ns": FRIDAY},
        [
            *NAMED,
            *ANSWERED,
            (Reason.NOT_CALLED, {"loan": "fresh"}),
            (Reason.NOT_CALLED, {"loan": "called"}),
            (Reason.OUT_OF_RANGE, {"until_ns": FRIDAY + 1}),
        ],
    ),
    "ExtendCall": (
        c.ExtendCall,
        EASED | {"deadline_ns": FRIDAY + DAY},
        [
            *NAMED,
            *ANSWERED,
            (Reason.NOT_CALLED, {"loan": "called"}),
            (Reason.OUT_OF_RANGE, {"deadline_ns": FRIDAY + DAY + 1}),
        ],
    ),
}


@pytest.mark.parametrize("name", sorted(CREDIT_LADDERS))
def test_the_lowest_reason_that_holds_is_given_and_nothing_changes(desk: CreditDesk, name: str) -> None:
    kind, wrong, ladder = CREDIT_LADDERS[name]
    wrong = climbed(desk, kind, wrong, ladder)
    assert desk.do(kind, **wrong).refused is None, wrong


def test_a_desk_needs_no_rulebook_of_perpetuals_and_nothing_is_asked_before_there_is_one() -> None:
    desk = CreditDesk("client")
    assert desk.book.rules is None
    assert desk.do(c.Deposit, account="client", asset="USD", amount=1).refused is Reason.NOT_READY
