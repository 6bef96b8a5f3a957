"""`solvent rulebooks`: list, show, lint, diff, and one of one's own."""

import json
from pathlib import Path

import pytest

from solvent import rulebooks
from tests.cli.doors import call, rulebook_file


def test_the_shipped_ones_are_listed() -> None:
    result = call("rulebooks", "list")
    assert result.exit_code == 0
    assert all(f"\n  {name} " in result.stdout for name in rulebooks.names())
    listed = [row["name"] for row in json.loads(call("rulebooks", "list", "--json").stdout)]
    assert listed == [*rulebooks.names(), *(other.name for other in rulebooks.others())]


@pytest.mark.parametrize("name", rulebooks.names())
def test_each_one_is_shown_and_clean(name: str) -> None:
    result = call("rulebooks", "show", name)
    assert result.exit_code == 0
    assert result.stdout.startswith(f"{name}: ")
    assert json.loads(call("rulebooks", "show", name, "--json").stdout)["name"] == name
    linted = call("rulebooks", "lint", name)
    assert linted.exit_code == 0, linted.stdout
    assert linted.stdout.endswith("clean\n")


def test_a_rulebook_that_does_not_hold_leaves_lint_with_1(tmp_path: Path) -> None:
    path = rulebook_file(tmp_path)
    path.write_text(path.read_text().replace('"5 %"', '"five"'))
    result = call("rulebooks", "lint", path)
    assert result.exit_code == 1
    assert "error" in result.stdout
    assert json.loads(call("rulebooks", "lint", path, "--json").stdout)["clean"] is False


def test_what_differs_is_named() -> None:
    result = call("rulebooks", "diff", "last-full", "index-partial")
    assert result.exit_code == 0
    assert "trigger.price" in result.stdout
    paths = [
        change["path"]
        for change in json.loads(call("rulebooks", "diff", "last-full", "index-partial", "--json").stdout)
    ]
    assert "closing.sizing.rule" in paths
    assert call("rulebooks", "diff", "teaching", "teaching").stdout == "no difference\n"


def test_one_of_ones_own_begins_as_another(tmp_path: Path) -> None:
    result = call("rulebooks", "new", "mine", "--extends", "teaching", "--out", tmp_path)
    assert result.exit_code == 0
    assert f"written: {tmp_path / 'mine.toml'}" in result.stdout
    assert call("rulebooks", "lint", tmp_path / "mine.toml").exit_code == 0
    changes = json.loads(call("rulebooks", "diff", "teaching", tmp_path / "mine.toml", "--json").stdout)
    assert changes == []


def test_lint_names_the_tiers_in_which_a_part_defeats_itself_under_stress() -> None:
    """`hyperliquid` closes large positions by a fifth; maintenance in BTC begins at 1.25 %."""
    assert call("rulebooks", "lint", "hyperliquid", "--slippage", "1 %").exit_code == 0
    stressed = call("rulebooks", "lint", "hyperliquid", "--slippage", "1.3 %")
    assert stressed.exit_code == 1
    assert "in BTC, tier 1, closing a part defeats itself: fees and this slippage, 1.3" in stressed.stdout
    assert "in BTC, tier 2" not in stressed.stdout
    assert call("rulebooks", "lint", "last-full", "--slippage", "50 %").exit_code == 0  # it closes nothing in part
