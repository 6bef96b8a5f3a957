"""A tape is read exactly or refused whole, with file, line, what was expected and what was found."""

import gzip
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvent import commands as c
from solvent.errors import BadInput
from solvent.feeds.bars import BarFile, load_table
from solvent.feeds.files import Table, parse_csv
from solvent.feeds.quotes import Said, Source, instant
from solvent.feeds.tapes import LAST, commands, in_order, read_closes, read_quotes
from solvent.units import NS

HEADER = "time,market,source,price,bid,ask,size,traded,status,unit"
SOURCE = Source(market="BTC", name="gemini", price_decimals=2, size_decimals=4, unit="BTC/USD")
T0 = 1_760_130_837 * NS  # 2025-10-10T21:13:57Z
GOOD = f"""{HEADER}
2025-10-10T21:13:57Z,BTC,gemini,112000.66,112000.65,112000.67,0.25,2025-10-10T21:13:56.5Z,trading,BTC/USD
2025-10-10T21:13:58.000000001Z,BTC,gemini,112000.7,,,,,,
2025-10-10T23:14:00+02:00,BTC,gemini,1.2e5,,,0.00019,,HALTED,
2025-10-10T21:13:00Z,BTC,coinbase,7,,,,,,
"""


def table(text: str, name: str = "feed.csv") -> Table:
    return parse_csv(text, name)


def test_every_cell_is_read_exactly() -> None:
    first, second, third = read_quotes(table(GOOD), SOURCE)
    assert first == Said(
        market="BTC", source="gemini", time_ns=T0, ticks=11_200_066, received_ns=T0, bid=11_200_065, ask=11_200_067,
        lots=2500, traded_ns=T0 - NS // 2, unit="BTC/USD",
    )  # fmt: skip
    assert (second.time_ns, second.ticks, second.bid, second.lots, second.traded_ns) == (
        T0 + NS + 1,
        11_200_070,
        0,
        0,
        0,
    )
    assert (third.time_ns, third.ticks, third.lots, third.halted) == (T0 + 3 * NS, 12_000_000, 1, True)
    assert first.where == "feed.csv, line 2"


@pytest.mark.parametrize(("clock", "unit"), [("ts_s", NS), ("ts_ms", 10**6), ("ts_ns", 1)])
def test_a_whole_number_is_a_time_where_the_column_says_of_what(clock: str, unit: int) -> None:
    text = f"{clock},market,source,price\n{T0 // unit},BTC,gemini,1\n"
    assert read_quotes(table(text), SOURCE)[0].time_ns == T0


def test_a_row_told_twice_counts_once_and_two_prices_of_one_instant_both_count() -> None:
    head = "ts_s,market,source,price\n"
    same, other = "5,BTC,gemini,1\n", "5,BTC,gemini,2\n"
    assert [said.ticks for said in read_quotes(table(head + same + same + other), SOURCE)] == [100, 200]


