"""`check --by owner` and `whatif --cover`: groups of accounts by hand, and how far a fund goes."""

import json
from pathlib import Path

import pytest

from tests.cli.doors import book_file, call, rulebook_file

# At 3.50: a1 800 - 500 = 300 and a2 500 + 200 = 700 with 3,500 long and 1,400 short; b 900 - 250 = 650, short 1,750.
# At 2.45: a1 800 - 1,550 = -750; everybody else has won.
BOOK = """account,owner,market,size,entry_price,mark_price,margin_mode,margin,wallet_balance
a1,firm,ATOM,1000,4.00,3.50,cross,,800
a2,firm,ATOM,-400,4.00,3.50,cross,,500
b,,ATOM,-500,3.00,3.50,cross,,900
"""


def called(folder: Path, *words: str, text: str = BOOK) -> str:
    result = call(words[0], book_file(folder, text), "--rulebook", rulebook_file(folder), *words[1:])
    return result.stdout + result.stderr


def test_accounts_are_grouped_by_owner(tmp_path: Path) -> None:
    lines = [" ".join(line.split()) for line in called(tmp_path, "check", "--by", "owner").splitlines()]
    row = "2 1,000.00 245.00 3,500.00 1,400.00 2,100.00 1,400.00 73.7 % 100.0 % ATOM 0.00"
    assert f"firm {row}" in lines
    assert "b 1 650.00 87.50 0.00 1,750.00 1,750.00 0.00 26.3 % 55.6 % ATOM 0.00" in lines
    assert "Affiliates on both sides of one market: firm 1,400.00." in lines
    assert "0 of 3 are in breach." in lines


def test_the_same_exactly_in_json(tmp_path: Path) -> None:
    found = json.loads(called(tmp_path, "check", "--by", "owner", "--json"))
    assert found["owners"][0] == {
        "owner": "firm", "accounts": ["a1", "a2"], "equity": "1000.000000", "maintenance": "245.000000",
        "long": "3500.000000", "short": "1400.000000", "net": "2100.000000", "opposed": "1400.000000",
        "owed": "0.000000", "share": "0.736842", "most": {"market": "ATOM", "share": "1.000000"},
    }  # fmt: skip
    assert "buckets" not in found


@pytest.mark.parametrize("fund", ["600", "600 USD", "600.000000"])
def test_a_fund_is_held_against_the_largest_owners_under_a_shock(tmp_path: Path, fund: str) -> None:
    text = called(tmp_path, "whatif", "--shock", "ATOM=-30%", "--cover", fund)
    lines = [" ".join(line.split()) for line in text.splitlines()]
    assert "A fund of 600.00 USD against the owners who would owe the most" in lines
    assert "Cover-1 1 750.00 80.0 % firm" in lines
    found = json.loads(called(tmp_path, "whatif", "--shock", "ATOM=-30%", "--cover", fund, "--json"))
    assert found["cover"][0] == {"largest": 1, "owners": ["firm"], "owed": "750.000000", "ratio": "0.800000"}
    assert "cover" not in json.loads(called(tmp_path, "whatif", "--shock", "ATOM=-30%", "--json"))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--cover", "-1"), "expected a fund of 0 or more, found -1"),
        (("--cover", "nan"), "finite"),
        (("--cover", "600 EUR"), "expected a fund"),
    ],
)
def test_a_fund_that_is_no_amount_is_refused(tmp_path: Path, words: tuple[str, ...], expected: str) -> None:
    assert expected in called(tmp_path, "whatif", "--shock", "ATOM=-30%", *words)


def test_two_owners_of_one_account_are_refused(tmp_path: Path) -> None:
    text = BOOK + "a1,other,BTC,1,50000,50000,cross,,800\n"
    assert "expected one owner of account a1, firm as in" in called(tmp_path, "check", text=text)
