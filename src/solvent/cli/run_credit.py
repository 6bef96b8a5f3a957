"""`solvent run` of a case about a credit desk."""

from __future__ import annotations

from pathlib import Path

import click

from solvent.cli.door import FINE
from solvent.errors import BadInput

RESULT = "result.json"


def shipped() -> dict[str, Path]:
    """The cases about credit desks that come with the package, by name."""
    from solvent.lab import credit

    return {path.stem: path for path in sorted((Path(credit.__file__).parent / "cases").glob("*.toml"))}


def is_credit(case: str | None) -> bool:
    """Whether a case of the command line is one about a credit desk."""
    from solvent.lab.credit.case import is_credit_case

    return case is not None and (case in shipped() or is_credit_case(case))


def run_credit(case: str, rulebooks: tuple[str, ...], out: str | None, as_json: bool, more: bool) -> int:
    """Plays a case about a credit desk; writes result.json and a journal for each agreement."""
    import msgspec

    from solvent.lab.credit.case import read_credit_case
    from solvent.lab.credit.play import play_credit
    from solvent.reports.naming import plain

    if more:
        raise BadInput("expected no --tape, --book, --balances or --seed with a case about a credit desk")
    file = shipped().get(case, Path(case))
    found = read_credit_case(file.read_text("utf-8"), str(file), rulebooks)
    folder = Path(out) if out else Path("out") / found.name
    folder.mkdir(parents=True, exist_ok=True)
    result = play_credit(found, folder)
    content = msgspec.json.encode(result)
    (folder / RESULT).write_bytes(content + b"\n")
    if as_json:
        click.echo(content)
        return FINE
    for line in result.lines:
        click.echo(plain(line))
    click.echo()
    journals = ", ".join(f"{run.rulebook}.journal" for run in result.runs)
    click.echo(f"written: {folder / RESULT} and {journals}")
    return FINE
