"""A case is read strictly: every fault is named with file, line, key, what was expected and what was found."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvent.errors import BadCase, BadInput
from solvent.feeds.bars import BarFile
from solvent.lab import cases
from solvent.lab.case import Case
from solvent.units import DURATIONS, NS

TEXT = (cases.FOLDER / "ten-times.toml").read_text("utf-8")
MIDNIGHT = 1_760_054_400 * NS


def at(hour: int, minute: int, second: int = 0) -> int:
    return MIDNIGHT + hour * DURATIONS["h"] + minute * DURATIONS["min"] + second * NS


def test_the_case_that_comes_with_the_package_is_read() -> None:
    case = cases.load("ten-times")
    assert "ten-times" in cases.names()
    assert (case.name, case.rulebooks, case.settlement) == ("ten-times", ("last-full", "index-partial"), "USD")
    assert (case.start_ns, case.end_ns, case.entry.time_ns) == (at(21, 5), at(21, 40, 59), at(21, 5))
    assert (case.liquidity.slippage, case.liquidity.available) == (5000, 1_000_000)
    assert case.operations.fund == 250_000_000_000
    assert all(fact.source for fact in case.facts)
    assert any("One spot venue is not the index of any perpetual venue" in label for label in case.labels)
    assert any("No claim is made that Binance liquidated on last" in label for label in case.labels)


def test_minutes_are_closes_and_seconds_are_themselves() -> None:
    figures = cases.load("ten-times").tape[0].figures
    assert figures is not None
    points = dict(figures.points)
    assert points[at(21, 5)] == 3761
    assert points[at(21, 5, 59)] == 3751
    assert points[at(21, 21, 36)] == figures.low == 1055
    opens = cases.read_case(
        TEXT.replace('minutes = "close"', 'minutes = "open"').replace('["21:05", ', '["21:06", '), "x"
    )
    assert opens.tape[0].figures is not None
    assert opens.tape[0].figures.points[1] == (at(21, 6), 3751)


def test_a_case_is_read_by_path_too(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(TEXT, "utf-8")
    case = cases.load(path)
    assert case == cases.load(str(path))
    assert case.content_hash == cases.load("ten-times").content_hash
    path.write_text(TEXT.replace("\n", "\r\n"), "utf-8", newline="")
    assert cases.load(path).groups == case.groups


def test_times_with_a_zone_are_read() -> None:
    zoned = TEXT.replace('"21:40:59"', "2025-10-10T23:40:59+02:00")
    assert cases.read_case(zoned, "x").end_ns == at(21, 40, 59)


def test_a_series_can_be_a_file_and_can_be_replaced() -> None:
    start = TEXT.index("minutes =")
    stop = TEXT.index("[[tape]]", start)
    given_file = TEXT[:start] + 'file = "a.csv"\nbar = "1 s"\nsymbol = "S"\npath = "close"\n' + TEXT[stop:]
    assert cases.read_case(given_file, "x").tape[0].bars == BarFile("a.csv", NS, "S", "", "close")
    case = cases.load("ten-times")
    other = cases.with_files(case, [("ATOM-PERP", "last", BarFile("b.csv", NS))])
    assert other.tape[1:] == case.tape[1:]
    assert other.tape[0].bars == BarFile(str(Path("b.csv").absolute()), NS)
    with pytest.raises(BadCase, match="ATOM-PERP/last, ATOM-PERP/coinbase, found ATOM-PERP/gemini"):
        cases.with_files(case, [("ATOM-PERP", "gemini", BarFile("b.csv", NS))])


FAULTS = [
    ("seed =", "sed =", "sed", "did you mean 'seed'"),
    ("seed = 20_251_010\n", "", "", "expected a key 'seed' of a whole number, found none"),
    ("title =", "colour = 1\ntitle =", "colour", "the unknown key 'colour'"),
    ("[entry]", "[entri]", "entri", "did you mean 'entry'"),
    ('"0.5 %"', "0.5", "liquidity.slippage", "found the float 0.5"),
    ('"0.5 %"', "nan", "liquidity.slippage", "found the float nan"),
    ('"0.5 %"', '"101 %"', "liquidity.slippage", "at most 100 %"),
    ('"0.5 %"', '"0.5"', "liquidity.slippage", "with its unit"),
    ('model = "tape"', 'model = "book"', "liquidity.model", "one of tape"),
    ('"3.389"', "3.389", "tape[1].figures[4][2]", "found the float 3.389"),
    ('"3.389"', '"0"', "tape[1].figures[4][2]", "above 0"),
    ('"3.389"', '"3.3891"', "tape[1].figures[4][2]", "at most 3 decimals"),
    ('"3.389"', '"1.054"', "tape[1].low", "expected the lowest of all figures, found '1.055'"),
    ('["21:14", "3.389"]', '["21:14"]', "tape[1].figures[4]", "a time and a price"),
    ('["21:14", "3.389"]', '["21:04", "3.389"]', "tape[1].figures[4]", "ascending time, found 21:04"),
    (
        'low = ["21:21:36", "1.055"]',
        'low = ["21:20:59", "1.055"]',
        "tape[1].low",
        "the price of the figure at that time",
    ),
    ('low = ["21:21:36", "1.055"]', 'high = ["21:21:36", "1.055"]', "tape[1].high", "the highest of all figures"),
    ('step = "1 s"', 'step = "1 ns"', "tape[1].step", "at most 2000000 points"),
    ("0.3 % per sqrt(min)", "0.3 % per min", "tape[1].volatility", "a volatility such as"),
    ('minutes = "close"', 'minutes = "shut"', "tape[1].minutes", "one of open, close"),
    ('role = "last"', 'role = "last"\nfile = "x"', "tape[1]", "either figures or a file"),
    ('role = "coinbase"', 'role = "gemini"', "tape[2].role", "'last' or a constituent of ATOM-PERP"),
    ('role = "coinbase"', 'role = "last"', "tape[2]", "a second one for ATOM-PERP last"),
    ('["coinbase"]', '["coinbase", "gemini"]', "tape", "a series for ATOM-PERP gemini, found none"),
    ('["coinbase"]', '["last"]', "markets.ATOM-PERP.constituents[1]", "and not 'last'"),
    ("size_decimals = 3", "size_decimals = 1", "markets.ATOM-PERP.size_decimals", "of at least 6"),
    ("[markets.ATOM-PERP]", "[markets.'']", "markets", "a market named"),
    ("date = 2025-10-10", 'date = "2025-10-10"', "date", "a date such as"),
    ("date = 2025-10-10", "date = 1825-10-10", "date", "a year from 1970"),
    ('"21:40:59"]', '"21:60"]', "window[2]", "a UTC time such as"),
    ('"21:40:59"]', "2025-10-10T21:40:59]", "window[2]", "a time with its zone"),
    ('"21:40:59"]', '"21:05"]', "window", "a start before its end"),
    ('"21:40:59"]', '"21:40:59", "22:00"]', "window", "an array of two, found an array of 3"),
    ('time = "21:05:00"', 'time = "20:05"', "entry.time", "inside the window"),
    ('time = "21:05:00"\n', "", "entry.time", "found none"),
    ('outside = "25 %"', 'outside = "24 %"', "entry.outside", "that make 100 %"),
    ("count = 600", 'count = 600\nshare = "1 %"', "book[1].share", "found both"),
    ("count = 600\n", "", "book[1]", "expected a key 'count'"),
    ("count = 600", "count = 0", "book[1].count", "from 1 to 1000000, found 0"),
    ("count = 600", "count = true", "book[1].count", "a whole number, found true"),
    ('"200_000 USD"', '"200_000 USDC"', "book[1].size[2]", "in USD"),
    ('"200_000 USD"', '"400 USD"', "book[1].size", "a smallest and a largest"),
    ('leverage = "10 x"', 'leverage = "0.5 x"', "book[1].leverage", "at least 1000000"),
    ('mode = "isolated"', 'mode = "both"', "book[1].mode", "one of isolated, cross"),
    ('"long-25x"', '"long-10x"', "book[2].prefix", "a prefix of its own"),
    ('side = "short"', 'side = "long"', "book[3].share", "the side that is not counted"),
    ('fund = "250_000 USD"', 'fund = "250_000 EUR"', "operations.fund", "in USD"),
    ('["last-full", "index-partial"]', "[]", "rulebooks", "at least one rulebook"),
    ('["last-full", "index-partial"]', '["a", "a"]', "rulebooks[2]", "each text once"),
    ('name = "ten-times"', 'name = "../up"', "name", "letters, digits"),
]


@pytest.mark.parametrize(("old", "new", "key", "message"), FAULTS, ids=[fault[1][:40] for fault in FAULTS])
def test_a_fault_is_named_with_its_line_and_key(old: str, new: str, key: str, message: str) -> None:
    assert old in TEXT
    with pytest.raises(BadCase) as error:
        cases.read_case(TEXT.replace(old, new, 1), "mine.toml")
    said = str(error.value)
    found = re.fullmatch(r"mine\.toml:(\d+): (?:(\S+): )?(expected .*, found .*|expected .*)", said)
    assert found, said
    assert (found[2] or "").startswith(key)
    assert message in said


def test_the_line_is_the_line() -> None:
    broken = TEXT.replace('["21:14", "3.389"]', '["21:14", 3]', 1)
    line = next(n for n, text in enumerate(broken.splitlines(), 1) if '["21:14", 3]' in text)
    with pytest.raises(BadCase, match=rf"^mine\.toml:{line}: tape\[1\]\.figures\[4\]\[2\]:"):
        cases.read_case(broken, "mine.toml")


@pytest.mark.parametrize(
    ("data", "message"),
    [(b"name = ", "expected TOML"), (b"\xff", "UTF-8"), (b"", "a key"), (b"x = " + b"[" * 5000, "levels deep|TOML")],
)
def test_a_file_that_is_no_toml_is_refused(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(data)
    with pytest.raises(BadCase, match=rf"mine\.toml.*({message})"):
        cases.load(path)


def test_an_unknown_case_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadCase, match="did you mean 'ten-times'"):
        cases.load("ten-time")
    for missing in ("none.toml", str(tmp_path), "a\0b.toml"):
        with pytest.raises(BadCase):
            cases.load(missing)


def read_or_refuse(text: str) -> Case | None:
    """Any other exception is a traceback for the user."""
    try:
        return cases.read_case(text, "fuzz.toml")
    except BadInput:
        return None


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    read_or_refuse(text)


LINES = TEXT.splitlines()
SCRAPS = st.sampled_from(
    ["", "0.5", "nan", "true", "[]", "{}", "[[]]", '""', "-1", '"x"', "1979-05-27T07:32:00Z", "1979-05-27", "07:32:00",
     "9" * 30, '"1e40 %"', '"1 USD"', '["21:05", "1"]', "[[tape]]", "[markets]", "[book]", '"21:05"', "{a = 1}"]
)  # fmt: skip


@given(st.integers(0, len(LINES) - 1), SCRAPS, st.booleans())
def test_a_changed_line_is_read_or_refused(place: int, scrap: str, value_only: bool) -> None:
    key, equals, _ = LINES[place].partition("=")
    line = f"{key}= {scrap}" if value_only and equals else scrap
    case = read_or_refuse("\n".join([*LINES[:place], line, *LINES[place + 1 :]]))
    assert case is None or case.markets


@given(st.integers(0, len(TEXT)), st.integers(0, 12), st.text(max_size=12))
def test_a_damaged_text_is_read_or_refused(place: int, lost: int, put: str) -> None:
    case = read_or_refuse(TEXT[:place] + put + TEXT[place + lost :])
    assert case is None or case.markets
