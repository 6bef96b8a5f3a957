"""`solvent loans project`: bad debt by gap and liquidity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from solvent.cli.books import tell
from solvent.cli.door import FINE, FOUND
from solvent.cli.loanbook.given import (
    amount_of,
    book_options,
    depth_options,
    falling,
    given,
    head_json,
    heading,
    money,
    share,
    shares,
)
from solvent.cli.show import as_json as print_json
from solvent.cli.show import json_option, table

if TYPE_CHECKING:
    from solvent.lab.loanbook.book import LoanBook
    from solvent.lab.loanbook.projection import Borne, Cell, Row

GAPS = "5%,10%,20%,30%,40%,50%,60%"
LIQUIDITY = "100%,50%,25%,0%"
MOST_LIQUIDITY = 100 * 10**6
NO_DEPTH = "no --depth is given: everything is sold at its price"


@click.command()
@book_options
@depth_options
@click.option("--falls", metavar="ASSET", multiple=True, help="What falls in price; may be given again.")
@click.option("--gaps", default=GAPS, show_default=True, metavar="RATES", help="By how much, each at once.")
@click.option("--liquidity", default=LIQUIDITY, show_default=True, metavar="RATES", help="Shares of the depth.")
@click.option("--gas", default="0", show_default=True, metavar="AMOUNT", help="What a call costs, in the base.")
@click.option("--queue", default="0 %", show_default=True, metavar="RATE", help="Of gas, more for each call before it.")
@click.option("--priority", default="0", show_default=True, metavar="AMOUNT", help="For coming first, in the base.")
@click.option("--flash", default="0 %", show_default=True, metavar="RATE", help="Fee of borrowing what is repaid.")
@json_option
def project(
    book: str, rulebook: str, prices: tuple[str, ...], base: str | None, collateral: str | None,
    depth: tuple[str, ...], falls: tuple[str, ...], gaps: str, liquidity: str, gas: str, queue: str,
    priority: str, flash: str, as_json: bool,
) -> int:  # fmt: skip
    """Project the bad debt of BOOK by gap and liquidity.

    After each gap strangers close what pays, until nobody buys what they would sell. What is then owed beyond its
    collateral is bad debt, told by who bears it. Exits with 1 where there is any.
    """
    from solvent.lab.loanbook.closing import Costs
    from solvent.lab.loanbook.depth import depths, parse_depth
    from solvent.lab.loanbook.projection import project as ask

    loans = given(book, rulebook, prices, base, collateral)
    points = parse_depth(depth)
    costs = Costs(
        amount_of(gas, "--gas", loans), amount_of(priority, "--priority", loans), share(flash, "--flash"),
        share(queue, "--queue"),
    )  # fmt: skip
    assets = falling(loans, falls)
    grid = shares(liquidity, "--liquidity", MOST_LIQUIDITY) if points else [10**6]
    rows = ask(loans, assets, shares(gaps, "--gaps"), depths(points, loans), grid, costs)
    notes = [*loans.notes, *([] if points else [NO_DEPTH])]
    if as_json:
        print_json({**head_json(loans), "notes": notes, "falls": assets, "gaps": [_json(row) for row in rows]})
    else:
        heading(loans)
        _text(loans, rows, assets)
        tell(notes)
    return FOUND if any(cell.bad for row in rows for cell in row.cells) else FINE


def _json(row: Row) -> dict[str, Any]:
    def told(cell: Cell) -> dict[str, Any]:
        numbers = {name: str(getattr(cell, name)) for name in ("repaid", "seized", "fee", "profit", "open_debt")}
        return {
            "liquidity_ppm": cell.liquidity, "calls": cell.calls, **numbers, "open_loans": cell.open_loans,
            "bad_debt": str(cell.bad), "sold": {asset: str(units) for asset, units in cell.sold.items()},
            "borne": [{"asset": asset, "bearer": bearer.name.lower(), "amount": str(part)}
                      for (asset, bearer), part in cell.borne.items()],
        }  # fmt: skip

    return {"gap_ppm": row.fall, "liquidatable": row.loans, "debt": str(row.debt), "collateral": str(row.collateral),
            "bad_debt_if_nobody_acts": str(row.static), "cells": [told(cell) for cell in row.cells]}  # fmt: skip


def _text(book: LoanBook, rows: list[Row], assets: list[str]) -> None:
    from solvent.reports import words
    from solvent.reports.naming import plain

    falls = ", ".join(map(plain, assets))
    table(f"As {falls} gaps down, before anybody acts",
          (">gap", ">liquidatable", ">collateral", ">debt", ">bad debt if nobody acts"),
          [(words.percent(row.fall), words.count(row.loans), *(money(one, book) for one in
            (row.collateral, row.debt, row.static))) for row in rows])  # fmt: skip
    click.echo()
    grid = [f">{words.percent(cell.liquidity, 0)} of depth" for cell in rows[0].cells]
    for title, name in (("Debt that strangers repay", "repaid"), ("Bad debt left", "bad"),
                        ("Debt still liquidatable, which nobody repays", "open_debt")):  # fmt: skip
        table(
            title,
            (">gap", *grid),
            [(words.percent(row.fall), *(money(getattr(cell, name), book) for cell in row.cells)) for row in rows],
        )
        click.echo()
    worst = max((cell for row in rows for cell in row.cells), key=lambda cell: cell.bad)
    if worst.bad:
        click.echo(f"The most bad debt is {money(worst.bad, book)}: {bearers(book, worst.borne)}.")
    else:
        click.echo("No bad debt anywhere in the grid.")


def bearers(book: LoanBook, borne: Borne) -> str:
    """Who bears what, in words."""
    from solvent.reasons import Bearer
    from solvent.reports.naming import plain

    said = {Bearer.SUPPLIERS: "the suppliers of {} bear {}", Bearer.DEFICIT: "the deficit of {} is {}"}
    return "; ".join(said[who].format(plain(asset), money(part, book)) for (asset, who), part in borne.items())
