"""`solvent check`: how every account of a book stands under a rulebook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from solvent.cli.books import book_options, bucket_json, heading, opened, opening_of, rules_of, tell
from solvent.cli.door import FINE, FOUND
from solvent.cli.show import as_json as print_json
from solvent.cli.show import json_option, progress, table
from solvent.errors import BadInput

if TYPE_CHECKING:
    from solvent.reports.standing import Bucket, Row, Standings


@click.command()
@book_options
@click.option("--by", type=click.Choice(["account", "owner"]), default="account", help="What is one row.")
@json_option
def check(
    book: str, rulebook: str | None, balances: str | None, prices: tuple[str, ...], limit: int, by: str, as_json: bool
) -> int:
    """Say how far each account of BOOK is from liquidation.

    BOOK is a CSV, JSON or Parquet file of positions; under a lending rulebook, of loans, in totals (account,
    collateral, debt, threshold) or by asset (account, asset, supplied, owed, price). Exits with 1 where an account is
    in breach.
    """
    from solvent.rulebooks.others import is_credit, is_lending

    if rulebook and is_lending(rulebook):
        return _loans(book, rulebook, prices, limit, as_json, balances or by != "account")
    if rulebook and is_credit(rulebook):
        raise BadInput(f"expected a rulebook of a venue or a lending protocol, found the credit agreement {rulebook}; "
                       f"solvent run plays cases under one")  # fmt: skip
    from solvent.cli.owners import owner_json, owners_table
    from solvent.reports.owners import owners
    from solvent.reports.standing import Standings, trigger_words

    rules = rules_of(rulebook)
    policy, opening = rules[0], opening_of(book, balances, rules, prices)
    notes = list(opening.notes)
    state = opened(policy, opening, notes)
    standings = Standings(state)
    places = standings.by_danger(standings.places())
    breached = standings.in_breach(places)
    head = heading(policy, trigger_words(state))
    document = {**head, "asset": opening.settlement, "in_breach": breached, "notes": notes}
    if by == "owner":
        found = owners(state)
        if as_json:
            print_json(document | {"owners": [owner_json(one, opening.decimals) for one in found]})
        else:
            _heading(head, opening.units)
            owners_table(found, opening, limit)
    else:
        buckets = _buckets(standings, places if as_json or not limit else places[:limit])
        if as_json:
            print_json(document | {"buckets": [bucket_json(bucket) for bucket in buckets]})
        else:
            _heading(head, opening.units)
            _text(buckets, len(places))
    if not as_json:
        _verdict(standings, places, breached)
        tell(notes)
    return FOUND if breached else FINE


def _loans(
    book: str, rulebook: str, prices: tuple[str, ...], limit: int, as_json: bool, more: object
) -> int:  # fmt: skip
    from solvent.cli.loans import check_loans

    if more:
        raise BadInput("expected no --balances and no --by with a book of loans")
    return check_loans(book, rulebook, prices, limit, as_json)


def _buckets(standings: Standings, places: list[int]) -> list[Bucket]:
    """The standing of each of these buckets, with its liquidation prices."""
    buckets = []
    with progress("finding liquidation prices", len(places)) as told:
        for done, place in enumerate(places):
            buckets.append(standings.bucket(place))
            told(done)
    return buckets


def _heading(head: dict[str, str], units: str) -> None:
    from solvent.reports.naming import plain, short_hash

    click.echo(f"Rulebook {head['rulebook']} ({short_hash(head['content_hash'])}): closed when {head['trigger']}.")
    click.echo(f"Liquidation price: {head['liquidation_price']}. {plain(units)}.")
    click.echo()


def _text(buckets: list[Bucket], count: int) -> None:
    from solvent.reports import words

    left = f", the {len(buckets)} nearest to the line of {words.count(count)}" if count > len(buckets) else ""
    table(
        f"Accounts{left}",
        ("account", "margin", ">equity", ">initial", ">maintenance", ">margin ratio", "state"),
        [account_cells(bucket) for bucket in buckets],
    )
    every = [(bucket, row) for bucket in buckets for row in bucket.rows]
    coins = [(bucket, row) for bucket, row in every if row.coin]
    rows = [(bucket, row) for bucket, row in every if not row.coin]
    if coins:
        click.echo()
        heads = ("account", "coin", "side", ">size", ">price", ">value", ">haircut", ">liquidation", ">distance")
        table("Coins", heads, [_coin_cells(bucket, row) for bucket, row in coins])
    if rows:
        click.echo()
        columns = ("account", "market", "side", ">size", ">entry", ">price", ">notional", ">maintenance", ">tier",
                   ">liquidation", ">bankruptcy", ">distance")  # fmt: skip
        table("Positions", columns, [_cells(bucket, row) for bucket, row in rows])
    click.echo()


def account_cells(bucket: Bucket) -> tuple[str, ...]:
    """One bucket as a row of text."""
    from solvent.reports import words
    from solvent.reports.naming import plain

    money = (words.money(atoms, scale=bucket.decimals) for atoms in (bucket.equity, bucket.initial, bucket.maintenance))
    return plain(bucket.account), plain(bucket.kind), *money, ratio(bucket), bucket.state.value


def ratio(bucket: Bucket) -> str:
    """Maintenance / equity as percent; words where there is no equity."""
    from solvent.reports import words

    if bucket.ratio is None:
        return "no equity" if bucket.maintenance or bucket.equity < 0 else "–"
    return words.percent(bucket.ratio)


def _coin_cells(bucket: Bucket, row: Row) -> tuple[str, ...]:
    from solvent.reports import words
    from solvent.reports.naming import plain

    return (
        plain(bucket.account), plain(row.market), "held" if row.lots > 0 else "owed",
        words.size(abs(row.lots), row.size_decimals), words.price(row.ticks, row.price_decimals),
        words.money(row.notional, scale=bucket.decimals), words.money(row.haircut, scale=bucket.decimals),
        _lines(bucket, row), "–" if row.distance is None else words.percent(row.distance),
    )  # fmt: skip


def _lines(bucket: Bucket, row: Row) -> str:
    from solvent.reports import words
    from solvent.reports.standing import State

    if bucket.state is State.BREACH:
        return "now"
    return " / ".join(words.price(line, row.price_decimals) for line in (row.below, row.above) if line) or "none"


def _cells(bucket: Bucket, row: Row) -> tuple[str, ...]:
    from solvent.reports import words
    from solvent.reports.naming import plain

    side = ("long" if row.lots > 0 else "short") + (" leg" if row.leg else "")
    return (
        plain(bucket.account), plain(row.market), side, words.size(abs(row.lots), row.size_decimals),
        words.price(row.entry, row.price_decimals), words.price(row.ticks, row.price_decimals),
        words.money(row.notional, scale=bucket.decimals), words.money(row.maintenance, scale=bucket.decimals),
        f"{row.tier} of {row.tiers}",
        _lines(bucket, row),
        words.price(row.bankruptcy, row.price_decimals) if row.bankruptcy else "none",
        "–" if row.distance is None else words.percent(row.distance),
    )  # fmt: skip


def _verdict(standings: Standings, places: list[int], breached: int) -> None:
    from solvent.reports import words
    from solvent.reports.standing import State

    states: list[Any] = [standings.state(place)[0] for place in places]
    held = sum(state is not State.NO_POSITION for state in states)
    unjudged = states.count(State.NO_PRICE)
    more = f"; {unjudged} cannot be judged without a price" if unjudged else ""
    click.echo(f"{words.count(breached)} of {words.count(held)} {'is' if breached == 1 else 'are'} in breach{more}.")
