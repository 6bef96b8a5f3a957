"""The hash chain: how a step becomes bytes, and how bytes prove that nothing was changed.

A step is written as a frame: a header, the id, the command, the effect, and then the chain head after it.

    header  seq u64 · time_ns i64 · length of id u32 · of command u32 · of effect u32, big-endian, 28 bytes
    head    blake2b-256(head before + header + id + command + effect), 32 bytes

Every byte of a frame is either hashed or is the hash. The head before goes in, the blob does not, so heads do not
depend on how steps were grouped. The head is kept beside each step, 32 bytes more, so that damage is named by step.

Source: ours.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from hashlib import blake2b

from solvent.errors import JournalError
from solvent.journal.contract import Blob, Fault, Record, Snapshot, Step

FORMAT = 1  # version of everything on this page; a reader refuses a higher one
HEAD_BYTES = 32
MAX_BLOB_BYTES = 900_000_000  # ours: SQLite takes 10^9 bytes for a whole row, as its `getlimit` answers
MAX_SEQ = 2**63 - 1  # the largest integer a store's column holds

_HEADER = struct.Struct(">QqIII")
_NUMBER = struct.Struct(">Q")
_STEP = blake2b(digest_size=HEAD_BYTES, person=b"solvent step")
_SNAPSHOT = blake2b(digest_size=HEAD_BYTES, person=b"solvent snapshot")
_META = blake2b(digest_size=HEAD_BYTES, person=b"solvent meta")

GENESIS = blake2b(b"solvent journal, format %d" % FORMAT, digest_size=HEAD_BYTES).digest()


def link(before: bytes, body: bytes) -> bytes:
    """The head after a step: 32 bytes from the head before it and the step's own bytes."""
    chain = _STEP.copy()
    chain.update(before)
    chain.update(body)
    return chain.digest()


def body_of(step: Step) -> bytes:
    """The bytes of a step that are hashed; no two steps share them."""
    try:
        name = step.command_id.encode()
        header = _HEADER.pack(step.seq, step.time_ns, len(name), len(step.command), len(step.effect))
        return b"".join((header, name, step.command, step.effect))
    except (struct.error, UnicodeEncodeError, AttributeError, TypeError) as error:
        raise JournalError(
            f"step {step.seq!r}: expected an id in UTF-8, a time within int64 nanoseconds, command and effect as bytes "
            f"below 4 GiB, found id {step.command_id!r}, time {step.time_ns!r}, command {type(step.command).__name__}, "
            f"effect {type(step.effect).__name__} ({error})"
        ) from error


def walk(blob: Blob, before: bytes) -> Iterator[Record | Fault]:
    """Read a blob step by step along the chain; the first fault is the last thing it yields.

    It stops there because after a damaged length no later byte of the blob can be trusted to be where it seems.

    before  32 bytes, the chain head before the blob's first step
    """
    head, seq, at, steps = before, blob.first, 0, blob.steps
    while at < len(steps):
        end = _end(steps, at)
        if end > len(steps):
            yield Fault(blob.number, seq, "length of the step", f"at most {len(steps) - at} bytes", f"{end - at} bytes")
            return
        body, written = steps[at : end - HEAD_BYTES], steps[end - HEAD_BYTES : end]
        head = link(head, body)
        if head != written:
            yield Fault(blob.number, seq, "chain head", written.hex(), head.hex())
            return
        record = _record(body, head)
        if record is None or record.seq != seq:
            found = "an id that is not UTF-8" if record is None else f"step {record.seq}"
            yield Fault(blob.number, seq, "step in the chain", f"step {seq}", found)
            return
        yield record
        seq, at = seq + 1, end
    if seq - 1 != blob.last:
        yield Fault(blob.number, seq, "last step of the blob", str(blob.last), str(seq - 1))
    elif head != blob.head:
        yield Fault(blob.number, blob.last, "head of the blob", head.hex(), blob.head.hex())


def gap(before: Blob | None, blob: Blob) -> Fault | None:
    """What is missing or out of order between two neighbouring blobs, None where they join.

    before  the blob in front, None where `blob` should be the first
    """
    number, first = (before.number + 1, before.last + 1) if before else (1, 1)
    if (number, first) == (blob.number, blob.first):
        return None
    expected, found = (f"blob {n} from step {step}" for n, step in ((number, first), (blob.number, blob.first)))
    return Fault(blob.number, blob.first, "next blob", expected, found)


def snapshot_check(snapshot: Snapshot) -> bytes:
    """32 bytes over everything a snapshot holds, kept beside it."""
    check = _SNAPSHOT.copy()
    for part in (_NUMBER.pack(snapshot.seq), snapshot.head, _NUMBER.pack(len(snapshot.digest)), snapshot.digest):
        check.update(part)
    check.update(snapshot.state)
    return check.digest()


def meta_check(version: int, sealed: str | None) -> bytes:
    """32 bytes over the format version and the seal, kept beside them; a seal must not vanish by a flipped bit."""
    check = _META.copy()
    check.update(f"{version}\0".encode())
    check.update(b"open" if sealed is None else b"sealed\0" + sealed.encode())
    return check.digest()


def _end(steps: bytes, at: int) -> int:
    """Where the frame at offset `at` says it ends, in bytes; past the blob's own end when it was cut or damaged."""
    start = at + _HEADER.size
    if start > len(steps):
        return start + HEAD_BYTES
    _, _, name, command, effect = _HEADER.unpack_from(steps, at)
    return int(start + name + command + effect + HEAD_BYTES)


def _record(body: bytes, head: bytes) -> Record | None:
    """The step whose bytes are `body`, None where its id is not UTF-8."""
    seq, time_ns, name, command, _ = _HEADER.unpack_from(body)
    id_end = _HEADER.size + name
    command_end = id_end + command
    try:
        command_id = body[_HEADER.size : id_end].decode()
    except UnicodeDecodeError:
        return None
    return Record(seq, command_id, time_ns, body[id_end:command_end], body[command_end:], head)
