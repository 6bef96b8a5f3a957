"""A book of one's own in a case: loaded at the entry, on the case's grid, or refused by row and column."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from solvent import commands as c
from solvent.errors import BadBook
from solvent.feeds import read_book
from solvent.lab.case import OWN_BOOK
from solvent.lab.own_book import MOST_NOTES, with_book
from solvent.lab.stream import commands
from solvent.reports.html import render
from tests.cli.doors import call
from tests.lab.small import played, rules, small

HEAD = "account,market,size,entry_price,mark_price,margin_mode,margin,leverage,wallet_balance,buy_size\n"
ROWS = """alpha,ATOM,1000,3.70,3.76,isolated,380,10,,
beta,ATOM,-2000,3.80,3.76,isolated,4000,2,,
gamma,ATOM,5000.5,4.00,3.76,cross,,,4000,10
delta,ATOM,100,3.761,3.76,cross,,20,15,
"""


def file(folder: Path, rows: str = ROWS, head: str = HEAD) -> Path:
    path = folder / "mine.csv"
    path.write_text(head + rows)
    return path


def test_a_book_is_loaded_at_the_entry_after_the_first_prices(tmp_path: Path) -> None:
    case = with_book(small(), read_book(file(tmp_path)))
    told = list(commands(case, rules("last-full")[0][0]))
    kinds = [type(command) for command in told]
    first = kinds.index(c.OpenAccount)
    assert kinds[first - 2 : first] == [c.ObservePrice, c.ObserveTrade]
    assert {one.time_ns for one in told if one.actor == "file"} == {case.entry.time_ns}
    assert c.ReportTrade not in kinds
    loads = [one for one in told if isinstance(one, c.LoadPosition)]
    assert [(one.account, one.market, one.lots) for one in loads] == [
        ("alpha", "ATOM-PERP", 1_000_000), ("beta", "ATOM-PERP", -2_000_000),
        ("gamma", "ATOM-PERP", 5_000_500), ("delta", "ATOM-PERP", 100_000),
    ]  # fmt: skip
    assert [Fraction(one.cost, 10**6) for one in loads] == [3700, -7600, 20002, Fraction("376.1")]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], str]:
    folder = tmp_path_factory.mktemp("book")
    result = call("run", "ten-times", "--book", file(folder), "--out", folder / "out", "--json")
    assert result.exit_code == 0
    return json.loads(result.stdout), (folder / "out/report.html").read_text()


def test_the_headline_speaks_of_the_book(out: tuple[dict[str, Any], str]) -> None:
    found, page = out
    assert found["lines"][0] == (
        "Both venues held the same book. A closed 3 of 4 accounts by 21:15; B closed 1 of 4 accounts by 21:14."
    )
    assert found["focus"] == OWN_BOOK
    for run in found["runs"]:
        assert [(group["name"], group["accounts"], group["entered"]) for group in run["groups"]] == [(OWN_BOOK, 4, 4)]
        assert run["bill"]["unallocated"] == 0
        assert run["refused"] == {}
    assert {closed["account"] for closed in found["runs"][0]["closed"]} == {"alpha", "gamma", "delta"}
    assert found["runs"][0]["why"]["account"] == "alpha"
    assert found["labels"][0].startswith("The book is that of mine.csv, 4 positions of 4 accounts;")
    assert "the book closed" in page


def test_one_rulebook_and_a_book_read_well(tmp_path: Path) -> None:
    result = played(with_book(small(), read_book(file(tmp_path))), "index-partial")
    assert result.lines[0] == "The venue held the book. It closed 1 of 4 accounts by 21:14."
    assert "Still open: accounts are worth" in " ".join(result.lines)
    assert "the book" in render(result)


def test_balances_may_come_from_a_file_of_their_own(tmp_path: Path) -> None:
    book = file(tmp_path, "gamma,ATOM,5000,4.00,3.76,cross,,,,\n")
    (tmp_path / "money.csv").write_text("account,asset,wallet_balance\ngamma,USD,9000\nidle,USD,5\n")
    result = call(
        "run", "ten-times", "--book", book, "--balances", tmp_path / "money.csv", "--rulebook", "last-full",
        "--out", tmp_path / "out", "--json",
    )  # fmt: skip
    group = json.loads(result.stdout)["runs"][0]["groups"][0]
    assert (group["accounts"], group["entered"], group["deposited"]) == (2, 1, 9_005 * 10**6)


def test_what_a_rulebook_makes_of_the_book_is_a_note(tmp_path: Path) -> None:
    rows = "".join(f"a{n},ATOM,100,3.76,3.76,isolated,20,50,,\n" for n in range(MOST_NOTES + 5))
    labels = played(with_book(small(), read_book(file(tmp_path, rows))), "last-full").labels
    assert "last-full: account a0: leverage 50 in ATOM is above the rulebook's 25, which is taken instead" in labels
    assert labels[-1] == "... and 5 more notes about the book."


def test_open_orders_beyond_the_means_of_an_account_are_left_out_and_counted(tmp_path: Path) -> None:
    rows = "alpha,ATOM,1000,3.70,3.76,isolated,380,10,,9000000\n"
    result = played(with_book(small(), read_book(file(tmp_path, rows))), "last-full")
    assert result.runs[0].refused == {"INITIAL_MARGIN": 1}
    assert result.runs[0].groups[0].entered == 1


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (ROWS.replace("ATOM", "BTC"), r"mine.csv, line 2, column market: .* case small \(ATOM-PERP\), found BTC"),
        (ROWS.replace("5000.5", "5000.55555"), "mine.csv, line 4, column size: .* at most 3 decimals.* 5000.55555"),
        (ROWS.replace(",4000,10", ",4000,10.00001"), "mine.csv, line 4, column buy_size: .* found 10.00001"),
        (ROWS.replace("beta,ATOM", "beta,ATOM-USD"), "expected one name for ATOM-PERP, found ATOM and ATOM-USD"),
        ("idle,ATOM,0,3.7,3.7,cross,,,5,\n", "expected at least one open position, found balances only"),
    ],
)  # fmt: skip
def test_what_does_not_fit_the_case_is_refused_by_row_and_column(tmp_path: Path, rows: str, message: str) -> None:
    with pytest.raises(BadBook, match=message):
        with_book(small(), read_book(file(tmp_path, rows)))


def test_another_settlement_asset_is_refused(tmp_path: Path) -> None:
    rows = "".join(f"{row},USDT\n" for row in ROWS.splitlines())
    with pytest.raises(BadBook, match="expected a book in USD, as the case small is, found USDT"):
        with_book(small(), read_book(file(tmp_path, rows, HEAD.strip() + ",settlement\n")))


def test_a_part_that_the_engine_refuses_refuses_the_book(tmp_path: Path) -> None:
    rows = "alpha,ATOM,1500000000,1.00,3.76,isolated,380000000,10,,\n"
    case = with_book(small(), read_book(file(tmp_path, rows)))
    with pytest.raises(BadBook, match="account alpha in ATOM-PERP: LoadPosition is refused, "):
        played(case, "last-full")


def test_balances_alone_are_no_book(tmp_path: Path) -> None:
    result = call("run", "ten-times", "--balances", file(tmp_path))
    assert result.exit_code == 2
    assert "expected --book FILE beside --balances, found none" in result.stderr
