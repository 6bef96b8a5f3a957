"""Bytes that are not what they claim are refused whole, with the reason."""

import gzip
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from solvent.errors import BadBook, BadInput
from solvent.feeds import read_book, read_prices
from solvent.feeds.files import PARQUET
from tests.feeds.made import as_csv, as_json, books, write_parquet

GOOD = "market,size,entry,mark,wallet\nATOM,5,3.7,3.2,100\n"
QUIET = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def refusal(path: Path) -> str:
    with pytest.raises(BadBook) as refused:
        read_book(path)
    return str(refused.value)


@pytest.mark.parametrize("name", ["book.csv", "book", "book.txt", "book.csv.gz", "BOOK.CSV"])
def test_a_book_is_read_under_any_name(tmp_path: Path, name: str) -> None:
    data = GOOD.encode()
    (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    assert len(read_book(tmp_path / name).positions) == 1


@pytest.mark.parametrize("name", ["book.json", "book", "book.json.gz"])
def test_json_is_known_by_extension_or_first_character(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(' [{"market": "ATOM", "size": 5, "entry": 3.70, "wallet": 1e2}]')
    (position,) = read_book(tmp_path / name).positions
    assert position.where == f"{name}, row 1"
    assert str(position.entry_price) == "3.70"


def test_parquet_is_known_by_its_content(tmp_path: Path) -> None:
    row = {"market": "ATOM", "account": "x", "size": "5", "entry_price": "3.7", "wallet_balance": "1"}
    assert len(read_book(write_parquet([row], tmp_path / "book.csv")).positions) == 1


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "expected a file of positions in CSV, JSON or Parquet, found an empty file"),
        (b" \n\t\n", "found an empty file"),
        ("größe".encode("latin-1"), "expected UTF-8, found byte 0xf6 at offset 2: save the file as UTF-8"),
        (GOOD.encode("utf-16"), "expected UTF-8, found UTF-16: save the file as UTF-8"),
        (gzip.compress(GOOD.encode())[:-9], "expected a whole gzip file, found one that is cut off or damaged"),
        (b"\x1f\x8b nothing of the kind", "expected a whole gzip file"),
        (gzip.compress(b""), "found an empty file"),
        (PARQUET + b"no" * 20 + PARQUET, "expected a Parquet file, found: "),
        (PARQUET, "expected a Parquet file, found: "),
    ],
)
def test_bad_bytes_are_refused(tmp_path: Path, data: bytes, message: str) -> None:
    (tmp_path / "book.csv").write_bytes(data)
    assert message in refusal(tmp_path / "book.csv")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[", "book.json, line 1: expected JSON, found at column 2: Expecting value"),
        ("[NaN]", "book.json: expected a finite number, found NaN"),
        ('[{"size": -Infinity}]', "expected a finite number, found -Infinity"),
        ('[{"size": 1, "size": 2}]', "expected each key once in an object, found 'size' twice"),
        ("[" * 100_000, "expected JSON a few levels deep, found one too deep to read"),
        ("7", "expected positions as a list of objects"),
        ("{}", "found an object with the keys "),
        ('{"trades": []}', "found an object with the keys trades"),
        ("[1]", "book.json, row 1: expected an object, found the number '1'"),
        ("[null]", "book.json, row 1: expected an object, found null"),
        ('{"positions": {}}', "as a list of objects, or"),
        ("[]", "expected at least one position or balance, found none"),
        ('[{"market": "A", "entry": 1, "size": true}]', "book.json, row 1, column size: expected a size, found 'True'"),
        ('[{"market": "A", "entry": 1, "size": [1]}]', "book.json, row 1, column size: expected a size, found"),
        ('[{"market": {}, "entry": 1, "size": 1}]', "book.json, row 1, column market: expected a name"),
        ('[{"market": "\\ud800", "entry": 1, "size": 1}]', "book.json, row 1, column market: expected a name"),
        ('[{"market": "A", "entry": 1e9999999999999999999, "size": 1}]', "column entry: expected a price above 0 betw"),
    ],
)
def test_bad_json_is_refused(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "book.json").write_text(text)
    assert message in refusal(tmp_path / "book.json")


def test_a_number_of_ten_million_digits_is_refused(tmp_path: Path) -> None:
    digits = "3." + "7" * 10**7
    (tmp_path / "book.csv").write_text(GOOD.replace("3.7", digits))
    assert "book.csv, line 2: expected CSV, found: field larger than" in refusal(tmp_path / "book.csv")
    (tmp_path / "book.json").write_text(f'[{{"market": "A", "entry": 1, "size": {digits}}}]')
    message = refusal(tmp_path / "book.json")
    assert "column size: expected a size of at most 80 characters, found '3.777" in message
    assert len(message) < 200


def test_a_path_that_is_no_file_is_refused(tmp_path: Path) -> None:
    assert "found a directory" in refusal(tmp_path)
    assert "found no such file" in refusal(tmp_path / "absent.csv")
    assert "found" in refusal(tmp_path / ("a" * 5000))
    assert "found" in refusal(Path("nul\0.csv"))


def survives(path: Path) -> None:
    """A file is a valid book, or refused as the caller's input."""
    with suppress(BadInput):
        book = read_book(path)
        assert book.positions or book.balances
        assert all(position.entry_price > 0 and position.size for position in book.positions)
    with suppress(BadInput):
        assert all(price > 0 for price in read_prices(path).values.values())


@given(
    data=st.binary(max_size=200), start=st.sampled_from([b"", PARQUET, b"\x1f\x8b\x08", b"[{", b"market,size,entry\n"])
)
@QUIET
def test_any_bytes_are_a_book_or_refused(tmp_path: Path, data: bytes, start: bytes) -> None:
    path = tmp_path / "book"
    path.write_bytes(start + data)
    survives(path)


@given(data=st.data(), rows=books(), kind=st.sampled_from(["csv", "json", "parquet", "csv.gz"]))
@QUIET
def test_a_damaged_book_is_a_book_or_refused(tmp_path: Path, data: st.DataObject, rows: list, kind: str) -> None:
    path = tmp_path / f"book.{kind}"
    if kind == "parquet":
        write_parquet(rows, path)
    else:
        text = (as_json(rows) if kind == "json" else as_csv(rows)).encode()
        path.write_bytes(gzip.compress(text) if kind.endswith("gz") else text)
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(content) - 1))
        span = data.draw(st.integers(0, 4))
        content[place : place + span] = data.draw(
            st.binary(max_size=4) | st.sampled_from([b",", b'"', b"-", b"nan", b"0"])
        )
    path.write_bytes(content)
    survives(path)


CELLS = st.sampled_from(["", "0", "-1", "1e39", "nan", "long", "cross", "isolated", "@x", "null", "7", "0.1", "true"])


@given(data=st.data(), rows=books())
@QUIET
def test_a_book_with_odd_cells_is_a_book_or_refused(tmp_path: Path, data: st.DataObject, rows: list) -> None:
    for _ in range(data.draw(st.integers(1, 3))):
        row = data.draw(st.sampled_from(rows))
        row[data.draw(st.sampled_from(sorted(row)))] = data.draw(CELLS)
    path = tmp_path / "book.csv"
    path.write_text(as_csv(rows))
    survives(path)
