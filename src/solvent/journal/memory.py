"""A journal in memory, for the lab and for tests: the same judgement, nothing on disk.

Source: ours.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from solvent.journal.contract import Blob, Snapshot
from solvent.journal.store import Census, Conflict
from solvent.journal.stored import StoredJournal


class MemoryStore:
    """Rows in lists and dictionaries; it outlives the journal that wrote it, so it can be opened again."""

    def __init__(self) -> None:
        self.name = "memory"
        self.rows: list[Blob] = []  # ascending by first step
        self.ids: dict[str, int] = {}
        self.kept: dict[int, tuple[Snapshot, bytes]] = {}
        self.reason: str | None = None

    def floor(self, seq: int) -> Blob | None:
        """The blob with the highest first step at or below `seq`."""
        at = bisect_right(self.rows, seq, key=lambda row: row.first)
        return self.rows[at - 1] if at else None

    def after(self, first: int) -> Blob | None:
        """The blob with the lowest first step above `first`."""
        at = bisect_right(self.rows, first, key=lambda row: row.first)
        return self.rows[at] if at < len(self.rows) else None

    def find(self, command_id: str) -> int | None:
        """The step of a command id."""
        return self.ids.get(command_id)

    def write(self, blob: Blob, ids: Sequence[tuple[str, int]]) -> None:
        """Keep a blob and its (command id, step) pairs; raises `Conflict` where one is known."""
        if (self.rows and blob.first <= self.rows[-1].last) or any(command_id in self.ids for command_id, _ in ids):
            raise Conflict
        self.rows.append(blob)
        self.ids.update(ids)

    def snapshot_steps(self) -> list[int]:
        """The steps that have a snapshot, ascending."""
        return sorted(self.kept)

    def snapshot_floor(self, seq: int) -> tuple[Snapshot, bytes] | None:
        """The latest snapshot at or below step `seq`, with its check."""
        return self.kept[max(steps)] if (steps := [step for step in self.kept if step <= seq]) else None

    def write_snapshot(self, snapshot: Snapshot, check: bytes) -> None:
        """Keep a snapshot, in place of one of the same step."""
        self.kept[snapshot.seq] = (snapshot, check)

    def sealed(self) -> str | None:
        """The reason of the seal."""
        return self.reason

    def seal(self, reason: str) -> None:
        """Keep the reason of the seal."""
        self.reason = reason

    def census(self) -> Census:
        """The counts."""
        return Census(len(self.ids), self.rows[-1].last if self.rows else 0, max(self.kept, default=0))

    def damage(self) -> Iterator[str]:
        """Nothing: there is no file to be damaged."""
        return iter(())

    def close(self) -> None:
        """Nothing to let go of."""


class MemoryJournal(StoredJournal):
    """A journal whose store is memory.

    store  rows of an earlier journal to continue, None for an empty one
    """

    def __init__(self, store: MemoryStore | None = None, *, readonly: bool = False) -> None:
        super().__init__(MemoryStore() if store is None else store, readonly=readonly)
