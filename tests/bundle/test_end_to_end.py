"""From a case, and from the real feeds of 10 October 2025, through the commands to the verifier as it stands alone."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from solvent import commands as c
from solvent import events as e
from solvent import rulebooks
from solvent.journal import SqliteJournal, Step
from solvent.lab import cases
from solvent.lab.price_play import heard, play, told
from solvent.lab.price_tape import read_price_tape
from solvent.lab.run import AS_IT_WAS, play_one
from solvent.policy import GatePolicy, IndexPolicy, IndexRule, MarkPolicy, MarkRule, PriceRole
from solvent.reports.bundle import Asked, export, write
from solvent.units import NS, PPM
from tests.cli.doors import call

SECONDS = "oct10_2025/{}_1s_2030_2230.csv.gz"


def alone(root: Path, *words: str | Path) -> tuple[int, str]:
    """The verifier as its own program: without site-packages, from its own folder. (exit code, what it printed)."""
    command = [sys.executable, "-S", "-E", "-m", "solvent_verify", *map(str, words)]
    found = subprocess.run(command, cwd=root / "verify", capture_output=True, text=True, check=False, timeout=300)
    assert found.stderr == ""
    return found.returncode, found.stdout


@pytest.mark.parametrize(("name", "closed"), [("last-full", 700), ("index-partial", 100)])
def test_a_case_is_exported_and_recomputed(name: str, closed: int, root: Path, tmp_path: Path) -> None:
    rulebook = rulebooks.load(name)
    play_one(cases.load("ten-times"), rulebooks.compile(rulebook), rulebooks.toml(rulebook), AS_IT_WAS, tmp_path)
    (journal,) = tmp_path.glob("*.journal")
    out = tmp_path / "bundle.zip"
    exported = call("price", "bundle", journal, "ATOM-PERP", "--from", "21:10", "--to", "21:20", "-o", out, "--json")
    assert exported.exit_code == 0, exported.output
    code, text = alone(root, out, "--json")
    found = json.loads(text)
    assert (code, found["verdict"]) == (0, "follows")
    assert found["seal"] == json.loads(exported.stdout)["seal"]
    assert found["recomputed"]["decisions to close"] == closed
    assert found["given"][0] == "the state at the beginning"
    data = bytearray(out.read_bytes())
    data[len(data) // 2] ^= 1
    out.write_bytes(data)
    code, text = alone(root, out)
    assert (code, text.split(":")[0]) == (1, "broken")


def test_the_exit_codes_are_what_the_page_says(root: Path, tmp_path: Path) -> None:
    assert alone(root, "--rules")[0] == 0
    code, text = alone(root, tmp_path / "nothing")
    assert (code, text) == (2, f"refused: {tmp_path / 'nothing'} is neither a folder nor a file\n")
    assert alone(root, tmp_path) == (2, f"refused: {tmp_path.name} is no bundle: it has no manifest.json\n")


# POL quotes USDT at Binance: taken at an assumed 1, and labelled so
SOURCES = (("binance", "binance_spot", "POLUSDT", 'unit = "POL/USDT"\nassumed = "1"'),
           ("coinbase", "coinbase_spot", "POL-USD", ""), ("gemini", "gemini_spot", "POLUSD", ""))  # fmt: skip


def test_the_real_feeds_of_october_are_recomputed(shared: Path, root: Path, tmp_path: Path) -> None:
    """The minutes in which Coinbase printed POL far above Binance, under every gate there is."""
    parts = [
        f'[[sources]]\nmarket = "POL"\nsource = "{name}"\nfile = "{shared / "data" / SECONDS.format(file)}"\n'
        f'symbol = "{symbol}"\n{more}\n'
        for name, file, symbol, more in SOURCES
    ]
    tape_file = tmp_path / "tape.toml"
    tape_file.write_text('name = "october"\n[markets.POL]\nunit = "POL/USD"\nprice_decimals = 7\n' + "".join(parts))
    rules = rulebooks.compile(rulebooks.load("index-full"))
    gates = GatePolicy(silence_ns=30 * NS, step=PPM // 2, deviation=50_000, readmit=20_000, probation_ns=10 * NS)
    prices = replace(
        rules.prices, min_sources=1, max_age_ns=60 * NS, mark=MarkRule.INDEX, trigger=PriceRole.MARK,
        gates=gates, index=IndexPolicy(IndexRule.CLAMPED_MEAN, cap=30_000, step=10_000), forms=MarkPolicy(cap=50_000),
    )  # fmt: skip
    tape, steps = read_price_tape(tape_file), []

    def kept(_: object, outcome: object) -> None:
        command, number = outcome.command, len(steps) + 1  # type: ignore[attr-defined]
        effect = e.encode(outcome.stages)  # type: ignore[attr-defined]
        steps.append(Step(number, str(number), command.time_ns, c.encode(command), effect))

    play(told(tape, heard(tape), replace(rules, prices=prices)), kept)
    with SqliteJournal(tmp_path / "october.journal", create=True) as journal:
        journal.append(steps)
    with SqliteJournal(tmp_path / "october.journal", readonly=True) as journal:
        write(export(journal, Asked("POL")).files, tmp_path / "bundle")
    code, text = alone(root, tmp_path / "bundle", "--json")
    found = json.loads(text)
    assert code == 0, found
    assert found["recomputed"]["index values"] > 1_000
    assert found["recomputed"]["turns of sources"] > 50
    told_at = call("price", "explain", tmp_path / "october.journal", "POL", "21:27:28").stdout
    assert "assumed, a label and not a measurement" in told_at
