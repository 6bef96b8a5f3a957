"""How the tests call a command, and the small files they give it."""

from pathlib import Path

from click.testing import CliRunner, Result

from solvent.cli import solvent

BOOK = """account,market,size,entry_price,mark_price,margin_mode,margin,leverage,wallet_balance,colour
borrower,ATOM,1000,4.00,3.50,cross,,,800,red
lone,ATOM,-100,3.00,3.50,isolated,80,,,blue
"""
RULEBOOK = """
name = "made"
title = "Made for the tests"
valid_from = 2026-01-01
extends = "teaching"
ours = true

[trigger]
warnings = ["50 %", "80 %"]

[markets."*".margin]
rule = "flat"
maintenance = "5 %"
max_leverage = "10 x"
"""


def call(*words: str | Path) -> Result:
    """One command line; whatever happens, it leaves by an exit code."""
    result = CliRunner().invoke(solvent, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result


def book_file(folder: Path, text: str = BOOK) -> Path:
    """A file of positions."""
    path = folder / "book.csv"
    path.write_text(text)
    return path


def rulebook_file(folder: Path) -> Path:
    """The rulebook `made`: 5 % maintenance, 10 % initial, closed when equity <= maintenance at the mark."""
    path = folder / "made.toml"
    path.write_text(RULEBOOK)
    return path
