"""`solvent explain` and `solvent replay` on a whole journal, and on one that somebody touched."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from solvent.journal import SqliteJournal
from solvent.runtime import recover
from tests.cli.doors import book_file, call
from tests.reports import closing


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    closing.write(tmp_path / "story.journal").close()  # type: ignore[attr-defined]
    return tmp_path / "story.journal"


def test_a_true_journal_is_said_to_be_true(journal: Path) -> None:
    with SqliteJournal(journal, readonly=True) as opened:
        head, digest = opened.head.hex(), recover(opened).digest().hex()
    result = call("replay", journal)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "steps   14 in 1 blob",
        f"head    {head}",
        f"digest  {digest}",
        "OK: the chain is whole, and the book by cause is the book by effect",
    ]
    found = json.loads(call("replay", journal, "--json").stdout)
    assert (found["ok"], found["steps"], found["head"], found["digest"]) == (True, 14, head, digest)


def test_a_witnessed_head_is_looked_for(journal: Path) -> None:
    with SqliteJournal(journal, readonly=True) as opened:
        heads = [record.head.hex() for record in opened.records()]
    assert call("replay", journal, "--expect-head", heads[-1]).exit_code == 0
    assert call("replay", journal, "--expect-head", heads[3]).exit_code == 0
    result = call("replay", journal, "--expect-head", "ab" * 32)
    assert result.exit_code == 1
    assert "witnessed head" in result.stdout
    assert "NOT OK" in result.stdout


def test_a_flipped_byte_is_named(journal: Path) -> None:
    data = bytearray(journal.read_bytes())
    place = data.index(b"counterparty", data.index(b"open counterparty") + 20)
    data[place] ^= 1
    journal.write_bytes(data)
    result = call("replay", journal)
    assert result.exit_code == 1
    assert re.search(r"^FAULT   blob 1.*expected .*, found", result.stdout, re.MULTILINE)
    assert result.stdout.endswith(f"NOT OK: {journal}\n")
    assert json.loads(call("replay", journal, "--json").stdout)["ok"] is False
    explained = call("explain", journal, "borrower")
    assert explained.exit_code == 2
    assert "blob 1" in explained.stderr


@pytest.mark.parametrize("kept", [100, 5000, 12_000])
def test_a_truncated_journal_is_not_true(journal: Path, kept: int) -> None:
    data = journal.read_bytes()
    assert kept < len(data)
    journal.write_bytes(data[:kept])
    assert call("replay", journal).exit_code in (1, 2)
    assert call("explain", journal, "borrower").exit_code == 2


def test_what_is_no_journal_at_all_is_not_true(tmp_path: Path) -> None:
    result = call("replay", book_file(tmp_path))
    assert result.exit_code == 1
    assert "expected an SQLite database, found a file that is not one" in result.stdout


def test_rules_that_decide_otherwise_are_named_by_step(journal: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from solvent.engine import indexing

    compose = indexing.compose

    def one_more(*columns: Any) -> None:
        compose(*columns)
        columns[-2][:] += 1  # the index

    monkeypatch.setattr(indexing, "compose", one_more)
    result = call("replay", journal)
    assert result.exit_code == 1
    assert "DIFFERS at step 10 (ObservePrice index): stage" in result.stdout
    found = json.loads(call("replay", journal, "--json").stdout)
    assert (found["differs"]["seq"], found["differs"]["command"]) == (10, "ObservePrice")


def test_a_story_has_a_step_before_each_sentence(journal: Path) -> None:
    result = call("explain", journal, "borrower")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "13  10 October 2025, 21:00:01.000 UTC: the last price of ATOM was 3.6000."
    assert all(re.match(r"1[34]  \S|    \S", line) for line in lines)
    assert max(map(len, lines)) <= 110
    found = json.loads(call("explain", journal, "borrower", "--json").stdout)
    assert found["account"] == "borrower"
    assert found["sentences"][0]["about"] == "trigger"
    said = re.sub(r"\s+", " ", re.sub(r"(?m)^(1[34])?\s+", " ", result.stdout)).strip()
    assert said == " ".join(sentence["text"] for sentence in found["sentences"])


def test_a_step_is_told_by_its_number(journal: Path) -> None:
    result = call("explain", journal, "12")
    assert result.stdout.splitlines()[:4] == [
        "Step 12, 10 October 2025, 21:00:00.000 UTC, tester asked (id entry):",
        "  borrower buys 100 ATOM at 4.0000 from counterparty",
        "Stage 1:",
        "  borrower may hold ATOM",
    ]
    found = json.loads(call("explain", journal, "12", "--json").stdout)
    assert (found["seq"], found["id"], found["actor"]) == (12, "entry", "tester")


def test_a_journal_is_only_looked_at(journal: Path) -> None:
    before = journal.read_bytes()
    call("explain", journal, "borrower")
    call("replay", journal)
    assert journal.read_bytes() == before
