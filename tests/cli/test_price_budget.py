"""`solvent price budget`: a table to read, JSON that an engine can be told, and one message for a mistake."""

import json
from pathlib import Path

import pytest

from solvent import commands as c
from tests.cli.doors import call
from tests.lab.test_depth_book import BOOK as DEPTH
from tests.lab.test_price_move import BOOK


@pytest.fixture
def asked(tmp_path: Path) -> list[str | Path]:
    (tmp_path / "book.csv").write_text(BOOK)
    (tmp_path / "depth.toml").write_text(DEPTH)
    words = ["price", "budget", tmp_path / "book.csv", "--rulebook", "index-full", "--depth", tmp_path / "depth.toml"]
    return [*words]


def test_it_says_what_a_move_costs_and_whether_it_pays(asked: list[str | Path]) -> None:
    shown = call(*asked, "--move", "1 %", "--move", "10 %")
    assert shown.exit_code == 0, shown.output
    lines = shown.stdout.splitlines()
    assert lines[0] == "ATOM, held for 60 s; one side holds 6,000.00 USD"
    assert "−1.00 %  coinbase" in lines[3]
    assert lines[3].endswith("does not pay")
    assert "not within what its books are told for" in lines[5]
    assert lines[7].startswith("None of these moves pays. For its size the cheapest is ")
    assert "note: ATOM coinbase: what is taken stands again after 60 s, assumed" in lines


def test_its_report_is_a_command(asked: list[str | Path]) -> None:
    shown = call(*asked, "--move", "1 %", "--json")
    (market,) = json.loads(shown.stdout)["markets"]
    report = c.from_json(json.dumps(market["report"] | {"id": "r", "time_ns": 1, "reason": "books of today"}))
    assert isinstance(report, c.ReportManipulationCost)
    assert report.move_ppm == 10_000
    assert report.cost_atoms == min(int(float(one["cost"]) * 10**6) for one in market["moves"])
    assert call(*asked, "--move", "1 %", "--json").stdout == shown.stdout


def test_it_exits_with_1_where_a_move_pays(asked: list[str | Path], tmp_path: Path) -> None:
    thin = DEPTH.replace("35_000", "35").replace("40_000", "40").replace("120_000.5", "120").replace("150_000", "150")
    (tmp_path / "depth.toml").write_text(thin)
    shown = call(*asked, "--move", "1 %")
    assert shown.exit_code == 1
    assert "A move of −1.00 % is the smallest that pays." in shown.stdout


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--market", "BTC"], "expected a market that the book holds and --depth tells of (ATOM), found BTC"),
        (["--move", "5"], "expected a rate with its unit"),
        (["--move", "0 %"], "expected moves and a hold above 0, found 0 % held for 60 s"),
        (["--move", "5 %", "--move", "-5 %"], "expected moves and a hold above 0, found 5 % and -5 % held for 60 s"),
        (["--hold", "0 s"], "held for 0 s"),
        (["--hold", "long"], "expected a duration with its unit"),
        (["--depth", "nothing.toml"], "expected books in TOML, found: No such file"),
    ],
)
def test_a_mistake_is_one_message(asked: list[str | Path], words: list[str], message: str) -> None:
    result = call(*asked, *words)
    assert result.exit_code == 2
    assert message in " ".join(result.stderr.split())
