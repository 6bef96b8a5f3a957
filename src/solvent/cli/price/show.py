"""`solvent price show`: plays a tape of prices and says what was formed of it."""

from __future__ import annotations

from typing import Any

import click

from solvent.cli.door import FINE
from solvent.cli.price.times import moment
from solvent.cli.show import as_json as print_json
from solvent.cli.show import json_option, table
from solvent.errors import BadInput


@click.command()
@click.argument("tape", metavar="TAPE")
@click.option("--rulebook", metavar="NAME", help="In place of the tape's own: a shipped one, or a .toml file.")
@click.option("--market", "chosen", metavar="NAME", multiple=True, help="Only this market; may be given again.")
@click.option("--from", "start", metavar="TIME", help="From then on: 21:05, 21:05:30 (UTC) or 2025-10-10T21:05:00Z.")
@click.option("--to", "end", metavar="TIME", help="Up to then.")
@click.option("--step", default="1 %", show_default=True, metavar="RATE", help="Smaller changes are not printed.")
@json_option
def show(
    tape: str, rulebook: str | None, chosen: tuple[str, ...], start: str | None, end: str | None, step: str,
    as_json: bool,
) -> int:  # fmt: skip
    """Play the prices TAPE defines and say what was formed of them.

    TAPE is a .toml file that names markets, sources and their files. For each market: the index over time, who was left
    out of it and when he came back, how long the price could be acted on, and how far the mark was from the index.
    """
    from solvent import rulebooks as room
    from solvent.lab.price_play import heard, play, told
    from solvent.lab.price_tape import read_price_tape
    from solvent.reports.price_history import PriceHistory
    from solvent.reports.price_page import document
    from solvent.units import rate_ppm

    read = read_price_tape(tape)
    unknown = [name for name in chosen if name not in {market.name for market in read.markets}]
    if unknown:
        known = ", ".join(market.name for market in read.markets)
        raise BadInput(f"expected a market of {read.name} ({known}), found {unknown[0]!r}", "--market")
    name = rulebook or read.rulebook
    if not name:
        raise BadInput("expected --rulebook NAME or a rulebook in the tape, found neither")
    rules, least = room.load(name), rate_ppm(step)
    words = heard(read)
    day_ns = words.words[0].received_ns if words.words else 0
    start_ns = moment(start, day_ns, "--from") if start is not None else 0
    end_ns = moment(end, day_ns, "--to") if end is not None else 0
    history = PriceHistory()
    commands = told(read, words, room.compile(rules), room.toml(rules), start_ns, end_ns)
    book = play(commands, lambda engine, outcome: history.take(engine.book, outcome)).book
    history.finish()
    wanted = set(chosen or book.market_names)
    markets = [
        document(book, place, one, least)
        for place, one in sorted(history.markets.items())
        if book.market_names[place] in wanted
    ]
    whole = {"tape": read.name, "rulebook": rules.name, "content_hash": rules.content_hash,
             "assumed": read.labels(), "notes": words.notes, "markets": markets}  # fmt: skip
    if as_json:
        print_json(whole)
    else:
        _text(whole)
    return FINE


def _text(whole: dict[str, Any]) -> None:
    from solvent.reports.naming import plain, short_hash

    click.echo(f"{plain(whole['tape'])} under {whole['rulebook']} ({short_hash(whole['content_hash'])})")
    for line in (*whole["assumed"], *whole["notes"]):
        click.echo(f"note: {plain(line)}")
    for market in whole["markets"]:
        click.echo()
        _market(market)


def _market(market: dict[str, Any]) -> None:
    from solvent.reports.naming import spoken

    click.echo(f"{market['market']}")
    states = ", ".join(f"{state} {_span(seconds)}" for state, seconds in market["state_s"].items() if seconds != "0")
    click.echo(f"  could be acted on or not: {states or 'never looked at'}")
    click.echo(f"  largest step of the index when a source left: {_change(market['largest_step_at_exclusion'])}")
    click.echo(f"  mark farthest from the index: {_change(market['mark_farthest_from_index'])}")
    beyond = ", ".join(
        f"{level} for {_span(seconds)}" for level, seconds in market["mark_beyond_s"].items() if seconds != "0"
    )
    if beyond:
        click.echo(f"  farther than {beyond}")
    for reason, count in market["refused"].items():
        click.echo(f"  refused {count} times: {spoken(reason)}")
    _absences(market["excluded"])
    for what in ("index", "mark"):
        points = [(_clock(point["time"]), point["price"]) for point in market[what]]
        if points:
            title = f"  {what}: {len(points)} of {market[f'{what}_values']} values"
            table(title, ("time", ">price"), points)


def _absences(excluded: list[dict[str, Any]]) -> None:
    if not excluded:
        click.echo("  no source was left out")
        return
    rows = [
        (one["source"], one["reason"], one["said"], _span(one["age_s"]), _clock(one["out"]),
         _back(one), _span(one["for_s"]) if one["for_s"] else "")
        for one in excluded
    ]  # fmt: skip
    table("  left out", ("source", "reason", ">said", ">age", "out", "back", ">for"), rows)


def _back(one: dict[str, Any]) -> str:
    """When a source came back, or that it stayed out for another reason, which is its next row."""
    return _clock(one["back"]) if one["back"] else "for another" if one["for_s"] else "still out"


def _change(change: dict[str, str] | None) -> str:
    return f"{change['change']} ({change['from']} to {change['to']} at {_clock(change['time'])})" if change else "none"


def _span(seconds: str) -> str:
    """Seconds, cut to the millisecond; the JSON has all of them."""
    whole, dot, rest = seconds.partition(".")
    return f"{whole}{(dot + rest[:3]).rstrip('0').rstrip('.')} s"


def _clock(stamp: str) -> str:
    """The time of day of a stamp, to the millisecond."""
    return stamp[11:-1][:12]
