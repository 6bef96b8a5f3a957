"""A loan from its first dollar to its last: money, calls, deadlines, interest, in integers by hand."""

from typing import Any

import msgspec

from solvent import commands as c
from solvent import events as e
from solvent.book import Book
from solvent.engine import Outcome
from solvent.lending.credit.calls import Cause, Ease, Standing
from solvent.lending.credit.interest import YEAR_NS, first_time_owing
from solvent.policy import CallPolicy, Clock
from solvent.reasons import Reason
from tests.credit import (
    BITCOIN,
    COIN,
    DAY,
    DESK,
    DOLLAR,
    ETHER,
    FRIDAY,
    HOUR,
    OTHER,
    PERCENT,
    CreditDesk,
    agreement,
)


def told(outcome: Outcome, kind: type[e.Event]) -> list[Any]:
    return [event for event in outcome.events if isinstance(event, kind)]


def only(outcome: Outcome, kind: type[e.Event]) -> Any:
    (event,) = told(outcome, kind)
    return event


def same_again(desk: CreditDesk) -> None:
    """By cause, by effect and from a snapshot."""
    digest = desk.book.digest()
    assert desk.by_effect().digest() == digest
    assert desk.by_cause().book.digest() == digest
    assert Book.restore(desk.book.dump()).digest() == digest


def test_money_and_collateral_stand_on_the_ledger() -> None:
    desk = CreditDesk("client", till=100_000, reserve=500)
    desk.lend("a", 10_000)
    assert (desk.money("till"), desk.money("reserve")) == (90_000 * DOLLAR, 500 * DOLLAR)
    assert desk.pledged("a") == BITCOIN
    holders = int(desk.book.desks.till[0]), int(desk.book.pledges.bucket[0])
    assert [desk.book.holder_name(holder) for holder in holders] == ["@desk:desk:till", "@pledge:a:BTC"]
    desk.repay("a", 4_000 * DOLLAR)
    desk.do(c.ReturnCollateral, desk=DESK, loan="a", asset=COIN, amount=40_000_000)
    assert (desk.cell("a", "principal"), desk.pledged("a")) == (6_000 * DOLLAR, 60_000_000)
    refused = desk.do(c.ReturnCollateral, desk=DESK, loan="a", asset=COIN, amount=1)
    assert refused.refused is Reason.LOAN_TO_VALUE, "6,000 of 12,000 is all that is lent"
    desk.repay("a", 10**15)
    assert desk.do(c.ReturnCollateral, desk=DESK, loan="a", asset=COIN, amount=60_000_000).refused is None
    assert (desk.money("till"), desk.pledged("a")) == (100_000 * DOLLAR, 0), "no more than is owed is taken"
    same_again(desk)


def test_a_call_says_what_is_missing_and_until_when() -> None:
    """10,000 of 14,000: 1,600 repaid or 2,666.666667 added bring it to 60 %."""
    desk = CreditDesk("client")
    desk.lend("a", 10_000)
    assert not told(desk.prices(BTC=14_286), e.CreditCalled), "70 % is 14,285.714..."
    called = only(desk.prices(HOUR, BTC=14_000), e.CreditCalled)
    assert vars(called) == {
        "credit": 0, "level": 1, "debt": 10_000 * DOLLAR, "worth": 14_000 * DOLLAR, "ratio": 714_286,
        "deadline_ns": FRIDAY + HOUR + DAY, "repay": 1_600 * DOLLAR, "add": 2_666_666_667,
    }  # fmt: skip
    assert not desk.prices(BTC=13_900).events[1:], "it is told once"
    assert desk.do(c.DrawCredit, desk=DESK, loan="a", amount=1).refused is Reason.IN_DEFAULT
    desk.prices(BTC=14_000)
    assert desk.repay("a", 1_600 * DOLLAR - 1).stages[1:] == [], "an atom short"
    cured = only(desk.repay("a", 1), e.CreditEased)
    assert (cured.ease, cured.debt) == (Ease.CURED, 8_400 * DOLLAR)
    assert desk.standing("a") == Standing.OPEN
    same_again(desk)


def test_collateral_answers_a_call_as_well() -> None:
    desk = CreditDesk("client")
    desk.lend("a", 10_000)
    desk.prices(BTC=14_000)
    ether = 2_962_962_964  # 2,666.666667 dollars less a haircut of a tenth: see tests.lending.credit
    assert not told(desk.post("a", ether - 1, OTHER), e.CreditEased)
    assert only(desk.post("a", 1, OTHER), e.CreditEased).ease == Ease.CURED


def test_a_deadline_passes_at_its_very_moment() -> None:
    desk = CreditDesk("client")
    desk.lend("a", 10_000)
    desk.prices(BTC=14_000)
    assert not told(desk.do(c.AdvanceTime, DAY - 1), e.CreditDefaulted)
    late = only(desk.do(c.AdvanceTime, 1), e.CreditDefaulted)
    assert (late.cause, late.ratio) == (Cause.DEADLINE, 714_286)
    same_again(desk)


