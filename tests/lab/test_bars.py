"""Bars become prints along one stated path, and a file that is not in order is refused by line."""

import gzip
from itertools import pairwise
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvent.errors import BadInput
from solvent.feeds.bars import CLOSE, Bar, BarFile
from solvent.lab.bars import parse_override, path_of, read_bars
from solvent.lab.tape import LAST, Series
from solvent.units import NS

HEADER = "venue,symbol,ts_s,open,high,low,close,trades\n"
GOOD = HEADER + "v,A,100,3.761,3.800,3.700,3.750,4\nv,B,100,9,9,9,9,1\nv,A,103,3.750,3.750,3.750,3.750,1\n"


def read(folder: Path, content: str | bytes, name: str = "tape.csv", **options: str) -> Series:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    wanted = {"symbol": "A", **options}
    return read_bars(BarFile(str(path), NS, **wanted), "X", LAST, 3)


@given(st.tuples(*[st.integers(1, 100)] * 4))
def test_a_bar_is_open_nearer_extreme_farther_extreme_close(prices: tuple[int, int, int, int]) -> None:
    low, *inner, high = sorted(prices)
    bar = Bar(1000, inner[0], high, low, inner[1])
    points = path_of(bar, 12)
    ticks = [price for _, price in points]
    assert points[0] == (1000, bar.open)
    assert ticks[-1] == bar.close
    assert (min(ticks), max(ticks)) == (low, high)
    assert all(time in (1000, 1004, 1008, 1011) for time, _ in points)
    assert all(one != other for one, other in pairwise(ticks))
    nearer = low if bar.open - low <= high - bar.open else high
    farther = high if nearer == low else low
    assert ticks.index(farther) >= ticks.index(nearer) or farther == bar.open
    assert path_of(bar, 12, CLOSE) == [(1011, bar.close)]


def test_worked_paths() -> None:
    assert path_of(Bar(0, 10, 12, 5, 7), 12) == [(0, 10), (4, 12), (8, 5), (11, 7)]
    assert path_of(Bar(0, 10, 15, 8, 14), 12) == [(0, 10), (4, 8), (8, 15), (11, 14)]
    assert path_of(Bar(0, 10, 12, 8, 10), 12) == [(0, 10), (4, 8), (8, 12), (11, 10)]  # as near: the low first
    assert path_of(Bar(0, 10, 10, 10, 10), 12) == [(0, 10)]
    assert path_of(Bar(0, 10, 12, 10, 12), 12) == [(0, 10), (8, 12)]


def test_a_csv_is_read_exactly(tmp_path: Path) -> None:
    expected = (3761, 3800, 3700, 3750, 3750)
    assert read(tmp_path, GOOD).ticks == expected
    assert read(tmp_path, gzip.compress(GOOD.encode()), "tape.csv.gz", venue="v").ticks == expected
    assert read(tmp_path, GOOD, path=CLOSE).times == (101 * NS - 1, 104 * NS - 1)
    plain = "ts_ms,open,high,low,close\n100000,1,1,1,1\n"
    assert read(tmp_path, plain, symbol="").times == (100 * NS,)


def test_a_parquet_file_is_read_exactly(tmp_path: Path) -> None:
    (tmp_path / "tape.csv").write_text(GOOD)
    source, target = tmp_path / "tape.csv", tmp_path / "tape.parquet"
    duckdb.sql(f"COPY (SELECT * FROM read_csv('{source}')) TO '{target}' (FORMAT parquet)")
    assert read(tmp_path, target.read_bytes(), "tape.parquet") == read(tmp_path, GOOD)


