"""`solvent price bundle`: all that a third party needs to recompute a market's prices and decisions."""

from __future__ import annotations

import click

from solvent.cli.door import FINE
from solvent.cli.price.times import moment
from solvent.cli.show import as_json as print_json
from solvent.cli.show import json_option, progress
from solvent.errors import BadInput


@click.command()
@click.argument("journal", metavar="JOURNAL")
@click.argument("market", metavar="MARKET")
@click.option("--from", "start", metavar="TIME", help="From then on: 21:05 (UTC, last day) or 2025-10-10T21:05:00Z.")
@click.option("--to", "end", metavar="TIME", help="Up to then.")
@click.option("--account", "accounts", metavar="NAME", multiple=True, help="Also whenever this account was left alone.")
@click.option("--prices-only", is_flag=True, help="No accounts: index and mark alone.")
@click.option("-o", "--out", required=True, metavar="PATH", help="A new folder, or a new .zip.")
@json_option
def bundle(
    journal: str, market: str, start: str | None, end: str | None, accounts: tuple[str, ...], prices_only: bool,
    out: str, as_json: bool,
) -> int:  # fmt: skip
    """Export from JOURNAL what index, mark and decisions of MARKET rest on.

    That is what sources said, who counted and why, each index and mark as it was published, the rules in force, and of
    every account that was closed or let go its balance, positions and margin. `python -m solvent_verify PATH`
    recomputes all of it without this program.
    """
    from pathlib import Path

    from solvent.journal import SqliteJournal
    from solvent.reports import words
    from solvent.reports.bundle import Asked, export, write
    from solvent.reports.naming import plain

    if prices_only and accounts:
        raise BadInput("expected --account or --prices-only, found both")
    path = Path(out)
    with SqliteJournal(journal, readonly=True) as opened, progress("reading the journal", 2 * opened.seq) as told:
        last_ns = next((step.time_ns for step in opened.records(max(opened.seq, 1))), 0)
        from_ns = moment(start, last_ns, "--from") if start is not None else 0
        to_ns = moment(end, last_ns, "--to") if end is not None else 0
        if end is not None and to_ns < from_ns:
            raise BadInput("expected a time at or after --from", "--to")
        exported = export(opened, Asked(market, from_ns, to_ns, None if prices_only else accounts), told)
    write(exported.files, path)
    if as_json:
        print_json({"path": str(path), "seal": exported.seal, "markets": exported.markets, "records": exported.counts})
        return FINE
    counts = exported.counts
    click.echo(f"written: {path}, {words.count(sum(counts.values()))} records of "
               f"{', '.join(plain(name) for name in exported.markets)}")  # fmt: skip
    shown = {"observed": "observations", "determination": "determinations", "decision": "decisions"}
    click.echo(", ".join(f"{words.count(counts.get(kind, 0))} {what}" for kind, what in shown.items()))
    click.echo(f"seal {exported.seal}")
    return FINE
