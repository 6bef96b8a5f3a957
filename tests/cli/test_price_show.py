"""`solvent price show`: one tape, as text and as JSON; what a user gets wrong is one message."""

import json
import re
from pathlib import Path

import pytest

from tests.cli.doors import call
from tests.lab.test_price_tape import TAPE, written


def test_it_tells_who_was_left_out_and_how_long(tmp_path: Path) -> None:
    shown = call("price", "show", written(tmp_path), "--to", "00:05")
    assert shown.exit_code == 0
    assert "small under index-full" in shown.output
    assert "note: BTC kraken is quoted in BTC/USDT: taken at an assumed 1" in shown.output
    assert "note: rows told to nobody: 1, the first recording.csv, line 4" in shown.output
    assert re.search(r"gemini +stale +2\.00 +69 s +00:02:50 +still out", shown.output)


def test_the_json_is_exact_and_the_same_every_time(tmp_path: Path) -> None:
    path = written(tmp_path)
    shown, again = (call("price", "show", path, "--json", "--step", "0 %") for _ in range(2))
    assert shown.output == again.output
    (market,) = json.loads(shown.output)["markets"]
    assert market["index"][0] == {"time": "1970-01-01T00:01:40Z", "price": "2.25"}
    assert call("price", "show", path, "--json", "--market", "BTC").exit_code == 0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--market", "ETH"], "expected a market of small (BTC), found 'ETH'"),
        (["--from", "noon"], "--from: expected a time such as 21:05"),
        (["--from", "23:00"], "expected prices in the time asked for, found none"),
        (["--rulebook", "nothing"], "expected the name of a rulebook"),
        (["--step", "5"], "expected a rate with its unit"),
    ],
)
def test_what_cannot_be_used_is_said(tmp_path: Path, words: list[str], message: str) -> None:
    shown = call("price", "show", written(tmp_path), *words)
    assert shown.exit_code == 2
    assert message in shown.output


def test_no_tape_and_no_rulebook_are_said(tmp_path: Path) -> None:
    assert "expected a price tape in TOML, found" in call("price", "show", tmp_path / "none.toml").output
    path = written(tmp_path, TAPE.replace('rulebook = "index-full"\n', ""))
    assert "expected --rulebook NAME or a rulebook in the tape, found neither" in call("price", "show", path).output
