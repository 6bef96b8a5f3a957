"""A room imports only from lower floors, and every room has a floor."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.sources import ROOT

LINT = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True, no_logo=True))"


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Runs the contract of folder/pyproject.toml on the package that folder sees."""
    return subprocess.run([sys.executable, "-c", LINT], cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def small_house(tmp_path: Path) -> Path:
    """A package of the same name and contract, with two rooms in order."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    package = tmp_path / "solvent"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "errors.py").write_text("")
    (package / "units.py").write_text("from solvent import errors\n")
    return tmp_path


def test_every_room_imports_only_from_lower_floors() -> None:
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


def test_a_house_in_order_is_accepted(small_house: Path) -> None:
    result = lint(small_house)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(
    ("file", "text", "complaint"),
    [
        ("errors.py", "from solvent import units\n", "solvent.errors is not allowed to import solvent.units"),
        ("attic.py", "", "attic"),
    ],
    ids=["upward import", "room without a floor"],
)
def test_a_house_out_of_order_is_refused(small_house: Path, file: str, text: str, complaint: str) -> None:
    (small_house / "solvent" / "units.py").write_text("")
    (small_house / "solvent" / file).write_text(text)
    result = lint(small_house)
    assert result.returncode != 0
    assert complaint in result.stdout


def test_neighbours_on_one_floor_never_meet(small_house: Path) -> None:
    for room, text in {"perps": "from solvent import lending\n", "lending": ""}.items():
        (small_house / "solvent" / f"{room}.py").write_text(text)
    result = lint(small_house)
    assert result.returncode != 0
    assert "solvent.perps is not allowed to import solvent.lending" in result.stdout
