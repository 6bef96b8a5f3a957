"""`solvent loans restore`: the least that restores each loan, and the cheapest way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from solvent.cli.books import tell
from solvent.cli.door import FINE, FOUND
from solvent.cli.loanbook.given import (
    book_options,
    cut,
    fallen,
    gap_options,
    given,
    head_json,
    heading,
    health,
    limit_option,
    money,
    share,
    standing_json,
)
from solvent.cli.show import as_json as print_json
from solvent.cli.show import json_option, table
from solvent.errors import BadInput

if TYPE_CHECKING:
    from solvent.lab.loanbook.book import LoanBook
    from solvent.lab.loanbook.cures import Cure, Patient

MOST_HEALTH = 100


@click.command()
@book_options
@limit_option
@gap_options
@click.option("--target", default="1", show_default=True, metavar="HEALTH", help="The health factor to bring back.")
@click.option("--exchange", default="0 %", show_default=True, metavar="RATE", help="Fee and slippage of an exchange.")
@click.option("--money", "fresh", default="0 %", show_default=True, metavar="RATE", help="Cost of money brought in.")
@json_option
def restore(
    book: str, rulebook: str, prices: tuple[str, ...], base: str | None, collateral: str | None, limit: int,
    falls: tuple[str, ...], gap: str, target: str, exchange: str, fresh: str, as_json: bool,
) -> int:  # fmt: skip
    """Say the least that restores each loan of BOOK below a health factor, and its cheapest cure.

    A cure repays one debt, adds one collateral, or sells a collateral for a debt. Each amount restores, and one unit
    less does not. Exits with 1 where a loan is below.
    """
    from solvent.lab.loanbook.cures import Rates, patients

    loans = given(book, rulebook, prices, base, collateral)
    assets, fall = fallen(loans, falls, gap)
    rates = Rates(share(exchange, "--exchange"), share(fresh, "--money"))
    wanted = _target(target)
    found = patients(loans, loans.fallen(assets, fall), wanted, rates)
    if as_json:
        print_json({**head_json(loans), "falls": assets, "gap_ppm": fall, "target": str(wanted),
                    "patients": [_json(one) for one in found]})  # fmt: skip
    else:
        heading(loans, assets, fall)
        _text(loans, found, limit)
        _verdict(loans, found, wanted)
        tell(loans.notes)
    return FOUND if found else FINE


def _target(text: str) -> int:
    from solvent.errors import BadUnit
    from solvent.lending.scales import WAD
    from solvent.units import number, scaled

    try:
        found = scaled(number(text, "a health factor"), 18, "a health factor", MOST_HEALTH * WAD)
    except BadUnit as error:
        raise BadInput(str(error), "--target") from None
    if found < WAD:
        raise BadInput(f"expected a health factor of 1 to {MOST_HEALTH}, found {text}", "--target")
    return found


def _json(patient: Patient) -> dict[str, Any]:
    def told(one: Cure) -> dict[str, Any]:
        return {
            name: value if name in ("kind", "owed", "held") else str(value) for name, value in one._asdict().items()
        }

    return {"account": patient.account, **standing_json(patient.before), "cures": [told(one) for one in patient.cures]}


def _text(book: LoanBook, found: list[Patient], limit: int) -> None:
    from solvent.reports.naming import plain

    if not found:
        return
    shown, left = cut(found, limit, f"the {limit} lowest")
    rows = []
    for one in shown:
        least, best = one.cheapest("repay"), one.cheapest()
        rows.append((
            plain(one.account), money(one.before.debt, book), health(one.before.health),
            amount(book, least.owed, least.repaid) if least else "not by one debt",
            _said(book, best) if best else "none", money(best.fresh, book) if best else "–",
            money(best.cost, book) if best else "–",
        ))  # fmt: skip
    columns = ("account", ">debt", ">health", ">least repayment", "cheapest cure", ">money brought in", ">cost")
    table(f"Loans below the target{left}", columns, rows)
    click.echo()


def amount(book: LoanBook, asset: str, units: int) -> str:
    """Units of an asset as people read them."""
    from solvent.reports import words
    from solvent.reports.naming import plain

    decimals = book.decimals(asset)
    return f"{words.decimal(units, decimals, min(decimals, 6))} {plain(asset)}"


def _said(book: LoanBook, one: Cure) -> str:
    if one.kind == "repay":
        return f"repay {amount(book, one.owed, one.repaid)}"
    if one.kind == "add":
        return f"add {amount(book, one.held, one.moved)}"
    return f"sell {amount(book, one.held, one.moved)} for {amount(book, one.owed, one.repaid)}"


def _verdict(book: LoanBook, found: list[Patient], target: int) -> None:
    from solvent.reports import words

    kinds = [best.kind for one in found if (best := one.cheapest())]
    told = ", ".join(f"{kinds.count(kind):,} {kind}" for kind in ("repay", "add", "swap") if kind in kinds)
    click.echo(f"{words.count(len(found))} of {words.count(len(book.loans))} loans are below {health(target)}"
               f"{f'; cheapest: {told}' if told else ''}.")  # fmt: skip
    fresh = sum(best.fresh for one in found if (best := one.cheapest()))
    cost = sum(best.cost for one in found if (best := one.cheapest()))
    if kinds:
        click.echo(f"The cheapest cures of all bring in {money(fresh, book)} and cost {money(cost, book)}.")
    if len(kinds) < len(found):
        click.echo(f"{words.count(len(found) - len(kinds))} are restored by no single cure.")
