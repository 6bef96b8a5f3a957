"""`solvent calibrate`: figures beside figures, a page and its numbers, and the same for a run."""

import re
from pathlib import Path

import msgspec
import pytest

from solvent.cli.calibrate import beside
from solvent.lab import cases
from solvent.reports.calibration import Calibration
from tests.cli.doors import call


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """october-10 with 1 % of its open interest."""
    text = (cases.FOLDER / "october-10.toml").read_text("utf-8")
    path = tmp_path / "small.toml"
    path.write_text(text.replace('simulated = "50 %"', 'simulated = "1 %"').replace('"october-10"', '"small"', 1))
    return path


def test_it_prints_every_public_figure_and_writes_the_page(case: Path, tmp_path: Path) -> None:
    result = call("calibrate", case, "--seeds", "3", "--predict", case, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert "Fitted: tilt " in result.output
    assert "Fitted: hedged_share " in result.output
    assert result.output.count("Hyperliquid, BTC longs closed from 21:15 to 21:27") >= 2
    assert "small, BTC: predicted with what was fitted on small" in result.output
    assert "1.79 bn" in result.output
    assert "90 % of 3 seeds" in result.output
    assert result.output.rstrip().endswith("calibration.html, calibration.json")
    page = (tmp_path / "out" / "calibration.html").read_text("utf-8")
    assert "Hyperliquid, BTC longs closed on the day" in page
    made = msgspec.json.decode((tmp_path / "out" / "calibration.json").read_bytes(), type=Calibration)
    assert (made.seeds, len(made.crashes), len(made.fits)) == (3, 2, 2)


def test_json_is_what_is_written(case: Path, tmp_path: Path) -> None:
    result = call("calibrate", case, "--seeds", "1", "--json", "--out", tmp_path / "out")
    assert result.exit_code == 0
    assert (tmp_path / "out" / "calibration.json").read_text() == result.output


def test_a_run_is_told_of_its_calibration_without_fitting_again(case: Path, tmp_path: Path) -> None:
    line = beside(cases.load(case), tmp_path / "out")
    pattern = r"Calibration, fitted on .*21:27: simulated .* median of 200 seeds .* \(90 %: .*\), public 1\.79 bn; .*\."
    assert re.fullmatch(pattern, line)
    page = (tmp_path / "out" / "calibration.html").read_text("utf-8")
    assert "The fit itself is not repeated by <code>solvent run</code>" in page
    assert 'id="fit"' not in page
