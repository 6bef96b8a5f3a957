"""The words and the page of a calibration: plain verdicts, hand-worked shares, one self-contained file."""

import re

import msgspec
import pytest

from solvent.reports import calibration_words as said
from solvent.reports.calibration import MONEY, SHARE, Assumed, Calibration, Crash, Distance, Figure, Fit, Spike, Spread
from solvent.reports.calibration_page import render
from solvent.reports.html import render as report
from solvent.units import PPM
from tests.reports.sample import result

BN = 10**11  # cents


def figure(public: int = 2 * BN, median: int = BN, **changes: object) -> Figure:
    """Half of what was published, 90 % of seeds from a half to one and a half of that."""
    spread, wide = Spread(median // 2, median, median * 3 // 2), Spread(median // 4, median, median * 3)
    made = Figure("Longs closed", MONEY, public, 400_000, False, "tilt", median, spread, wide, "made <here>")
    return msgspec.structs.replace(made, **changes)


FIT = Fit("tilt", "plain", MONEY, ["Longs closed"], 160_000, -2 * PPM, 2 * PPM, 80_000, [2 * BN], [BN],
          [(80_000, 550_000), (160_000, 500_000), (240_000, 590_000), (320_000, 700_000)])  # fmt: skip


def made() -> Calibration:
    """One crash that was fitted and one that was predicted."""
    one = Crash(
        "fall", "A fall", "X", False, 1_000_00, 2, "teaching", 7, 500_000, 1234, [figure()],
        [Assumed("tilt", "tilt", "plain", 160_000, -2 * PPM, 2 * PPM, "fitted", "fitted: by us"),
         Assumed("open_interest", "all", "money", 4 * BN, 3 * BN, 5 * BN, "", "assumed")],
        [Distance(0, 20_000, BN, 0), Distance(20_000, 0, BN, 2 * BN)], [Spike(10 * PPM, PPM, PPM, PPM)], "assumed",
        [(500_000, 48_100, 600_000)], "somebody", "somewhere",
    )  # fmt: skip
    other = msgspec.structs.replace(one, name="other", predicted=True, figures=[figure(at_least=True, fits="")])
    return Calibration(200, 40, [one, other], [FIT])


def test_the_page_is_one_file_and_the_same_bytes() -> None:
    page = render(made())
    assert page == render(made())
    assert not re.search(r'(?:src|href)="(?:https?:)?//|@import|url\(', page)
    assert "made &lt;here&gt;" in page
    assert 'href="report.html"' in page
    assert page.count("<svg") == 2 * 4 + 1
    assert "--predict other" in page


def test_a_report_leads_to_its_calibration_only_where_there_is_one() -> None:
    assert 'href="calibration.html"' not in report(result())
    told = report(msgspec.structs.replace(result(), calibration="Calibration, fitted on a total."))
    assert told.count('href="calibration.html"') == 2
    assert "Calibration, fitted on a total." in told


@pytest.mark.parametrize(
    ("one", "verdict"),
    [
        (figure(public=BN), "within chance"),
        (figure(public=2 * BN), "too little, but within the ranges"),
        (figure(public=4 * BN), "missed: too little"),
        (figure(public=4 * BN, at_least=True), "missed: too little"),
        (figure(public=BN * 3 // 10), "too much, but within the ranges"),
        (figure(public=BN // 5), "missed: too much"),
        (figure(public=BN // 5, at_least=True), "agrees with “at least”"),
    ],
)
def test_a_verdict_says_on_which_side_a_figure_is_missed(one: Figure, verdict: str) -> None:
    assert said.verdict(one) == verdict


def test_the_newcomers_that_would_be_needed() -> None:
    """Of 1 bn simulated 0.6 bn are the book's; of 2 bn public that is 30 %, so 70 % would have to be newcomers."""
    assert said.needed(figure()) == 700_000
    assert said.remark(figure()) == (
        "Longs closed: with 70 % newcomers instead of 40 % the median would be the public total."
    )
    assert "even without newcomers" in said.remark(figure(public=BN // 2))
    assert said.remark(figure(public=BN)) == ""
    assert said.remark(figure(kind=SHARE)) == ""


def test_figures_are_read_with_their_unit() -> None:
    assert said.shown(MONEY, 178_960_776_400) == "1.79 bn"
    assert said.shown(MONEY, 62_090_000_000) == "621 M"
    assert said.shown(SHARE, 363_040) == "36.3 %"
    assert said.span(MONEY, Spread(57_000_000_000, BN, 214_000_000_000)) == "570 M to 2.14 bn"
    assert said.span(SHARE, Spread(100_000, 200_000, 300_000)) == "10.0 to 30.0 %"
    assert said.assumed("money", 600_000) == "6,000 USD"
    assert said.assumed("money", 410_000_000_000) == "4.10 bn USD"
    assert said.assumed("share", 12_500) == "1.25 %"
    assert said.assumed("plain", -2_000_000) == "−2"
    assert said.assumed("time", 86_400 * 10**9) == "24 h"


def test_a_fit_says_what_it_missed_and_how_firm_it_is() -> None:
    assert said.fitted(FIT) == (
        "tilt 0.16 (of −2 to 2) comes nearest: 1.00 bn of 2.00 bn; from 0.08 to 0.24 the misses are at most 10 % more."
    )
    assert "meets" in said.fitted(msgspec.structs.replace(FIT, found=[2 * BN - 1]))


def test_the_headline_holds_misses_too() -> None:
    assert said.headline(made()) == [
        "Simulated 1.00 bn where 2.00 bn were liquidated.",
        "Predicted on other: 1.00 bn where at least 2.00 bn were liquidated.",
    ]
    assert said.summary(made()) == (
        "Calibration, fitted on Longs closed: simulated 1.00 bn, median of 200 seeds 1.00 bn (90 %: 500 M to 1.50 bn), "
        "public 2.00 bn."
    )
