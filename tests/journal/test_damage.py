"""Whatever happens to the bytes on disk is found and named, or changes nothing that can be read."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random
from typing import Any

import pytest

from solvent.errors import JournalCorrupt, JournalError
from solvent.journal import Fault, MemoryJournal, MemoryStore, Snapshot, SqliteJournal, chain, verify
from tests.journal.steps import groups, step, steps

SIZES = [4, 1, 3]  # and a last group of 2: steps 1-4, 5, 6-8, 9-10
LAST = 10


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A closed journal of 4 blobs, 10 steps and 2 snapshots."""
    path = tmp_path / "journal.db"
    with closing(SqliteJournal(path, create=True)) as journal:
        for group in groups(steps(1, LAST), SIZES):
            journal.append(group)
        journal.save_snapshot(5, b"digest 5", b"state 5")
        journal.save_snapshot(LAST, b"digest 10", b"state 10")
    return path


@contextmanager
def raw(path: Path) -> Iterator[sqlite3.Connection]:
    """The file by its back door."""
    with closing(sqlite3.connect(path)) as db:
        with db:
            yield db
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def faults(path: Path, expected_head: bytes | None = None) -> list[str]:
    with closing(SqliteJournal(path, readonly=True)) as journal:
        return [str(fault) for fault in verify(journal, expected_head).faults]


def places() -> Iterator[tuple[int, int, int]]:
    """(blob number, offset in bytes, step there) of every byte of every blob."""
    for number, group in enumerate(groups(steps(1, LAST), SIZES), 1):
        offset = 0
        for each in group:
            for _ in range(len(chain.body_of(each)) + chain.HEAD_BYTES):
                yield number, offset, each.seq
                offset += 1


def flipped(data: bytes, offset: int, chance: Random) -> bytes:
    return data[:offset] + bytes([data[offset] ^ (1 << chance.randrange(8))]) + data[offset + 1 :]


def test_a_flipped_byte_anywhere_in_any_blob_is_found_and_named(path: Path) -> None:
    with raw(path) as db:
        written = dict(db.execute("SELECT number, steps FROM blob"))
    chance, seen = Random(7), dict.fromkeys(written, 0)
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for number, offset, seq in places():
            change = "UPDATE blob SET steps = ? WHERE number = ?"
            db.execute(change, (flipped(written[number], offset, chance), number))
            with closing(SqliteJournal(path, readonly=True)) as journal:
                found = verify(journal).faults
                assert [(fault.blob, fault.seq) for fault in found] == [(number, seq)]
                with pytest.raises(JournalCorrupt, match=f"blob {number}, step {seq}: .*: expected .*, found "):
                    list(journal.records())
            db.execute(change, (written[number], number))
            seen[number] += 1
    assert seen == {number: len(data) for number, data in written.items()}
    assert faults(path) == []


def test_every_bit_of_a_blob_counts() -> None:
    store = MemoryStore()
    MemoryJournal(store).append(steps(1, 3))
    blob = store.rows[0]
    for bit in range(8 * len(blob.steps)):
        change = (1 << bit) ^ int.from_bytes(blob.steps)
        damaged = change.to_bytes(len(blob.steps))
        found = list(chain.walk(type(blob)(1, 1, 3, blob.head, damaged), chain.GENESIS))
        assert isinstance(found[-1], Fault)


@pytest.mark.parametrize("length", [1, 27, 28, 100, -33, -1])
def test_a_blob_cut_short_is_named(path: Path, length: int) -> None:
    change_blob_3(path, lambda data: data[:length])


def test_a_blob_grown_is_named(path: Path) -> None:
    change_blob_3(path, lambda data: data + b"\0")
    change_blob_3(path, lambda data: data + data)


def change_blob_3(path: Path, change: Callable[[bytes], bytes]) -> None:
    with raw(path) as db:
        data = db.execute("SELECT steps FROM blob WHERE number = 3").fetchone()[0]
        db.execute("UPDATE blob SET steps = ? WHERE number = 3", (change(data),))
    found = faults(path)
    assert len(found) == 1
    assert found[0].startswith("blob 3, step ")


