"""`solvent adl` on the worked allocation: 800, 400 and 50 have been won, 500 are asked."""

import json
from pathlib import Path

import pytest

from solvent.cli.adl import NAMES
from solvent.lab.allocation.compare import POLICIES
from tests.cli.doors import call

TEXT = """account,profit,score,leverage,cap,contracts,cost
a,800,2,1,0.25,100,8
b,400,5,4,1,100,4
c,50,1,10,1,100,0.5
d,-30,9,9,1,100,1
"""
TAKEN = {
    "queue": ["100.00", "400.00", "0.00"],
    "pro-rata": ["320.00", "160.00", "20.00"],
    "capped-pro-rata": ["200.00", "266.67", "33.33"],
    "risk-aware": ["50.00", "400.00", "50.00"],
    "l2": ["398.75", "99.69", "1.56"],
    "min-max": ["320.00", "160.00", "20.00"],
}


@pytest.fixture
def winners(tmp_path: Path) -> Path:
    path = tmp_path / "winners.csv"
    path.write_text(TEXT)
    return path


def test_every_policy_side_by_side(winners: Path) -> None:
    result = call("adl", winners, "--budget", "500", "--deficit", "1000", "--largest-loss", "700")
    assert result.exit_code == 0
    assert "3 winners with 1,250.00 of profit; the budget is 500.00, 40.0000 % of it." in result.stdout
    assert "The queue goes by the file's score." in result.stdout
    lines = {line.split()[0]: line.split() for line in result.stdout.splitlines() if line.startswith("  ")}
    assert lines["queue"][1:5] == ["500.00", "0.00", "0.00", "100.0000"]
    assert lines["queue"][6:11] == ["2", "1", "700.00", "0.7000", "1.0000"]
    assert lines["b"][1:] == ["400.00", *(taken[1] for taken in TAKEN.values())]
    assert "accounts without a profit were left out: 1" in result.stderr


def test_json_is_exact(winners: Path) -> None:
    document = json.loads(call("adl", winners, "--budget", "500", "--json").stdout)
    assert {one["policy"]: list(one["taken"].values()) for one in document["policies"]} == TAKEN
    cards = {one["policy"]: one["scorecard"] for one in document["policies"]}
    assert cards["capped-pro-rata"]["max_share"] == "2/3"
    assert cards["queue"]["ptsr"] is None
    assert (document["profit"], cards["pro-rata"]["max_share"]) == ("1250.00", "0.40")


def test_the_names_offered_are_the_policies_there_are() -> None:
    assert tuple(POLICIES) == NAMES


def test_in_contracts_nobody_gives_more_than_his_profit(winners: Path) -> None:
    result = call("adl", winners, "--budget", "1250", "--policy", "min-max", "--policy", "min-max", "--json")
    (policy,) = json.loads(result.stdout)["policies"]
    assert policy["taken"] == {"a": "800.00", "b": "400.00", "c": "50.00"}


def test_one_policy_and_a_budget_beyond_what_was_won(winners: Path) -> None:
    result = call("adl", winners, "--budget", "2000", "--policy", "l2", "--limit", "0")
    line = next(line for line in result.stdout.splitlines() if line.startswith("  l2"))
    assert line.split()[1:4] == ["1,250.00", "0.00", "750.00"]


def test_without_score_or_leverage_the_queue_goes_by_profit(tmp_path: Path) -> None:
    path = tmp_path / "plain.csv"
    path.write_text("acct,closed_pnl,notional,equity\na,10,50,0\nb,20,40,20\n")
    both = call("adl", path, "--budget", "15", "--policy", "queue")
    assert "The queue goes by profit x leverage." in both.stdout
    path.write_text("acct,closed_pnl\na,10\nb,20\n")
    alone = call("adl", path, "--budget", "15", "--policy", "queue", "--json")
    assert json.loads(alone.stdout)["policies"][0]["taken"] == {"a": "0.00", "b": "15.00"}
