"""`solvent loans frontier`: where liquidation does harm, by asset and by account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from solvent.cli.books import tell
from solvent.cli.door import FINE, FOUND
from solvent.cli.loanbook.given import (
    book_options,
    cut,
    depth_options,
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

if TYPE_CHECKING:
    from solvent.lab.loanbook.book import LoanBook
    from solvent.lab.loanbook.frontier import AssetLine, Stand

PPM_IN_BPS = 100
NO_DEPTH = "no --depth is given: everything can be sold at its price"


@click.command()
@book_options
@limit_option
@depth_options
@gap_options
@click.option("--flash", default="0 %", show_default=True, metavar="RATE", help="Fee of borrowing what is repaid.")
@json_option
def frontier(
    book: str, rulebook: str, prices: tuple[str, ...], base: str | None, collateral: str | None, limit: int,
    depth: tuple[str, ...], falls: tuple[str, ...], gap: str, flash: str, as_json: bool,
) -> int:  # fmt: skip
    """Say where a liquidation of BOOK does harm: past a debt of 1 / (1 + bonus) of the collateral.

    By asset, the threshold against that line, and the largest that is safe after the gap for what can be sold; by
    account, whose health a small call lowers, and who ends in bad debt. Exits with 1 where anybody does.
    """
    from solvent.lab.loanbook.depth import depths, parse_depth
    from solvent.lab.loanbook.frontier import asset_lines, stands

    loans = given(book, rulebook, prices, base, collateral)
    points = parse_depth(depth)
    assets, fall = fallen(loans, falls, gap)
    lines = asset_lines(loans, depths(points, loans), fall, share(flash, "--flash"))
    found = stands(loans, loans.fallen(assets, fall))
    notes = [*loans.notes, *([] if points else [NO_DEPTH])]
    if as_json:
        print_json({**head_json(loans), "notes": notes, "falls": assets, "gap_ppm": fall,
                    "assets": [_line_json(one) for one in lines],
                    "liquidatable": [_stand_json(one) for one in found]})  # fmt: skip
    else:
        heading(loans, assets, fall)
        _assets(loans, lines)
        _accounts(loans, found, limit)
        tell(notes)
    return FOUND if any(one.short for one in found) else FINE


def _line_json(one: AssetLine) -> dict[str, Any]:
    text = ("toxic_health", "held", "largest", "sellable")
    return {name: str(cell) if name in text else cell for name, cell in one._asdict().items()} | {
        "safe_for": one.safe_for
    }


def _stand_json(one: Stand) -> dict[str, Any]:
    told = {name: [str(part) for part in pair] if (pair := getattr(one, name)) else None
            for name in ("surplus", "health")}  # fmt: skip
    return {"account": one.account, **standing_json(one.whole), "payable": str(one.payable), "short": str(one.short),
            "toxic": one.toxic, "surplus_small_call": told["surplus"], "health_small_call": told["health"]}  # fmt: skip


def _assets(book: LoanBook, lines: list[AssetLine]) -> None:
    from solvent.lab.loanbook.depth import UNLIMITED
    from solvent.reports import words
    from solvent.reports.naming import plain

    def bps(parts: int) -> str:
        return words.percent(parts * PPM_IN_BPS, 2)

    rows = [
        (plain(one.asset), bps(one.threshold), words.percent(one.line, 2), health(one.toxic_health),
         words.percent(one.cushion, 2), words.decimal(one.held, book.decimals(one.asset), 2),
         "all" if one.sellable == UNLIMITED[0].units else words.decimal(one.sellable, book.decimals(one.asset), 2),
         *(bps(safe) for safe in (one.safe_small, one.safe_largest, one.safe_all)),
         one.safe_for)
        for one in lines
    ]  # fmt: skip
    columns = ("asset", ">threshold", ">1/(1+bonus)", ">toxic below health", ">cushion", ">behind debts",
               ">sells with profit", ">safe for a small loan", ">the largest", ">all", "it is safe for")  # fmt: skip
    table("Thresholds against the toxic line, and the largest that is safe after the gap", columns, rows)
    click.echo()


def _accounts(book: LoanBook, found: list[Stand], limit: int) -> None:
    from solvent.reports import words
    from solvent.reports.naming import plain

    harmed = [one for one in found if one.short or one.toxic]
    if harmed:
        shown, left = cut(harmed, limit, f"the {limit} that end worst")
        rows = [
            (plain(one.account), money(one.whole.collateral, book), money(one.whole.debt, book),
             words.percent(words.share_ppm(one.whole.debt, one.whole.collateral), 2),
             *(_pair(one.health, health), _pair(one.surplus, lambda part: money(part, book))),
             money(one.short, book))
            for one in shown
        ]  # fmt: skip
        columns = ("account", ">collateral", ">debt", ">debt/collateral", ">health, after a small call",
                   ">surplus, after a small call", ">ends in bad debt")  # fmt: skip
        table(f"Past the line{left}", columns, rows)
        click.echo()
    toxic = sum(one.toxic for one in found)
    short = [one.short for one in found if one.short]
    click.echo(f"{len(found):,} may be liquidated. For {toxic:,} a small call lowers health while the surplus rises; "
               f"{len(short):,} end in bad debt of {money(sum(short), book)}.")  # fmt: skip


def _pair(pair: tuple[int, int] | None, told: Any) -> str:
    return f"{told(pair[0])} → {told(pair[1])}" if pair else "none is taken"
