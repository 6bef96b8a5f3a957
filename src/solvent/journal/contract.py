"""The words of the journal: what is handed over, what is kept, and what every journal must do.

The journal knows bytes only. It never decodes a command or an event, so no change of a rule, a field or a codec can
change what it says about the past.

Source: ours.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Step:
    """One command and everything it caused, as the runtime hands it over.

    seq         step number, from 1, without gaps
    command_id  idempotency key, 1 character or more, unique in the journal
    time_ns     nanoseconds since 1970-01-01 UTC, int64
    command     encoded command, bytes
    effect      encoded events, bytes
    """

    seq: int
    command_id: str
    time_ns: int
    command: bytes
    effect: bytes


@dataclass(frozen=True, slots=True)
class Record(Step):
    """One durable step, verified, with the chain head after it.

    head  32 bytes
    """

    head: bytes


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The book as it stood after one step, so that a restart need not replay from the first.

    seq     the step it was taken after, 0 before the first
    head    32 bytes, the chain head after that step: a snapshot belongs to one history
    digest  the book's own digest, bytes
    state   the encoded book, bytes
    """

    seq: int
    head: bytes
    digest: bytes
    state: bytes


@dataclass(frozen=True, slots=True)
class Blob:
    """The steps of one group commit, as they lie in the store.

    number       blob number, from 1, without gaps
    first, last  step numbers, both included
    head         32 bytes, the chain head after `last`
    steps        the steps, each followed by its head (see `chain`), bytes
    """

    number: int
    first: int
    last: int
    head: bytes
    steps: bytes


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, by name.

    blob      blob number, None where the fault is not in a blob
    seq       step number, None where the fault is not at a step
    what      what was looked at
    expected  what should be there
    found     what is there; heads are in hexadecimal
    """

    blob: int | None
    seq: int | None
    what: str
    expected: str
    found: str

    def __str__(self) -> str:
        places = [f"blob {self.blob}"] if self.blob is not None else []
        places += [f"step {self.seq}"] if self.seq is not None else []
        where = ", ".join(places)
        return f"{where}{': ' if where else ''}{self.what}: expected {self.expected}, found {self.found}"


class Journal(Protocol):
    """An append-only chain of steps, durable before it is acknowledged.

    Law: an acknowledged id survives; a group is kept whole or not at all; heads do not depend on grouping
    (`tests/journal/test_contract.py`, `tests/journal/test_kill.py`).
    """

    @property
    def seq(self) -> int:
        """The last durable step, 0 for none."""

    @property
    def head(self) -> bytes:
        """The chain head after step `seq`, 32 bytes; for an empty journal the genesis head of its format."""

    @property
    def sealed(self) -> str | None:
        """Why the journal was closed for good, None while it is open."""

    def append(self, steps: Sequence[Step]) -> bytes:
        """Write the steps in one transaction, durable on return; returns the new head, 32 bytes."""

    def records(self, first: int = 1, last: int | None = None) -> Iterator[Record]:
        """The steps `first` to `last`, both included; each blob is verified before any of it is handed out."""

    def find(self, command_id: str) -> int | None:
        """The step number of a durable command, None for an id never acknowledged."""

    def save_snapshot(self, seq: int, digest: bytes, state: bytes) -> None:
        """Keep the book as it stood after step `seq`, durable on return."""

    def snapshot(self, last: int | None = None) -> Snapshot | None:
        """The latest snapshot taken at or before step `last`, verified; None where there is none."""

    def snapshots(self) -> Iterator[tuple[int, bytes]]:
        """(step number, digest) of every snapshot, oldest first, verified."""

    def seal(self, reason: str) -> None:
        """Close the journal for good, durable on return; a second seal keeps the first reason."""

    def blobs(self) -> Iterator[Blob]:
        """The stored groups in order, as they lie there, unverified: for `verify` and for copying."""

    def audit(self) -> Iterator[Fault]:
        """What is wrong beside the chain: the store itself, the ids, the snapshots."""

    def close(self) -> None:
        """Let go of the store; closing twice is harmless."""
