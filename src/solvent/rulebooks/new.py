"""A rulebook of one's own: a file that extends another and shows what could be changed."""

import os
from pathlib import Path

from solvent.errors import BadRulebook
from solvent.rulebooks import files
from solvent.rulebooks.model import Rulebook
from solvent.rulebooks.schema import NAME
from solvent.rulebooks.tree import shown
from solvent.rulebooks.writer import header, quoted, tables


def new(name: str, extends: str, directory: str | Path = ".") -> Path:
    """Writes directory/name.toml; never over a file that is there already."""
    if not NAME.fullmatch(name):
        raise BadRulebook(f"expected a name of small letters, digits and hyphens, found {shown(name)}")
    if name in files.names():
        raise BadRulebook(f"expected a name that is free, found {name!r}, which is a shipped rulebook")
    parent = files.load(extends)
    target = Path(directory) / f"{name}.toml"
    if files.is_path(extends):
        extends = Path(os.path.relpath(extends, directory)).as_posix()
    text = template(name, extends, parent)
    files.parsed(text, str(target), target.parent)
    try:
        with target.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise BadRulebook("expected a file that is not there yet, found one", str(target)) from None
    except OSError as error:
        raise BadRulebook(f"expected a place to write to: {error.strerror or error}", str(target)) from None
    return target


def template(name: str, extends: str, parent: Rulebook) -> str:
    """The text of the new file: the head, and every table of the parent behind a comment sign."""
    head = [
        f"# Everything here is as in {extends}, until you take the # off a line and change it.",
        "# A table that says which rule it chooses is taken whole, so write its other lines with it; any other is",
        "# taken line by line. The lists of takers, payers, funds and guards are taken whole too.",
        "",
        f"name = {quoted(name)}",
        f"title = {quoted(f'{parent.title}, changed')}",
        f"extends = {quoted(extends)}",
        f"valid_from = {parent.valid_from}",
        'ours = true # what stands in this file is your own choice; or name a [sources.<id>] and write source = "<id>"',
    ]
    body = []
    for table, lines in tables(parent, evidence=False).items():
        if not table.startswith("markets.") or table.startswith("markets.*"):
            body += ["", *(f"# {line}" for line in (header(table), *lines))]
    return "\n".join([*head, *body]) + "\n"
