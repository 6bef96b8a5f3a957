"""`solvent price compare`: which price liquidates whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from solvent.cli.door import FINE, FOUND
from solvent.cli.run import played_case, wrapped
from solvent.cli.show import as_json as print_json
from solvent.cli.show import json_option, progress, table

if TYPE_CHECKING:
    from solvent.lab.case import Case
    from solvent.reports.prices_compared import Comparison, Outcome, Priced


@click.command()
@click.argument("case", metavar="CASE", required=False)
@click.option("--rulebook", multiple=True, metavar="NAME", help="In place of the case's own; may be given again.")
@click.option(
    "--price", "prices", multiple=True, metavar="NAME", help="mark, index, last or a source; all of them if none."
)
@click.option(
    "--tape", multiple=True, metavar="MARKET/ROLE=FILE", help="Bars in place of a series; may be given again."
)
@click.option("--book", metavar="FILE", help="Positions (CSV, JSON, Parquet) in place of the case's own accounts.")
@click.option("--balances", metavar="FILE", help="Balances that replace those of --book.")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), help="In place of the case's own.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(0), help="Accounts to print; 0 for all.")
@json_option
def compare(
    case: str | None, rulebook: tuple[str, ...], prices: tuple[str, ...], tape: tuple[str, ...], book: str | None,
    balances: str | None, seed: int | None, limit: int, as_json: bool,
) -> int:  # fmt: skip
    """Play CASE on mark, index, last and each source alone, and say who is closed on one price and not on another.

    The rulebook's own price is always among them. Exits with 1 where at least one account differs.
    """
    from solvent import rulebooks as room
    from solvent.lab.price_compare import compare as played_on

    found = played_case(case, tape, seed, book, balances)
    as_was = room.load(found.counterfactual.as_was) if found.counterfactual else None
    before = (room.compile(as_was), room.toml(as_was)) if as_was else None
    comparisons = []
    for name in dict.fromkeys(rulebook or found.rulebooks):
        one = room.load(name)
        with progress(f"playing {found.name} under {one.name}", 1000) as told:
            comparisons.append(played_on(found, (room.compile(one), room.toml(one)), prices, before, told))
    if as_json:
        print_json({"case": found.name, "labels": list(found.labels), "rulebooks": [_json(c) for c in comparisons]})
    else:
        for place, comparison in enumerate(comparisons):
            if place:
                click.echo()
            _text(comparison, limit)
        _labels(found)
    return FOUND if any(comparison.differing() for comparison in comparisons) else FINE


def _labels(case: Case) -> None:
    from solvent.reports.naming import plain

    click.echo()
    for label in case.labels:
        click.echo("\n".join(wrapped(f"note: {plain(label)}")))


def _text(found: Comparison, limit: int) -> None:
    from solvent.reports import words
    from solvent.reports.naming import plain

    click.echo("\n".join(wrapped(found.headline())))
    for one in found.prices:
        if one.why_not:
            click.echo(f"{plain(one.price)}: cannot be formed: {plain(one.why_not)}.")
    if not found.formed():
        return
    at = ", ".join(f"{plain(market)} {words.price(*price)}" for market, price in found.valued.items())
    click.echo("\n".join(wrapped(f"Equity at the end is at the index of the rulebook's own run ({at}) on every price. "
                                 f"Amounts are in {plain(found.asset)}.")))  # fmt: skip
    click.echo()
    _prices(found)
    click.echo()
    pairs = [(f"{plain(a)} and {plain(b)}", words.count(only_a), words.count(only_b))
             for a, b, only_a, only_b in found.pairs() if only_a or only_b]  # fmt: skip
    if pairs:
        table("Closed on one of two prices alone", ("prices", ">on the first", ">on the second"), pairs)
        click.echo()
        _accounts(found, limit)
    others = found.otherwise()
    if others:
        click.echo(f"{words.count(others)} more are closed on every price or on none, and end with another equity: "
                   "closed at another time, in another part, or charged for others.")  # fmt: skip


def _prices(found: Comparison) -> None:
    from solvent.reports import words
    from solvent.reports.naming import plain, spoken

    formed, among = found.formed(), set(found.entered())
    paid = {one.price: one.paid() for one in formed}
    payers = [payer for payer in next(iter(paid.values())) if any(sums[payer] for sums in paid.values())]
    rows = []
    for one in formed:
        kept_out = sum(not outcome.entered for outcome in one.accounts.values())
        times = sorted(one.accounts[name].time_ns for name in one.closed())
        worth = sum(one.accounts[name].worth for name in among)
        rows.append((
            f"{plain(one.price)}{' (own)' if one.price == found.own else ''}", words.count(len(one.closed() & among)),
            words.clock(times[0]) if times else "–", words.clock(times[-1]) if times else "–",
            words.count(kept_out), words.span(one.silent_ns),
            words.short(sum(paid[one.price].values()), found.decimals),
            *(words.short(paid[one.price][payer], found.decimals) for payer in payers),
            words.short(worth, found.decimals),
        ))  # fmt: skip
    columns = ("price", ">closed", ">first", ">last", ">without a position", ">not to be acted on",
               ">lost beyond own margin", *(f">paid by {spoken(payer)}" for payer in payers),
               ">equity at the end")  # fmt: skip
    table("Prices", columns, rows)


def _accounts(found: Comparison, limit: int) -> None:
    from solvent.reports import words
    from solvent.reports.naming import plain

    differing, formed = found.differing(), found.formed()
    shown = differing[:limit] if limit else differing
    left = f", the {len(shown)} largest differences of {words.count(len(differing))}" if len(differing) > len(
        shown) else ""  # fmt: skip
    rows = []
    for name in shown:
        cells = [cell for one in formed for cell in _cells(found, one.accounts[name])]
        rows.append((plain(name), *cells, words.short(found.spread(name), found.decimals)))
    heads = (head for one in formed for head in (
        f">{plain(one.price)}: closed", ">at equity", ">others paid", ">ends with"))  # fmt: skip
    table(f"Accounts that differ{left}", ("account", *heads, ">difference"), rows)


def _cells(found: Comparison, one: Outcome) -> tuple[str, str, str, str]:
    from solvent.reports import words

    told = words.clock(one.time_ns) if one.closed else "–"
    before = words.short(one.equity, found.decimals) if one.closed else "–"
    beyond = words.short(one.beyond, found.decimals) if one.paid else "–"
    return told, before, beyond, words.short(one.worth, found.decimals)


def _json(found: Comparison) -> dict[str, Any]:
    from solvent.units import unscaled

    differing = found.differing()
    return {
        "rulebook": found.rulebook, "content_hash": found.content_hash, "own": found.own, "asset": found.asset,
        "headline": found.headline(), "compared": len(found.entered()), "differing": differing,
        "otherwise": found.otherwise(),
        "valued": {market: unscaled(*price) for market, price in found.valued.items()},
        "pairs": [dict(zip(("first", "second", "first_alone", "second_alone"), pair, strict=True))
                  for pair in found.pairs()],
        "differences": {name: unscaled(found.spread(name), found.decimals) for name in differing},
        "prices": [_price_json(found, one) for one in found.prices],
    }  # fmt: skip


def _price_json(found: Comparison, one: Priced) -> dict[str, Any]:
    from solvent.units import unscaled

    def money(atoms: int) -> str:
        return unscaled(atoms, found.decimals)

    if one.why_not:
        return {"price": one.price, "why_not": one.why_not}
    return {
        "price": one.price, "silent_ns": one.silent_ns, "digest": one.digest, "closed": len(one.closed()),
        "paid": {payer: money(atoms) for payer, atoms in one.paid().items()},
        "accounts": {
            name: {
                "group": found.groups.get(name, ""), "entered": it.entered, "closed": it.closed,
                "time_ns": it.time_ns or None, "market": it.market or None,
                "ticks": it.ticks or None, "equity_before": money(it.equity) if it.closed else None,
                "beyond_own_margin": money(it.beyond), "paid": {payer: money(x) for payer, x in it.paid.items()},
                "equity": money(it.worth),
            }
            for name, it in one.accounts.items()
        },
    }  # fmt: skip