# what is changed in GOOD; where; what was expected; what was found
BAD = [
    ("112000.66", "NaN", "line 2, column price", "a price above 0", "'NaN'"),
    ("112000.66", "-inf", "line 2, column price", "a price above 0", "'-inf'"),
    ("112000.66", "", "line 2, column price", "a price above 0", "nothing"),
    ("112000.66", "0.00", "line 2, column price", "a price above 0", "'0.00'"),
    ("112000.66", "-112000.66", "line 2, column price", "a price above 0", "'-112000.66'"),
    ("112000.66", "1e39", "line 2, column price", "at most 2 decimals and of at most", "'1e39'"),
    ("112000.66", "112000.667", "line 2, column price", "at most 2 decimals", "'112000.667'"),
    ("112000.66", "112'000", "line 2, column price", "a price above 0", '"112\'000"'),
    ("112000.66", "9" * 90, "line 2, column price", "at most 80 characters", "90 characters"),
    ("112000.65", "nan", "line 2, column bid", "a price above 0", "'nan'"),
    ("0.25", "-0.25", "line 2, column size", "0 or more", "'-0.25'"),
    ("0.25", "1e39", "line 2, column size", "a size of at most", "'1e39'"),
    ("trading", "opening", "line 2, column status", "one of trading, open, halted", "'opening'"),
    ("trading,BTC/USD", "trading,BTC/USDT", "line 2, column unit", "BTC/USD as the source is registered", "'BTC/USDT'"),
    ("trading,BTC/USD", "trading,USD/BTC", "line 2, column unit", "BTC/USD as the source is registered", "'USD/BTC'"),
    ("21:13:57Z,", "21:13:57,", "line 2, column time", "a time with its zone", "'2025-10-10T21:13:57'"),
    ("2025-10-10T21:13:57Z,", "1760130837,", "line 2, column time", "a time with its zone", "'1760130837'"),
    ("21:13:57Z,", "25:13:57Z,", "line 2, column time", "a time with its zone", "'2025-10-10T25:13:57Z'"),
    ("21:13:57Z,", "21:14:57Z,", "line 3, column time", "not before that source's row before", "21:13:58"),
    (",BTC,gemini,1.2e5,,,0.00019,,HALTED,", ",BTC,gemini,1.2e5", "line 4", "10 fields as in the header", "4"),
    ("price,bid", "price,price", "line 1", "each column once", "'price' twice"),
    ("price,bid", "cost,bid", "feed.csv", "a column price", "the columns 'time, market, source, cost"),
    ("BTC,gemini", "ETH,gemini", "feed.csv", "rows of BTC gemini", "ETH gemini, BTC coinbase"),
]


@pytest.mark.parametrize(("old", "new", "where", "expected", "found"), BAD)
def test_a_bad_cell_is_refused_by_line(old: str, new: str, where: str, expected: str, found: str) -> None:
    assert old in GOOD
    count = -1 if old == "BTC,gemini" else 1
    with pytest.raises(BadInput) as caught:
        read_quotes(table(GOOD.replace(old, new, count)), SOURCE)
    message = str(caught.value)
    assert message.startswith("feed.csv")
    assert where in message
    before, _, after = message.partition(", found ")
    assert expected in before
    assert found in after


def rows(prices: list[int]) -> list[str]:
    return [f"{100 + i},BTC,gemini,{price}.{i:02d}" for i, price in enumerate(prices)]


PRICES = st.lists(st.integers(1, 10**6), min_size=1, max_size=12)


@given(PRICES, st.data())
def test_a_feed_that_is_cut_off_anywhere_is_refused_or_reads_as_its_beginning(
    prices: list[int], data: st.DataObject
) -> None:
    lines = rows(prices)
    text = "ts_s,market,source,price\n" + "".join(line + "\n" for line in lines)
    whole = read_quotes(table(text), SOURCE)
    end = data.draw(st.integers(0, len(text) - 1))
    begun = text[:end]
    if begun.count("\n") > 1 and begun.endswith("\n"):
        heard = read_quotes(table(begun), SOURCE)
        assert heard == whole[: begun.count("\n") - 1]
    else:
        with pytest.raises(BadInput, match=r"feed.csv.*expected .* found"):
            read_quotes(table(begun), SOURCE)


@given(PRICES, st.data())
def test_a_packed_feed_that_is_cut_off_anywhere_is_refused(
    tmp_path_factory: pytest.TempPathFactory, prices: list[int], data: st.DataObject
) -> None:
    packed = gzip.compress(("ts_s,market,source,price\n" + "\n".join(rows(prices)) + "\n").encode())
    path = tmp_path_factory.mktemp("cut") / "feed.csv.gz"
    path.write_bytes(packed[: data.draw(st.integers(0, len(packed) - 1))])
    with pytest.raises(BadInput, match=r"expected .* found"):
        load_table(str(path), "prices")


JUNK = st.sampled_from(["NaN", "inf", "", "0", "-1", "1e300", "12.345", "abc", "None", "0x10", "1,5", "--1"])