BLOB_FAULTS: dict[str, tuple[str, str]] = {
    "a row deleted": ("DELETE FROM blob WHERE number = 2", "blob 3, step 6: next blob: expected blob 2 from step 5"),
    "the first row deleted": (
        "DELETE FROM blob WHERE number = 1",
        "blob 2, step 5: next blob: expected blob 1 from step 1",
    ),
    "the numbers of two rows swapped": (
        "UPDATE blob SET number = 5 - number WHERE number IN (2, 3)",
        "blob 3, step 5: next blob: expected blob 2 from step 5",
    ),
    "the contents of two rows swapped": (
        "UPDATE blob SET steps = (SELECT o.steps FROM blob o WHERE o.number = 4 - blob.number) WHERE number IN (1, 3)",
        "blob 1, step 1: chain head",
    ),
    "a row copied over another": (
        "UPDATE blob SET (steps, head) = (SELECT steps, head FROM blob WHERE number = 1) WHERE number = 3",
        "blob 3, step 6: chain head",
    ),
    "the head of a row changed": (
        "UPDATE blob SET head = zeroblob(32) WHERE number = 2",
        "blob 2, step 5: head of the blob",
    ),
    "the last step of a row changed": (
        "UPDATE blob SET last = 6 WHERE number = 2",
        "blob 2, step 6: last step of the blob: expected 6, found 5",
    ),
    "the first step of a row changed": ("UPDATE blob SET first = 0 WHERE number = 1", "blob 1, step 0: next blob"),
    "a number turned into text": (
        "UPDATE blob SET number = 'two' WHERE number = 2",
        "row ('two',) of blob: expected int",
    ),
    "an id forgotten": ("DELETE FROM command WHERE seq = 6", "blob 3, step 6: step of id 'venue:trade:000006'"),
    "an id that points elsewhere": (
        "UPDATE command SET seq = 2 WHERE seq = 6",
        "blob 3, step 6: step of id 'venue:trade:000006': expected 6, found 2",
    ),
    "an id too many": (
        "INSERT INTO command VALUES ('ghost', 4)",
        "command ids: expected one for each of 10 steps, found 11",
    ),
    "the last row deleted but not its ids": (
        "DELETE FROM blob WHERE number = 4",
        "command ids: expected one for each of 8 steps, found 10",
    ),
    "the last row and its ids deleted but not a snapshot": (
        "DELETE FROM blob WHERE number = 4; DELETE FROM command WHERE seq > 8",
        "step 10: end of the chain: expected the snapshot's step or later, found step 8",
    ),
}


@pytest.mark.parametrize("name", BLOB_FAULTS)
def test_rows_that_were_tampered_with_are_named(path: Path, name: str) -> None:
    statements, message = BLOB_FAULTS[name]
    with raw(path) as db:
        db.executescript(statements)
    found = faults(path)
    assert any(message in fault for fault in found), found


@pytest.mark.parametrize("name", [name for name in BLOB_FAULTS if "row" in name and "last row" not in name])
def test_records_refuse_tampered_rows_too(path: Path, name: str) -> None:
    with raw(path) as db:
        db.executescript(BLOB_FAULTS[name][0])
    with closing(SqliteJournal(path, readonly=True)) as journal, pytest.raises(JournalCorrupt, match="blob"):
        list(journal.records())


@pytest.mark.parametrize("column", ["head", "digest", "state", "checked"])
def test_a_changed_snapshot_is_refused(path: Path, column: str) -> None:
    with raw(path) as db:
        db.execute(f"UPDATE snapshot SET {column} = zeroblob(32) WHERE seq = 10")
    with closing(SqliteJournal(path, readonly=True)) as journal:
        with pytest.raises(JournalCorrupt, match=r"step 10: check of the snapshot: expected .*, found "):
            journal.snapshot()
        kept = journal.snapshot(9)
        assert kept is not None
        assert kept.digest == b"digest 5"
        with pytest.raises(JournalCorrupt):
            list(journal.snapshots())
    assert [fault[:7] for fault in faults(path)] == ["step 10"]


def test_a_snapshot_of_another_history_is_refused(path: Path) -> None:
    with raw(path) as db:
        row = db.execute("SELECT digest, state FROM snapshot WHERE seq = 10").fetchone()
        other = chain.snapshot_check(snapshot := Snapshot(10, bytes(32), *row))
        db.execute("UPDATE snapshot SET head = ?, checked = ? WHERE seq = 10", (snapshot.head, other))
    with (
        closing(SqliteJournal(path, readonly=True)) as journal,
        pytest.raises(JournalCorrupt, match="step 10: chain head of the snapshot"),
    ):
        journal.snapshot()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE meta SET sealed = NULL",
        "UPDATE meta SET sealed = 'reason'",
        "UPDATE meta SET format = 0",
        "DELETE FROM meta",
        "DROP TABLE snapshot",
        "ALTER TABLE command RENAME COLUMN seq TO sek",
    ],
)
def test_a_changed_seal_or_table_is_refused_when_opened(path: Path, change: str) -> None:
    with closing(SqliteJournal(path)) as journal:
        journal.seal("Reason")
    with raw(path) as db:
        db.execute(change)
    for readonly in (True, False):
        with pytest.raises(JournalCorrupt, match=r"expected .*, found "):
            SqliteJournal(path, readonly=readonly)


