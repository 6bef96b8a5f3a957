"""An acknowledged id survives kill -9, and a group is kept whole or not at all."""

import subprocess
import sys
from contextlib import closing
from pathlib import Path
from random import Random
from time import monotonic

import pytest

from solvent.journal import MemoryJournal, SqliteJournal, verify
from tests.journal.steps import step

ROOT = Path(__file__).resolve().parents[2]

# Says which group it is about to write, writes it, and only then acknowledges its ids.
WRITER = """
import sys
from random import Random
from solvent.journal import SqliteJournal
from tests.journal.steps import steps
journal, chance = SqliteJournal(sys.argv[1], create=True), Random(int(sys.argv[2]))
while True:
    group = steps(journal.seq + 1, journal.seq + chance.choice((1, 2, 7, 40, 300)), size=chance.choice((8, 400)))
    print("writing", group[0].seq, group[-1].seq, flush=True)
    journal.append(group)
    print("\\n".join(f"acknowledged {each.command_id} {each.seq}" for each in group), flush=True)
    if chance.random() < 0.2:
        journal.save_snapshot(journal.seq, journal.head, b"state" * 1000)
"""


def killed(path: Path, chance: Random) -> tuple[list[tuple[int, int]], dict[str, int]]:
    """The groups a writer began and the ids it acknowledged before it was killed, after some lines or some time."""
    began: list[tuple[int, int]] = []
    acknowledged: dict[str, int] = {}
    lines = 0
    enough, deadline = chance.choice((1, 2, 40, 900)) + chance.randrange(40), monotonic() + 10
    command = [sys.executable, "-c", WRITER, str(path), str(chance.randrange(10**9))]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        for line in writer.stdout:  # reads on after the kill: what was printed before it was acknowledged
            lines += 1
            if lines == enough or monotonic() > deadline:
                writer.kill()
            word, *rest = line.split(" ") if line.endswith("\n") else [""]  # the last line may be cut by the kill
            if word == "writing":
                began.append((int(rest[0]), int(rest[1])))
            elif word == "acknowledged":
                acknowledged[rest[0]] = int(rest[1])
    assert writer.returncode == -9
    return began, acknowledged


@pytest.mark.parametrize("seed", range(4))
def test_what_was_acknowledged_before_kill_9_is_there_and_no_group_is_half_there(tmp_path: Path, seed: int) -> None:
    path, chance = tmp_path / "journal.db", Random(seed)
    groups: list[tuple[int, int]] = []
    acknowledged: dict[str, int] = {}
    for _ in range(3):  # the same file is killed, opened and continued
        began, ids = killed(path, chance)
        acknowledged |= ids
        with closing(SqliteJournal(path, create=True)) as journal:
            verification = verify(journal)
            assert verification.ok, verification.faults
            assert all(journal.find(command_id) == seq for command_id, seq in acknowledged.items())
            groups += [group for group in began if group[1] <= journal.seq]
            assert journal.seq == max((last for _, last in groups), default=0)
            assert [(blob.first, blob.last) for blob in journal.blobs()] == groups
            assert journal.find(step(journal.seq + 1).command_id) is None
            again = MemoryJournal()
            for record in journal.records():
                again.append([record])
            assert again.head == journal.head
            kept = journal.snapshot()
            assert kept is None or (kept.seq <= journal.seq and kept.digest == kept.head)
    assert acknowledged
