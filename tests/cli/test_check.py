"""`solvent check`: numbers done by hand, in the table and exactly in JSON."""

import json
from pathlib import Path

from tests.cli.doors import BOOK, book_file, call, rulebook_file

# Rulebook made: maintenance 5 % of notional, initial 10 %, closed when equity <= maintenance; the file's mark is 3.50.
#
# borrower, cross, 1000 long from 4.00, 800 in the wallet
#   equity       800 + 1000 x (3.50 - 4.00) = 300; notional 3500; initial 350; maintenance 175; 175 / 300 = 0.58333.. up
#   liquidation  800 + 1000 (p - 4) <= 50 p  <=>  950 p <= 3200  <=>  p <= 3.3684210..: first tick 3.368421
#   bankruptcy   1000 p = 3200: 3.2;   distance (3.5 - 3.368421) / 3.5 = 0.0375940.. down
# lone, isolated, 100 short from 3.00, margin 80
#   equity       80 - 100 x (3.50 - 3.00) = 30; notional 350; initial 35; maintenance 17.5; 17.5 / 30 = 0.583333.. up
#   liquidation  80 - 100 (p - 3) <= 5 p  <=>  380 <= 105 p  <=>  p >= 3.6190476..: first tick 3.619048
#   bankruptcy   100 p = 380: 3.8;   distance (3.619048 - 3.5) / 3.5 = 0.0340137.. down
BORROWER = {
    "account": "borrower", "margin": "cross", "market": None, "leg": None, "asset": "USD", "state": "warning",
    "equity": "300.000000", "initial": "350.000000", "maintenance": "175.000000", "margin_ratio": "0.583334",
    "positions": [{
        "market": "ATOM", "leg": None, "size": "1000", "entry_price": "4.000000", "price": "3.500000",
        "value": "3500.000000", "notional": "3500.000000", "maintenance": "175.000000", "tier": 1, "tiers": 1,
        "liquidation_price_below": "3.368421", "liquidation_price_above": None, "bankruptcy_price": "3.200000",
        "distance": "0.037594",
    }],
}  # fmt: skip
LONE = {
    "account": "lone", "margin": "isolated", "market": "ATOM", "leg": None, "asset": "USD", "state": "warning",
    "equity": "30.000000", "initial": "35.000000", "maintenance": "17.500000", "margin_ratio": "0.583334",
    "positions": [{
        "market": "ATOM", "leg": None, "size": "-100", "entry_price": "3.000000", "price": "3.500000",
        "value": "-350.000000", "notional": "350.000000", "maintenance": "17.500000", "tier": 1, "tiers": 1,
        "liquidation_price_below": None, "liquidation_price_above": "3.619048", "bankruptcy_price": "3.800000",
        "distance": "0.034013",
    }],
}  # fmt: skip


def test_a_small_book_by_hand(tmp_path: Path) -> None:
    result = call("check", book_file(tmp_path), "--rulebook", rulebook_file(tmp_path), "--json")
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert found["rulebook"] == "made"
    assert found["trigger"] == "equity ≤ maintenance at the mark price"
    assert found["in_breach"] == 0
    assert found["buckets"] == [BORROWER, LONE]
    assert found["notes"] == ["book.csv: columns not read: 'colour'"]


def test_the_table_says_the_same(tmp_path: Path) -> None:
    result = call("check", book_file(tmp_path), "--rulebook", rulebook_file(tmp_path))
    assert result.exit_code == 0
    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]
    assert lines[0].startswith("Rulebook made (")
    assert lines[0].endswith("): closed when equity ≤ maintenance at the mark price.")
    assert "Money and prices in USD." in lines[1]
    assert "borrower cross 300.00 350.00 175.00 58.3 % warning" in lines
    assert "lone isolated ATOM 30.00 35.00 17.50 58.3 % warning" in lines
    assert "borrower ATOM long 1,000 4.000000 3.500000 3,500.00 175.00 1 of 1 3.368421 3.200000 3.8 %" in lines
    assert "lone ATOM short 100 3.000000 3.500000 350.00 17.50 1 of 1 3.619048 3.800000 3.4 %" in lines
    assert "0 of 2 are in breach." in lines
    assert "note: book.csv: columns not read: 'colour'" in lines


