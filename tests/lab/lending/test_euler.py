"""The case of vaults of Euler v2: the discount grows until somebody acts, unless its largest is too small."""

from functools import partial
from pathlib import Path

from solvent.journal import SqliteJournal
from solvent.reports.explain import explain
from tests.lab.lending.ways import changed, is_met_and_replayed

played = partial(changed, "euler-discount")
CENT, WAD = 10**6, 10**18


def test_every_criterion_is_met_and_both_ways_are_replayed(tmp_path: Path) -> None:
    is_met_and_replayed(played(out=tmp_path), tmp_path)


def test_the_discount_is_what_the_cheapest_stranger_needs() -> None:
    """At 1,870 the ten count for 31,790 of 32,000: 32,211 of ether for each, which is 17.225."""
    was = played().runs[0]
    assert (was.calls, was.still, was.lost) == (10, 0, {})
    assert was.paid["USDC"] // CENT == 320_000
    assert abs(was.given["WETH"] - 10 * 32_000 * WAD * 32_000 // 31_790 // 1_870) < 10**15
    dearer = played(('slippage = "0.5 %"', 'slippage = "1 %"')).runs[0]
    assert dearer.given["WETH"] > was.given["WETH"], "who needs more waits for more, and borrowers pay it"


def test_a_gap_makes_all_lenders_bear_what_collateral_does_not_pay() -> None:
    """Costs of 5 % wait for the gap, where the largest discount of a fifth holds: 28,000 pay 22,400 of each 32,000."""
    was = played(('slippage = "0.5 %"', 'slippage = "5 %"')).runs[0]
    assert (was.calls, was.still, was.bad_debt) == (10, 0, {})
    assert was.given == {"WETH": 200 * WAD}
    assert was.paid["USDC"] // CENT == 10 * 22_400
    assert was.lost["USDC"] // CENT == 10 * 9_600


def test_a_borrower_is_told_what_was_done(tmp_path: Path) -> None:
    played(out=tmp_path)
    with SqliteJournal(tmp_path / "teaching-euler.as-it-was.journal", readonly=True) as journal:
        told = explain(journal, "usual-01")
    assert [one.kind for one in told][:2] == ["trigger", "trigger"]
    assert "17.225" in " ".join(one.text for one in told)
