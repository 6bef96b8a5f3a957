"""The case of a spoke of Aave v4: loans are brought back to a target, at a bonus that starts at half."""

from fractions import Fraction
from functools import partial
from pathlib import Path

from solvent.cli.run_lending import shipped
from solvent.journal import SqliteJournal
from solvent.lab.lending.case import read_lending_case
from solvent.lab.lending.play import play_variants
from solvent.reports.explain import explain
from tests.lab.lending.ways import changed, is_met_and_replayed

TEXT = shipped()["back-to-target"].read_text("utf-8")
CENT = 10**6
played = partial(changed, "back-to-target")


def test_every_criterion_is_met_and_both_ways_are_replayed(tmp_path: Path) -> None:
    is_met_and_replayed(played(out=tmp_path), tmp_path)


def test_a_call_repays_what_restores_the_target() -> None:
    """At 1,925 alone: D (T - H) / (T - bonus x factor), 8,266 dollars of each loan."""
    last = TEXT.index('[[prices]]\nafter = "20 min"')
    text = TEXT[:last] + TEXT[TEXT.index("[strangers]") : TEXT.index("[[variants]]")]
    was = play_variants(read_lending_case(text, "made.toml"), None).runs[0]
    debt, target = 32_000, Fraction(105, 100)
    health = Fraction(20 * 1_925 * 83, 100 * debt)
    bonus = Fraction(10_253, 10_000)  # 2.5 %, and as much again at 0.9: 2.535 %, cut to hundredths of a percent
    expected = debt * (target - health) / (target - bonus * Fraction(83, 100))
    assert was.calls == 10
    assert abs(Fraction(was.paid["USDC"], CENT) - 10 * expected) < 1, "and the interest of ten minutes"


def test_dear_strangers_wait_for_a_larger_bonus() -> None:
    """Selling at 3 % waits until health is below 0.98, where they are given more than in the calls they let pass."""
    was, dear = played().runs[0], played(('slippage = "0.5 %"', 'slippage = "3 %"')).runs[0]
    assert dear.calls < was.calls


def test_a_borrower_is_told_what_was_done(tmp_path: Path) -> None:
    played(out=tmp_path)
    with SqliteJournal(tmp_path / "teaching-aave-v4.as-it-was.journal", readonly=True) as journal:
        told = " ".join(one.text for one in explain(journal, "usual-01"))
    assert "8,26" in told