def test_business_hours_wait_for_monday() -> None:
    """Called on Friday at four, eight business hours: Monday at four."""
    calls = (CallPolicy(70 * PERCENT, 8 * HOUR),)
    desk = CreditDesk("client", calls=calls, clock=Clock.BUSINESS_HOURS)
    desk.lend("a", 10_000)
    called = only(desk.prices(BTC=14_000), e.CreditCalled)
    assert called.deadline_ns == FRIDAY + 3 * DAY
    assert not told(desk.do(c.AdvanceTime, 3 * DAY - 1), e.CreditDefaulted)
    assert told(desk.do(c.AdvanceTime, 1), e.CreditDefaulted)


def test_interest_alone_calls_at_the_moment_that_is_predicted() -> None:
    """5,000 of 10,000 at 20 % a year; 70 % are 7,000, so 2,000 of interest: two years to the ns."""
    desk = CreditDesk("client", rate=20 * PERCENT)
    desk.prices(BTC=10_000)
    desk.lend("a", 5_000)
    at = first_time_owing(5_000 * DOLLAR, 20 * PERCENT, 2_000 * DOLLAR)
    assert at is not None
    assert 2 * YEAR_NS - at < 40 * 10**9, "an atom is earned every 31 seconds and is owed from its first moment"
    desk.do(c.AdvanceTime, at // 3)  # looking on the way changes nothing
    assert not told(desk.do(c.AdvanceTime, at - at // 3 - 1), e.CreditCalled)
    assert only(desk.do(c.AdvanceTime, 1), e.CreditCalled).debt == 7_000 * DOLLAR
    same_again(desk)


def test_interest_is_paid_first_and_default_costs_more() -> None:
    """1,000 at 10 % for a year: 100; in default another 20 % on top: 300 for the second year."""
    desk = CreditDesk("client", rate=10 * PERCENT, default_rate=20 * PERCENT)
    desk.lend("a", 1_000, BITCOIN // 10)
    desk.repay("a", 30 * DOLLAR, YEAR_NS)
    assert (desk.cell("a", "principal"), desk.cell("a", "interest")) == (1_000 * DOLLAR, 70 * DOLLAR)
    desk.prices(BTC=10_000)
    assert desk.standing("a") == Standing.DEFAULTED
    desk.do(c.AdvanceTime, YEAR_NS)
    desk.repay("a", 370 * DOLLAR + 1)
    assert (desk.cell("a", "principal"), desk.cell("a", "interest")) == (1_000 * DOLLAR - 1, 0)


def test_a_loan_of_any_state_is_read_in() -> None:
    desk = CreditDesk("client")
    loaded = desk.do(c.LoadCredit, desk=DESK, account="client", loan="old", principal=9_000 * DOLLAR,
                     interest=1_500 * DOLLAR, assets=[COIN, OTHER], amounts=[BITCOIN // 2, ETHER])  # fmt: skip
    default = only(loaded, e.CreditDefaulted)
    assert (default.debt, default.worth, default.ratio) == (10_500 * DOLLAR, 10_900 * DOLLAR, 963_303)
    assert only(loaded, e.SaleDue).amount == 49_500_000, "(10,500 - 6,540) / 0.4 = 9,900 dollars"
    assert desk.money("till") == (10**6 - 9_000) * DOLLAR, "interest was never lent"
    same_again(desk)


def test_other_terms_find_who_would_be_called_by_them_alone() -> None:
    desk = CreditDesk("client", rate=10 * PERCENT)
    desk.lend("a", 10_000)
    stricter = agreement(initial=40 * PERCENT, cure_to=45 * PERCENT, calls=(CallPolicy(50 * PERCENT, DAY),), rate=0,
                         sale=msgspec.structs.replace(agreement().sale, target=0))  # fmt: skip
    changed = desk.do(c.AdoptAgreement, YEAR_NS, desk=DESK, policy=stricter)
    assert only(changed, e.CreditCalled).debt == 11_000 * DOLLAR, "interest at the rate that held"
    desk.do(c.AdvanceTime, YEAR_NS)
    assert desk.cell("a", "interest") == 1_000 * DOLLAR, "and none after it"
    same_again(desk)


def test_a_waiver_and_more_time_are_told_with_a_name_and_a_reason() -> None:
    desk = CreditDesk("client")
    desk.lend("a", 10_000)
    desk.prices(BTC=14_000)
    more = {"desk": DESK, "loan": "a", "reason": "a wire is on its way"}
    extended = only(desk.do(c.ExtendCall, deadline_ns=FRIDAY + 3 * DAY, **more), e.CreditEased)
    assert (extended.ease, extended.until_ns, extended.reason, extended.person) == (
        Ease.EXTENDED, FRIDAY + 3 * DAY, "a wire is on its way", "test",
    )  # fmt: skip
    assert not told(desk.do(c.AdvanceTime, 2 * DAY), e.CreditDefaulted), "the first deadline is over"
    assert desk.standing("a") == Standing.CALLED
    desk.do(c.WaiveCall, until_ns=FRIDAY + 4 * DAY, **more)
    assert desk.standing("a") == Standing.OPEN
    assert not told(desk.prices(BTC=12_000), e.CreditDefaulted), "not even the liquidation line counts"
    assert told(desk.do(c.AdvanceTime, 2 * DAY), e.CreditDefaulted), "until the waiver is over"
    assert desk.do(c.WaiveCall, until_ns=FRIDAY + 9 * DAY, **more).refused is None
    assert (desk.standing("a"), desk.cell("a", "due")) == (Standing.OPEN, 0), "a default is waived with its sale"
    same_again(desk)
