"""`solvent run`: a small case from beginning to end, its files, and the same bytes from the same seed."""

import json
from pathlib import Path
from typing import Any

import pytest

from solvent.lab import cases
from tests.cli.doors import call

SMALLER = {
    'name = "ten-times"': 'name = "small"',
    '"21:40:59"': '"21:16:59"',
    "count = 600": "count = 12",
    "count = 100": "count = 4",
    'step = "1 s"': 'step = "10 s"',
}


def small(folder: Path) -> Path:
    """The shipped case with a dozen accounts, a third of the time and a price every ten seconds."""
    text = (cases.FOLDER / "ten-times.toml").read_text()
    for old, new in SMALLER.items():
        assert old in text
        text = text.replace(old, new)
    path = folder / "small.toml"
    path.write_text(text)
    return path


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], dict[str, Any]]:
    """What was printed, and what result.json holds."""
    folder = tmp_path_factory.mktemp("played")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        result = call("run", small(folder))
    assert result.exit_code == 0
    found = json.loads((folder / "out/small/result.json").read_text())
    for run in found["runs"]:
        run["journal"] = str(folder / "out/small" / run["journal"])
    return result.stdout.splitlines(), found


def test_the_point_comes_first_and_every_file_is_named(played: tuple[list[str], dict[str, Any]]) -> None:
    lines, found = played
    assert lines[0] == found["lines"][0]
    assert lines[0].startswith("Both venues offered 10×.")
    assert max(map(len, lines)) <= 118
    assert lines[-1] == f"written: out/small/report.html, result.json and {len(found['runs'])} journals"


def test_each_run_left_a_true_journal(played: tuple[list[str], dict[str, Any]]) -> None:
    for run in played[1]["runs"][:2]:
        replayed = json.loads(call("replay", run["journal"], "--expect-head", run["head"], "--json").stdout)
        assert (replayed["ok"], replayed["digest"]) == (True, run["digest"])


def test_the_journal_keeps_the_rulebook_it_was_played_under(played: tuple[list[str], dict[str, Any]]) -> None:
    run = played[1]["runs"][0]
    told = call("explain", run["journal"], "1").stdout
    assert f"the rulebook last-full ({run['content_hash'][:12]}) holds from here on" in told


def test_the_story_of_every_closing_can_be_told(played: tuple[list[str], dict[str, Any]]) -> None:
    run = played[1]["runs"][0]
    assert run["closed"]
    for record in run["closed"]:
        told = json.loads(call("explain", run["journal"], record["account"], "--json").stdout)["sentences"]
        about = {sentence["about"] for sentence in told if sentence["seq"] >= record["seq"]}
        assert {"trigger", "price", "rule", "requirement", "breach", "counterfactual", "order", "end"} <= about
        assert [sentence["seq"] for sentence in told if sentence["about"] == "trigger"] == [record["seq"]]


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    def once(*more: str) -> tuple[bytes, dict[str, bytes]]:
        result = call("run", small(tmp_path), "--rulebook", "last-full", "--json", *more)
        assert result.exit_code == 0
        return result.stdout_bytes, {path.name: path.read_bytes() for path in Path("out/small").glob("re*.*")}

    first = once()
    assert set(first[1]) == {"result.json", "report.html"}
    assert once() == first
    other = json.loads(once("--seed", "7")[0])
    assert other["seed"] == 7
    assert other["runs"][0]["digest"] != json.loads(first[0])["runs"][0]["digest"]
