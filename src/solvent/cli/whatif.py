"""`solvent whatif`: how every account of a book would stand after a shock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from solvent.cli.books import book_options, bucket_json, heading, opened, opening_of, rules_of, tell
from solvent.cli.check import ratio
from solvent.cli.door import FINE, FOUND
from solvent.cli.show import as_json as print_json
from solvent.cli.show import json_option, progress, table
from solvent.errors import BadInput

if TYPE_CHECKING:
    from solvent.feeds import Opening
    from solvent.reports.standing import Bucket, Standings


@click.command()
@book_options
@click.option("--shock", metavar="ATOM=-30%", multiple=True, help="A change of price in % or bp; * is every market.")
@click.option("--cover", metavar="AMOUNT", help="A fund, to be held against what the largest owners would owe.")
@json_option
def whatif(
    book: str,
    rulebook: str | None,
    balances: str | None,
    prices: tuple[str, ...],
    limit: int,
    shock: tuple[str, ...],
    cover: str | None,
    as_json: bool,
) -> int:
    """Say who of BOOK would be liquidated after a shock.

    Each market jumps at once; nobody trades on the way. Exits with 1 where an account would be in breach.
    """
    from solvent.cli.owners import cover_json, cover_table
    from solvent.feeds import parse_shocks
    from solvent.reports.owners import cover as covered
    from solvent.reports.owners import owners
    from solvent.reports.standing import Standings, State, trigger_words

    rules = rules_of(rulebook)
    policy = rules[0]
    if not shock:
        raise BadInput("expected at least one --shock such as ATOM=-30% or *=-10%, found none")
    opening = opening_of(book, balances, rules, prices, parse_shocks(shock))
    notes = list(opening.notes)
    before = Standings(opened(policy, opening, notes))
    after = Standings(opened(policy, opening, [], shocked=True))
    places = after.by_danger(after.places())
    shown = places if as_json or not limit else places[:limit]
    pairs = []
    with progress("finding liquidation prices", len(shown)) as told:
        for done, place in enumerate(shown):
            pairs.append((before.bucket(place, lines=as_json), after.bucket(place, lines=as_json)))
            told(done)
    fallen = [p for p in places if after.state(p)[0] is State.BREACH and before.state(p)[0] is not State.BREACH]
    breached = after.in_breach(places)
    shortfall = sum(max(-after.equity[place], 0) for place in places)
    head = heading(policy, trigger_words(after.book))
    fund = None if cover is None else _fund(cover, opening)
    covers = [] if fund is None else covered(owners(after.book), fund)
    if as_json:
        more = {} if fund is None else {"cover": cover_json(covers, opening.decimals)}
        _json(head | more, opening, notes, pairs, (before.in_breach(places), breached, shortfall))
    else:
        _text(head, opening, pairs, len(places))
        if fund is not None:
            cover_table(covers, fund, opening)
        _verdict(after, fallen, breached, shortfall, opening)
        tell(notes)
    return FOUND if breached else FINE


def _fund(text: str, opening: Opening) -> int:
    """A fund as it was given, in atoms; 0 or more, with or without its asset."""
    from solvent.units import MAX_AMOUNT, number, scaled

    figure = text.strip().removesuffix(opening.settlement)
    fund = scaled(number(figure, "a fund"), opening.decimals, "a fund", MAX_AMOUNT)
    if fund < 0:
        raise BadInput(f"expected a fund of 0 or more, found {text}", "--cover")
    return fund


def _prices(opening: Opening) -> list[dict[str, str]]:
    from solvent.units import unscaled

    return [
        {"market": market.name, "before": unscaled(market.ticks, market.grid.price_decimals),
         "after": unscaled(market.shocked, market.grid.price_decimals)}
        for market in opening.markets
    ]  # fmt: skip


def _json(
    head: dict[str, Any],
    opening: Opening,
    notes: list[str],
    pairs: list[tuple[Bucket, Bucket]],
    found: tuple[int, int, int],
) -> None:
    from solvent.units import unscaled

    print_json({
        **head, "asset": opening.settlement, "prices": _prices(opening), "in_breach_before": found[0],
        "in_breach_after": found[1], "shortfall": unscaled(found[2], opening.decimals), "notes": notes,
        "buckets": [{"before": bucket_json(before), "after": bucket_json(after)} for before, after in pairs],
    })  # fmt: skip


def _text(head: dict[str, str], opening: Opening, pairs: list[tuple[Bucket, Bucket]], count: int) -> None:
    from solvent.reports import words
    from solvent.reports.naming import plain, short_hash

    click.echo(f"Rulebook {head['rulebook']} ({short_hash(head['content_hash'])}): closed when {head['trigger']}.")
    click.echo(f"{plain(opening.units)}.")
    click.echo()
    prices = [
        (plain(m.name), words.price(m.ticks, m.grid.price_decimals), words.price(m.shocked, m.grid.price_decimals),
         words.percent(words.change_ppm(m.ticks, m.shocked), 2))
        for m in opening.markets
    ]  # fmt: skip
    table("Prices", ("market", ">before", ">after", ">change"), prices)
    click.echo()
    left = f", the {len(pairs)} nearest to the line of {words.count(count)}" if count > len(pairs) else ""
    columns = ("account", "margin", ">equity before", ">after", ">maintenance before", ">after", ">margin ratio before",
               ">after", "state before", "after")  # fmt: skip
    rows = [
        (
            plain(new.account), plain(new.kind),
            *(words.money(atoms, scale=new.decimals)
              for atoms in (old.equity, new.equity, old.maintenance, new.maintenance)),
            ratio(old), ratio(new), old.state.value, new.state.value,
        )
        for old, new in pairs
    ]  # fmt: skip
    table(f"Accounts{left}", columns, rows)
    click.echo()


def _verdict(after: Standings, fallen: list[int], breached: int, shortfall: int, opening: Opening) -> None:
    from solvent.reports import words
    from solvent.reports.naming import Names, plain

    names = [Names(after.book).bucket(place) for place in fallen]
    told = f": {', '.join(names[:9])}{' and more' if len(names) > 9 else ''}" if names else ""
    click.echo(f"{words.count(len(fallen))} would newly be liquidated{told}; {words.count(breached)} in breach in all.")
    click.echo(
        "Closed at the shocked prices, without fees or slippage, they would owe "
        f"{words.money(shortfall, scale=opening.decimals)} {plain(opening.settlement)} beyond their own margin."
    )
