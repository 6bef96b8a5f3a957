"""`solvent check` of a book of loans: every account's health factor, and who may be liquidated."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from solvent.cli.books import tell
from solvent.cli.door import FINE, FOUND
from solvent.cli.show import as_json as print_json
from solvent.cli.show import table
from solvent.errors import BadInput

if TYPE_CHECKING:
    from solvent.feeds.loans import LoanTotals
    from solvent.lending.aave.versions import Version

SHOWN = 4  # decimals of a value
HEADS = ("account", ">collateral", ">debt", ">threshold", ">health factor", "state")


def check_loans(book: str, rulebook: str, prices: tuple[str, ...], limit: int, as_json: bool) -> int:
    """Says how far each account of a book of loans is from liquidation, by the version its rulebook names."""
    from solvent.feeds.holdings import is_by_asset
    from solvent.feeds.loans import table_of, totals
    from solvent.lending.aave.versions import VERSIONS
    from solvent.lending.scales import WAD
    from solvent.reports.naming import short_hash
    from solvent.rulebooks.lending import load_lending

    rows = table_of(book)
    if is_by_asset(rows):
        return _by_asset(book, rulebook, prices, limit, as_json)
    if prices:
        raise BadInput("expected no --prices with a book of totals, whose values are told in the base currency")
    policy = load_lending(rulebook).policy
    if policy.protocol not in VERSIONS:
        expected = "a rulebook of Aave with a book of totals, which tell an average threshold and nothing else"
        raise BadInput(f"expected {expected}, found {policy.name} of {policy.protocol.name}", "--rulebook")
    loans, notes = totals(rows)
    judged = [(_health(VERSIONS[policy.protocol], loan), loan) for loan in loans]
    judged.sort(key=lambda pair: (pair[0], pair[1].account))
    below = sum(health < WAD for health, _ in judged)
    if as_json:
        print_json({
            "rulebook": policy.name, "content_hash": policy.content_hash, "liquidatable": below, "notes": notes,
            "loans": [{"account": loan.account, "health": str(health), "collateral": str(loan.collateral),
                       "debt": str(loan.debt), "threshold": loan.threshold} for health, loan in judged],
        })  # fmt: skip
        return FOUND if below else FINE
    click.echo(f"Rulebook {policy.name} ({short_hash(policy.content_hash)}): liquidated when health factor < 1.")
    click.echo()
    _text(judged[:limit] if limit else judged, len(judged))
    owing = sum(1 for _, loan in judged if loan.debt)
    click.echo(f"{below:,} of {owing:,} that owe may be liquidated.")
    tell(notes)
    return FOUND if below else FINE


def _by_asset(book: str, rulebook: str, prices: tuple[str, ...], limit: int, as_json: bool) -> int:
    """A book by asset, by the rule of the version its rulebook names."""
    from solvent.cli.loanbook.given import cut, given, head_json, heading, health, money, standing_json
    from solvent.reports import words
    from solvent.reports.naming import plain

    loans = given(book, rulebook, prices, None, None)
    judged = [(loan.account, loans.account(loan)) for loan in loans.loans]
    judged.sort(key=lambda pair: (pair[1].health, pair[0]))
    below = sum(whole.liquidatable for _, whole in judged)
    if as_json:
        told = [{"account": account, **standing_json(whole)} for account, whole in judged]
        print_json(head_json(loans) | {"liquidatable": below, "loans": told})
        return FOUND if below else FINE
    heading(loans)
    shown, left = cut(judged, limit, f"the {limit} nearest to the line")
    rows = [
        (plain(account), money(whole.collateral, loans), money(whole.debt, loans),
         words.percent(whole.threshold * 100, 2), health(whole.health), "breach" if whole.liquidatable else "healthy")
        for account, whole in shown
    ]  # fmt: skip
    table(f"Loans{left}", HEADS, rows)
    click.echo()
    click.echo(f"{below:,} of {sum(1 for _, whole in judged if whole.debt):,} that owe may be liquidated.")
    tell(loans.notes)
    return FOUND if below else FINE


def _health(version: Version, loan: LoanTotals) -> int:
    """An account's health factor by the version, from its totals: its own average threshold stands for all assets."""
    from solvent.lending.aave.account import health

    return health(version, loan.collateral, loan.collateral * loan.threshold, loan.debt)


def _text(judged: list[tuple[int, LoanTotals]], count: int) -> None:
    from solvent.lending.scales import WAD
    from solvent.reports import words
    from solvent.reports.loan_names import health
    from solvent.reports.naming import plain

    left = f", the {len(judged)} nearest to the line of {words.count(count)}" if count > len(judged) else ""
    rows = [
        (plain(loan.account), words.decimal(loan.collateral, 18, SHOWN), words.decimal(loan.debt, 18, SHOWN),
         words.percent(loan.threshold * 100, 2), health(str(factor)), "breach" if factor < WAD else "healthy")
        for factor, loan in judged
    ]  # fmt: skip
    table(f"Loans{left}", HEADS, rows)
    click.echo()