@given(PRICES, st.data())
def test_one_bad_price_anywhere_refuses_the_tape_whole(prices: list[int], data: st.DataObject) -> None:
    lines, at, junk = rows(prices), data.draw(st.integers(0, len(prices) - 1)), data.draw(JUNK)
    lines[at] = lines[at].rpartition(",")[0] + "," + junk
    with pytest.raises(BadInput) as caught:
        read_quotes(table("ts_s,market,source,price\n" + "\n".join(lines) + "\n"), SOURCE)
    assert f"feed.csv, line {at + 2}" in str(caught.value)


@given(st.lists(st.lists(st.integers(1, 40), max_size=8).map(sorted), min_size=1, max_size=4), st.integers(1, 5))
def test_sources_merge_into_one_stream_in_time_order(times: list[list[int]], step: int) -> None:
    heard = [
        [Said(market="BTC", source=f"s{i}", time_ns=t, ticks=1, received_ns=t) for t in one]
        for i, one in enumerate(times)
    ]
    end = max((t for one in times for t in one), default=0) + 7
    told = list(commands(in_order(heard), step, until_ns=end))
    assert not told or told[-1].time_ns == end
    assert sorted(t for one in times for t in one) == [x.time_ns for x in told if isinstance(x, c.ObservePrice)]
    for one, other in pairwise(told):
        assert 0 <= other.time_ns - one.time_ns <= step
    assert len({x.id for x in told}) == len(told)


def test_the_venues_own_trades_are_told_as_such() -> None:
    said = Said(market="BTC", source=LAST, time_ns=7, ticks=3, received_ns=7)
    (told,) = commands([said], 1)
    assert told == c.ObserveTrade(id="tape/1", time_ns=7, actor="tape", market="BTC", ticks=3)


@pytest.mark.parametrize(
    "told",
    [{"bid": 4, "ask": 6}, {"bid": 6, "ask": 6}, {"halted": True}, {"unit": "X/USD"}, {"traded_ns": 6}, {"ticks": 0}],
)
def test_what_a_source_told_beyond_its_price_is_told_on_whatever_it_is_worth(told: dict[str, Any]) -> None:
    said = Said(**{"market": "X", "source": "a", "time_ns": 7, "ticks": 5, "received_ns": 7} | told)
    (quote,) = commands([said], 1)
    given = {"market": "X", "source": "a", "ticks": 5, "venue_ns": 7} | told
    assert quote == c.ObserveQuote(id="tape/1", time_ns=7, actor="tape", **given)


def test_a_price_that_is_a_trade_of_now_is_told_as_a_price() -> None:
    (quote,) = commands([Said(market="X", source="a", time_ns=7, ticks=5, received_ns=7, traded_ns=7)], 1)
    assert quote == c.ObservePrice(id="tape/1", time_ns=7, actor="tape", market="X", source="a", ticks=5, venue_ns=7)


def test_bars_say_their_close_at_their_end_and_nothing_where_nobody_traded(tmp_path: Path) -> None:
    path = tmp_path / "bars.csv"
    path.write_text(
        "symbol,ts_s,open,high,low,close,trades,volume\nX,100,5,7,4,6,3,0.5\nX,101,6,6,6,6,0,0\nX,105,6,6.01,6,6.01,1,\n"
    )
    heard = read_closes(SOURCE, BarFile(str(path), NS, symbol="X"))
    assert [(one.time_ns, one.ticks, one.lots, one.traded_ns) for one in heard] == [
        (101 * NS - 1, 600, 5000, 101 * NS - 1),
        (106 * NS - 1, 601, 0, 106 * NS - 1),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "now",
        "2025-10-10",
        "2025-10-10T21:13:57",
        "2025-02-30T00:00:00Z",
        "1960-01-01T00:00:00Z",
        "2300-01-01T00:00:00Z",
        "2025-10-10T21:13:57.1234567890Z",
    ],
)
def test_what_is_no_instant_is_none(text: str) -> None:
    assert instant(text) == 0
