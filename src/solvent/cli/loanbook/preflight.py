"""`solvent loans preflight`: who would be liquidated by a change of the rulebook alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from solvent.cli.books import tell
from solvent.cli.door import FINE, FOUND
from solvent.cli.loanbook.given import (
    book_options,
    cut,
    given,
    head_json,
    heading,
    health,
    limit_option,
    money,
    standing_json,
)
from solvent.cli.show import as_json as print_json
from solvent.cli.show import json_option, table

if TYPE_CHECKING:
    from solvent.lab.loanbook.book import LoanBook
    from solvent.lab.loanbook.preflight import Change, Preflight
    from solvent.rulebooks.diff import Change as Line

LARGEST = (1, 10)  # whose share of the debt is told


@click.command()
@book_options
@limit_option
@click.option("--new", "new", metavar="NAME", required=True, help="The rulebook as it would be.")
@json_option
def preflight(
    book: str, rulebook: str, prices: tuple[str, ...], base: str | None, collateral: str | None, limit: int, new: str,
    as_json: bool,
) -> int:  # fmt: skip
    """Say who of BOOK would be liquidated if the rulebook changed, by the change alone.

    BOOK is a CSV, JSON or Parquet file of loans: by asset (account, asset, supplied, owed, price), or in totals
    (account, collateral, debt, threshold). Exits with 1 where an account would be.
    """
    from solvent.lab.loanbook.preflight import preflight as ask
    from solvent.rulebooks.lending import load_lending

    loans, changed = given(book, rulebook, prices, base, collateral), load_lending(new)
    found = ask(loans, changed.policy)
    lines = _changes(rulebook, new)
    if as_json:
        print_json(_json(loans, found, lines) | {"new": changed.policy.name, "new_hash": changed.policy.content_hash})
    else:
        heading(loans)
        if lines:
            table(f"Changes of {changed.policy.name}", ("key", ">old", ">new"),
                  [(line.path, line.old or "–", line.new or "–") for line in lines])  # fmt: skip
            click.echo()
        _text(loans, found, limit)
        tell(loans.notes)
    return FOUND if found.fallen else FINE


def _changes(old: str, new: str) -> tuple[Line, ...]:
    from solvent.rulebooks.others import diff_others, find_other

    before, after = find_other(old), find_other(new)
    return diff_others(before, after) if before and after else ()


def _sums(changes: list[Change]) -> dict[str, Any]:
    """What those that fall hold and owe, and how much of the debt is the largest's."""
    from solvent.reports.words import share_ppm

    debts = [one.after.debt for one in changes]
    held: dict[str, int] = {}
    for one in changes:
        for asset, worth in one.held.items():
            held[asset] = held.get(asset, 0) + worth
    return {
        "debt": sum(debts), "collateral": sum(one.after.collateral for one in changes), "held": held,
        "largest": {many: share_ppm(sum(debts[:many]), sum(debts)) for many in LARGEST},
    }  # fmt: skip


def _json(book: LoanBook, found: Preflight, lines: tuple[Line, ...]) -> dict[str, Any]:
    sums = _sums(found.fallen)

    def told(changes: list[Change]) -> list[dict[str, Any]]:
        return [{"account": one.account, "before": standing_json(one.before), "after": standing_json(one.after)}
                for one in changes]  # fmt: skip

    return {
        **head_json(book),
        "changes": [{"key": line.path, "old": line.old, "new": line.new} for line in lines],
        "liquidatable_before": found.below[0], "liquidatable_after": found.below[1],
        "by_the_change": len(found.fallen), "debt": str(sums["debt"]), "collateral": str(sums["collateral"]),
        "collateral_by_asset": {asset: str(worth) for asset, worth in sums["held"].items()},
        "share_of_largest_ppm": {str(many): part for many, part in sums["largest"].items()},
        "fallen": told(found.fallen), "cured": told(found.cured),
    }  # fmt: skip


def _text(book: LoanBook, found: Preflight, limit: int) -> None:
    from solvent.reports import words
    from solvent.reports.naming import plain

    if found.fallen:
        shown, left = cut(found.fallen, limit, f"the {limit} that owe most")
        rows = [
            (plain(one.account), money(one.after.collateral, book), money(one.after.debt, book),
             *(words.percent(side.threshold * 100, 2) for side in (one.before, one.after)),
             health(one.before.health), health(one.after.health))
            for one in shown
        ]  # fmt: skip
        columns = ("account", ">collateral", ">debt", ">threshold before", ">after", ">health before", ">after")
        table(f"Liquidated by the change alone{left}", columns, rows)
        click.echo()
    _verdict(book, found)


def _verdict(book: LoanBook, found: Preflight) -> None:
    from solvent.reports import words
    from solvent.reports.naming import plain

    before, after = found.below
    click.echo(f"{len(found.fallen):,} of {found.owing:,} that owe would be liquidated by the change alone; "
               f"{before:,} could be before it, {after:,} after, {len(found.cured):,} are cured by it.")  # fmt: skip
    if not found.fallen:
        return
    sums = _sums(found.fallen)
    one, ten = (words.percent(sums["largest"][many]) for many in LARGEST)
    click.echo(f"They owe {money(sums['debt'], book)} against {money(sums['collateral'], book)}: the largest has "
               f"{one} of the debt, the ten largest {ten}.")  # fmt: skip
    held = ", ".join(f"{money(worth, book)} in {plain(asset)}" for asset, worth in sums["held"].items())
    click.echo(f"Their collateral: {held}.")
