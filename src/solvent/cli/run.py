"""`solvent run`: plays a case and says who was closed, at which price, and who paid."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from solvent.cli.door import FINE, FOUND
from solvent.cli.show import json_option, progress, table
from solvent.errors import BadInput

if TYPE_CHECKING:
    from solvent.lab.case import Case
    from solvent.reports.result import Result

BILL = {
    "own margin": "own_margin", "fund": "fund", "operator": "operator", "winners": "socialised",
    "deleveraged": "deleveraged", "backstop": "backstop", "bad debt": "bad_debt", "unallocated": "unallocated",
}  # fmt: skip


@click.command()
@click.argument("case", metavar="CASE", required=False)
@click.option("--rulebook", multiple=True, metavar="NAME", help="In place of the case's own; may be given again.")
@click.option(
    "--tape", multiple=True, metavar="MARKET/ROLE=FILE", help="Bars in place of a series; may be given again."
)
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), help="In place of the case's own.")
@click.option("--out", metavar="DIR", help="Where to write result, report and journals.  [default: out/CASE]")
@json_option
def run(
    case: str | None, rulebook: tuple[str, ...], tape: tuple[str, ...], seed: int | None, out: str | None, as_json: bool
) -> int:
    """Play CASE and say who was closed, at which price, and who paid.

    CASE is a shipped case or the path of a .toml file. Writes result.json, report.html and one journal for each run.
    """
    import msgspec

    from solvent import rulebooks as room
    from solvent.lab.run import Options, play

    found = _case(case, tape, seed)
    rules = [room.load(name) for name in rulebook or found.rulebooks]
    names = [one.name for one in rules]
    if len(set(names)) < len(names):
        raise BadInput(f"expected rulebooks of different names, found {', '.join(names)}", "--rulebook")
    policies = [(room.compile(one), room.toml(one)) for one in rules]
    folder = Path(out) if out else Path("out") / found.name
    folder.mkdir(parents=True, exist_ok=True)
    with progress(f"playing {found.name}", 1000) as told:
        result = play(found, policies, Options(out=folder, progress=told))
    content = msgspec.json.encode(result)
    written = _write(folder, result, content)
    if as_json:
        click.echo(content)
    else:
        _text(result, written)
    return FOUND if any(played.bill.unallocated for played in result.runs) else FINE


def _case(name: str | None, tape: tuple[str, ...], seed: int | None) -> Case:
    import msgspec

    from solvent.lab import cases
    from solvent.lab.bars import parse_override

    if not name:
        raise BadInput(f"expected a case, one of {', '.join(cases.names())} or the path of a .toml file, found none")
    case = cases.with_files(cases.load(name), [parse_override(text) for text in tape])
    return case if seed is None else msgspec.structs.replace(case, seed=seed)


def _write(folder: Path, result: Result, content: bytes) -> list[str]:
    from solvent.reports.html import render

    (folder / "result.json").write_bytes(content + b"\n")
    (folder / "report.html").write_text(render(result), encoding="utf-8", newline="\n")
    return [str(folder / "report.html"), str(folder / "result.json"), *(played.journal for played in result.runs)]


def _text(result: Result, written: list[str]) -> None:
    from solvent.reports import words
    from solvent.reports.naming import plain

    for line in result.lines:
        click.echo(plain(line))
    click.echo()
    rows = [
        (plain(played.rulebook), played.variant, words.count(len(played.closed)),
         *(words.money(getattr(played.bill, field)) for field in BILL.values()))
        for played in result.runs
    ]  # fmt: skip
    columns = ("rulebook", "tape", ">closings", *(f">{name}" for name in BILL))
    table(f"Who paid, in {plain(result.asset)}", columns, rows)
    click.echo()
    for path in written:
        click.echo(f"written: {path}")
