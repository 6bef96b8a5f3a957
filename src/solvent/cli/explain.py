"""`solvent explain`: why an account was closed, or what one step did."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING

import click

from solvent.cli.door import FINE
from solvent.cli.show import as_json as print_json
from solvent.cli.show import json_option, progress

if TYPE_CHECKING:
    from solvent.reports.explain import Told
    from solvent.reports.telling import Sentence

WIDTH = 110


@click.command()
@click.argument("journal", metavar="JOURNAL")
@click.argument("subject", metavar="ACCOUNT|SEQ")
@click.option("--account", "is_account", is_flag=True, help="Take a number for the name of an account, not a step.")
@json_option
def explain(journal: str, subject: str, is_account: bool, as_json: bool) -> int:
    """Tell from JOURNAL why an account was closed and where each unit went, or what one step did.

    Each sentence stands behind the number of the step it rests on.
    """
    from solvent.journal import SqliteJournal
    from solvent.reports import explain as reports

    with SqliteJournal(journal, readonly=True) as opened, progress("reading the journal", opened.seq) as told:
        if subject.isascii() and subject.isdecimal() and not is_account:
            step, sentences = reports.explain_step(opened, int(subject[:19]), told), None
        else:
            step, sentences = None, reports.explain(opened, subject, told)
    if step is not None:
        _step(step, as_json)
    if sentences is not None:
        _story(subject, sentences, as_json)
    return FINE


def _story(account: str, sentences: list[Sentence], as_json: bool) -> None:
    if as_json:
        rows = [{"seq": s.seq, "time_ns": str(s.time_ns), "about": s.kind, "text": s.text} for s in sentences]
        print_json({"account": account, "sentences": rows})
        return
    width = max((len(str(sentence.seq)) for sentence in sentences), default=1)
    for sentence in sentences:
        click.echo(_wrapped(str(sentence.seq).rjust(width) + "  ", sentence.text))


def _step(step: Told, as_json: bool) -> None:
    from solvent.reports import words

    if as_json:
        print_json({"seq": step.seq, "time_ns": str(step.time_ns), "id": step.id, "actor": step.actor,
                    "command": step.command, "stages": step.stages})  # fmt: skip
        return
    at = f"{words.day(step.time_ns)}, {words.clock(step.time_ns, 3)} UTC"
    click.echo(f"Step {step.seq}, {at}, {step.actor or 'somebody'} asked (id {step.id}):")
    click.echo(_wrapped("  ", step.command))
    for number, stage in enumerate(step.stages, 1):
        click.echo(f"Stage {number}:")
        for event in stage:
            click.echo(_wrapped("  ", event))


def _wrapped(begin: str, text: str) -> str:
    return fill(text, WIDTH, initial_indent=begin, subsequent_indent=" " * len(begin), break_on_hyphens=False,
                break_long_words=False)  # fmt: skip
