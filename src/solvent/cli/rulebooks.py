"""`solvent rulebooks`: what is shipped, what it says, whether it holds, what differs, and one of one's own."""

from __future__ import annotations

import click

from solvent.cli.door import FINE, FOUND, Door
from solvent.cli.show import as_json as print_json
from solvent.cli.show import json_option, table
from solvent.errors import BadInput


@click.group(cls=Door)
def rulebooks() -> None:
    """List, show, check and compare rulebooks, or begin one of your own.

    NAME is a shipped rulebook or the path of a .toml file.
    """


@rulebooks.command("list")
@json_option
def list_(as_json: bool) -> int:
    """List the shipped rulebooks."""
    from solvent import rulebooks as room

    found, others = [room.load(name) for name in room.names()], room.others()
    if as_json:
        keys = ("name", "title", "valid_from", "settlement", "content_hash")
        heads = [{key: text for key, text in other._asdict().items() if key != "text"} for other in others]
        print_json([{key: getattr(rulebook, key) for key in keys} for rulebook in found] + heads)
    else:
        rows = [(r.name, r.valid_from, ", ".join(r.lineage) or "–", r.title) for r in found]
        table("Rulebooks", ("name", "valid from", "extends", "title"), rows)
        click.echo()
        rows = [(other.name, other.valid_from, other.protocol or other.kind, other.title) for other in others]
        table("Rulebooks of loans", ("name", "valid from", "protocol", "title"), rows)
    return FINE


@rulebooks.command()
@click.argument("name")
@json_option
def show(name: str, as_json: bool) -> int:
    """Say what a rulebook says, and who vouches for it."""
    import msgspec

    from solvent import rulebooks as room

    if other := room.find_other(name):
        if as_json:
            print_json(other._asdict())
        else:
            click.echo(other.text, nl=False)
        return FINE
    page = room.page(room.load(name))
    if as_json:
        print_json(msgspec.to_builtins(page))
    else:
        click.echo(room.text(page), nl=False)
    return FINE


@rulebooks.command()
@click.argument("name")
@click.option("--slippage", default="0 %", metavar="RATE", help="Under stress: where closing a part defeats itself.")
@json_option
def lint(name: str, slippage: str, as_json: bool) -> int:
    """Say what is wrong with a rulebook. Exits with 1 where there is an error or a warning."""
    import msgspec

    from solvent import rulebooks as room
    from solvent.units import PPM, rate_ppm

    other = room.find_other(name)
    if not other and not _is_there(name):
        room.load(name)  # no such rulebook is bad input, not a finding
    stress = rate_ppm(slippage)
    if not 0 <= stress <= PPM:
        raise BadInput(f"--slippage: expected a rate from 0 % to 100 %, found {slippage!r}")
    remarks = room.lint_other(other) if other else room.lint(name, stress)
    clean = room.is_clean(remarks)
    if as_json:
        print_json({"clean": clean, "findings": msgspec.to_builtins(remarks)})
    else:
        for remark in remarks:
            click.echo(str(remark))
        click.echo("clean" if clean else "not clean")
    return FINE if clean else FOUND


def _is_there(name: str) -> bool:
    from pathlib import Path

    from solvent import rulebooks as room

    try:
        return name in room.names() or Path(name).is_file()
    except (OSError, ValueError):
        return False


@rulebooks.command()
@click.argument("old")
@click.argument("new")
@json_option
def diff(old: str, new: str, as_json: bool) -> int:
    """Name every rule and number in which two rulebooks differ."""
    import msgspec

    from solvent import rulebooks as room

    before, after = room.find_other(old), room.find_other(new)
    if before and after:
        changes = room.diff_others(before, after)
    elif before or after:
        raise BadInput(f"expected two rulebooks of one kind, found {old} and {new}")
    else:
        changes = room.diff(room.load(old), room.load(new))
    if as_json:
        print_json(msgspec.to_builtins(changes))
    else:
        rows = [(change.path, change.old or "none", change.new or "none") for change in changes]
        if rows:
            table(f"{len(rows)} difference{'' if len(rows) == 1 else 's'}", ("path", old, new), rows)
        else:
            click.echo("no difference")
    return FINE


@rulebooks.command()
@click.argument("name")
@click.option("--extends", required=True, metavar="NAME", help="The rulebook to begin from.")
@click.option("--out", default=".", show_default=True, metavar="DIR", help="Where to write NAME.toml.")
@json_option
def new(name: str, extends: str, out: str, as_json: bool) -> int:
    """Write NAME.toml, which extends another rulebook and shows what can be changed."""
    from solvent import rulebooks as room

    written = room.new(name, extends, out)
    if as_json:
        print_json({"written": str(written)})
    else:
        click.echo(f"written: {written}")
        click.echo(f"try: solvent rulebooks diff {extends} {written}")
    return FINE