@pytest.mark.parametrize(
    ("content", "where", "message"),
    [
        (GOOD.replace("v,A,103", "v,A,100"), "line 4, column ts_s", "after the one before, found 100"),
        (GOOD.replace("v,A,103", "v,A,99"), "line 4, column ts_s", "after the one before, found 99"),
        (GOOD.replace("3.800", "NaN"), "line 2, column high", "NaN"),
        (GOOD.replace("3.800", "inf"), "line 2, column high", "inf"),
        (GOOD.replace("3.800", "0"), "line 2, column high", "above 0"),
        (GOOD.replace("3.800", "-1"), "line 2, column high", "above 0"),
        (GOOD.replace("3.800", ""), "line 2, column high", "found nothing"),
        (GOOD.replace("3.800", "3.8001"), "line 2, column high", "at most 3 decimals"),
        (GOOD.replace("3.800", "3.6"), "line 2, column high", "the highest price of the bar"),
        (GOOD.replace("3.700", "3.755"), "line 2, column low", "the lowest price of the bar"),
        (GOOD.replace("3.700", "3.9"), "line 2, column high", "the highest price of the bar"),
        (GOOD.replace("A,100", "A,1e2"), "line 2, column ts_s", "a whole number"),
        (GOOD.replace("A,100", "A,-5"), "line 2, column ts_s", "a whole number"),
        (GOOD.replace("A,100", "A,99999999999"), "line 2, column ts_s", "1970 and 2262"),
        (GOOD.replace("low,", "lo,"), "tape.csv", "found no low"),
        (GOOD.replace("A", "C"), "tape.csv", "rows of symbol 'A', found none"),
        (GOOD + "v,A,105,1,1\n", "line 5", "expected 8 fields"),
        ("", "tape.csv", "bars in CSV or Parquet, found an empty file"),
        (b"\xff\xfe\x00", "tape.csv", "UTF-8"),
        (gzip.compress(GOOD.encode())[:-9], "tape.csv", "cut off"),
        (b"PAR1 not really", "tape.csv", "a Parquet file"),
    ],
)
def test_a_bad_file_is_refused_by_line(tmp_path: Path, content: str | bytes, where: str, message: str) -> None:
    with pytest.raises(BadInput) as error:
        read(tmp_path, content)
    assert where in str(error.value)
    assert message in str(error.value)
    assert "expected" in str(error.value)


def test_two_series_in_one_file_must_be_told_apart(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"line 3.*say which with symbol and venue.*'A/v' and 'B/v'"):
        read(tmp_path, GOOD, symbol="")
    with pytest.raises(BadInput, match=r"rows of symbol 'A', venue 'w', found none"):
        read(tmp_path, GOOD, venue="w")
    with pytest.raises(BadInput, match="a column symbol"):
        read(tmp_path, "ts_s,open,high,low,close\n1,1,1,1,1\n")


@pytest.mark.parametrize("path", ["none.csv", "."])
def test_a_missing_file_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(BadInput, match="expected bars in CSV or Parquet"):
        read_bars(BarFile(str(tmp_path / path), NS), "X", LAST, 3)


@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda text: (HEADER + text).encode())))
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    folder = tmp_path_factory.getbasetemp()
    try:
        assert read(folder, data).ticks
    except BadInput:
        return  # any other exception is a traceback for the user


@given(st.integers(0, len(GOOD)), st.integers(0, 9), st.text(max_size=9))
def test_a_damaged_file_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, place: int, lost: int, put: str
) -> None:
    damaged = (GOOD[:place] + put + GOOD[place + lost :]).encode("utf-8", "surrogatepass")
    try:
        assert read(tmp_path_factory.getbasetemp(), damaged).ticks
    except BadInput:
        return  # any other exception is a traceback for the user


def test_the_text_of_an_override_is_read() -> None:
    market, role, bars = parse_override("ATOM-PERP/last=a/b.csv.gz, symbol=ATOMUSD_PERP,bar=1 min,path=close")
    assert (market, role) == ("ATOM-PERP", "last")
    assert bars == BarFile("a/b.csv.gz", 60 * NS, "ATOMUSD_PERP", "", "close")
    assert parse_override("A/b=c")[2] == BarFile("c", NS)


@pytest.mark.parametrize(
    "text", ["", "A", "A=b", "A/b=", "A/=c", "A/b=c,d", "A/b=c,d=e", "A/b=c,bar=1", "A/b=c,path=x"]
)
def test_a_bad_override_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="--tape: expected"):
        parse_override(text)


def test_an_open_that_is_the_close_before_may_lie_outside_the_bar(tmp_path: Path) -> None:
    text = "ts_s,open,high,low,close\n60,5,6,4,6\n120,6,5,4,5\n"
    assert read(tmp_path, text, symbol="").ticks == (5000, 4000, 6000, 6000, 5000, 4000, 5000)
