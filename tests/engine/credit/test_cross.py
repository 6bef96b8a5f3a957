"""Clients with several loans at one desk: cross-default in the same step, set-off, and release."""

from typing import Any

from msgspec.structs import replace

from solvent import commands as c
from solvent import events as e
from solvent.lending.credit.calls import Cause, Ease, Standing
from solvent.reasons import Bearer, Reason
from tests.credit import BITCOIN, COIN, DESK, DOLLAR, ETHER, FRIDAY, HOUR, MARKET, OTHER, CreditDesk
from tests.engine.credit.test_walk import only, same_again, told

FULL = replace(MARKET, target=0)


def three(**terms: Any) -> CreditDesk:
    """One client with a loan against bitcoin and two against ether, another client with one against ether."""
    desk = CreditDesk("client", "other", **{"cross_default": True} | terms)
    desk.lend("coin", 10_000)
    desk.lend("ether", 1_000, 10 * ETHER, asset=OTHER)
    desk.do(c.OpenCredit, desk=DESK, account="client", loan="idle")
    desk.lend("stranger", 1_000, 10 * ETHER, account="other", asset=OTHER)
    return desk


def test_one_default_marks_all_the_others_of_the_client_at_the_same_step() -> None:
    desk = three()
    fell = desk.prices(BTC=12_500)
    assert [(x.credit, x.cause, x.other) for x in told(fell, e.CreditDefaulted)] == [
        (0, Cause.LIQUIDATION_LTV, -1), (1, Cause.CROSS_DEFAULT, 0), (2, Cause.CROSS_DEFAULT, 0),
    ]  # fmt: skip
    assert desk.standing("stranger") == Standing.OPEN
    assert [x.credit for x in told(fell, e.SaleDue)] == [0], "the others are at their target"
    assert desk.do(c.DrawCredit, desk=DESK, loan="idle", amount=1).refused is Reason.IN_DEFAULT
    same_again(desk)


def test_without_the_clause_the_others_stay_as_they_are() -> None:
    desk = three(cross_default=False)
    assert len(told(desk.prices(BTC=12_500), e.CreditDefaulted)) == 1
    assert desk.standing("ether") == Standing.OPEN


def test_the_others_are_released_once_the_first_is_restored() -> None:
    desk = three()
    desk.prices(BTC=12_500)
    sold = desk.sell("coin", BITCOIN // 2, 12_500)
    assert [(x.credit, x.ease) for x in told(sold, e.CreditEased)] == [
        (0, Ease.RESTORED), (1, Ease.RELEASED), (2, Ease.RELEASED),
    ]  # fmt: skip
    same_again(desk)


def test_a_full_sale_is_one_of_all_loans() -> None:
    desk = three(sale=FULL)
    desk.prices(BTC=12_500)
    assert [desk.cell(loan, "due_amount") for loan in ("coin", "ether", "idle")] == [80_000_000, ETHER, 0]


def test_what_one_lacks_is_laid_on_the_other_that_has_more() -> None:
    """The coin brings 7,000 of 10,000; 3,000 go on 1,000 against 9,000 that count: nobody else bears anything."""
    desk = three(set_off=True, reserve=5_000)
    desk.prices(BTC=7_000)
    sold = desk.sell("coin", BITCOIN, 7_000)
    assert not told(sold, e.LossBorne)
    laid = [x for x in told(sold, e.CreditChanged) if x.stands_in >= 0]
    assert [(x.credit, x.principal, x.stands_in) for x in laid] == [(1, 4_000 * DOLLAR, 0)]
    assert [x.ease for x in told(sold, e.CreditEased)] == [Ease.RESTORED, Ease.RELEASED, Ease.RELEASED]
    assert (desk.cell("ether", "principal"), desk.money("reserve")) == (4_000 * DOLLAR, 5_000 * DOLLAR)
    same_again(desk)


def test_what_is_laid_on_another_may_bring_it_down_in_the_same_step() -> None:
    """Of 10,000 a coin at 2,000 leaves 8,000 on top of 1,000 against 9,000: all the ether is to be sold."""
    desk = three(set_off=True)
    desk.prices(BTC=2_000)
    sold = desk.sell("coin", BITCOIN, 2_000)
    assert [(x.credit, x.cause, x.ratio) for x in told(sold, e.CreditDefaulted)] == [
        (1, Cause.LIQUIDATION_LTV, 1_000_000), (0, Cause.CROSS_DEFAULT, 0), (2, Cause.CROSS_DEFAULT, 0),
    ]  # fmt: skip
    due = 7_826_086_958  # (9,000 - 5,400) / 0.46 = 7,826.08695652 dollars of ether, and what is left rounds down
    assert only_sale(sold) == (1, due)
    end = desk.sell("ether", due, 100, OTHER)
    assert told(end, e.LossBorne) == [], "there is some left"
    left = desk.pledged("ether", OTHER)
    assert left == 10 * ETHER - due
    assert only(desk.sell("ether", left, 100, OTHER), e.LossBorne).bearer == Bearer.LENDER
    assert desk.cell("ether", "claim") == 8_000 * DOLLAR + 1, (
        "10 ether at 100 paid 1,000 of 9,000, each sale rounded down"
    )
    same_again(desk)


def only_sale(outcome: Any) -> tuple[int, int]:
    (due,) = [x for x in told(outcome, e.SaleDue) if x.pledge >= 0]
    return due.credit, due.amount


def test_a_claim_keeps_the_others_in_default_until_it_is_paid() -> None:
    desk = three()
    desk.prices(BTC=7_000)
    desk.sell("coin", BITCOIN, 7_000)
    assert (desk.cell("coin", "claim"), desk.standing("ether")) == (3_000 * DOLLAR, Standing.DEFAULTED)
    paid = desk.repay("coin", 3_000 * DOLLAR)
    assert [x.ease for x in told(paid, e.CreditEased)] == [Ease.RESTORED, Ease.RELEASED, Ease.RELEASED]


def test_a_loan_that_is_waived_is_not_taken_along() -> None:
    desk = three()
    desk.prices(ETH=150)  # 1,000 of 1,350
    assert desk.standing("ether") == Standing.CALLED
    desk.do(c.WaiveCall, desk=DESK, loan="ether", until_ns=FRIDAY + HOUR, reason="known client")
    desk.prices(BTC=12_500)
    assert desk.standing("ether") == Standing.OPEN
    assert told(desk.do(c.AdvanceTime, HOUR), e.CreditDefaulted), "until it is over"
    assert desk.pledged("coin", COIN) == BITCOIN


def test_a_loan_opened_by_who_is_in_default_is_taken_along_at_the_next_look() -> None:
    desk = three()
    desk.prices(BTC=12_500)
    desk.do(c.OpenCredit, desk=DESK, account="client", loan="late")
    desk.post("late", ETHER, OTHER)
    assert desk.standing("late") == Standing.DEFAULTED
