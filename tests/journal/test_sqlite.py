"""The file itself: what is refused when it is opened, who may hold it, and what happens when the disk says no."""

import os
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any

import pytest

from solvent.errors import JournalCorrupt, JournalError, JournalNotFound
from solvent.journal import SqliteJournal, chain, verify
from tests.journal.steps import step, steps


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A closed journal of 3 steps."""
    path = tmp_path / "journal.db"
    with closing(SqliteJournal(path, create=True)) as journal:
        journal.append(steps(1, 3))
    return path


def beside(path: Path) -> list[str]:
    """The names of the files in its folder."""
    return sorted(found.name for found in path.parent.iterdir())


# What is refused when opened.


def missing(path: Path) -> None:
    path.unlink()


def directory(path: Path) -> None:
    path.unlink()
    path.mkdir()


def pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def text(path: Path) -> None:
    path.write_text("seq,command\n" * 400)


def short_text(path: Path) -> None:
    path.write_text("seq,command\n")


def empty(path: Path) -> None:
    path.write_bytes(b"")


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:9000])


def newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE meta SET format = 7")


def foreign(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("CREATE TABLE invoices (id)")


UNUSABLE: dict[Callable[[Path], None], tuple[type[JournalError], str]] = {
    missing: (JournalNotFound, "expected a journal, found no file"),
    directory: (JournalError, "expected a journal file, found a directory"),
    pipe: (JournalError, "expected a journal file, found a device, pipe or socket"),
    text: (JournalCorrupt, "expected an SQLite database, found a file that is not one"),
    short_text: (JournalCorrupt, "expected an SQLite database, found a file that is not one"),
    empty: (JournalCorrupt, "expected a journal, found an empty database of 0 bytes"),
    cut: (JournalCorrupt, "expected a whole database, found one cut short or overwritten .* 9000 bytes"),
    newer: (JournalError, "expected journal format 1 or older, found 7: a newer solvent wrote it"),
    foreign: (JournalError, "expected a journal, found a database with other tables: invoices"),
}


@pytest.mark.parametrize("readonly", [True, False])
@pytest.mark.parametrize("spoil", UNUSABLE, ids=lambda spoil: spoil.__name__)
def test_what_is_not_a_journal_is_refused_and_left_as_it_is(
    path: Path, spoil: Callable[[Path], None], readonly: bool
) -> None:
    kind, message = UNUSABLE[spoil]
    spoil(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(kind, match=f"^{path}: .*{message}"):
        SqliteJournal(path, readonly=readonly)
    assert (path.read_bytes() if path.is_file() else None) == before
    assert set(beside(path)) <= {"journal.db", "journal.db-lock"}


@pytest.mark.parametrize("spoil", [spoil for spoil in UNUSABLE if spoil not in (missing, empty)])
def test_create_does_not_write_over_something_else(path: Path, spoil: Callable[[Path], None]) -> None:
    spoil(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(JournalError, match=UNUSABLE[spoil][1]):
        SqliteJournal(path, create=True)
    assert (path.read_bytes() if path.is_file() else None) == before


@pytest.mark.parametrize("spoil", [missing, empty])
def test_create_lays_out_a_journal_where_there_is_none(path: Path, spoil: Callable[[Path], None]) -> None:
    spoil(path)
    with closing(SqliteJournal(path, create=True)) as journal:
        assert journal.seq == 0
        journal.append(steps(1, 2))
    with closing(SqliteJournal(path, create=True)) as journal:
        assert journal.seq == 2


def test_create_needs_a_folder_and_a_writer(tmp_path: Path) -> None:
    with pytest.raises(JournalNotFound, match="expected a directory to make the journal in, found none"):
        SqliteJournal(tmp_path / "nowhere" / "journal.db", create=True)
    with pytest.raises(JournalError, match="expected create or readonly, found both"):
        SqliteJournal(tmp_path / "journal.db", create=True, readonly=True)


@contextmanager
def unprivileged() -> Iterator[Path]:
    """A folder, and the rights of a user who is not root, for whom alone file modes mean something."""
    with TemporaryDirectory(dir="/tmp") as name:
        folder = Path(name)
        user = os.geteuid() or 65534
        os.chown(folder, user, -1)
        folder.chmod(0o755)
        restore = os.geteuid()
        os.seteuid(user)
        try:
            yield folder
        finally:
            os.seteuid(restore)


def test_a_file_that_may_not_be_written_is_refused_for_writing_and_can_be_read() -> None:
    with unprivileged() as folder:
        path = folder / "journal.db"
        with closing(SqliteJournal(path, create=True)) as journal:
            journal.append(steps(1, 3))
        path.chmod(0o444)
        with pytest.raises(JournalError, match="expected a file this process may write, found it read-only"):
            SqliteJournal(path)
        with closing(SqliteJournal(path, readonly=True)) as journal:
            assert verify(journal).steps == 3
        path.chmod(0)
        with pytest.raises(JournalError, match="expected a file this process may open, found: unable to open"):
            SqliteJournal(path, readonly=True)


def test_a_folder_that_may_not_be_written_is_refused_for_writing_and_can_be_read() -> None:
    with unprivileged() as folder:
        path = folder / "journal.db"
        with closing(SqliteJournal(path, create=True)) as journal:
            journal.append(steps(1, 3))
        Path(f"{path}-lock").unlink()
        folder.chmod(0o555)
        with pytest.raises(JournalError, match=r"expected to hold the lock journal\.db-lock, found: unable to open"):
            SqliteJournal(path)
        with closing(SqliteJournal(path, readonly=True)) as journal:
            assert verify(journal).steps == 3
        with pytest.raises(JournalError, match="expected to hold the lock"):
            SqliteJournal(folder / "other.db", create=True)


@pytest.mark.parametrize("name", ["a b.db", "what?.db", "50%41.db", "#1.db", "Σ.db", "x.db?mode=memory"])
def test_any_file_name_will_do(tmp_path: Path, name: str) -> None:
    with closing(SqliteJournal(tmp_path / name, create=True)) as journal:
        journal.append([step(1)])
    assert (tmp_path / name).is_file()
    with closing(SqliteJournal(str(tmp_path / name), readonly=True)) as journal:
        assert journal.seq == 1


# Readers.


def test_looking_leaves_no_file_behind(path: Path) -> None:
    Path(f"{path}-lock").unlink()
    before = path.read_bytes()
    with closing(SqliteJournal(path, readonly=True)) as journal:
        assert verify(journal).ok
        assert beside(path) == ["journal.db"]
    assert beside(path) == ["journal.db"]
    assert path.read_bytes() == before


def test_a_reader_of_a_closed_journal_notices_the_writers_that_come_after_it(path: Path) -> None:
    with closing(SqliteJournal(path, readonly=True)) as reader:
        for _ in range(3):
            assert list(reader.records())[-1].seq == reader.seq == 3
            with closing(SqliteJournal(path)) as writer:
                writer.append(steps(writer.seq + 1, writer.seq + 500, size=100))
                assert verify(reader).ok
            assert reader.find(step(400).command_id) is not None
            assert verify(reader).ok


# Writers.


def test_a_second_writer_is_refused_and_readers_are_not(path: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.db"
    link.symlink_to(path)
    with closing(SqliteJournal(path)) as writer:
        for name in (path, link):
            with pytest.raises(JournalError, match="expected to be its one writer, found that another has it"):
                SqliteJournal(name)
        writer.append([step(4)])
        with closing(SqliteJournal(path, readonly=True)) as reader:
            assert reader.seq == 4
        writer.append([step(5)])
    with closing(SqliteJournal(link)) as writer:
        assert writer.seq == 5


HOLD = """
import sys
from solvent.journal import SqliteJournal
journal = SqliteJournal(sys.argv[1])
print("held", flush=True)
sys.stdin.read()
"""


def test_a_writer_in_another_process_holds_the_journal_until_it_is_killed(path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(JournalError, match="expected to be its one writer"):
            SqliteJournal(path)
        holder.kill()
        holder.wait()
    with closing(SqliteJournal(path)) as journal:
        assert journal.seq == 3


def test_a_forked_child_does_not_keep_the_lock(path: Path) -> None:
    """With an inherited lock a forgotten worker would keep the journal from ever being opened again."""
    code = (
        "import os, sys, time\nfrom solvent.journal import SqliteJournal\njournal = SqliteJournal(sys.argv[1])\n"
        "child = os.fork()\nif child:\n    print(child, flush=True)\ntime.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        child = int(holder.stdout.readline())
        holder.kill()
        holder.wait()
        try:
            SqliteJournal(path).close()
        finally:
            os.kill(child, 9)


def test_even_without_the_lock_a_second_writer_cannot_fork_the_chain(path: Path) -> None:
    with closing(SqliteJournal(path)) as one:
        Path(f"{path}-lock").unlink()
        with closing(SqliteJournal(path)) as two:
            two.append([step(4)])
            with pytest.raises(JournalError, match="expected step 3 to be the last, found that another writer"):
                one.append([step(4, size=9)])
            with pytest.raises(JournalError, match="another writer's steps were found in the store"):
                one.append([step(4)])
    with closing(SqliteJournal(path, readonly=True)) as journal:
        assert (journal.seq, verify(journal).ok) == (4, True)


def test_a_file_replaced_under_the_writer_is_noticed_before_the_next_acknowledgement(path: Path) -> None:
    with closing(SqliteJournal(path)) as journal:
        path.rename(f"{path}.old")
        with pytest.raises(JournalError, match="expected the journal, found: No such file"):
            journal.append([step(4)])
        Path(f"{path}.old").rename(path)
    with closing(SqliteJournal(path)) as journal:
        copy = path.read_bytes()
        path.unlink()
        path.write_bytes(copy)
        with pytest.raises(JournalError, match="expected the file that was opened, found another there"):
            journal.append([step(4)])


def test_every_commit_is_synced(path: Path) -> None:
    with closing(SqliteJournal(path)) as journal:
        db = journal._store._file._db  # type: ignore[attr-defined]
        answers = [db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous", "fullfsync")]
    assert answers == ["wal", 2, 1]


def test_another_thread_never_sees_what_is_not_durable(path: Path) -> None:
    seen: list[tuple[int | None, int]] = []
    with closing(SqliteJournal(path)) as journal:

        def look() -> None:
            while (at := journal.seq) < 100:
                seen.append((journal.find(step(at + 1).command_id), journal.seq))

        watcher = Thread(target=look)
        watcher.start()
        for seq in range(4, 101):
            journal.append([step(seq)])
        watcher.join()
    assert seen
    assert all(found is None or found <= durable for found, durable in seen)


# When the disk says no.


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """Let no file of this process grow past `size` bytes, as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_fails_the_append_and_ends_writing(path: Path) -> None:
    with closing(SqliteJournal(path)) as journal:
        journal.append(steps(4, 6))
        head = journal.head
        with (
            largest_file(Path(f"{path}-wal").stat().st_size + 5000),
            pytest.raises(JournalError, match="cannot append steps 7 to 9: expected SQLite to do it, found: disk I/O"),
        ):
            journal.append(steps(7, 9, size=9000))
        assert (journal.seq, journal.head, journal.find(step(7).command_id)) == (6, head, None)
        for attempt in (lambda: journal.append([step(7)]), lambda: journal.seal("r"), lambda: save(journal)):
            with pytest.raises(JournalError, match="the append of steps 7 to 9 did not finish; close the journal and"):
                attempt()
        assert [record.seq for record in journal.records()] == [1, 2, 3, 4, 5, 6]
    with closing(SqliteJournal(path)) as journal:
        assert (journal.seq, journal.head) == (6, head)
        journal.append(steps(7, 9))
        assert verify(journal, head).ok


