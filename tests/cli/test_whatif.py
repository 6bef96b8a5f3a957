"""`solvent whatif`: before and after a shock, and who falls."""

import json
from pathlib import Path

from tests.cli.doors import book_file, call, rulebook_file


def shocked(folder: Path, *words: str) -> tuple[int, str]:
    result = call("whatif", book_file(folder), "--rulebook", rulebook_file(folder), *words)
    return result.exit_code, result.stdout


def test_a_fall_takes_the_long_and_spares_the_short(tmp_path: Path) -> None:
    code, text = shocked(tmp_path, "--shock", "ATOM=-20%")
    # 3.50 x 0.8 = 2.80. borrower: 800 + 1000 x (2.8 - 4) = -400, maintenance 140. lone: 80 + 100 x 0.2 = 100, 14.
    lines = [" ".join(line.split()) for line in text.splitlines()]
    assert code == 1
    assert "ATOM 3.500000 2.800000 −20.00 %" in lines
    assert "borrower cross 300.00 −400.00 175.00 140.00 58.3 % no equity warning breach" in lines
    assert "lone isolated ATOM 30.00 100.00 17.50 14.00 58.3 % 14.0 % warning ok" in lines
    assert "1 would newly be liquidated: borrower; 1 in breach in all." in lines
    assert any("they would owe 400.00 USD beyond their own margin" in line for line in lines)


def test_the_same_in_json(tmp_path: Path) -> None:
    code, text = shocked(tmp_path, "--shock", "*=-20%", "--json")
    found = json.loads(text)
    assert code == 1
    assert found["prices"] == [{"market": "ATOM", "before": "3.500000", "after": "2.800000"}]
    assert (found["in_breach_before"], found["in_breach_after"], found["shortfall"]) == (0, 1, "400.000000")
    pair = found["buckets"][0]
    assert (pair["before"]["equity"], pair["after"]["equity"]) == ("300.000000", "-400.000000")
    # 800 + 1000 (p - 4) <= 5 % of 1000 p, walking up or down, is in breach at 2.80 already
    assert pair["after"]["positions"][0]["liquidation_price_below"] == "2.800000"


def test_a_shock_nobody_feels_leaves_with_0(tmp_path: Path) -> None:
    code, text = shocked(tmp_path, "--shock", "ATOM=+1bp")
    assert code == 0
    assert "0 would newly be liquidated; 0 in breach in all." in text


def test_a_shock_is_to_the_given_price(tmp_path: Path) -> None:
    _, text = shocked(tmp_path, "--prices", "ATOM=4", "--shock", "ATOM=-10%", "--json")
    assert json.loads(text)["prices"] == [{"market": "ATOM", "before": "4.000000", "after": "3.600000"}]
