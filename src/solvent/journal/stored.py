"""Every journal's judgement, over a store that only keeps rows.

What may be appended, what is refused and what is verified is written here once; `memory`, `sqlite` and PostgreSQL
differ only in where the rows lie.

Source: ours.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from threading import RLock
from types import TracebackType
from typing import Self

from solvent.errors import JournalCorrupt, JournalError, JournalSealed
from solvent.journal import chain
from solvent.journal.contract import Blob, Fault, Record, Snapshot, Step
from solvent.journal.store import Conflict, Store


class StoredJournal:
    """A journal over a store; see `contract.Journal` for its verbs.

    One object may be used from several threads: a lock keeps a reader from seeing a write that is not durable yet. A
    read-only journal is a view as of the moment it was opened.
    """

    def __init__(self, store: Store, *, readonly: bool = False) -> None:
        self._store = store
        self._readonly = readonly
        self._lock = RLock()
        self._closed = False
        self._broken: str | None = None
        try:
            tail = store.floor(chain.MAX_SEQ)
            self._blobs, self._seq, self._head = (tail.number, tail.last, tail.head) if tail else (0, 0, chain.GENESIS)
            self._sealed = store.sealed()
            if tail and not readonly:
                self._verified(self._neighbour(tail), tail)  # never extend a chain from a head that is not true
        except BaseException:
            store.close()
            raise

    @property
    def seq(self) -> int:
        """The last durable step, 0 for none."""
        return self._seq

    @property
    def head(self) -> bytes:
        """The chain head after step `seq`, 32 bytes."""
        return self._head

    @property
    def sealed(self) -> str | None:
        """Why the journal was closed for good, None while it is open."""
        return self._sealed

    def append(self, steps: Sequence[Step]) -> bytes:
        """Write the steps in one transaction, durable on return; returns the new head, 32 bytes.

        A refusal (a gap, a known id) writes nothing and leaves the journal usable. A failure (the disk) leaves it
        unknown what became durable: it is never retried, and this object writes nothing more.
        """
        with self._lock:
            self._may_write(f"append {len(steps)} steps")
            if not steps:
                return self._head
            blob, ids = self._group(steps)
            try:
                with self._writing(f"the append of steps {blob.first} to {blob.last}"):
                    self._store.write(blob, ids)
                    self._blobs, self._seq, self._head = blob.number, blob.last, blob.head
            except Conflict as conflict:
                raise self._explained(ids) from conflict
            return self._head

    def records(self, first: int = 1, last: int | None = None) -> Iterator[Record]:
        """The steps `first` to `last`, both included; each blob is verified before any of it is handed out."""
        if first < 1:
            raise JournalError(f"{self._store.name}: expected a first step of 1 or more, found {first}")
        end = self._seq if last is None else min(last, self._seq)
        blob = self._floor(first) if first <= end else None
        if blob is None and first <= end:
            missing = Fault(1, first, "first blob", "blob 1 from step 1", "none")
            raise JournalCorrupt(f"{self._store.name}: {missing}")
        before = self._neighbour(blob) if blob else None
        while blob and blob.first <= end:
            for record in self._verified(before, blob):
                if first <= record.seq <= end:
                    yield record
            before, blob = blob, self._after(blob.first)
        if before and first <= end and before.last < end:
            missing = Fault(before.number + 1, before.last + 1, "next blob", f"steps up to {end}", "none")
            raise JournalCorrupt(f"{self._store.name}: {missing}")

    def find(self, command_id: str) -> int | None:
        """The step number of a durable command, None for an id never acknowledged."""
        with self._lock:
            self._may_read()
            return self._store.find(command_id)

    def save_snapshot(self, seq: int, digest: bytes, state: bytes) -> None:
        """Keep the book as it stood after step `seq`, durable on return.

        A second snapshot of a step replaces the first, unless their digests differ: then one of them is not the book.
        """
        with self._lock:
            self._may_write(f"save a snapshot of step {seq}")
            if not 0 <= seq <= self._seq:
                raise JournalError(f"{self._store.name}: expected a snapshot of step 0 to {self._seq}, found {seq}")
            if len(digest) + len(state) > chain.MAX_BLOB_BYTES:
                raise JournalError(
                    f"{self._store.name}: expected a snapshot of at most {chain.MAX_BLOB_BYTES} bytes, "
                    f"found {len(digest) + len(state)} for step {seq}"
                )
            kept = self._store.snapshot_floor(seq)
            if kept and kept[0].seq == seq and kept[0].digest != digest:
                raise JournalError(
                    f"{self._store.name}: step {seq} has a snapshot with digest {kept[0].digest.hex()}, "
                    f"found another with digest {digest.hex()}"
                )
            snapshot = Snapshot(seq, self._head_at(seq), digest, state)
            with self._writing(f"the snapshot of step {seq}"):
                self._store.write_snapshot(snapshot, chain.snapshot_check(snapshot))

    def snapshot(self, last: int | None = None) -> Snapshot | None:
        """The latest snapshot taken at or before step `last`, verified; None where there is none."""
        with self._lock:
            self._may_read()
            kept = self._store.snapshot_floor(self._seq if last is None else max(-1, min(last, self._seq)))
            if kept is None:
                return None
            fault = self._snapshot_fault(*kept)
            if fault:
                raise JournalCorrupt(f"{self._store.name}: {fault}")
            return kept[0]

    def snapshots(self) -> Iterator[tuple[int, bytes]]:
        """(step number, digest) of every snapshot, oldest first, verified."""
        with self._lock:
            self._may_read()
            steps = self._store.snapshot_steps()
        for seq in steps:
            snapshot = self.snapshot(seq) if seq <= self._seq else None
            if snapshot:
                yield snapshot.seq, snapshot.digest

    def seal(self, reason: str) -> None:
        """Close the journal for good, durable on return; a second seal keeps the first reason."""
        with self._lock:
            if self._sealed is not None:
                return
            self._may_write("seal")
            # What went wrong may have no words, or words that are no text: neither may keep a journal unsealed.
            text = reason.encode(errors="backslashreplace").decode() or "no reason was given"
            with self._writing("the seal"):
                self._store.seal(text)
                self._sealed = text

    def blobs(self) -> Iterator[Blob]:
        """The stored groups in order, as they lie there, unverified."""
        blob = self._after(-chain.MAX_SEQ)
        while blob and blob.first <= self._seq:
            yield blob
            blob = self._after(blob.first)

    def audit(self) -> Iterator[Fault]:
        """What is wrong beside the chain: the store itself, the ids, the snapshots."""
        with self._lock:
            self._may_read()
            faults = [Fault(None, None, "the store", "no damage", sentence) for sentence in self._store.damage()]
            census = self._store.census()
            if census.commands != census.last:
                expected = f"one for each of {census.last} steps"
                faults.append(Fault(None, None, "command ids", expected, str(census.commands)))
            if census.snapshot > census.last:
                found = f"step {census.last}"
                faults.append(Fault(None, census.snapshot, "end of the chain", "the snapshot's step or later", found))
            for seq in self._store.snapshot_steps():
                kept = self._store.snapshot_floor(seq) if seq <= self._seq else None
                with suppress(JournalCorrupt):  # of the blob it was taken in, which the chain's walk names
                    fault = self._snapshot_fault(*kept) if kept else None
                    faults += [fault] if fault else []
        return iter(faults)

    def close(self) -> None:
        """Let go of the store; closing twice is harmless."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _group(self, steps: Sequence[Step]) -> tuple[Blob, list[tuple[str, int]]]:
        """The steps as one blob and their ids, refused where one does not follow from what is durable."""
        seq, head, size = self._seq, self._head, 0
        parts: list[bytes] = []
        known: dict[str, int] = {}
        for step in steps:
            seq += 1
            if step.seq != seq:
                raise JournalError(f"{self._store.name}: expected step {seq} next, found step {step.seq}")
            if not step.command_id:
                raise JournalError(f"{self._store.name}: expected a command id for step {seq}, found an empty one")
            if known.setdefault(step.command_id, seq) != seq:
                raise self._repeated(step.command_id, known[step.command_id], seq)
            body = chain.body_of(step)
            head = chain.link(head, body)
            parts += (body, head)
            size += len(body) + chain.HEAD_BYTES
        if size > chain.MAX_BLOB_BYTES:
            raise JournalError(
                f"{self._store.name}: expected at most {chain.MAX_BLOB_BYTES} bytes in one append, found {size} "
                f"for steps {self._seq + 1} to {seq}"
            )
        return Blob(self._blobs + 1, self._seq + 1, seq, head, b"".join(parts)), list(known.items())

    @contextmanager
    def _writing(self, what: str) -> Iterator[None]:
        """Mark the journal broken until a write is known to be durable, whatever interrupts it."""
        self._broken = f"{what} did not finish"
        try:
            yield
        except Conflict:
            self._broken = None  # the store said what it kept: nothing
            raise
        self._broken = None

    def _explained(self, ids: Sequence[tuple[str, int]]) -> JournalError:
        """Why the store answered with a conflict."""
        for command_id, seq in ids:
            durable = self._store.find(command_id)
            if durable is not None and durable <= self._seq:
                return self._repeated(command_id, durable, seq)
        self._broken = "another writer's steps were found in the store"
        return JournalError(
            f"{self._store.name}: expected step {self._seq} to be the last, found that another writer has appended"
        )

    def _repeated(self, command_id: str, durable: int, seq: int) -> JournalError:
        return JournalError(
            f"{self._store.name}: expected a new command id for step {seq}, "
            f"found {command_id!r}, which is already step {durable}"
        )

    def _may_read(self) -> None:
        if self._closed:
            raise JournalError(f"{self._store.name}: expected an open journal, found it closed")

    def _may_write(self, what: str) -> None:
        self._may_read()
        if self._readonly:
            raise JournalError(f"{self._store.name}: cannot {what}: expected a writer, found it opened read-only")
        if self._sealed is not None:
            raise JournalSealed(f"{self._store.name}: cannot {what}: sealed after step {self._seq}: {self._sealed}")
        if self._broken is not None:
            raise JournalError(
                f"{self._store.name}: cannot {what}: {self._broken}; close the journal and open it again, "
                "which shows what became durable"
            )

    def _floor(self, seq: int) -> Blob | None:
        with self._lock:
            self._may_read()
            return self._store.floor(seq)

    def _after(self, first: int) -> Blob | None:
        with self._lock:
            self._may_read()
            return self._store.after(first)

    def _neighbour(self, blob: Blob) -> Blob | None:
        """The blob in front of one."""
        return self._floor(blob.first - 1)

    def _verified(self, before: Blob | None, blob: Blob) -> list[Record]:
        """The steps of a blob; raises `JournalCorrupt` before handing out any, where one byte of it is not right."""
        fault = chain.gap(before, blob)
        records: list[Record] = []
        for found in () if fault else chain.walk(blob, before.head if before else chain.GENESIS):
            if isinstance(found, Fault):
                fault = found
            else:
                records.append(found)
        if fault:
            raise JournalCorrupt(f"{self._store.name}: {fault}")
        return records

    def _head_at(self, seq: int) -> bytes:
        """The chain head after step `seq`, 32 bytes, from a verified blob unless it is the last or the genesis."""
        if seq == self._seq:
            return self._head
        return next(self.records(seq, seq)).head if seq else chain.GENESIS

    def _snapshot_fault(self, snapshot: Snapshot, check: bytes) -> Fault | None:
        """What is wrong with a snapshot, in itself or against the chain."""
        found = chain.snapshot_check(snapshot)
        if found != check:
            return Fault(None, snapshot.seq, "check of the snapshot", check.hex(), found.hex())
        head = self._head_at(snapshot.seq)
        if head != snapshot.head:
            return Fault(None, snapshot.seq, "chain head of the snapshot", head.hex(), snapshot.head.hex())
        return None
