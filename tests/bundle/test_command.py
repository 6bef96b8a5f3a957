"""`solvent price bundle` from a journal on disk: what it writes, and what it will not."""

import json
from pathlib import Path

import pytest

from solvent.journal import SqliteJournal
from solvent_verify.__main__ import main, verified
from tests.bundle.house import journal_of, played
from tests.cli.doors import call

MARKET = "A-USD"


@pytest.fixture(scope="module")
def journal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("house") / "house.journal"
    with SqliteJournal(path, create=True) as opened:
        opened.append(list(journal_of(played(1, 120, calm=70, crowd=8)).records()))
    return path


@pytest.mark.parametrize("name", ["bundle", "bundle.zip", "below/it/bundle.zip"])
def test_it_writes_a_folder_or_an_archive_that_verifies(journal: Path, tmp_path: Path, name: str) -> None:
    result = call("price", "bundle", journal, MARKET, "-o", tmp_path / name, "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    code, found = verified(tmp_path / name)
    assert (code, found["seal"]) == (0, told["seal"])
    assert sum(told["records"].values()) == found["records"]


def test_it_says_what_it_wrote(journal: Path, tmp_path: Path) -> None:
    lines = call("price", "bundle", journal, MARKET, "--prices-only", "-o", tmp_path / "b").stdout.splitlines()
    assert lines[0].startswith(f"written: {tmp_path / 'b'}, ")
    assert lines[1].endswith(", 0 decisions")
    assert lines[2].startswith("seal ")


def test_what_cannot_be_written_is_said_in_one_message(journal: Path, tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.mkdir()
    for words, expected in (
        (("A-USB", "-o", tmp_path / "a"), "did you mean 'A-USD'"),
        ((MARKET, "-o", taken), "expected a name that is not taken"),
        ((MARKET, "-o", tmp_path / "b", "--account", "nobody"), "accounts, found 'nobody'"),
        ((MARKET, "-o", tmp_path / "c", "--account", "client1", "--prices-only"), "found both"),
        ((MARKET, "-o", tmp_path / "d", "--from", "noon"), "expected a time such as"),
        ((MARKET, "-o", tmp_path / "e", "--from", "00:05", "--to", "00:04"), "expected a time at or after --from"),
        ((MARKET, "-o", tmp_path / "f", "--from", "23:59"), "expected a step in the time asked for"),
        ((MARKET,), "Missing option"),
    ):
        result = call("price", "bundle", journal, *words)
        assert result.exit_code == 2, words
        assert expected in result.stderr, (words, result.stderr)
    assert list(tmp_path.iterdir()) == [taken]
    assert call("price", "bundle", tmp_path / "nothing", MARKET, "-o", tmp_path / "g").exit_code == 2


def test_the_verifier_prints_its_verdict(journal: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call("price", "bundle", journal, MARKET, "-o", tmp_path / "b")
    assert main([str(tmp_path / "b")]) == 0
    text = capsys.readouterr().out
    assert text.startswith(f"{MARKET} from 1970-01-01T00:01:40Z to ")
    assert "recomputed and the same: " in text
    assert "taken as given: what the sources said" in text
    records = tmp_path / "b" / "records.jsonl"
    records.write_bytes(records.read_bytes().replace(b'"ticks":', b'"tocks":', 1))
    assert main([str(tmp_path / "b")]) == 1
    assert capsys.readouterr().out.startswith("broken: records.jsonl, record ")
