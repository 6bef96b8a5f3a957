"""What a journal asks of the place where its rows lie: the only part PostgreSQL, SQLite and memory do not share.

Source: ours.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from solvent.journal.contract import Blob, Snapshot


class Conflict(Exception):
    """A store's answer to a write whose id or first step it already holds; nothing of the write was kept."""


@dataclass(frozen=True, slots=True)
class Census:
    """What a store counts, read at one moment.

    commands  ids known, a count
    last      last step of the last blob, 0 for none
    snapshot  step of the latest snapshot, 0 for none
    """

    commands: int
    last: int
    snapshot: int


class Store(Protocol):
    """Where rows lie. A write is one durable transaction, or raises and keeps nothing that was not there before."""

    name: str

    def floor(self, seq: int) -> Blob | None:
        """The blob with the highest first step at or below `seq`."""

    def after(self, first: int) -> Blob | None:
        """The blob with the lowest first step above `first`."""

    def find(self, command_id: str) -> int | None:
        """The step of a command id."""

    def write(self, blob: Blob, ids: Sequence[tuple[str, int]]) -> None:
        """Keep a blob and its (command id, step) pairs; raises `Conflict` where one is known."""

    def snapshot_steps(self) -> list[int]:
        """The steps that have a snapshot, ascending."""

    def snapshot_floor(self, seq: int) -> tuple[Snapshot, bytes] | None:
        """The latest snapshot at or below step `seq`, with its check."""

    def write_snapshot(self, snapshot: Snapshot, check: bytes) -> None:
        """Keep a snapshot, in place of one of the same step."""

    def sealed(self) -> str | None:
        """The reason of the seal."""

    def seal(self, reason: str) -> None:
        """Keep the reason of the seal."""

    def census(self) -> Census:
        """The counts, read at one moment."""

    def damage(self) -> Iterator[str]:
        """What the store finds wrong with its own files, one sentence each."""

    def close(self) -> None:
        """Let go of files and locks."""
