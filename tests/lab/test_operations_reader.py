"""What fails in a case is read strictly: every fault is named with its line and key, what was expected and found."""

import pytest

from solvent.errors import BadCase
from solvent.lab import cases
from solvent.lab.operations import MATCHING, Delay, Terms

TEXT = (cases.FOLDER / "outage.toml").read_text("utf-8")
OUTAGE = '\n[[operations.outages]]\nstart = "{}"\nend = "{}"\nwhat = "{}"\nsource = "x"\n'
DELAY = '\n[[operations.delays]]\nrole = "{}"\ndelay = "{}"\nsource = "x"\n'
REGIME = '\n[[operations.regimes]]\nat = "{}"\nregime = "{}"\nreason = "{}"\n'


def read(old: str = "", new: str = "", more: str = "") -> Terms:
    assert old in TEXT
    return cases.read_case((TEXT.replace(old, new, 1) if old else TEXT) + more, "x").operations.failures


def test_the_shipped_case_says_what_fails() -> None:
    terms = read()
    assert (terms.per_second, terms.rejected, terms.delays, len(terms.outages)) == (5, 0, (), 1)
    (one,) = terms.outages
    assert (one.end_ns - one.start_ns, one.what, one.markets, one.source) == (
        300 * 10**9, MATCHING, ("DOT-PERP",), "Made up",
    )  # fmt: skip


def test_a_case_without_a_word_about_it_has_nothing_that_fails() -> None:
    assert not cases.load("ten-times").operations.failures.any


def test_everything_that_can_be_said_is_read() -> None:
    terms = read("liquidations_per_second = 5", 'rejected = "12.5 %"', DELAY.format("coinbase", "2500 ms"))
    assert (terms.per_second, terms.rejected) == (0, 125_000)
    assert terms.delays == (Delay("DOT-PERP", "coinbase", 2_500_000_000, "x"),)


def test_times_with_a_zone_and_of_another_day_are_read() -> None:
    assert read('start = "21:13:00"', "start = 2025-10-10T23:13:00+02:00") == read()


def test_outages_that_touch_or_are_of_different_parts_do_not_overlap() -> None:
    assert len(read(more=OUTAGE.format("21:18", "21:19", "all") + OUTAGE.format("21:14", "21:15", "feed")).outages) == 3


def test_regimes_are_read_in_order_of_time() -> None:
    two = REGIME.format("21:10", "stressed", "why") + REGIME.format("21:20", "normal", "over")
    assert [(one.regime, one.reason) for one in read(more=two).regimes] == [("stressed", "why"), ("normal", "over")]


FAULTS = [
    ("", "", REGIME.format("21:05", "stressed", "x"), "regimes[1].at: expected a time after the entry and inside"),
    ("", "", REGIME.format("21:32", "stressed", "x"), "regimes[1].at: expected a time after the entry and inside"),
    ("", "", REGIME.format("21:10", "normal", "x"), "regimes[1].regime: expected another regime than the one before"),
    ("", "", REGIME.format("21:10", "stressed", " "), "regimes[1].reason: expected"),
    (
        "",
        "",
        REGIME.format("21:10", "a", "x") + REGIME.format("21:10", "b", "x"),
        "regimes[2].at: expected a time after the",
    ),
    ('end = "21:18:00"', 'end = "21:12:00"', "", "outages[1].end: expected an end that is not before the start"),
    ('start = "21:13:00"', 'start = "21:05:00"', "", "outages[1].start: expected a time after the entry"),
    ('end = "21:18:00"', 'end = "21:31:00"', "", "outages[1].end: expected a time inside the window"),
    ('start = "21:13:00"', 'start = "noon"', "", "outages[1].start: expected a UTC time such as"),
    ('start = "21:13:00"\n', "", "", "outages[1].start: expected a UTC time such as"),
    ('what = "matching"', 'what = "power"', "", "what: expected one of matching, feed, all, found 'power'"),
    ('what = "matching"', 'what = "all"\nmarkets = ["BTC"]', "", "expected a market among DOT-PERP, found 'BTC'"),
    ('what = "matching"', 'what = "all"\nmarkets = []', "", "markets: expected at least one market"),
    ('what = "matching"', 'what = "all"\nwhy = "x"', "", "found the unknown key 'why'"),
    ("", "", OUTAGE.format("21:17", "21:19", "all"), "outages[2]: expected outages that do not overlap, found two of"),
    ("liquidations_per_second = 5", "liquidations_per_second = 0", "", "expected a whole number from 1 to 1000000"),
    ("liquidations_per_second = 5", "liquidations_per_second = 2.5", "", "found the float 2.5"),
    ("liquidations_per_second = 5", 'rejected = "101 %"', "", "rejected: expected at most 100 %, found '101 %'"),
    ("liquidations_per_second = 5", 'rejected = "-1 %"', "", "rejected: expected"),
    ("liquidations_per_second = 5", "rejected = 10", "", "rejected: expected text in quotes, found 10"),
    ("liquidations_per_second = 5", "liquidations = 5", "", "found the unknown key 'liquidations'"),
    ("", "", DELAY.format("last", "1 s"), "a constituent of DOT-PERP (coinbase); its own trades it knows at once"),
    ("", "", DELAY.format("kraken", "1 s"), "a constituent of DOT-PERP (coinbase)"),
    ("", "", DELAY.format("coinbase", "25 h"), "delay: expected at most a day, found '25 h'"),
    ("", "", DELAY.format("coinbase", "-1 s"), "delay: expected a duration"),
    ("", "", DELAY.format("coinbase", "1 s") * 2, "delays[2]: expected one delay a series"),
]


@pytest.mark.parametrize(("old", "new", "more", "message"), FAULTS, ids=[fault[3][:40] for fault in FAULTS])
def test_a_fault_is_named(old: str, new: str, more: str, message: str) -> None:
    with pytest.raises(BadCase) as caught:
        read(old, new, more)
    assert message in str(caught.value)
    assert "x:" in str(caught.value)  # file and line
