"""What was compiled is kept under a name that changes with everything it was compiled from."""

import ast
import importlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from solvent.fixed import source_digest
from tests.house.sources import SOURCE, made_by, modules

SCRIPT = """
import os
os.environ["SOLVENT_KERNELS"] = "compiled"
from solvent import fixed
import numba
{before}
print(fixed._numba().config.CACHE_DIR)
"""


def copied(folder: Path) -> Path:
    """The package's sources elsewhere."""
    shutil.copytree(SOURCE, folder / "solvent", ignore=shutil.ignore_patterns("__pycache__", "*.toml"))
    return folder / "solvent"


def compiled_files() -> list[str]:
    """The files a rule or kernel stands in."""
    return [module.name for module in modules() if any(made_by(module.tree, "rule", "kernel"))]


def taken_from() -> set[str]:
    """The files from which rules and kernels take names of the package: numbers and other rules."""
    files = set()
    for module in modules():
        for _, function in made_by(module.tree, "rule", "kernel"):
            used = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
            for node in ast.walk(module.tree):
                own = isinstance(node, ast.ImportFrom) and (node.module or "").startswith("solvent.")
                if isinstance(node, ast.ImportFrom) and own and used & {alias.name for alias in node.names}:
                    found = importlib.import_module(node.module or "").__file__
                    files.add(Path(found or "").relative_to(SOURCE).as_posix())
    return files


def test_a_change_of_any_file_a_rule_is_compiled_from_makes_a_new_name(tmp_path: Path) -> None:
    tree = copied(tmp_path)
    names = {source_digest(SOURCE)}
    assert names == {source_digest(tree)}, "the name does not depend on where the package lies"
    sources = sorted({*compiled_files(), *taken_from(), "_checked.py", "fixed.py", "units.py", "policy/choices.py"})
    assert {"health.py", "perps/funding.py", "engine/settlement.py", "revalue/sweep.py"} <= set(sources)
    for count, name in enumerate(sources, 2):
        text = (tree / name).read_text()
        (tree / name).write_text(text.replace("0", "1", 1) if "0" in text else text + "#")
        names.add(source_digest(tree))
        assert len(names) == count, f"a change of {name} was not noticed"


def test_a_moved_or_a_new_kernel_makes_a_new_name(tmp_path: Path) -> None:
    tree = copied(tmp_path)
    names = {source_digest(tree)}
    (tree / "lab" / "fresh.py").write_text("fresh = rule(_fresh)\n")
    names.add(source_digest(tree))
    (tree / "lab" / "fresh.py").rename(tree / "reports" / "fresh.py")
    names.add(source_digest(tree))
    assert len(names) == 3


def test_other_files_leave_the_name_as_it_is(tmp_path: Path) -> None:
    tree = copied(tmp_path)
    (tree / "reports" / "words.py").write_text("# nothing is compiled from here\n")
    assert source_digest(tree) == source_digest(SOURCE)


@pytest.mark.parametrize(
    ("environment", "before", "expected"),
    [
        ({"XDG_CACHE_HOME": "HOME/xdg"}, "", "HOME/xdg/solvent/"),
        ({}, "", "HOME/.cache/solvent/"),
        ({"NUMBA_CACHE_DIR": "HOME/of-solvent"}, "", "HOME/of-solvent/solvent/"),  # chosen by the user, yet never stale
        ({}, "numba.config.CACHE_DIR = '/tmp/solvent'", "HOME/.cache/solvent/"),
    ],
)
def test_numba_is_told_that_name_whatever_it_was_told_before(
    tmp_path: Path, environment: dict[str, str], before: str, expected: str
) -> None:
    home = {"HOME": str(tmp_path), "PYTHONPATH": str(SOURCE.parent)}
    chosen = {name: folder.replace("HOME", str(tmp_path)) for name, folder in environment.items()}
    told = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(before=before)],
        env=home | chosen,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    assert told == expected.replace("HOME", str(tmp_path)) + source_digest(SOURCE)
