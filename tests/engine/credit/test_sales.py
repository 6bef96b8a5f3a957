"""What is sold of a loan in default, what it brings, and who bears the rest: in integers by hand."""

from typing import Any

from msgspec.structs import replace

from solvent import commands as c
from solvent import events as e
from solvent.book import House
from solvent.lending.credit.calls import Ease, Standing
from solvent.policy import SalePolicy, Venue
from solvent.reasons import Bearer, Reason
from tests.credit import (
    BITCOIN,
    COIN,
    DAY,
    DESK,
    DOLLAR,
    ETHER,
    HOUR,
    MARKET,
    OFFICE,
    OTHER,
    PERCENT,
    PRICE,
    CreditDesk,
)
from tests.engine.credit.test_walk import only, same_again, told

FULL = replace(MARKET, target=0)


def fallen(dollars: int = 12_500, **terms: Any) -> CreditDesk:
    """10,000 lent against a bitcoin that fell."""
    desk = CreditDesk("client", **terms)
    desk.lend("a", 10_000)
    desk.prices(BTC=dollars)
    return desk


def test_half_a_coin_restores_the_loan() -> None:
    """See tests.lending.credit: 3,750 are left of 6,250."""
    desk = fallen()
    assert (desk.cell("a", "due") - 1, desk.cell("a", "due_amount")) == (0, BITCOIN // 2)
    sold = desk.sell("a", BITCOIN // 2, 12_500)
    assert only(sold, e.CreditEased).ease == Ease.RESTORED
    assert (desk.cell("a", "principal"), desk.pledged("a"), desk.cell("a", "due")) == (3_750 * DOLLAR, BITCOIN // 2, 0)
    assert desk.money("till") == (10**6 - 3_750) * DOLLAR
    same_again(desk)


def test_a_worse_price_asks_for_more_and_a_better_one_for_less() -> None:
    """Half of what is due sells at 12,000: 7,000 are left against 0.75 coins at 12,500, so 1,375 / 0.4 more."""
    desk = fallen()
    due = only(desk.sell("a", BITCOIN // 4, 12_000), e.SaleDue)
    assert due.amount == 27_500_000, "3,437.50 dollars at 12,500"
    assert only(desk.prices(BTC=13_000), e.SaleDue).amount == 22_115_385
    assert only(desk.prices(BTC=16_000), e.CreditEased).ease == Ease.RESTORED, "7,000 of 12,000"


def test_nobody_sells_more_than_is_due() -> None:
    desk = fallen()
    assert desk.sell("a", BITCOIN // 2 + 1, 12_500).refused is Reason.OVER_FILL
    assert desk.sell("a", ETHER, 1_000, OTHER).refused is Reason.UNKNOWN_ORDER


def test_a_fee_is_the_desks_and_a_surplus_the_clients() -> None:
    """0.82457226 coins are due at the assumed 2 %; sold at 13,000 they bring 10,719.43938, 107.194394 of it the fee."""
    desk = fallen(sale=replace(FULL, discount=2 * PERCENT, fee=PERCENT))
    assert desk.cell("a", "due_amount") == 82_457_226
    sold = only(desk.sell("a", 82_457_226, 13_000), e.CollateralSold)
    assert (sold.gross, sold.fee, sold.principal, sold.surplus) == (
        10_719_439_380, 107_194_394, 10_000 * DOLLAR, 612_244_986,
    )  # fmt: skip
    fees = desk.book.house(int(desk.book.desks.currency[0]), House.FEES)
    assert int(desk.book.ledger.balance[fees]) == 107_194_394
    assert desk.money("till") == 10**6 * DOLLAR
    assert (desk.standing("a"), desk.pledged("a")) == (Standing.OPEN, BITCOIN - 82_457_226)
    same_again(desk)


def test_a_desk_with_office_hours_sells_on_monday() -> None:
    desk = CreditDesk("client", sale=replace(MARKET, open_only=True), calendar=OFFICE)
    desk.lend("a", 10_000)
    desk.prices(2 * HOUR, BTC=12_500)  # Friday at six
    assert (desk.standing("a"), desk.cell("a", "due")) == (Standing.DEFAULTED, 0)
    assert desk.sell("a", 1, 12_500).refused is Reason.UNKNOWN_ORDER
    desk.prices(DAY, BTC=11_000)
    monday = desk.do(c.AdvanceTime, 2 * DAY - 9 * HOUR)  # at nine
    assert only(monday, e.SaleDue).amount == 77_272_728, "(10,000 - 6,600) / 0.4 = 8,500 dollars at 11,000"
    assert desk.sell("a", 1, 11_000, after=8 * HOUR).refused is Reason.UNKNOWN_ORDER, "after hours"


def test_a_bid_below_the_reserve_price_is_refused_and_the_reserve_moves_with_the_price() -> None:
    desk = fallen(sale=SalePolicy(Venue.OTC, target=60 * PERCENT, floor=97 * PERCENT))
    assert desk.cell("a", "floor") == 12_125 * PRICE
    assert desk.sell("a", BITCOIN // 2, 12_124).refused is Reason.BID_BELOW_RESERVE
    desk.prices(BTC=12_000)
    assert desk.cell("a", "floor") == 11_640 * PRICE
    assert desk.sell("a", BITCOIN // 2, 11_640).refused is None
    same_again(desk)


def test_what_is_missing_is_borne_by_the_reserve_and_then_by_the_lender_by_name() -> None:
    """9,000 of 10,000 are recovered: 400 from the reserve, 600 from Lender Ltd, 1,000 claimed of the client."""
    desk = CreditDesk("client", reserve=400, sale=FULL)
    desk.lend("a", 10_000)
    desk.prices(BTC=9_000)
    sold = desk.sell("a", BITCOIN, 9_000)
    assert [(x.bearer, x.amount, x.claim) for x in told(sold, e.LossBorne)] == [
        (Bearer.RESERVE, 400 * DOLLAR, 1_000 * DOLLAR), (Bearer.LENDER, 600 * DOLLAR, 1_000 * DOLLAR),
    ]  # fmt: skip
    assert (desk.money("till"), desk.money("reserve")) == ((10**6 - 600) * DOLLAR, 0)
    assert (desk.cell("a", "principal"), desk.cell("a", "claim")) == (0, 1_000 * DOLLAR)
    assert desk.post("a", 1).refused is Reason.IN_DEFAULT, "a claim is paid, not secured"
    back = desk.repay("a", 700 * DOLLAR)
    assert [(x.bearer, x.amount, x.claim) for x in told(back, e.LossBorne)] == [
        (Bearer.RESERVE, -100 * DOLLAR, 300 * DOLLAR), (Bearer.LENDER, -600 * DOLLAR, 300 * DOLLAR),
    ]  # fmt: skip
    assert (desk.money("till"), desk.money("reserve")) == (10**6 * DOLLAR, 100 * DOLLAR)
    assert only(desk.repay("a", 10**9), e.CreditEased).ease == Ease.RESTORED, "all is paid"
    assert (desk.money("till"), desk.money("reserve")) == (10**6 * DOLLAR, 400 * DOLLAR)
    same_again(desk)


def test_without_recourse_the_client_owes_nothing_more() -> None:
    desk = CreditDesk("client", sale=FULL, recourse=False)
    desk.lend("a", 10_000)
    desk.prices(BTC=9_000)
    sold = desk.sell("a", BITCOIN, 9_000)
    loss = only(sold, e.LossBorne)
    assert (loss.bearer, loss.amount, loss.claim) == (Bearer.LENDER, 1_000 * DOLLAR, 0)
    assert (desk.standing("a"), desk.cell("a", "claim")) == (Standing.OPEN, 0)
    assert desk.repay("a", 1).refused is Reason.NOTHING_OWED


def test_several_collaterals_are_sold_one_after_another() -> None:
    """10,000 + 9,000 count for 18,000 in debt; the coin brings 10,000, then 8,000 - 5,400 = 2,600 / (1 - 0.54)."""
    desk = CreditDesk("client")
    desk.do(c.LoadCredit, desk=DESK, account="client", loan="a", principal=18_000 * DOLLAR, assets=[OTHER, COIN],
            amounts=[10 * ETHER, BITCOIN])  # fmt: skip
    first = desk.prices(BTC=10_000)
    assert only(first, e.SaleDue).amount == BITCOIN, "the agreement's order, not the loan's"
    second = only(desk.sell("a", BITCOIN, 10_000), e.SaleDue)
    assert (second.pledge, second.amount) == (0, 5_652_173_914), "2,600 / 0.46 = 5,652.173913 dollars of ether"
