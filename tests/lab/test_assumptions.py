"""A population is read strictly: every assumption with its range and its source, every fault named."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvent.errors import BadCase
from solvent.lab import cases
from solvent.lab.assumptions import ASSUMPTIONS, MONEY, Terms
from solvent.units import DURATIONS, PPM

TEXT = (cases.FOLDER / "october-10.toml").read_text("utf-8")


def shipped() -> Terms:
    terms = cases.load("october-10").population
    assert terms
    return terms


def test_every_assumption_has_a_value_in_a_range_and_a_source() -> None:
    terms = shipped()
    assert [one.name for one in terms.assumptions] == list(ASSUMPTIONS)
    for one in terms.assumptions:
        assert one.low <= one.value <= one.high
        assert one.source
        assert one.low < one.high or "assumed" not in one.source, f"{one.name} is assumed without a range"
    assert terms.of("open_interest") == 410_000_000_000
    assert terms.of("tail_exponent") == 950_000
    assert terms.of("entry_half_life") == 24 * DURATIONS["h"]


def test_public_totals_carry_their_sources() -> None:
    terms = shipped()
    target = terms.targets[0]
    assert (target.cents, target.since, target.upto) == (178_960_776_400, 11_028_433, 10_249_749)
    assert (target.newcomers, target.newcomers_low, target.newcomers_high) == (400_000, 200_000, 600_000)
    assert target.fitted
    assert target.source
    assert sum(bracket.cents for bracket in terms.brackets) == 763_000_000_000
    assert terms.bars[-1].age == 15 * DURATIONS["min"]


FAULTS = [
    ('kind = "calibrated"', 'kind = "guessed"', "population.kind", "one of calibrated"),
    ('simulated = "50 %"', 'simulated = "150 %"', "population.simulated", "at most 100 %"),
    ('simulated = "50 %"', 'simulated = "0 %"', "population.simulated", "at least 1"),
    ("accounts = 200_000", "accounts = 0", "population.accounts", "from 1 to 1000000"),
    ("size_sigma = {", "size_sigmas = {", "population.size_sigmas", "did you mean 'size_sigma'"),
    ('size_median = { value = "6_000 USD"', 'size_median = { value = "6_000 USDC"', "size_median.value", "in USD"),
    ('size_median = { value = "6_000 USD"', "size_median = { value = 6000.5", "size_median.value", "found the float"),
    ('value = "2.6"', 'value = "2.6 x"', "population.size_sigma.value", "expected number such as"),
    ('value = "2.6"', 'value = "0"', "population.size_sigma.value", "at least 1"),
    ('value = "2.6"', 'value = "3.6"', "population.size_sigma.range", "a range around the value"),
    ('range = ["2.2", "3.0"]', 'range = ["2.2"]', "population.size_sigma.range", "an array of two"),
    ('range = ["0.5 %", "2 %"]', 'range = ["0.5 %", "60 %"]', "population.tail_share", "at most 50 %"),
    ('range = ["50 %", "90 %"]', 'range = ["50 %", "101 %"]', "population.cross_share", "at most 100 %"),
    ('range = ["10 %", "60 %"]', 'range = ["10 %", "90 %"]', "population.hedged_share", "at most 100 % together"),
    ('range = ["1 x", "3 x"]', 'range = ["0.5 x", "3 x"]', "hedged_leverage", "at least 1 x"),
    ('value = "330_000_000 USD"', 'value = "2_000_000_000 USD"', "size_largest", "range around"),
    ('["50 x", "5 %"]', '["50 x", "6 %"]', "population.spikes", "make 100 %"),
    ('["25 x", "10 %"]', '["2 x", "10 %"]', "population.spikes", "ascending order"),
    ('["25 x", "10 %"]', '["25 x"]', "population.spikes[5]", "a leverage and a weight"),
    ('["150_000_000 USD", "20 x"]', '["0 USD", "20 x"]', "population.limits", "begin with"),
    ('["15 min",', '["30 h",', "population.entries[20][1]", "become shorter"),
    ('"116514.30", "117127.10", 30]', '"118514.30", "117127.10", 30]', "population.entries[20]", "not above the high"),
    ('"117127.10", 30]', '"117127.10", 0]', "population.entries[20][4]", "whole weight above 0"),
    ('"117127.10", 30]', '"117127.101", 30]', "population.entries[20][3]", "at most 2 decimals"),
    ('side = "long"', 'side = "both"', "population.public[1].side", "one of long, short"),
    ('newcomers = "40 %"', 'newcomers = "70 %"', "population.public[1].newcomers", "inside its range"),
    ('newcomers = "40 %"', 'newcomer = "40 %"', "population.public[1].newcomers", "found 0 in 200000"),
    ("brackets_source =", "bracket_source =", "population", "brackets_source"),
    ('= { binance-usdm = "BTCUSDT" }', "= { binance-usdm = 5 }", "markets.BTC.listed_as", "the name of a market"),
    ("[population]\n", '[[book]]\nname = "x"\n[population]\n', "book", "either a population or groups"),
    ("[population]\n", "[populations]\n", "population", "population"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "where", "message"), [fault for fault in FAULTS if fault[2]])
def test_a_fault_is_refused_by_name(old: str, new: str, where: str, message: str) -> None:
    assert TEXT.count(old) >= 1
    with pytest.raises(BadCase) as caught:
        cases.read_case(TEXT.replace(old, new, 1), "mine.toml")
    assert where in str(caught.value)
    assert message in str(caught.value)
    assert re.search(r"mine\.toml:\d+", str(caught.value))


LINES = TEXT.splitlines()
FIRST = LINES.index("[population]")
SCRAPS = st.sampled_from(
    ["", "0.5", "true", "[]", "{}", "[[]]", '""', "-1", '"x"', "9" * 30, '"1e40 %"', '"1 USD"', '"-5"', "[population]",
     '{ value = "1 %", source = "x" }', '{ value = "0 %", range = ["0 %", "100 %"], source = "x" }']
)  # fmt: skip


@given(st.integers(FIRST, len(LINES) - 1), SCRAPS, st.booleans())
def test_a_changed_line_is_read_or_refused(place: int, scrap: str, value_only: bool) -> None:
    key, equals, _ = LINES[place].partition("=")
    line = f"{key}= {scrap}" if value_only and equals else scrap
    try:
        case = cases.read_case("\n".join([*LINES[:place], line, *LINES[place + 1 :]]), "x")
    except BadCase:
        return
    assert case.population
    assert MONEY in {one.kind for one in case.population.assumptions}
    assert sum(spike.weight for spike in case.population.spikes) == PPM
