"""The case of a branch of Liquity v2: penalties and a surplus while the pool lasts, other borrowers after that."""

from pathlib import Path

from solvent.cli.run_lending import shipped
from solvent.journal import SqliteJournal
from solvent.lab.lending.case import read_lending_case
from solvent.lab.lending.play import play_variants
from solvent.reports.explain import explain
from solvent.runtime import replay_both

CASE = shipped()["penalties-leave-a-surplus"]
WAD = 10**18


def test_once_the_pool_is_empty_a_call_pays_the_gas_alone_and_some_are_not_made(tmp_path: Path) -> None:
    run = play_variants(read_lending_case(CASE.read_text("utf-8"), "made.toml"), tmp_path).runs[0]
    assert (run.fell, run.calls, run.still) == (20, 17, 3)
    assert "The depositors of the stability pool took over 79,999.0000 of debt" in " ".join(run.lines)
    with SqliteJournal(tmp_path / "liquity-v2-weth.journal", readonly=True) as journal:
        replay = replay_both(journal)
        told = [one.text for one in explain(journal, "reckless-01")]
    assert (replay.differs, replay.digest.hex()) == (None, run.digest)
    assert any("stays its owner's" in text for text in told)


def test_a_pool_that_lasts_spares_the_others() -> None:
    text = CASE.read_text("utf-8").replace("40,000 BOLD", "400,000 BOLD")
    run = play_variants(read_lending_case(text, "made.toml"), None).runs[0]
    assert run.still == 0
    assert "The other borrowers took over 0.0000 of debt" in " ".join(run.lines)
