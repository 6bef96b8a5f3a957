"""`solvent price explain`: which price was used at a time, why, and from what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from solvent.cli.door import FINE
from solvent.cli.price.times import moment
from solvent.cli.run import wrapped
from solvent.cli.show import as_json as print_json
from solvent.cli.show import json_option, progress, table

if TYPE_CHECKING:
    from solvent.journal import Journal, Record


@click.command()
@click.argument("journal", metavar="JOURNAL")
@click.argument("market", metavar="MARKET")
@click.argument("time", metavar="TIME|SEQ")
@json_option
def explain(journal: str, market: str, time: str, as_json: bool) -> int:
    """Tell from JOURNAL how the index and the mark of MARKET came about at a time, or after a step.

    TIME is 21:05 or 21:05:30 (UTC, on the day of the journal's last step) or 2025-10-10T21:05:00Z; a plain number is a
    step.
    """
    from solvent.journal import SqliteJournal
    from solvent.reports.price_explain import document
    from solvent.reports.price_moment import find

    with SqliteJournal(journal, readonly=True) as opened, progress("reading the journal", opened.seq) as told:
        found = document(find(opened, market, _until(opened, time), told))
    if as_json:
        print_json(found)
    else:
        _text(found)
    return FINE


def _until(journal: Journal, text: str) -> Any:
    """Whether a step still belongs to what was asked."""
    if text.isascii() and text.isdecimal():
        last = int(text[:19])
        return lambda step: step.seq <= last
    last_ns = next((step.time_ns for step in journal.records(max(journal.seq, 1))), 0)
    until_ns = moment(text, last_ns, "TIME")

    def early(step: Record) -> bool:
        return bool(step.time_ns <= until_ns)

    return early


def _text(found: dict[str, Any]) -> None:
    determined = found["determined"]
    when = f"determined in step {determined['step']} at {determined['time']}" if determined else "never determined"
    click.echo(f"{found['market']} at {found['time']} (step {found['step']}), {when}, under {found['rulebook']}")
    valuation, index, mark = found["valuation"], found["index"], found["mark"]
    use = "may be acted on" if valuation["usable"] else f"may not be acted on: {valuation['why_not']}"
    click.echo(f"valued at the {valuation['role']} {valuation['price'] or '–'}, which {use}")
    for sentence in found["acted"]:
        _say(sentence, "  ")
    _sources(found["constituents"])
    click.echo(f"index {index['price'] or '–'}: {index['came_of']}")
    for one in index["restated"]:
        what = f"restated in step {one['step']} at {one['time']}: {one['price']} in place of {one['was']}"
        _say(f"{what}; what was done on it stands ({one['reason']}; {one['owner']} answers for it)", "  ")
    _registry("the index", index["registry"])
    title = f"  {index['rule']} of {index['counting']}, {index['needed']} needed"
    _lines(title, [*index["working"], *([_line("computed", index["computed"])] if index["computed"] else [])])
    if index["since"]:
        click.echo(f"  last changed in step {index['since']['step']} at {index['since']['time']}")
    lacks = f"not computable, it lacks {mark['missing']}" if mark["missing"] else mark["rule"]
    apart = f", {mark['from_index']} from the index" if mark["from_index"] else ""
    click.echo(f"mark {mark['price'] or '–'}: {lacks}{apart}")
    _lines("  from", mark["inputs"])
    _lines("  by its rule", mark["working"])


def _sources(sources: list[dict[str, Any]]) -> None:
    if not sources:
        click.echo("no constituents")
        return
    rows = []
    for one in sources:
        turned = one["conversion"]
        by = f"{turned['rate'] or '–'} by {turned['by']}" if turned else ""
        allowed = f", {one['allowed']} allowed" if one["allowed"] else ""
        state = "counts" if one["counts"] else f"out: {one['excluded']}{allowed}"
        since = one["excluded_since"]["time"] if one["excluded_since"] else ""
        rows.append((one["source"], one["said"] or "–", by, one["price"] or "–", f"{one['weight_ppm']} ppm",
                     f"{one['age_s']} s" if one["age_s"] is not None else "–", state, since))  # fmt: skip
    table("constituents", ("source", ">said", "turned at", ">price", ">weight", ">age", "standing", "since"), rows)
    for one in sources:
        if one["returns"]:
            _say(f"{one['source']} returns {one['returns']}", "  ")
        if one["conversion"] and one["conversion"]["by"] == "assumption":
            _say(f"{one['source']} is turned at a rate that is {one['conversion']['label']}", "  ")
        _registry(one["source"], one["registry"])


def _registry(what: str, said: dict[str, Any] | None) -> None:
    if said:
        review = f", to be reviewed at {said['review']}" if said["review"] else ""
        unit = f" in {said['unit']}" if said["unit"] else ""
        _say(f"{what}{unit}: {said['reason']} ({said['owner']} answers for it, step {said['step']}{review})", "  ")


def _line(what: str, number: str) -> dict[str, str]:
    return {"what": what, "number": number}


def _lines(title: str, lines: list[dict[str, str]]) -> None:
    if lines:
        table(title, ("what", ">number"), [(f"{line['what']}", line["number"]) for line in lines])


def _say(text: str, begin: str) -> None:
    from solvent.reports.naming import plain

    for line in wrapped(plain(text)):
        click.echo(begin + line)
