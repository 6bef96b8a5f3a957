"""How every command begins and ends: exit codes, silence where it is due, and the same bytes twice."""

import subprocess
import sys
from pathlib import Path

import click
import pytest

from solvent.cli import show, solvent
from solvent.cli.door import Door
from tests.cli.doors import book_file, call, rulebook_file
from tests.reports import closing

SCRIPT = "from solvent.cli import main; main()"


def process(*words: str | Path, **extra: object) -> subprocess.Popen[bytes]:
    """The command as the installed script runs it."""
    command = [sys.executable, "-c", SCRIPT, *map(str, words)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **extra)  # type: ignore[call-overload]


@pytest.mark.parametrize(("prices", "code"), [("ATOM=3.5", 0), ("ATOM=1", 1), ("ATOM=x", 2)])
def test_the_process_leaves_with_the_code(tmp_path: Path, prices: str, code: int) -> None:
    running = process("check", book_file(tmp_path), "--rulebook", rulebook_file(tmp_path), "--prices", prices)
    _, errors = running.communicate(timeout=60)
    assert running.returncode == code
    assert bool(errors) == (code == 2)
    assert b"Traceback" not in errors


@pytest.mark.parametrize("words", [("rulebooks", "show", "teaching"), ("--help",), ("rulebooks", "list", "--json")])
def test_a_reader_who_goes_away_is_no_error(words: tuple[str, ...]) -> None:
    with process(*words) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait(60) == 141


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_a_terminal_without_all_characters_gets_question_marks(tmp_path: Path, encoding: str) -> None:
    environment = {"PYTHONIOENCODING": encoding, "PYTHONPATH": ":".join(sys.path)}
    running = process("check", book_file(tmp_path), "--rulebook", rulebook_file(tmp_path), env=environment)
    output, errors = running.communicate(timeout=60)
    assert (running.returncode, errors) == (0, b"")
    assert b"equity ? maintenance" in output


class Raises(click.Command):
    """A command that does nothing but raise."""

    def __init__(self, error: BaseException) -> None:
        super().__init__("raises")
        self.error = error

    def invoke(self, ctx: click.Context) -> None:
        raise self.error


@pytest.mark.parametrize(
    ("error", "code"), [(KeyboardInterrupt(), 130), (click.Abort(), 130), (PermissionError(13, "not allowed", "x"), 2)]
)
def test_an_interruption_leaves_in_words(error: BaseException, code: int, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        Door(commands={"raises": Raises(error)}).main(["raises"])
    assert left.value.code == code
    assert "Traceback" not in capsys.readouterr().err


def test_a_fault_of_the_program_is_neither_a_breach_nor_bad_input(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        Door(commands={"raises": Raises(ZeroDivisionError())}).main(["raises"])
    assert left.value.code == 70
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_without_words_the_help_is_shown() -> None:
    result = call()
    assert result.exit_code == 0
    assert result.stdout.startswith("Usage: solvent")


def test_every_command_speaks_json() -> None:
    def leaves(group: click.Group) -> list[click.Command]:
        found: list[click.Command] = []
        for command in group.commands.values():
            found += leaves(command) if isinstance(command, click.Group) else [command]
        return found

    assert len(leaves(solvent)) >= 10
    for command in leaves(solvent):
        assert any("--json" in parameter.opts for parameter in command.params), command.name


def test_the_same_words_give_the_same_bytes(tmp_path: Path) -> None:
    closing.write(tmp_path / "story.journal").close()  # type: ignore[attr-defined]
    book, rules, journal = book_file(tmp_path), rulebook_file(tmp_path), tmp_path / "story.journal"
    for words in (
        ("check", book, "--rulebook", rules),
        ("whatif", book, "--rulebook", rules, "--shock", "*=-20%"),
        ("explain", journal, "borrower"),
        ("explain", journal, "13"),
        ("replay", journal),
        ("rulebooks", "list"),
        ("rulebooks", "show", "teaching"),
        ("rulebooks", "diff", "teaching", "binance-usdm"),
    ):
        for more in ((), ("--json",)):
            assert call(*words, *more).stdout_bytes == call(*words, *more).stdout_bytes


def test_a_bar_begins_after_two_seconds_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(show.time, "monotonic", lambda: now[0])
    with show.progress("work", 10) as told:
        assert not isinstance(told, show._Bar)
    bar = show._Bar("work", 10)
    now[0] = 1.9
    bar(1)
    assert bar.drawn is None
    now[0] = 2.1
    bar(2)
    assert bar.drawn is not None
    assert bar.drawn.tasks[0].completed == 2
    bar.stop()


def test_a_table_on_a_terminal_keeps_names_as_they_are(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    show.table("Accounts", ("account", ">equity", "state"), [("[red]lone[/red]", "1.00", "breach")])
    assert "[red]lone[/red]" in capsys.readouterr().out


def test_a_narrow_terminal_cuts_no_figure_short(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "40")
    figures = [f"{1_000_000 + i:,}.00" for i in range(12)]
    show.table("Positions", [f">column {i}" for i in range(12)], [figures])
    assert figures == [cell for cell in capsys.readouterr().out.split() if cell.endswith(".00")]
