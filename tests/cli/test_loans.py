"""`solvent check` of a book of loans, and `solvent run` of a case about them."""

import json
from pathlib import Path

import pytest

from solvent.rulebooks.lending import load_lending
from tests.cli.doors import call

LOANS = """account,collateral,debt,threshold,colour
far,10,1,8000,red
line,10,8,8000,red
over,10,8.000000000000000005,8000,red
idle,3,0,8000,blue
"""
RULES = ("--rulebook", "teaching-loans")


def book(folder: Path, text: str = LOANS) -> Path:
    path = folder / "loans.csv"
    path.write_text(text)
    return path


def test_a_small_book_by_hand(tmp_path: Path) -> None:
    """10 x 80 % = 8: exactly at the line is healthy, 5 wei beyond it is not, and 4 round to the line."""
    result = call("check", book(tmp_path), *RULES, "--json")
    assert result.exit_code == 1
    found = json.loads(result.stdout)
    assert found["liquidatable"] == 1
    assert [(loan["account"], loan["health"]) for loan in found["loans"][:3]] == [
        ("over", "999999999999999999"), ("line", str(10**18)), ("far", str(8 * 10**18)),
    ]  # fmt: skip
    assert found["notes"] == ["loans.csv: columns not read: 'colour'"]


def test_the_table_cuts_towards_the_line(tmp_path: Path) -> None:
    lines = [" ".join(line.split()) for line in call("check", book(tmp_path), *RULES).stdout.splitlines()]
    assert "over 10.0000 8.0000 80.00 % 0.9999 breach" in lines
    assert "line 10.0000 8.0000 80.00 % 1.0000 healthy" in lines
    assert "idle 3.0000 0.0000 80.00 % endless healthy" in lines
    assert "1 of 3 that owe may be liquidated." in lines


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("10,1,8000", "nan,1,8000", "line 2"),
        ("10,1,8000", "-10,1,8000", "0 or more"),
        ("10,1,8000", "10,1,80000", "parts in 10000"),
        ("10,1,8000", "10,1,80.5", "parts in 10000"),
        ("line,", "far,", "each account once"),
        ("threshold", "ltv", "one column of threshold"),
    ],
)
def test_bad_rows_are_refused_with_their_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    result = call("check", book(tmp_path, LOANS.replace(old, new, 1)), *RULES)
    assert result.exit_code == 2
    assert said in result.output


def test_a_book_by_asset_is_judged_by_the_version_of_its_rulebook(tmp_path: Path) -> None:
    """9 staked ether at 2,200 against 9 ether at 2,000: in the e-mode 95 % counts, outside it 81 %."""
    text = "account,asset,supplied,owed,price,category\n"
    for account, mode in (("in", "ether"), ("out", "")):
        text += f"{account},wstETH,9,,2200,{mode}\n{account},WETH,,9,2000,{mode}\n"
    found = call("check", book(tmp_path, text), "--rulebook", "teaching-loans-v3")
    lines = [" ".join(line.split()) for line in found.stdout.splitlines()]
    assert found.exit_code == 1
    assert "out 19,800.0000 18,000.0000 81.00 % 0.8910 breach" in lines
    assert "in 19,800.0000 18,000.0000 95.00 % 1.0450 healthy" in lines
    assert "1 of 2 that owe may be liquidated." in lines
    cheaper = ("--rulebook", "teaching-loans-v3", "--prices", "WETH=1700,wstETH=2200", "--json")
    told = json.loads(call("check", book(tmp_path, text), *cheaper).stdout)
    assert [one["health"] for one in told["loans"]] == ["1048235294117647058", "1229411764705882352"]
    assert call("check", book(tmp_path), *RULES, "--prices", "WETH=1").exit_code == 2


def test_the_real_book_has_four_below_the_line(shared: Path) -> None:
    file = shared / "data" / "defi_positions" / "aave_v2_steth_positions_2023_06.csv.gz"
    if not file.is_file():
        pytest.skip(f"{file} is not here")
    result = call("check", file, *RULES)
    assert result.exit_code == 1
    assert "4 of 1,309 that owe may be liquidated." in result.stdout


