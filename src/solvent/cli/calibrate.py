"""`solvent calibrate`: fits a case's population on public figures, and predicts another crash with it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from solvent.cli.door import FINE
from solvent.cli.show import json_option, progress, table

if TYPE_CHECKING:
    from solvent.lab.case import Case
    from solvent.reports.calibration import Calibration, Crash

SEEDS = 200  # draws behind every interval, of `solvent run` too


@click.command()
@click.argument("case")
@click.option("--seeds", default=SEEDS, show_default=True, metavar="N", help="Draws behind every interval.")
@click.option(
    "--predict", multiple=True, metavar="CASE", help="Another crash, with what was fitted; may be given again."
)
@click.option("--out", metavar="DIR", help="Where to write the page and its numbers.  [default: out/CASE]")
@json_option
def calibrate(case: str, seeds: int, predict: tuple[str, ...], out: str | None, as_json: bool) -> int:
    """Fit the population of CASE on public figures, and say what it misses.

    CASE is a shipped case or the path of a .toml file with a [population]. Writes calibration.html and .json.
    """
    import msgspec

    from solvent.lab import calibration, cases

    first, others = calibration.crowd_of(cases.load(case)), [calibration.crowd_of(cases.load(name)) for name in predict]
    with progress(f"calibrating {first.name}", 1000) as told:
        made = calibration.calibrate(first, others, seeds, progress=told)
    folder = Path(out) if out else Path("out") / first.name
    page = write(made, folder)
    if as_json:
        click.echo(msgspec.json.encode(made))
    else:
        _text(made)
        click.echo(f"written: {page}, {page.with_suffix('.json').name}")
    return FINE


def write(made: Calibration, folder: Path) -> Path:
    """The page and its numbers in a folder; returns where the page is."""
    import msgspec

    from solvent.reports.calibration_page import DATA, PAGE, render

    folder.mkdir(parents=True, exist_ok=True)
    (folder / DATA).write_bytes(msgspec.json.encode(made) + b"\n")
    (folder / PAGE).write_text(render(made), encoding="utf-8", newline="\n")
    return folder / PAGE


def beside(case: Case, folder: Path) -> str:
    """Writes the page beside a report, with the values of the case file; returns its one line."""
    from solvent.lab import calibration
    from solvent.reports.calibration_words import summary

    with progress(f"calibrating {case.name}", 1000) as told:
        made = calibration.calibrate(calibration.crowd_of(case), seeds=SEEDS, fit=False, progress=told)
    write(made, folder)
    return summary(made)


def _text(made: Calibration) -> None:
    from solvent.cli.run import wrapped
    from solvent.reports.calibration_words import fitted, remarks

    for fit in made.fits:
        click.echo("\n".join(wrapped(f"Fitted: {fitted(fit)}")))
    for crash in made.crashes:
        click.echo()
        _figures(made, crash)
        for remark in remarks(crash):
            click.echo("\n".join(wrapped(remark)))
    click.echo()
    click.echo(
        "Seeds: chance alone. Ranges: every assumption drawn evenly from its range, fitted ones too unless predicted."
    )


def _figures(made: Calibration, crash: Crash) -> None:
    from solvent.reports import calibration_words as said

    kind = f"predicted with what was fitted on {made.crashes[0].name}" if crash.predicted else "simulated and public"
    rows = [
        (one.name, f"{'> ' if one.at_least else ''}{said.shown(one.kind, one.public)}", said.shown(one.kind, one.own),
         said.shown(one.kind, one.seeds.median), said.span(one.kind, one.seeds), said.span(one.kind, one.ranges),
         f"{said.verdict(one)}{' (fitted)' if one.fits else ''}")
        for one in crash.figures
    ]  # fmt: skip
    columns = ("figure", ">public", ">this seed", ">median", f">90 % of {made.seeds} seeds", ">90 % of ranges", "so")
    table(f"{crash.name}, {crash.market}: {kind}", columns, rows)
