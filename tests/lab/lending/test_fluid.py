"""The case of Fluid's ticks: one call for everybody, and what is beyond the highest line on the vault's own books."""

from functools import partial
from pathlib import Path

from tests.lab.lending.ways import changed, is_met_and_replayed

played = partial(changed, "everybody-in-one-call")


def test_every_criterion_is_met_and_both_ways_are_replayed(tmp_path: Path) -> None:
    found = played(out=tmp_path)
    is_met_and_replayed(found, tmp_path)
    was, base = found.runs
    assert (was.calls, was.fell, was.still) == (2, 40, 0)
    assert set(was.losses) == {"governance"}
    assert not base.losses


def test_absorbed_debt_is_repaid_once_its_collateral_is_worth_more() -> None:
    back = '[[prices]]\nafter = "30 min"\nof = { WETH = "1,700" }\n\n[strangers]'
    run = played(("[strangers]", back)).runs[0]
    assert run.trades == 1
    assert not run.losses
