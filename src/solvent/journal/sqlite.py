"""A journal in one SQLite file: one row per group commit, and the command ids beside it in the same transaction.

How the file is opened, locked and made durable is in `sqlite_file`.

Source: ours.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

from solvent.errors import JournalCorrupt, JournalError
from solvent.journal import chain
from solvent.journal.contract import Blob, Snapshot
from solvent.journal.sqlite_file import SqliteFile
from solvent.journal.store import Census, Conflict
from solvent.journal.stored import StoredJournal

_TABLES = {
    "meta": "CREATE TABLE meta (one INTEGER PRIMARY KEY CHECK (one = 1), format INTEGER NOT NULL, sealed TEXT, "
    "checked BLOB NOT NULL)",
    "blob": "CREATE TABLE blob (first INTEGER PRIMARY KEY, last INTEGER NOT NULL, number INTEGER NOT NULL, "
    "head BLOB NOT NULL, steps BLOB NOT NULL)",
    "command": "CREATE TABLE command (id TEXT PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID",
    "snapshot": "CREATE TABLE snapshot (seq INTEGER PRIMARY KEY, head BLOB NOT NULL, digest BLOB NOT NULL, "
    "checked BLOB NOT NULL, state BLOB NOT NULL)",
}
_UNSEALED = f"{chain.FORMAT}, NULL, x'{chain.meta_check(chain.FORMAT, None).hex()}'"
_LAY_OUT = (*_TABLES.values(), f"INSERT INTO meta (one, format, sealed, checked) VALUES (1, {_UNSEALED})")
_TRY = ("DELETE FROM meta WHERE FALSE",)  # changes nothing, and fails where nothing may be changed
_BLOB = "SELECT number, first, last, head, steps FROM blob"


class SqliteStore:
    """Rows in one SQLite file.

    path      the file
    create    make it where it is missing; an existing journal is opened as it is
    readonly  only look: no lock is taken, and where no writer left a log the file is read without making one
    """

    def __init__(self, path: str | os.PathLike[str], *, create: bool = False, readonly: bool = False) -> None:
        if create and readonly:
            raise JournalError(f"{os.fspath(path)}: expected create or readonly, found both")
        self._file = SqliteFile(path, make=create, readonly=readonly)
        self.name = self._file.name
        try:
            laid_out = not create or self._file.row("SELECT 1 FROM sqlite_master") is not None
            if laid_out:
                self._refuse_contents()  # before anything about the file is changed: it may be someone else's
            if not readonly:
                self._file.log_ahead(_TRY if laid_out else _LAY_OUT)
        except BaseException:
            self._file.close()
            raise

    def floor(self, seq: int) -> Blob | None:
        """The blob with the highest first step at or below `seq`."""
        return self._blob(f"{_BLOB} WHERE first <= ? ORDER BY first DESC LIMIT 1", seq)

    def after(self, first: int) -> Blob | None:
        """The blob with the lowest first step above `first`."""
        return self._blob(f"{_BLOB} WHERE first > ? ORDER BY first LIMIT 1", first)

    def find(self, command_id: str) -> int | None:
        """The step of a command id."""
        try:
            row = self._file.row("SELECT seq FROM command WHERE id = ?", command_id)
        except UnicodeEncodeError:  # no such id can have been written
            return None
        return self._typed(row, "command", int)[0] if row else None

    def write(self, blob: Blob, ids: Sequence[tuple[str, int]]) -> None:
        """Keep a blob and its (command id, step) pairs; raises `Conflict` where one is known."""
        with self._file.transaction(f"append steps {blob.first} to {blob.last}") as db:
            row = (blob.number, blob.first, blob.last, blob.head, blob.steps)
            try:
                db.execute("INSERT INTO blob (number, first, last, head, steps) VALUES (?, ?, ?, ?, ?)", row)
                db.executemany("INSERT INTO command (id, seq) VALUES (?, ?)", ids)
            except sqlite3.IntegrityError as error:
                raise Conflict from error

    def snapshot_steps(self) -> list[int]:
        """The steps that have a snapshot, ascending."""
        with self._file.reading() as db:
            return [seq for (seq,) in db.execute("SELECT seq FROM snapshot ORDER BY seq")]

    def snapshot_floor(self, seq: int) -> tuple[Snapshot, bytes] | None:
        """The latest snapshot at or below step `seq`, with its check."""
        row = self._file.row(
            "SELECT seq, head, digest, state, checked FROM snapshot WHERE seq <= ? ORDER BY seq DESC LIMIT 1", seq
        )
        if row is None:
            return None
        self._typed(row, "snapshot", int, bytes, bytes, bytes, bytes)
        return Snapshot(*row[:4]), row[4]

    def write_snapshot(self, snapshot: Snapshot, check: bytes) -> None:
        """Keep a snapshot, in place of one of the same step."""
        with self._file.transaction(f"save the snapshot of step {snapshot.seq}") as db:
            row = (snapshot.seq, snapshot.head, snapshot.digest, snapshot.state, check)
            db.execute("REPLACE INTO snapshot (seq, head, digest, state, checked) VALUES (?, ?, ?, ?, ?)", row)

    def sealed(self) -> str | None:
        """The reason of the seal."""
        return self._meta()[1]

    def seal(self, reason: str) -> None:
        """Keep the reason of the seal."""
        with self._file.transaction("seal") as db:
            check = chain.meta_check(chain.FORMAT, reason)
            db.execute("UPDATE meta SET sealed = ?, checked = ? WHERE one = 1", (reason, check))

    def census(self) -> Census:
        """The counts, read in one statement and so at one moment."""
        row = self._file.row(
            "SELECT (SELECT count(*) FROM command), "
            "coalesce((SELECT last FROM blob ORDER BY first DESC LIMIT 1), 0), "
            "coalesce((SELECT seq FROM snapshot ORDER BY seq DESC LIMIT 1), 0)"
        )
        return Census(*self._typed(row or (), "counts", int, int, int))

    def damage(self) -> Iterator[str]:
        """What SQLite finds wrong with its own file, one sentence each."""
        with self._file.reading() as db:
            found = [str(sentence) for (sentence,) in db.execute("PRAGMA integrity_check")]
        return iter([] if found == ["ok"] else found)

    def close(self) -> None:
        """Let go of the file, then of the lock."""
        self._file.close()

    def _refuse_contents(self) -> None:
        """Refuse a file that is not a journal of this format."""
        with self._file.reading() as db:
            tables = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
            found = {str(name): sql for name, sql in tables}
            if "meta" in found:
                version = db.execute("SELECT format FROM meta").fetchone()
                if version and isinstance(version[0], int) and version[0] > chain.FORMAT:
                    raise JournalError(
                        f"{self.name}: expected journal format {chain.FORMAT} or older, found {version[0]}: "
                        "a newer solvent wrote it"
                    )
        if not found:
            size = self._file.size()
            raise JournalCorrupt(f"{self.name}: expected a journal, found an empty database of {size} bytes")
        if not found.keys() & _TABLES.keys():
            others = ", ".join(sorted(found))
            raise JournalError(f"{self.name}: expected a journal, found a database with other tables: {others}")
        for table, statement in _TABLES.items():
            if found.get(table) != statement:
                raise JournalCorrupt(f"{self.name}: expected the table {statement!r}, found {found.get(table)!r}")
        self._meta()

    def _meta(self) -> tuple[int, str | None]:
        """Format version and reason of the seal, checked."""
        row = self._file.row("SELECT format, sealed, checked FROM meta")
        if row is None:
            raise JournalCorrupt(f"{self.name}: expected one row in meta, found none")
        self._typed(row, "meta", int, str if row[1] is not None else type(None), bytes)
        found = chain.meta_check(row[0], row[1])
        if found != row[2]:
            raise JournalCorrupt(f"{self.name}: format and seal: expected check {row[2]!r}, found {found!r}")
        return row[0], row[1]

    def _blob(self, statement: str, seq: int) -> Blob | None:
        row = self._file.row(statement, seq)
        return Blob(*self._typed(row, "blob", int, int, int, bytes, bytes)) if row else None

    def _typed(self, row: tuple[Any, ...], table: str, *kinds: type) -> tuple[Any, ...]:
        """The row, refused where a damaged page turned a column into another type."""
        found = tuple(type(value) for value in row)
        if found != kinds:
            names = [", ".join(kind.__name__ for kind in types) for types in (kinds, found)]
            raise JournalCorrupt(f"{self.name}: row {row[:1]!r:.40} of {table}: expected {names[0]}, found {names[1]}")
        return row


class SqliteJournal(StoredJournal):
    """A journal in one SQLite file; see `SqliteStore` for path, create and readonly.

    A second writer is refused. Readers may look while a writer writes; each sees the journal as of its opening.
    """

    def __init__(self, path: str | os.PathLike[str], *, create: bool = False, readonly: bool = False) -> None:
        super().__init__(SqliteStore(path, create=create, readonly=readonly), readonly=readonly)
