"""`solvent replay`: whether a journal is true, and the same by cause and by effect."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from solvent.cli.door import FINE, FOUND
from solvent.cli.show import as_json as print_json
from solvent.cli.show import json_option, progress
from solvent.errors import BadInput, JournalCorrupt

if TYPE_CHECKING:
    from solvent.journal import Journal

HEAD_BYTES = 32


@click.command()
@click.argument("journal", metavar="JOURNAL")
@click.option("--expect-head", metavar="HEX", help="A head witnessed outside, which the chain must contain.")
@json_option
def replay(journal: str, expect_head: str | None, as_json: bool) -> int:
    """Verify JOURNAL and rebuild its book twice: from its commands and from its events.

    Exits with 1 where the chain is not whole, the expected head is not in it, or the two books differ; the first step
    that differs is named.
    """
    from solvent.journal import SqliteJournal

    head = _head(expect_head)
    try:
        with SqliteJournal(journal, readonly=True) as opened:
            found = _replayed(opened, head)
    except JournalCorrupt as error:
        found = {"ok": False, "steps": None, "blobs": None, "head": None, "digest": None, "sealed": None,
                 "faults": [str(error)], "differs": None}  # fmt: skip
    if as_json:
        print_json({"journal": journal, **found})
    else:
        _text(journal, found)
    return FINE if found["ok"] else FOUND


def _head(text: str | None) -> bytes | None:
    if text is None:
        return None
    try:
        head = bytes.fromhex(text)
    except ValueError:
        head = b""
    if len(head) != HEAD_BYTES:
        raise BadInput(f"expected a head of {2 * HEAD_BYTES} hexadecimal digits, found {text!r}", "--expect-head")
    return head


def _replayed(journal: Journal, head: bytes | None) -> dict[str, Any]:
    """What verification and both replays found; the replays are left out where the chain itself is not true."""
    from solvent.commands import decode
    from solvent.journal import verify
    from solvent.reports.naming import plain
    from solvent.runtime import replay_both

    verified = verify(journal, head)
    found: dict[str, Any] = {
        "ok": verified.ok, "steps": verified.steps, "blobs": verified.blobs, "head": verified.head.hex(),
        "digest": None, "sealed": journal.sealed, "faults": [plain(str(fault)) for fault in verified.faults],
        "differs": None,
    }  # fmt: skip
    if verified.ok:
        with progress("replaying", journal.seq) as told:
            both = replay_both(journal, told)
        found["digest"] = both.digest.hex()
        found["ok"] = not both.why
        if both.why:
            step = both.differs
            found["differs"] = {
                "seq": step.seq if step else None,
                "command": type(decode(step.command)).__name__ if step else None,
                "id": plain(step.command_id) if step else None,
                "why": plain(both.why),
            }
    return found


def _text(journal: str, found: dict[str, Any]) -> None:
    if found["steps"] is not None:
        click.echo(f"steps   {found['steps']:,} in {found['blobs']:,} blob{'' if found['blobs'] == 1 else 's'}")
        click.echo(f"head    {found['head']}")
    if found["digest"]:
        click.echo(f"digest  {found['digest']}")
    if found["sealed"]:
        click.echo(f"sealed  {found['sealed']}")
    for fault in found["faults"]:
        click.echo(f"FAULT   {fault}")
    if found["differs"]:
        step = found["differs"]
        where = f"step {step['seq']} ({step['command']} {step['id']})" if step["seq"] else "the end"
        click.echo(f"DIFFERS at {where}: {step['why']}")
    if found["ok"]:
        click.echo("OK: the chain is whole, and the book by cause is the book by effect")
    else:
        click.echo(f"NOT OK: {journal}")