def test_a_breach_is_found_and_leaves_with_1(tmp_path: Path) -> None:
    arguments = ("check", book_file(tmp_path), "--rulebook", rulebook_file(tmp_path), "--prices", "ATOM=3.7")
    result = call(*arguments)
    assert result.exit_code == 1
    # lone: 80 - 100 x 0.7 = 10 against 18.5; it comes first
    assert result.stdout.index("lone") < result.stdout.index("borrower")
    assert "1 of 2 is in breach." in result.stdout
    found = json.loads(call(*arguments, "--json").stdout)
    states = {bucket["account"]: bucket["state"] for bucket in found["buckets"]}
    assert states == {"lone": "breach", "borrower": "ok"}
    (row,) = found["buckets"][0]["positions"]
    assert (row["liquidation_price_above"], row["distance"]) == ("3.700000", "0.000000")


def test_at_the_line_the_comparator_decides(tmp_path: Path) -> None:
    """The line found at one price is in breach when it becomes the price, and the tick before it is not."""
    arguments = ("check", book_file(tmp_path), "--rulebook", rulebook_file(tmp_path), "--prices")
    assert call(*arguments, "ATOM=3.368421").exit_code == 1
    assert call(*arguments, "ATOM=3.368422").exit_code == 0


def test_balances_come_from_a_second_file(tmp_path: Path) -> None:
    (tmp_path / "money.csv").write_text("account,wallet_balance\nborrower,500\n")
    arguments = ("check", book_file(tmp_path), "--rulebook", rulebook_file(tmp_path), "--json")
    found = json.loads(call(*arguments, "--balances", tmp_path / "money.csv").stdout)
    assert {bucket["account"]: bucket["equity"] for bucket in found["buckets"]}["borrower"] == "0.000000"


def test_a_long_list_is_cut_and_says_so(tmp_path: Path) -> None:
    result = call("check", book_file(tmp_path), "--rulebook", rulebook_file(tmp_path), "--limit", "1")
    assert "the 1 nearest to the line of 2" in result.stdout
    assert "0 of 2 are in breach." in result.stdout


def test_a_name_cannot_move_the_cursor(tmp_path: Path) -> None:
    text = BOOK.replace("lone", "[red]lone[/red]").replace("colour", "\x1b[2Jcolour")
    result = call("check", book_file(tmp_path, text), "--rulebook", rulebook_file(tmp_path))
    assert "[red]lone[/red]" in result.stdout
    assert "\x1b" not in result.output
    refused = call("check", book_file(tmp_path, BOOK.replace("lone", "\x1b[2J")), "--rulebook", rulebook_file(tmp_path))
    assert refused.exit_code == 2
    assert "\x1b" not in refused.output


def test_open_orders_beyond_means_are_left_out_and_named(tmp_path: Path) -> None:
    text = "account,market,size,entry_price,mark_price,wallet_balance,buy_size\nborrower,ATOM,1000,4,3.5,800,5000\n"
    result = call("check", book_file(tmp_path, text), "--rulebook", rulebook_file(tmp_path))
    assert result.exit_code == 0
    assert "note: account borrower: its open orders in ATOM need more initial margin than its equity" in result.stdout


COINS = """account,market,size,entry_price,mark_price,settlement
desk,ATOM,1000,4.00,3.50,USDC
"""
WALLETS = """account,asset,wallet_balance
desk,USDC,500
desk,BTC,0.01
desk,DOGE,7
"""


def test_coins_count_at_the_price_given_less_their_haircut(tmp_path: Path) -> None:
    """By hand: 500 - 500 + 0.01 x 60,000 x 95 % = 570, against 5 % of 3,500; closed at or below 175.

    The coin must count 175 at most. At 18,421.0527 it is worth 184.210527, of which 9.210527 is cut (rounded up): 175.
    """
    (tmp_path / "wallets.csv").write_text(WALLETS)
    files = (book_file(tmp_path, COINS), "--balances", tmp_path / "wallets.csv")
    words = ("check", *files, "--rulebook", "teaching-coins", "--prices", "BTC=60000")
    result = call(*words, "--json")
    assert result.exit_code == 0
    found = json.loads(result.stdout)["buckets"][0]
    assert found["coins"] == [{
        "coin": "BTC/USDC", "size": "0.01", "price": "60000.0000", "value": "600.000000", "haircut": "30.000000",
        "liquidation_price_below": "18421.0527", "liquidation_price_above": None, "distance": "0.692982",
    }]  # fmt: skip
    assert (found["equity"], found["maintenance"]) == ("570.000000", "175.000000")
    lines = [" ".join(line.split()) for line in call(*words).stdout.splitlines()]
    assert "desk BTC/USDC held 0.01 60,000.0000 600.00 30.00 18,421.0527 69.3 %" in lines
    assert "note: book.csv: under teaching-coins these balances are no collateral and are left out: 1 in DOGE" in lines
