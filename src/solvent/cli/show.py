"""What every command prints with: tables, JSON and a progress bar."""

import json
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

import click

PATIENCE_S = 2  # seconds without a word that a person waits gladly
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, numbers exact and as text.")


def as_json(content: Any) -> None:
    """Prints a document; the same content is the same bytes."""
    click.echo(json.dumps(content, indent=2, ensure_ascii=False))


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Prints a table: with lines and colours for a terminal, as aligned text for anything else.

    columns   a name that begins with ">" is aligned to the right
    """
    if sys.stdout.isatty():
        _rich_table(title, columns, rows)
        return
    names = [column.removeprefix(">") for column in columns]
    widths = [max(len(name), *(len(row[i]) for row in rows), 0) for i, name in enumerate(names)]
    click.echo(title)
    for row in (names, *rows):
        cells = (
            cell.rjust(width) if column.startswith(">") else cell.ljust(width)
            for cell, width, column in zip(row, widths, columns, strict=True)
        )  # fmt: skip
        click.echo(("  " + "  ".join(cells)).rstrip())


def _rich_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    shown = Table(title=Text(title), title_justify="left", title_style="bold", box=SIMPLE_HEAD, padding=(0, 1))
    for column in columns:
        shown.add_column(Text(column.removeprefix(">")), justify="right" if column[0] == ">" else "left", no_wrap=True)
    for row in rows:
        style = "bold red" if "breach" in row else "yellow" if "warning" in row else None
        shown.add_row(*(Text(cell) for cell in row), style=style)
    console = Console()
    # A narrow terminal wraps the line; a figure that is cut short would be another figure.
    console.width = max(console.width, console.measure(shown, options=console.options.update(width=1000)).maximum)
    console.print(shown, crop=False)


class Told(Protocol):
    """Who wants to know how far the work is."""

    def __call__(self, done: int, /) -> None:
        """So much of the total is done."""


def _nobody(_: int) -> None:
    """Nobody wants to know."""


@contextmanager
def progress(what: str, total: int) -> Iterator[Told]:
    """A bar on a terminal's stderr once the work has taken two seconds; otherwise nothing at all."""
    if not sys.stderr.isatty():
        yield _nobody
        return
    bar = _Bar(what, total)
    try:
        yield bar
    finally:
        bar.stop()


class _Bar:
    """Begins late, and looks at the clock only now and then."""

    def __init__(self, what: str, total: int) -> None:
        self.what, self.total, self.begun = what, total, time.monotonic()
        self.drawn: Any = None
        self.drawn_at = self.begun

    def __call__(self, done: int) -> None:
        now = time.monotonic()
        if now - self.begun < PATIENCE_S or now - self.drawn_at < 0.1:
            return
        self.drawn_at = now
        if self.drawn is None:
            from rich.console import Console
            from rich.progress import Progress

            self.drawn = Progress(console=Console(stderr=True), transient=True)
            self.drawn.add_task(self.what, total=self.total)
            self.drawn.start()
        self.drawn.update(0, completed=done)

    def stop(self) -> None:
        """Takes the bar away."""
        if self.drawn is not None:
            self.drawn.stop()
