"""One SQLite file, opened for one writer or for looking: locks, transactions, and errors a person can read.

Beside the file lie `-wal` and `-shm` while it is open (SQLite's own) and `-lock`, empty, which the one writer holds.
The lock is an operating system lock on a file of its own, so it ends with the process, by kill -9 too, and leaves
readers alone. It is not removed on closing: removing a lock file lets two writers hold two files of one name.

The file must lie on a local disk: a write-ahead log shares memory between processes.

Source: ours; what SQLite promises: sqlite.org/wal.html, sqlite.org/uri.html.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from solvent.errors import JournalCorrupt, JournalError, JournalNotFound

# Ours, measured with 400,000 steps of 200 bytes in groups of 1,000: ids in order 275,000 steps/s whatever these are;
# random ids, which touch a page of the id index each, 68,000 with SQLite's own choice and 99,000 with these.
CACHE_KIB = 65_536
CHECKPOINT_PAGES = 8_000  # of 4,096 bytes: the log is moved into the file at 32 MB

_TORN = (sqlite3.SQLITE_IOERR_SHORT_READ, sqlite3.SQLITE_IOERR_CORRUPTFS)


class SqliteFile:
    """A connection to one file.

    path      the file
    make      make the file where it is missing
    readonly  only look: no lock is taken, and where no writer left a log the file is read without making one
    """

    def __init__(self, path: str | os.PathLike[str], *, make: bool, readonly: bool) -> None:
        self.path = Path(os.path.realpath(path))  # one lock for one file, whatever link led to it
        self.name = str(self.path)
        self._lock: sqlite3.Connection | None = None
        self._db: sqlite3.Connection | None = None
        self._inode = 0
        self._as_closed: tuple[int, int, int] | None = None  # a reader's stamp of a file that has no log
        self._refuse_path(make)
        try:
            if readonly:
                self._connect_reader()
            else:
                self._lock = self._locked()
                self._connect_writer("rwc" if make else "rw")
        except BaseException:
            self.close()
            raise

    def log_ahead(self, first: Sequence[str]) -> None:
        """Write ahead from now on, with an fsync at every commit.

        first  statements of the first transaction; one of them must write, to find a file that may not be written
               before the first step does (BEGIN IMMEDIATE alone does not: SQLite lets it pass on a read-only file)
        """
        with self._wrapped("open for writing"):
            db = self._open()
            mode = db.execute("PRAGMA journal_mode = WAL").fetchone()[0]
            if mode != "wal":
                raise JournalError(f"{self.name}: expected a disk that can hold a write-ahead log, found mode {mode}")
            db.execute("PRAGMA synchronous = FULL")
            db.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
            db.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
            db.execute("PRAGMA fullfsync = ON")  # macOS: fsync alone leaves the bytes in the drive's cache
        with self.transaction("open for writing") as db:
            for statement in first:
                db.execute(statement)
        self._sync_directory()

    def row(self, statement: str, *values: object) -> tuple[Any, ...] | None:
        """The first row of an answer, None where there is none."""
        with self.reading() as db:
            row: tuple[Any, ...] | None = db.execute(statement, values).fetchone()
            return row

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The connection, to look."""
        if self._as_closed and (self._as_closed != self._stamp() or self._has_log()):
            self.close()  # a writer came since: what was read as unchanging may change
            self._connect_reader()
        with self._wrapped("read"):
            yield self._open()

    @contextmanager
    def transaction(self, what: str) -> Iterator[sqlite3.Connection]:
        """One transaction, durable when it ends; an error is never answered by trying again.

        what  the verb and its object, for a message that begins "cannot"
        """
        if self._stamp()[0] != self._inode:  # or steps would be acknowledged into a file that has no name any more
            raise JournalError(f"{self.name}: cannot {what}: expected the file that was opened, found another there")
        with self._wrapped(what):
            db = self._open()
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
                db.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):  # SQLite may have rolled back already
                    db.execute("ROLLBACK")
                raise

    def size(self) -> int:
        """The size of the file, bytes."""
        return self._stamp()[2]

    def close(self) -> None:
        """Let go of the file, then of the lock."""
        db, lock, self._db, self._lock = self._db, self._lock, None, None
        try:
            if db:
                with self._wrapped("close"):
                    db.close()  # the last connection moves the log into the file
        finally:
            if lock:
                lock.close()

    def _refuse_path(self, make: bool) -> None:
        """Refuse what cannot be a journal before SQLite touches it."""
        if self.path.is_dir():
            raise JournalError(f"{self.name}: expected a journal file, found a directory")
        if self.path.exists():
            if not self.path.is_file():
                raise JournalError(f"{self.name}: expected a journal file, found a device, pipe or socket")
        elif not make:
            raise JournalNotFound(f"{self.name}: expected a journal, found no file")
        elif not self.path.parent.is_dir():
            raise JournalNotFound(f"{self.name}: expected a directory to make the journal in, found none")

    def _locked(self) -> sqlite3.Connection:
        """Hold the writer's lock, or say that someone else does.

        A lock by SQLite on an empty file of its own: unlike flock it is not inherited by a forked child that outlives
        the writer, and it is portable.
        """
        beside = Path(f"{self.path}-lock")
        lock = None
        try:
            lock = self._connect(beside, "rwc")
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as error:
            if lock:
                lock.close()
            if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY:
                raise JournalError(f"{self.name}: expected to be its one writer, found that another has it") from error
            raise JournalError(f"{self.name}: expected to hold the lock {beside.name}, found: {error}") from error
        return lock

    def _connect_writer(self, mode: str) -> None:
        with self._wrapped("open for writing"):
            self._db = self._connect(self.path, mode)
            self._inode = self._stamp()[0]

    def _connect_reader(self) -> None:
        """Connect to look; without a log, as to a file that does not change, for else SQLite would make a log."""
        logged = self._has_log()
        self._as_closed = None if logged else self._stamp()
        with self._wrapped("open for reading"):
            self._db = self._connect(self.path, "ro" if logged else "ro&immutable=1")

    @contextmanager
    def _wrapped(self, what: str) -> Iterator[None]:
        """An error of SQLite leaves here as a `JournalError` that says what was attempted, expected and found."""
        try:
            yield
        except UnicodeDecodeError as error:  # the name or the text of a table, damaged, inside SQLite's own message
            raise JournalCorrupt(
                f"{self.name}: cannot {what}: expected text in UTF-8, found {error.object!r}"
            ) from error
        except sqlite3.Error as error:
            code, start = getattr(error, "sqlite_errorcode", 0), f"{self.name}: cannot {what}: expected "
            if code & 0xFF == sqlite3.SQLITE_NOTADB:
                raise JournalCorrupt(f"{start}an SQLite database, found a file that is not one") from error
            if code & 0xFF == sqlite3.SQLITE_CORRUPT or code in _TORN:
                raise JournalCorrupt(
                    f"{start}a whole database, found one cut short or overwritten ({error}; {self.size()} bytes)"
                ) from error
            if code & 0xFF == sqlite3.SQLITE_READONLY:
                raise JournalError(f"{start}a file this process may write, found it read-only ({error})") from error
            if code & 0xFF == sqlite3.SQLITE_CANTOPEN:
                raise JournalError(f"{start}a file this process may open, found: {error}") from error
            raise JournalError(f"{start}SQLite to do it, found: {error}") from error

    def _open(self) -> sqlite3.Connection:
        if self._db is None:
            raise JournalError(f"{self.name}: expected an open journal, found it closed")
        return self._db

    def _stamp(self) -> tuple[int, int, int]:
        """Inode, time of the last change in nanoseconds, and size in bytes of the file."""
        try:
            found = self.path.stat()
        except OSError as error:
            raise JournalNotFound(f"{self.name}: expected the journal, found: {error.strerror}") from error
        return found.st_ino, found.st_mtime_ns, found.st_size

    def _has_log(self) -> bool:
        return Path(f"{self.name}-wal").exists()

    def _sync_directory(self) -> None:
        """Make the file's name durable too, where the system can."""
        with suppress(OSError):
            directory = os.open(self.path.parent, os.O_RDONLY)
            try:
                os.fsync(directory)
            finally:
                os.close(directory)

    @staticmethod
    def _connect(path: Path, mode: str) -> sqlite3.Connection:
        """A connection that starts no transaction of its own and does not wait for locks."""
        return sqlite3.connect(
            f"{path.as_uri()}?mode={mode}", uri=True, isolation_level=None, timeout=0, check_same_thread=False
        )
