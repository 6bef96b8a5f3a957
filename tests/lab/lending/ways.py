"""What holds of every way to play a case about loans."""

from pathlib import Path

from solvent.cli.run_lending import shipped
from solvent.journal import SqliteJournal, verify
from solvent.lab.lending.case import read_lending_case
from solvent.lab.lending.play import play_variants
from solvent.lab.lending.result import LendingComparison
from solvent.runtime import replay_both


def changed(name: str, *changes: tuple[str, str], out: Path | None = None) -> LendingComparison:
    """A shipped case, played with some of its text replaced."""
    text = shipped()[name].read_text("utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return play_variants(read_lending_case(text, f"{name}.toml"), out)


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
