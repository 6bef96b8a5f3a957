"""`solvent run` of a case about loans."""

from __future__ import annotations

from pathlib import Path

import click

from solvent.cli.door import FINE, FOUND
from solvent.errors import BadInput

RESULT = "result.json"


def shipped() -> dict[str, Path]:
    """The cases about loans that come with the package, by name."""
    from solvent.lab import lending

    return {path.stem: path for path in sorted((Path(lending.__file__).parent / "cases").glob("*.toml"))}


def is_lending(case: str | None) -> bool:
    """Whether a case of the command line is one about loans."""
    from solvent.lab.lending.case import is_lending_case

    return case is not None and (case in shipped() or is_lending_case(case))


def run_lending(case: str, rulebooks: tuple[str, ...], out: str | None, as_json: bool, more: bool) -> int:
    """Plays a case about loans in every way it says; writes result.json and a journal each.

    returns   1 where a criterion of the case is not met
    """
    import msgspec

    from solvent.cli.run import wrapped
    from solvent.lab.lending.case import read_lending_case
    from solvent.lab.lending.play import play_lending, play_variants
    from solvent.lab.lending.result import LendingComparison
    from solvent.reports.naming import plain

    if more:
        raise BadInput("expected no --tape, --book, --balances or --seed with a case about loans")
    if len(rulebooks) > 1:
        raise BadInput(f"expected one rulebook for a case about loans, found {', '.join(rulebooks)}", "--rulebook")
    file = shipped().get(case, Path(case))
    found = read_lending_case(file.read_text("utf-8"), str(file), *rulebooks)
    folder = Path(out) if out else Path("out") / found.name
    folder.mkdir(parents=True, exist_ok=True)
    several = len(found.variants) > 1 or found.criteria
    result = play_variants(found, folder) if several else play_lending(found, folder)
    content = msgspec.json.encode(result)
    (folder / RESULT).write_bytes(content + b"\n")
    if as_json:
        click.echo(content)
    else:
        for line in result.lines:
            click.echo("\n".join(wrapped(plain(line))))
        click.echo()
        journals = f"{len(found.variants)} journals" if several else f"{found.policy.name}.journal"
        click.echo(f"written: {folder / RESULT} and {journals}")
    return FOUND if isinstance(result, LendingComparison) and not result.met else FINE
