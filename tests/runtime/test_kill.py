"""kill -9 at any moment of a fall: nothing acknowledged is lost, nothing happens twice, and the end is the same end."""

import os
import subprocess
import sys
from pathlib import Path
from random import Random
from time import monotonic, sleep

import pytest

from solvent.errors import JournalError, SolventError
from solvent.journal import MemoryJournal, SqliteJournal, verify
from solvent.runtime import Runtime, recover, replay_both
from tests.runtime.fall import fall, liquidity

ROOT = Path(__file__).resolve().parents[2]
PRICES = 200

# Sends the fall from some commands before the last one known to be taken, in groups of random size; says what it is
# about to send, and what was acknowledged.
FEEDER = """
import sys
from random import Random
from solvent.journal import SqliteJournal
from solvent.runtime import Runtime
from tests.runtime.fall import fall, liquidity
path, seed, start, prices = sys.argv[1], *map(int, sys.argv[2:])
runtime, chance = Runtime(SqliteJournal(path, create=True), liquidity()), Random(seed)
commands = list(fall(prices=prices))
while start < len(commands):
    group = commands[start : start + chance.choice((1, 2, 5, 40))]
    print("sending", len(group), flush=True)
    print("\\n".join(f"acknowledged {ack.id} {ack.seq}" for ack in runtime.submit(group)), flush=True)
    start += len(group)
    if chance.random() < 0.1:
        runtime.snapshot()
print("done", flush=True)
"""


def killed(path: Path, chance: Random, start: int) -> tuple[dict[str, int], bool]:
    """What a feeder acknowledged before it was killed, and whether it came to its end instead."""
    acknowledged: dict[str, int] = {}
    lines, enough, deadline = 0, chance.choice((1, 3, 30, 200)) + chance.randrange(60), monotonic() + 20
    command = [sys.executable, "-c", FEEDER, str(path), str(chance.randrange(10**9)), str(start), str(PRICES)]
    home = os.environ | {"SOLVENT_KERNELS": "interpreted", "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    with subprocess.Popen(command, cwd=ROOT, env=home, stdout=subprocess.PIPE, text=True) as feeder:
        assert feeder.stdout is not None
        for line in feeder.stdout:  # reads on after the kill: what was printed before it was acknowledged
            lines += 1
            if lines == enough or monotonic() > deadline:
                sleep(chance.random() * 0.02)  # into the next group, wherever that is then
                feeder.kill()
            word, *rest = line.split() if line.endswith("\n") else [""]  # the last line may be cut by the kill
            if word == "acknowledged":
                acknowledged[rest[0]] = int(rest[1])
    assert feeder.returncode in (-9, 0)
    return acknowledged, feeder.returncode == 0


@pytest.fixture(scope="module")
def uninterrupted() -> tuple[bytes, bytes, int]:
    """Head, digest and steps of the run that nobody killed."""
    journal = MemoryJournal()
    runtime = Runtime(journal, liquidity())
    runtime.submit(fall(prices=PRICES))
    return journal.head, runtime.book.digest(), journal.seq


@pytest.mark.parametrize("seed", range(3))
def test_what_was_acknowledged_before_kill_9_survives_and_the_rest_happens_once(
    tmp_path: Path, uninterrupted: tuple[bytes, bytes, int], seed: int
) -> None:
    path, chance = tmp_path / "journal.db", Random(seed)
    commands = [command.id for command in fall(prices=PRICES)]
    acknowledged: dict[str, int] = {}
    rounds, ended = 0, False
    while not ended and rounds < 40:
        rounds += 1
        start = max(len(acknowledged) - chance.randrange(40), 0)  # some of what was taken is sent again
        more, ended = killed(path, chance, start)
        assert all(acknowledged.get(name, seq) == seq for name, seq in more.items()), "one id, one step, for ever"
        acknowledged |= more
        with SqliteJournal(path, create=True) as journal:
            assert all(journal.find(name) == seq for name, seq in acknowledged.items())
            assert set(acknowledged) <= set(commands[: len(acknowledged) + 40])
            blobs = [(blob.first, blob.last) for blob in journal.blobs()]
            ids = {record.seq: record.command_id for record in journal.records()}
            assert not any(ids[first].startswith("@") for first, _ in blobs), "an answer is in the group of its cause"
            assert verify(journal).ok
            recover(journal)
    assert ended
    assert rounds > 2, "nobody was killed"
    with SqliteJournal(path) as journal:
        runtime = Runtime(journal, liquidity())
        assert (journal.head, runtime.book.digest(), journal.seq) == uninterrupted
        acks = runtime.submit(fall(prices=PRICES))
        assert all(ack.repeated for ack in acks)
        assert (journal.head, runtime.book.digest(), journal.seq) == uninterrupted
        assert replay_both(journal).differs is None


def test_a_flipped_byte_anywhere_is_refused_by_name(tmp_path: Path) -> None:
    """Or it changes nothing that can be read: SQLite leaves bytes between its rows unused."""
    path = tmp_path / "journal.db"
    with SqliteJournal(path, create=True) as journal:
        runtime = Runtime(journal, liquidity())
        list(runtime.run(fall(prices=10), group=20))
        runtime.snapshot()
        head, digest = journal.head, runtime.book.digest()
        frames = [blob.steps for blob in journal.blobs()]
    written, chance, found = path.read_bytes(), Random(3), 0
    refusals: list[SolventError] = []
    used = [at for at, byte in enumerate(written) if byte]
    for at in [*chance.sample(used, 120), *(written.find(frame[-4000:][:50]) + 25 for frame in frames)]:
        path.write_bytes(written[:at] + bytes([written[at] ^ (1 << chance.randrange(8))]) + written[at + 1 :])
        try:
            with SqliteJournal(path, readonly=True) as journal:
                faults = verify(journal, head).faults
                if faults:
                    found += 1
                    assert all(fault.expected and fault.found for fault in faults)
                else:
                    assert recover(journal).digest() == digest
        except SolventError as error:
            refusals.append(error)
    assert len(refusals) + found > 80
    assert all(isinstance(error, JournalError) and str(path) in str(error) for error in refusals)
