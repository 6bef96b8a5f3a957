"""What arrives in disorder is told as it came; a bad row is said to be bad and never stops the others."""

from hypothesis import given
from hypothesis import strategies as st

from solvent.feeds.quotes import Said, Source
from solvent.feeds.recordings import Listener, Unread, read_recording
from solvent.units import NS

COLUMNS = ("ts_s", "market", "source", "price", "bid", "ask", "size", "status", "unit")
SOURCES = [
    Source(market="BTC", name=name, price_decimals=2, symbol="BTCUSD", venue=name, unit="BTC/USD")
    for name in ("coinbase", "gemini")
]
GOOD = "100,BTCUSD,gemini,112000.66,,,,,"
NOW = 101 * NS


def listener() -> Listener:
    return Listener(",".join(COLUMNS), SOURCES)


def hear(line: str) -> Said | Unread:
    return listener().line(line, 7, NOW)


def test_a_good_row_is_told() -> None:
    said = Said(market="BTC", source="gemini", time_ns=100 * NS, ticks=11_200_066, received_ns=NOW, unit="BTC/USD")
    assert hear(GOOD) == said


def test_a_source_that_says_no_price_is_told_as_such_at_once() -> None:
    for cell in (
        "NaN",
        "-NaN",
        "sNaN",
        "inf",
        "-inf",
        "",
        "0",
        "-0",
        "-5",
        "1e300",
        "1e39",
        "112000.666",
        "9" * 99,
        "price",
    ):
        said = hear(GOOD.replace("112000.66", cell))
        assert isinstance(said, Said)
        assert (said.source, said.time_ns, said.ticks, said.received_ns) == ("gemini", 100 * NS, 0, NOW)
        assert said.fault.startswith("feed, line 7, column price: expected a price")


def test_a_price_of_another_unit_is_told_with_it_for_the_engine_to_judge() -> None:
    for unit in ("BTC/USDT", "USD/BTC", "ETH/USD", "BTC"):
        said = hear(GOOD + unit)
        assert isinstance(said, Said)
        assert (said.ticks, said.unit) == (11_200_066, unit)
    said = hear(GOOD + "\x00")
    assert isinstance(said, Said)
    assert said.ticks == 0
    assert "column unit: expected " in said.fault


def test_a_row_that_does_not_say_who_of_what_or_when_is_told_to_nobody() -> None:
    table = {
        GOOD.replace("BTCUSD", "ETHUSD"): "expected one of BTCUSD coinbase, BTCUSD gemini, found 'ETHUSD gemini'",
        GOOD.replace("gemini", "binance"): "expected one of BTCUSD coinbase, BTCUSD gemini, found 'BTCUSD binance'",
        GOOD.replace("gemini", ""): "expected a name of 1 to 200 printable characters",
        GOOD.replace("100,", "-100,"): "expected a whole number of s since 1970, found '-100'",
        GOOD.replace("100,", "1e2,"): "expected a whole number of s since 1970, found '1e2'",
        GOOD.replace("100,", "99999999999,"): "expected a whole number of s since 1970, found '99999999999'",
        GOOD + ",": "expected 9 fields as in the header, found 10",
        "": "expected 9 fields as in the header, found 0",
        GOOD + '"': "expected CSV, found",
    }
    for line, why in table.items():
        unread = hear(line)
        assert isinstance(unread, Unread), line
        assert unread.where.startswith("feed, line 7")
        assert why in unread.why


@given(st.text(max_size=200))
def test_no_line_whatever_stops_the_feed(text: str) -> None:
    assert isinstance(hear(text), Said | Unread)


CELLS = st.sampled_from(["", "NaN", "0", "-1", "BTCUSD", "gemini", "101", "1e999", "BTC/EUR", "halted", "é\x00", '"'])
JUNK = st.lists(CELLS, max_size=len(COLUMNS) + 1).map(",".join)
GOOD_ROWS = st.tuples(st.integers(1, 200), st.sampled_from(["gemini", "coinbase"]), st.integers(1, 10**6)).map(
    lambda row: f"{row[0]},BTCUSD,{row[1]},{row[2]},,,,,"
)


@given(st.lists(st.tuples(st.booleans(), GOOD_ROWS, JUNK), max_size=20))
def test_good_rows_are_told_the_same_with_bad_ones_between_them(rows: list[tuple[bool, str, str]]) -> None:
    """In any order of their own times, told again, late or early: a row is judged by nothing but itself."""
    header = "received_ts_s," + ",".join(COLUMNS)
    lines = [f"{300 + i},{good if fine else junk}" for i, (fine, good, junk) in enumerate(rows)]
    heard = list(read_recording("\n".join([header, *lines, ""]), SOURCES, "feed.csv"))
    assert len(heard) == len(rows)
    for (fine, good, _), place, said in zip(rows, range(len(rows)), heard, strict=True):
        if fine:
            assert said == listener().line(good, 1, (300 + place) * NS)
            assert isinstance(said, Said)
            assert said.ticks > 0
        else:
            assert isinstance(said, Unread) or (said.ticks == 0) == bool(said.fault)


def test_an_arrival_before_the_one_before_is_told_to_nobody() -> None:
    text = "received_ts_s,ts_s,market,source,price\n" + "".join(
        f"{received},{time},BTCUSD,gemini,1\n"
        for received, time in ((300, 299), (299, 298), (300, 250), ("x", 300), (301, 400))
    )
    heard = list(read_recording(text + "30", SOURCES, "feed.csv"))
    told = [(said.received_ns // NS, said.time_ns // NS) for said in heard if isinstance(said, Said)]
    assert told == [(300, 299), (300, 250), (301, 400)]  # late, and ahead of our clock: the engine judges those
    assert [said.where for said in heard if isinstance(said, Unread)] == [
        "feed.csv, line 3", "feed.csv, line 5, column received_ts_s", "feed.csv, line 7",
    ]  # fmt: skip
