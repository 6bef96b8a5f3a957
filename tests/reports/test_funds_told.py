"""Flows of funds, payers that share a loss and affiliates on the page."""

from msgspec.structs import replace

from solvent.reports.affiliates import Meeting
from solvent.reports.flows import Fund
from solvent.reports.html import render
from solvent.reports.result import Result
from tests.reports import sample

ATOM = 10**6
FUND = Fund(
    "@fund:majors", "USD", {"insurance contribution": 9 * ATOM}, {"insurance draw": 4 * ATOM}, 5 * ATOM, 5 * ATOM
)
MET = Meeting(7, "firm", "trade", "ATOM-PERP", "desk-1", "desk-2", 10)


def told(**changes: object) -> str:
    """The page of the sample with its first run changed."""
    result: Result = sample.result()
    bill = replace(result.runs[0].bill, **changes.pop("bill", {}))  # type: ignore[arg-type]
    first = replace(result.runs[0], bill=bill, **changes)
    return render(replace(result, runs=[first, *result.runs[1:]]))


def test_what_flowed_into_a_fund_and_out_of_it_is_a_table() -> None:
    page = told(funds=[FUND])
    assert "What flowed into each fund and out of it" in page
    for words in ("@fund:majors", "in: insurance contribution", "out: insurance draw", "9.00", "4.00", "5.00"):
        assert words in page
    assert "What flowed" not in told(funds=[replace(FUND, inflow={}, outflow={})])


def test_a_payer_that_shares_a_loss_has_a_row_only_where_it_paid() -> None:
    assert "taken from the profit of the day" not in told()
    page = told(bill={"day_winners": 3 * ATOM, "skin": ATOM})
    assert "taken from the profit of the day" in page
    assert "paid by the venue before contributions" in page
    assert "charged for every open contract" not in page


def test_affiliates_who_met_are_told_and_their_names_are_not_believed() -> None:
    page = told(affiliates=[replace(MET, owner="<b>firm</b>")])
    assert "desk-1 and desk-2 of &lt;b&gt;firm&lt;/b&gt; in a trade in ATOM-PERP" in page
