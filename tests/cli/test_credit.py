"""`solvent run` of a case about a credit desk, its story, and its agreements listed and compared."""

import json
from pathlib import Path

from tests.cli.doors import call


def words(text: str) -> str:
    return " ".join(text.split())


def test_a_case_is_played_by_name_and_under_another_agreement(tmp_path: Path) -> None:
    played = call("run", "weekend-call", "--out", tmp_path / "a")
    assert played.exit_code == 0
    assert "6 fell into default (6 at the deadline)" in words(played.stdout)
    assert call("replay", tmp_path / "a" / "teaching-credit-24-7.journal").exit_code == 0
    swapped = call("run", "weekend-call", "--rulebook", "blockfi-loans", "--out", tmp_path / "b", "--json")
    (run,) = json.loads(swapped.stdout)["runs"]
    assert run["rulebook"] == "blockfi-loans"
    assert call("run", "weekend-call", "--seed", "1").exit_code == 2
    assert call("run", "weekend-call", "--rulebook", "teaching").exit_code == 2


def test_the_story_says_why_until_when_what_was_sold_and_who_bears_it(tmp_path: Path) -> None:
    call("run", "weekend-call", "--out", tmp_path)
    told = words(call("explain", tmp_path / "teaching-credit.journal", "silent-1").output)
    parts = ["is called at a loan to value of 73.1", "repaid or", "until 12 January 2026, 17:00:00 UTC",
             "reached the liquidation line", "200 ETH of the loan silent-1 of silent-1 are to be sold",
             "are sold at 1,152 USD", "the reserve of the desk bears", "the client still owes",
             "ends defaulted with 0.00 USD owed"]  # fmt: skip
    assert [part for part in parts if part.lower() not in told.lower()] == []
    careful = words(call("explain", tmp_path / "teaching-credit.journal", "careful-1").output)
    assert "careful-1 was never closed" in careful
    assert "ends open with" in careful


def test_a_book_is_not_checked_under_an_agreement(tmp_path: Path) -> None:
    (tmp_path / "book.csv").write_text("account,market,size\n")
    refused = call("check", tmp_path / "book.csv", "--rulebook", "teaching-credit")
    assert refused.exit_code == 2
    assert "found the credit agreement teaching-credit" in words(refused.output)


def test_agreements_are_listed_shown_and_compared() -> None:
    assert "teaching-credit-24-7" in call("rulebooks", "list").output
    assert "business-hours" in call("rulebooks", "show", "teaching-credit").output
    assert call("rulebooks", "lint", "unchained-loans").output.strip() == "clean"
    differs = call("rulebooks", "diff", "teaching-credit", "teaching-credit-24-7").output
    assert "calendar.monday" in differs