def test_a_case_is_played_by_name_and_by_path(tmp_path: Path) -> None:
    by_name = call("run", "ether-falls", "--out", tmp_path / "a")
    assert by_name.exit_code == 0
    assert "30 of 41 loans could be liquidated at some time" in by_name.stdout
    assert "the suppliers of USDC bear it" in by_name.stdout
    assert call("replay", tmp_path / "a" / "teaching-loans.journal").exit_code == 0
    as_json = call("run", "ether-falls", "--out", tmp_path / "b", "--json")
    assert json.loads(as_json.stdout)["loans"] == 41
    assert call("run", "ether-falls", "--seed", "1").exit_code == 2
    assert call("run", "ether-falls", *RULES, "--rulebook", "teaching").exit_code == 2


def test_the_story_of_a_loan_says_when_it_fell_who_closed_it_and_what_was_left(tmp_path: Path) -> None:
    call("run", "ether-falls", "--out", tmp_path)
    journal = tmp_path / "teaching-loans.journal"
    told = call("explain", journal, "reckless-03").output
    parts = ["may be liquidated: health factor 0.9281", "is liquidated at a health factor of 0.9281"]
    parts += ["may not be liquidated any more", "the suppliers of USDC", "ends with a health factor of 0.0000"]
    assert [part for part in parts if part not in " ".join(told.split())] == []
    assert "never closed" not in told
    careful = " ".join(call("explain", journal, "careful-03").output.split())
    assert "careful-03 was never closed" in careful
    assert "ends with a health factor of 1.3749" in careful


def test_lending_rulebooks_are_listed_shown_and_checked(tmp_path: Path) -> None:
    listed, listing = call("rulebooks", "list").output, json.loads(call("rulebooks", "list", "--json").stdout)
    assert "teaching-loans-v3" in listed
    assert "aave-v3.7" in listed
    assert [row["protocol"] for row in listing if row["name"] == "teaching-loans"] == ["aave-v2"]
    assert "threshold" in call("rulebooks", "show", "teaching-loans").output
    assert call("rulebooks", "lint", "teaching-loans").output.strip() == "clean"
    wrong = tmp_path / "mine.toml"
    wrong.write_text(load_lending("teaching-loans").text.replace('ltv = "80 %"', 'ltv = "99 %"', 1))
    found = call("rulebooks", "lint", wrong)
    assert found.exit_code == 1
    assert "ltv <= threshold" in found.output
    stricter = tmp_path / "stricter.toml"
    stricter.write_text(load_lending("teaching-loans").text.replace('threshold = "82.5 %"', 'threshold = "81 %"'))
    assert "reserves.WETH.threshold" in call("rulebooks", "diff", "teaching-loans", stricter).output


def test_totals_are_judged_by_the_version_the_rulebook_names(tmp_path: Path) -> None:
    """Three wei at 82.5 % against two: v2 rounds 2.475 to 2 before it divides, v3.7 divides first."""
    text = "account,collateral,debt,threshold\ntiny,0.000000000000000003,0.000000000000000002,8250\n"
    for name, health in (("teaching-loans", 10**18), ("teaching-loans-v3", 12_375 * 10**14)):
        result = call("check", book(tmp_path, text), "--rulebook", name, "--json")
        assert json.loads(result.stdout)["loans"][0]["health"] == str(health)


@pytest.mark.parametrize("name", ["maker-eth-2020", "liquity-v1", "compound-v3-usdc", "morpho-weth-usdc"])
def test_totals_under_a_rulebook_of_another_family_are_refused(tmp_path: Path, name: str) -> None:
    result = call("check", book(tmp_path), "--rulebook", name)
    assert result.exit_code == 2
    assert "expected a rulebook of Aave with a book of totals" in result.output
    assert name in result.output
