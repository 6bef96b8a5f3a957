"""Walk a whole journal and name everything that is wrong with it.

A chain walk proves that nothing between the first step and the last was changed, added, removed or reordered. It
cannot see that the tail was cut off, because a shorter chain is a true chain: for that a head must have been witnessed
outside, and is given here as `expected_head`.

Source: ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from solvent.errors import JournalError
from solvent.journal import chain
from solvent.journal.contract import Blob, Fault, Journal

MOST_FAULTS = 100  # ours: a report a person reads; one torn table could otherwise name every step


@dataclass(frozen=True, slots=True)
class Verification:
    """What a walk over a whole journal found.

    steps         steps that were read and are true, a count
    blobs         blobs that were read, a count
    head          32 bytes, the chain head after the last step that was read
    expected_seq  the step whose head is the witnessed one, None where it was not given or not found
    faults        what is wrong, at most 100, in the order found; empty when all is well
    """

    steps: int
    blobs: int
    head: bytes
    expected_seq: int | None
    faults: tuple[Fault, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


class _Walk:
    """The state of one walk."""

    def __init__(self, journal: Journal, expected_head: bytes | None) -> None:
        self.journal = journal
        self.expected_head = expected_head
        self.expected_seq = 0 if expected_head == chain.GENESIS else None
        self.head = chain.GENESIS
        self.steps = self.blobs = 0

    def faults(self) -> Iterator[Fault]:
        """Everything that is wrong; where the store cannot be read on, that is the last fault of its part."""
        yield from self._guarded(self._chain())
        yield from self._end()
        yield from self._guarded(self.journal.audit())

    def _chain(self) -> Iterator[Fault]:
        before: Blob | None = None
        for blob in self.journal.blobs():
            self.blobs += 1
            fault = chain.gap(before, blob)
            if fault:
                yield fault
                self.head = before.head if before else chain.GENESIS
            yield from self._blob(blob)
            before = blob

    def _blob(self, blob: Blob) -> Iterator[Fault]:
        for found in chain.walk(blob, self.head):
            if isinstance(found, Fault):
                yield found
                # Go on from the head the blob claims, so that one fault is not reported again by every later blob;
                # unless the claim itself is the fault.
                self.head = self.head if found.what == "head of the blob" else blob.head
                return
            self.head = found.head
            self.steps += 1
            if found.head == self.expected_head:
                self.expected_seq = found.seq
            known = self.journal.find(found.command_id)
            if known != found.seq:
                yield Fault(blob.number, found.seq, f"step of id {found.command_id!r}", str(found.seq), str(known))

    def _end(self) -> Iterator[Fault]:
        if self.head != self.journal.head:
            yield Fault(None, self.journal.seq, "head of the journal", self.journal.head.hex(), self.head.hex())
        if self.expected_head is not None and self.expected_seq is None:
            found = f"a chain of {self.steps} steps that never had it, ending in {self.head.hex()}"
            yield Fault(None, None, "witnessed head", self.expected_head.hex(), found)

    @staticmethod
    def _guarded(faults: Iterator[Fault]) -> Iterator[Fault]:
        try:
            yield from faults
        except JournalError as error:
            yield Fault(None, None, "the store", "to be readable to its end", str(error))


def verify(journal: Journal, expected_head: bytes | None = None) -> Verification:
    """Walk everything and name what is wrong: blob, step, expected and found.

    expected_head  32 bytes, a head witnessed outside; it must be the head of some step (or the genesis head): the
                   journal may have grown since, but its history up to there must be the witnessed one
    """
    walk = _Walk(journal, expected_head)
    faults = tuple(islice(walk.faults(), MOST_FAULTS))
    return Verification(walk.steps, walk.blobs, walk.head, walk.expected_seq, faults)
