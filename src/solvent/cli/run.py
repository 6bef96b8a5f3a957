"""`solvent run`: plays a case and says who was closed, at which price, and who paid."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from solvent.cli.door import FINE, FOUND
from solvent.cli.show import json_option, progress
from solvent.errors import BadInput

if TYPE_CHECKING:
    from solvent.lab.case import Case
    from solvent.reports.result import Result

REPORT, RESULT = "report.html", "result.json"
WIDTH = 118  # columns a line is wrapped at


@click.command()
@click.argument("case", metavar="CASE", required=False)
@click.option("--rulebook", multiple=True, metavar="NAME", help="In place of the case's own; may be given again.")
@click.option(
    "--tape", multiple=True, metavar="MARKET/ROLE=FILE", help="Bars in place of a series; may be given again."
)
@click.option("--book", metavar="FILE", help="Positions (CSV, JSON, Parquet) in place of the case's own accounts.")
@click.option("--balances", metavar="FILE", help="Balances that replace those of --book.")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), help="In place of the case's own.")
@click.option("--out", metavar="DIR", help="Where to write result, report and journals.  [default: out/CASE]")
@json_option
def run(
    case: str | None, rulebook: tuple[str, ...], tape: tuple[str, ...], book: str | None, balances: str | None,
    seed: int | None, out: str | None, as_json: bool,
) -> int:  # fmt: skip
    """Play CASE and say who was closed, at which price, and who paid.

    CASE is a shipped case or the path of a .toml file. Writes result.json, report.html and one journal for each run.
    """
    import msgspec

    from solvent import rulebooks as room
    from solvent.cli.run_credit import is_credit, run_credit
    from solvent.cli.run_lending import is_lending, run_lending
    from solvent.lab.run import Options, play

    if case and is_lending(case):
        return run_lending(case, rulebook, out, as_json, bool(tape or book or balances or seed is not None))
    if case and is_credit(case):
        return run_credit(case, rulebook, out, as_json, bool(tape or book or balances or seed is not None))
    found = played_case(case, tape, seed, book, balances)
    rules = [room.load(name) for name in rulebook or found.rulebooks]
    names = [one.name for one in rules]
    if len(set(names)) < len(names):
        raise BadInput(f"expected rulebooks of different names, found {', '.join(names)}", "--rulebook")
    policies = [(room.compile(one), room.toml(one)) for one in rules]
    folder = Path(out) if out else Path("out") / found.name
    folder.mkdir(parents=True, exist_ok=True)
    with progress(f"playing {found.name}", 1000) as told:
        result = play(found, policies, Options(out=folder, progress=told))
    if found.population and not found.book:
        result = _held_against(result, found, folder)
    content = msgspec.json.encode(result)
    _write(folder, result, content)
    if as_json:
        click.echo(content)
    else:
        _text(result, folder)
    return FOUND if any(played.bill.unallocated for played in result.runs) else FINE


def _held_against(result: Result, case: Case, folder: Path) -> Result:
    """The result with a line on its calibrated population; one that is predicted is held against figures elsewhere."""
    import msgspec

    from solvent.cli.calibrate import beside
    from solvent.lab.calibration.fit import free

    if case.population and not free(case.population):
        told = f"The population is predicted, not fitted: solvent calibrate october-10 --predict {case.name} holds it "
        return msgspec.structs.replace(result, lines=[*result.lines, "", told + "against the public totals."])
    told = beside(case, folder)
    return msgspec.structs.replace(result, lines=[*result.lines, "", told], calibration=told)


def played_case(
    name: str | None, tape: tuple[str, ...], seed: int | None, book: str | None, balances: str | None
) -> Case:
    """The case of a command line: by name or path, on other tapes, with another seed or a book of the user's own."""
    return _with_book(_case(name, tape, seed), book, balances)


def _case(name: str | None, tape: tuple[str, ...], seed: int | None) -> Case:
    import msgspec

    from solvent.lab import cases
    from solvent.lab.bars import parse_override

    if not name:
        raise BadInput(f"expected a case, one of {', '.join(cases.names())} or the path of a .toml file, found none")
    case = cases.with_files(cases.load(name), [parse_override(text) for text in tape])
    return case if seed is None else msgspec.structs.replace(case, seed=seed)


def _with_book(case: Case, book: str | None, balances: str | None) -> Case:
    from solvent.feeds import read_book
    from solvent.lab.own_book import with_book

    if book is None and balances is not None:
        raise BadInput("expected --book FILE beside --balances, found none")
    return case if book is None else with_book(case, read_book(book, balances))


def _write(folder: Path, result: Result, content: bytes) -> None:
    from solvent.reports.html import render

    (folder / RESULT).write_bytes(content + b"\n")
    (folder / REPORT).write_text(render(result), encoding="utf-8", newline="\n")


def _text(result: Result, folder: Path) -> None:
    from solvent.reports import words
    from solvent.reports.naming import plain

    for line in result.lines:
        click.echo("\n".join(wrapped(plain(line))))
    click.echo()
    journals = f" and {words.count(len(result.runs))} journals" if result.runs else ""
    click.echo(f"written: {folder / REPORT}, {RESULT}{journals}")


def wrapped(line: str) -> list[str]:
    """A line in pieces of at most WIDTH columns, the later ones below the text of the first; "8.7 %" stays together."""
    from textwrap import wrap

    indent = " " * 5 if line.startswith("  ") else ""
    bound = line.replace(" %", "\u00a0%")
    return [piece.replace("\u00a0", " ") for piece in wrap(bound, WIDTH, subsequent_indent=indent)] or [""]
