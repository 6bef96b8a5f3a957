"""`solvent --help` answers at once, because what is heavy is imported inside the commands."""

import subprocess
import sys

import pytest

COMMANDS = ("run", "calibrate", "check", "whatif", "adl", "explain", "replay")
HEAVY = {"numpy", "numba", "altair", "duckdb", "jinja2", "vl_convert"}

# Runs the command as the installed script does, then tells on stderr what was imported on the way.
SCRIPT = """
import sys
sys.argv = ["solvent", *sys.argv[1:]]
code = 0
try:
    from solvent.cli import main
    main()
except SystemExit as stop:
    code = stop.code or 0
print("imported:", *sys.modules, file=sys.stderr)
sys.exit(code)
"""


def run(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", script, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def heavy_imports(report: str) -> set[str]:
    line = next(line for line in report.splitlines() if line.startswith("imported:"))
    return HEAVY & set(line.split())


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--help",),
        ("--version",),
        ("rulebooks", "--help"),
        ("price", "explain", "--help"),
        ("price", "bundle", "--help"),
        *((name, "--help") for name in COMMANDS),
    ],
    ids=" ".join,
)
def test_help_and_version_import_nothing_heavy(words: tuple[str, ...]) -> None:
    result = run(SCRIPT, *words)
    assert result.returncode == 0, result.stderr
    assert "solvent" in result.stdout
    assert heavy_imports(result.stderr) == set()


def test_a_heavy_import_is_noticed() -> None:
    result = run(SCRIPT.replace("from solvent.cli import main", "import numpy").replace("main()", "print('solvent')"))
    assert heavy_imports(result.stderr) == {"numpy"}
