"""Rows under named columns: what each column may be called, and what each cell may hold."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from solvent.errors import BadBook
from solvent.feeds import Balance, Money, read_book
from solvent.feeds.columns import BALANCE, POSITION, PRICE, plain
from tests.feeds.made import COLUMNS, as_csv, as_json, books, write_parquet

ROW = {
    "account": "borrower",
    "market": "ATOM",
    "size": "-12.50",
    "entry_price": "3.7612345678901",
    "mark_price": "3.2",
    "wallet_balance": "100",
}


def write(folder: Path, text: str, name: str = "book.csv") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def row(folder: Path, **changes: str):
    columns = (*COLUMNS, *(key for key in changes if key not in COLUMNS))
    return read_book(write(folder, as_csv([ROW | changes], columns)))


def test_a_row_is_read_digit_by_digit(tmp_path: Path) -> None:
    book = row(tmp_path, leverage="7.5", buy_size="3", sell_size="0")
    (position,) = book.positions
    assert (position.account, position.market, position.leg) == ("borrower", "ATOM", 0)
    assert (position.size, position.entry_price) == (Decimal("-12.5"), Decimal("3.7612345678901"))
    assert (position.mark_price, position.leverage) == (Decimal("3.2"), Decimal("7.5"))
    assert (position.buy_size, position.sell_size) == (3, 0)
    assert not position.isolated
    assert position.where == "book.csv, line 2"
    assert book.balances == (Balance(account="borrower", amount=Decimal(100), asset="USD", kind=Money.WALLET),)
    assert (book.settlement, book.source) == ("USD", "book.csv")


@pytest.mark.parametrize("known", [POSITION, BALANCE, PRICE], ids=["positions", "balances", "prices"])
def test_a_column_name_means_one_thing(known: dict[str, tuple[str, ...]]) -> None:
    names = [plain(alias) for aliases in known.values() for alias in aliases]
    assert len(names) == len(set(names))
    assert all(quantity in aliases for quantity, aliases in known.items())


@pytest.mark.parametrize(
    "header",
    ["account,symbol,positionAmt,entryPrice,equity", "Trader;Instrument;Qty;Avg Price;Account-Value"],
)
def test_columns_are_known_by_other_names(tmp_path: Path, header: str) -> None:
    delimiter = ";" if ";" in header else ","
    mark = delimiter + "mark"
    line = delimiter.join(["whale", "BTC", "1", "60000", "5000", "61000"])
    book = read_book(write(tmp_path, f"\ufeff{header}{mark}\n{line}\n\n"))
    assert book.positions[0].entry_price == 60000
    assert book.balances[0].kind is Money.EQUITY


def test_unknown_columns_are_named(tmp_path: Path) -> None:
    book = row(tmp_path, colour="red", **{"": "7"})
    assert "book.csv: columns not read: (no name), 'colour'" in book.notes or (
        "book.csv: columns not read: 'colour', (no name)" in book.notes
    )


@pytest.mark.parametrize(
    ("changes", "size", "leg"),
    [
        ({"size": "5"}, 5, 0),
        ({"size": "-5"}, -5, 0),
        ({"size": "5", "side": "short"}, -5, 0),
        ({"size": "-5", "side": "Sell"}, -5, 0),
        ({"size": "5", "side": "BUY"}, 5, 0),
        ({"size": "5", "leg": "both"}, 5, 0),
        ({"size": "5", "leg": "long"}, 5, 1),
        ({"size": "5", "leg": "short"}, -5, -1),
        ({"size": "-5", "leg": "-1"}, -5, -1),
        ({"size": "5", "side": "short", "hedged": "true"}, -5, -1),
        ({"size": "5", "contract_size": "0.01"}, Decimal("0.05"), 0),
        ({"size": "1_000"}, 1000, 0),
        ({"size": "1e-3"}, Decimal("0.001"), 0),
    ],
)
def test_size_side_and_leg(tmp_path: Path, changes: dict[str, str], size: object, leg: int) -> None:
    (position,) = row(tmp_path, **changes).positions
    assert (position.size, position.leg) == (size, leg)


@pytest.mark.parametrize(
    ("changes", "isolated", "margin"),
    [
        ({}, False, None),
        ({"margin_mode": "Crossed", "margin": "0"}, False, None),
        ({"margin_mode": "isolated", "margin": "7.25"}, True, Decimal("7.25")),
        ({"margin": "7.25"}, True, Decimal("7.25")),
        ({"margin": "0"}, False, None),
        ({"isolated": "true", "margin": "7.25"}, True, Decimal("7.25")),
        ({"margin_mode": "isolated", "leverage": "10"}, True, None),
        ({"margin_mode": "isolated", "size": "10", "entry_price": "4", "collateral": "5"}, True, 13),  # lost 8 since
        ({"margin_mode": "cross", "mark_price": "", "collateral": "5"}, False, None),
    ],
)
def test_margin_modes(tmp_path: Path, changes: dict[str, str], isolated: bool, margin: object) -> None:
    (position,) = row(tmp_path, **changes).positions
    assert (position.isolated, position.margin) == (isolated, margin)


def test_binance_names_its_margin_twice_and_the_one_without_profit_is_read(tmp_path: Path) -> None:
    text = (
        "symbol,positionSide,positionAmt,entryPrice,markPrice,marginType,isolatedMargin,isolatedWallet\n"
        "WLDUSDT,SHORT,-5,2.3483,2.4,isolated,1.7415,2\n"
    )
    (position,) = (book := read_book(write(tmp_path, text))).positions
    assert (position.margin, position.leg, position.size) == (2, -1, -5)
    assert "book.csv: columns not read: 'isolatedMargin'" in book.notes


def test_nothing_open_is_left_out_with_a_note_but_its_money_is_kept(tmp_path: Path) -> None:
    rows = [ROW, ROW | {"market": "BTC", "account": "saver", "size": "0.000", "entry_price": "0.0"}]
    book = read_book(write(tmp_path, as_csv(rows)))
    assert len(book.positions) == 1
    assert [balance.account for balance in book.balances] == ["borrower", "saver"]
    assert "book.csv: 1 rows of size 0 were left out" in book.notes


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"size": ""}, "book.csv, line 2, column size: expected a size, found nothing"),
        (
            {"size": "nan"},
            "book.csv, line 2, column size: expected a size between 10^-40 and 10^40 such as 12.5, found 'nan'",
        ),
        ({"size": "12,5"}, "column size: expected a size between 10^-40"),
        ({"size": "1" * 81}, "column size: expected a size of at most 80 characters, found '1111"),
        (
            {"size": "5", "leg": "long", "side": "short"},
            "column side: expected the long side, as the leg says, found 'short'",
        ),
        ({"size": "-5", "side": "long"}, "column size: expected a size above 0 on the long side, found '-5'"),
        ({"size": "-5", "leg": "long"}, "column size: expected a size above 0 on the long side, found '-5'"),
        ({"side": "up"}, "column side: expected one of long, buy, b, bid, short, sell, s, ask, found 'up'"),
        ({"leg": "2"}, "column leg: expected one of 0, both"),
        ({"entry_price": "0"}, "column entry_price: expected a price above 0, found '0'"),
        ({"entry_price": "-1"}, "column entry_price: expected a price above 0, found '-1'"),
        ({"entry_price": "inf"}, "column entry_price: expected a price above 0 between"),
        ({"entry_price": "1e41"}, "column entry_price: expected a price above 0 between"),
        ({"entry_price": "null"}, "column entry_price: expected a price above 0, found nothing"),
        ({"mark_price": "0"}, "column mark_price: expected a number above 0, found '0'"),
        (
            {"margin_mode": "portfolio"},
            "column margin_mode: expected one of isolated, cross, crossed, found 'portfolio'",
        ),
        ({"margin_mode": "isolated", "margin": "-1"}, "column margin: expected a number of 0 or more, found '-1'"),
        ({"isolated": "maybe"}, "column isolated: expected true or false, found 'maybe'"),
        ({"leverage": "-3"}, "column leverage: expected a number of 0 or more"),
        ({"buy_size": "-3"}, "column buy_size: expected a number of 0 or more"),
        ({"contract_size": "0"}, "column contract_size: expected a number above 0"),
        (
            {"account": "@fund"},
            "column account: expected a name of 1 to 200 printable characters that does not begin with @",
        ),
        ({"account": " "}, "column account: expected a name"),
        ({"market": "A\0B"}, "column market: expected a name"),
        ({"market": "A" * 201}, "column market: expected a name"),
        (
            {"inverse": "true"},
            "column inverse: expected a linear contract, found an inverse one: a table cannot",
        ),
        (
            {"margin_mode": "isolated", "collateral": "3", "mark_price": ""},
            "column mark_price: expected a price above 0, to take unrealised profit out of collateral, found nothing",
        ),
        (
            {"margin_mode": "isolated"},
            "book.csv, line 2: expected margin or leverage of the isolated position of account borrower in ATOM, found",
        ),
        ({"wallet_balance": "x"}, "column wallet_balance: expected an amount"),
    ],
)
def test_a_bad_cell_is_refused_by_file_line_column_expected_and_found(
    tmp_path: Path, changes: dict[str, str], message: str
) -> None:
    with pytest.raises(BadBook) as refused:
        row(tmp_path, **changes)
    assert message in str(refused.value)
    assert str(refused.value).startswith("book.csv, line 2")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "account,market,entry\nx,y,1\n",
            "position_amount or amount or pos or szi), found the columns 'account, market, entry'",
        ),
        ("market,contracts,entry\nBTC,1,1\n", "expected a column contract_size (contract_size or contract_value"),
        (
            "market,size,qty,entry\nBTC,1,1,1\n",
            "expected one column for size, found 'size' and 'qty': rename or remove one",
        ),
        ("market,size,size,entry\nBTC,1,1,1\n", "expected each column once, found 'size' twice"),
        ("market,size,entry\nBTC,1\n", "book.csv, line 2: expected 3 fields as in the header, found 2"),
        ("market,size,entry\nBTC,1,1,000\n", "book.csv, line 2: expected 3 fields as in the header, found 4"),
        ('market,size,entry\nBTC,"1,1\n', "book.csv, line 2: expected CSV, found: unexpected end of data"),
        ("market,size,entry\n", "book.csv: expected at least one position or balance, found none"),
        ("market,size,entry\n" + ",".join("1" * 200_000 for _ in range(3)), "expected CSV, found: field larger than"),
        (",".join(f"c{i}" for i in range(1001)), "expected at most 1000 columns, found 1001"),
    ],
)
def test_a_bad_table_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(BadBook) as refused:
        read_book(write(tmp_path, text))
    assert message in str(refused.value)


@given(rows=books())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_one_book_in_csv_json_and_parquet_is_one_book(tmp_path: Path, rows: list[dict[str, str]]) -> None:
    written = read_book(write(tmp_path, as_csv(rows)))
    assert read_book(write(tmp_path, as_json(rows), "book.json")) == written
    assert read_book(write_parquet(rows, tmp_path / "book.parquet")) == written
    exact = dict.fromkeys(("size", "entry_price", "mark_price"), "DECIMAL(38, 18)")
    assert read_book(write_parquet(rows, tmp_path / "exact.parquet", exact)) == written
    assert len(written.positions) == len(rows)


def test_doubles_in_parquet_are_read_by_their_shortest_form_and_said_so(tmp_path: Path) -> None:
    kinds = {"size": "DOUBLE", "entry_price": "FLOAT", "wallet_balance": "INTEGER"}
    path = write_parquet([ROW | {"size": "0.1", "entry_price": "0.3"}], tmp_path / "b*[1].parquet", kinds)
    (position,) = (book := read_book(path)).positions
    assert (position.size, position.entry_price) == (Decimal("0.1"), Decimal("0.3"))
    assert any("floating-point columns" in note and "size, entry_price" in note for note in book.notes)


def test_a_double_that_is_no_number_is_refused(tmp_path: Path) -> None:
    path = write_parquet([ROW | {"size": "nan"}], tmp_path / "book.parquet", {"size": "DOUBLE"})
    with pytest.raises(BadBook, match=r"book.parquet, row 1, column size: expected a size .* found 'nan'"):
        read_book(path)
