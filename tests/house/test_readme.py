"""The library example runs as the README shows it, and the files it names exist."""

import re
from pathlib import Path

import pytest


def blocks(root: Path, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", (root / "README.md").read_text(encoding="utf-8"), re.DOTALL)


def test_the_example_of_the_readme_liquidates_its_borrower(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (example,) = blocks(root, "python")
    lines = [line for line in example.splitlines() if line.strip()]
    assert len(lines) <= 15
    exec(compile(example, "README.md", "exec"), {})
    printed = capsys.readouterr().out
    assert "LiquidationTriggered(bucket=6, equity=55100000, maintenance=68800000" in printed
    assert "LiquidationOrderPlaced(" in printed


def test_every_file_the_readme_links_to_exists(root: Path) -> None:
    text = (root / "README.md").read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link]
    assert links
    assert [link for link in links if not (root / link).exists()] == []


def test_every_command_of_the_readme_exists(root: Path) -> None:
    from solvent.cli import solvent

    named = {
        line.split()[1] for block in blocks(root, "") for line in block.splitlines() if line.startswith("solvent ")
    }
    assert named
    assert named <= set(solvent.list_commands(None))