def test_a_writer_does_not_extend_a_chain_whose_last_blob_is_damaged(path: Path) -> None:
    with raw(path) as db:
        db.execute("UPDATE blob SET steps = zeroblob(length(steps)) WHERE number = 4")
    with pytest.raises(JournalCorrupt, match="blob 4, step 9: "):
        SqliteJournal(path)
    SqliteJournal(path, readonly=True).close()


def test_a_cut_tail_is_invisible_to_the_chain_and_shown_by_a_witnessed_head(path: Path) -> None:
    """Why heads are witnessed outside: what is left is a true, shorter journal."""
    with closing(SqliteJournal(path, readonly=True)) as journal:
        witnessed = journal.head
    with raw(path) as db:
        for statement in ("blob WHERE number = 4", "command WHERE seq > 8", "snapshot WHERE seq > 8"):
            db.execute(f"DELETE FROM {statement}")
    assert faults(path) == []
    assert [fault.partition(":")[0] for fault in faults(path, witnessed)] == ["witnessed head"]


def everything(journal: SqliteJournal) -> list[Any]:
    """All that can be read from a journal."""
    known = [journal.find(each.command_id) for each in steps(1, LAST + 1)]
    return [*journal.records(), known, journal.snapshot(), *journal.snapshots(), journal.sealed, journal.head]


def found_or_harmless(path: Path, expected: list[Any], witnessed: bytes) -> bool:
    """Whether damage was found; if not, everything must read as it was written."""
    try:
        with closing(SqliteJournal(path, readonly=True)) as journal:
            if not verify(journal, witnessed).ok:
                return True
            assert everything(journal) == expected
            return False
    except JournalError as error:
        return str(path) in str(error)  # an error that does not say where is no better than a wrong answer


def pristine(path: Path) -> tuple[list[Any], bytes]:
    with closing(SqliteJournal(path, readonly=True)) as journal:
        return everything(journal), journal.head


def test_a_flipped_byte_anywhere_in_the_file_is_found_or_harmless(path: Path) -> None:
    """No position may raise anything but a `JournalError`, and none may change an answer unnoticed."""
    expected, witnessed = pristine(path)
    written, chance, found = path.read_bytes(), Random(11), 0
    used = [at for at, byte in enumerate(written) if byte]
    positions = [*range(100), *chance.sample(used, 500), *chance.sample(range(len(written)), 100)]
    for at in positions:
        path.write_bytes(flipped(written, at, chance))
        found += found_or_harmless(path, expected, witnessed)
    assert found > 400


def test_a_file_cut_anywhere_is_found(path: Path) -> None:
    expected, witnessed = pristine(path)
    written = path.read_bytes()
    lengths = [*range(0, 120, 7), *range(120, len(written), 509), len(written) - 1]
    for length in lengths:
        path.write_bytes(written[:length])
        assert found_or_harmless(path, expected, witnessed), length


def test_a_log_torn_anywhere_loses_whole_groups_from_the_end_only(tmp_path: Path) -> None:
    """What a power cut may leave: the steps that reached the disk, group by group, and a chain that is true."""
    path, copy = tmp_path / "journal.db", tmp_path / "copy.db"
    ends = {0}
    with closing(SqliteJournal(path, create=True)) as journal:
        journal.append(steps(1, 2))
        for size in (1, 4, 2, 5):
            ends.add(journal.seq)
            journal.append(steps(journal.seq + 1, journal.seq + size, size=300))
        ends.add(journal.seq)
        witnessed = journal.head
        log = Path(f"{path}-wal").read_bytes()
        lost = set()
        for length in [*range(0, len(log), 997), len(log)]:
            for stale in tmp_path.glob("copy.db*"):
                stale.unlink()
            shutil.copy(path, copy)
            Path(f"{copy}-wal").write_bytes(log[:length])
            with closing(SqliteJournal(copy, create=True)) as torn:
                assert torn.seq in ends
                assert verify(torn).ok
                assert verify(torn, witnessed).ok == (torn.seq == journal.seq)
                torn.append([step(torn.seq + 1)])
                lost.add(journal.seq + 1 - torn.seq)
    assert {0, 5, 7} <= lost


def test_a_report_of_faults_ends_somewhere(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("solvent.journal.verification.MOST_FAULTS", 3)
    with raw(path) as db:
        db.execute("DELETE FROM command")
    assert len(faults(path)) == 3