def save(journal: SqliteJournal) -> None:
    journal.save_snapshot(journal.seq, b"digest", b"state")


class Refusing:
    """A connection on which one statement fails, before or after SQLite has done it."""

    def __init__(self, db: sqlite3.Connection, statement: str, error: BaseException, after: bool) -> None:
        self._db, self._statement, self._error, self._after = db, statement, error, after

    def execute(self, statement: str, *values: Any) -> Any:
        refused = statement.startswith(self._statement)
        if refused and not self._after:
            raise self._error
        answer = self._db.execute(statement, *values)
        if refused:
            raise self._error
        return answer

    def __getattr__(self, name: str) -> Any:
        return getattr(self._db, name)


@pytest.mark.parametrize("write", [lambda j: j.append([step(4)]), save, lambda j: j.seal("r")])
@pytest.mark.parametrize("error", [sqlite3.OperationalError("disk I/O error"), KeyboardInterrupt()], ids=repr)
@pytest.mark.parametrize("statement", ["BEGIN", "INSERT INTO blob", "COMMIT"])
@pytest.mark.parametrize("after", [False, True])
def test_an_interrupted_write_is_never_tried_again(
    path: Path, write: Callable[[SqliteJournal], Any], error: BaseException, statement: str, after: bool
) -> None:
    """Whether it became durable is then unknown here, and is seen when the journal is opened again."""
    journal = SqliteJournal(path)
    file = journal._store._file  # type: ignore[attr-defined]
    file._db = Refusing(file._db, statement, error, after)
    try:
        with pytest.raises((JournalError, KeyboardInterrupt)):
            write(journal)
    except pytest.fail.Exception:
        assert statement == "INSERT INTO blob"  # only an append says that
        return journal.close()
    file._db = file._db._db
    assert (journal.seq, journal.sealed) == (3, None)
    with pytest.raises(JournalError, match=r"did not finish|sealed after"):
        journal.append([step(4)])
    journal.close()
    with closing(SqliteJournal(path)) as again:
        kept = after and statement == "COMMIT"
        assert (again.seq == 4 or again.sealed == "r" or again.snapshot() is not None) == kept
        assert verify(again).ok
    return None


def test_the_message_of_a_foreign_error_names_the_file_and_the_verb(path: Path) -> None:
    with closing(SqliteJournal(path)) as journal:
        file = journal._store._file  # type: ignore[attr-defined]
        file._db = Refusing(file._db, "COMMIT", sqlite3.OperationalError("disk I/O error"), after=False)
        with pytest.raises(
            JournalError, match=f"^{path}: cannot append steps 4 to 4: expected .*found: disk I/O error$"
        ):
            journal.append([step(4)])
        file._db = file._db._db


def test_the_largest_blob_fits_the_largest_row() -> None:
    with closing(sqlite3.connect(":memory:")) as db:
        assert db.getlimit(sqlite3.SQLITE_LIMIT_LENGTH) > chain.MAX_BLOB_BYTES + 1000
