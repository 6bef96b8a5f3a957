"""What holds of every way to play a case about loans."""

from pathlib import Path

from solvent.journal import SqliteJournal, verify
from solvent.lab.lending.result import LendingComparison
from solvent.runtime import replay_both


def is_met_and_replayed(found: LendingComparison, folder: Path) -> None:
    """Every criterion is met, each way has one, and its journal is whole, by cause and by effect."""
    assert found.met, [one for one in found.criteria if not one.met]
    assert {one.variant for one in found.criteria} == {run.variant for run in found.runs}, "each way is judged"
    for run in found.runs:
        file = folder / f"{run.rulebook}.{run.variant.replace(' ', '-')}.journal"
        with SqliteJournal(file, readonly=True) as journal:
            assert verify(journal, expected_head=bytes.fromhex(run.head)).ok
            replay = replay_both(journal)
        assert (replay.differs, replay.digest.hex()) == (None, run.digest)
