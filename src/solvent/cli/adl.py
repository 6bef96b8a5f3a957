"""`solvent adl`: one budget taken from the winners of a file by several policies, side by side."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import click

from solvent.cli.show import as_json as print_json
from solvent.cli.show import json_option, table
from solvent.errors import BadInput, BadUnit

if TYPE_CHECKING:
    from solvent.lab.allocation.compare import Played
    from solvent.lab.allocation.winners import Winners

NAMES = ("queue", "pro-rata", "capped-pro-rata", "risk-aware", "l2", "min-max")
CENTS = Fraction(1, 100)
MOST_DECIMALS = 40  # what a cell of a file may have


@click.command()
@click.argument("winners", metavar="FILE")
@click.option("--budget", required=True, metavar="AMOUNT", help="What all winners are to give up together.")
@click.option(
    "--policy", "policies", multiple=True, type=click.Choice(NAMES), help="A policy; all that can be, if none."
)
@click.option("--deficit", default="0", metavar="AMOUNT", help="What all losers lack, for the scorecard.")
@click.option("--largest-loss", default="0", metavar="AMOUNT", help="What the worst loser lacks, for the scorecard.")
@click.option("--limit", default=10, show_default=True, type=click.IntRange(min=0), help="Winners shown; 0: none.")
@json_option
def adl(
    winners: str, budget: str, policies: tuple[str, ...], deficit: str, largest_loss: str, limit: int, as_json: bool
) -> None:
    """Take a budget from the winners in FILE by several policies.

    FILE is a table with a column account and one of profits (capacity, profit, pnl, ...); policies that look at more
    ask for score, leverage (or notional and equity), cap, contracts and cost. Amounts are settled in hundredths.
    """
    from solvent.lab.allocation.compare import play, playable, scores
    from solvent.lab.allocation.winners import read_winners

    amounts = [_amount(text, option) for text, option in
               ((budget, "--budget"), (deficit, "--deficit"), (largest_loss, "--largest-loss"))]  # fmt: skip
    if amounts[0] % CENTS:
        raise BadInput(f"--budget: expected hundredths at most, found {budget!r}")
    found = read_winners(winners)
    played = [play(name, found, amounts[0], CENTS, *amounts[1:]) for name in dict.fromkeys(policies) or playable(found)]
    if as_json:
        _json(found, amounts, played, scores(found)[1])
    else:
        _text(found, amounts, played, scores(found)[1], limit)


def _amount(text: str, option: str) -> Fraction:
    from solvent.units import number

    try:
        value = number(text, "an amount")
    except BadUnit as error:
        raise BadInput(f"{option}: {error}") from None
    if value < 0 or (option == "--budget" and value == 0):
        raise BadInput(f"{option}: expected an amount {'above 0' if option == '--budget' else 'of 0 or more'}, "
                       f"found {text!r}")  # fmt: skip
    return Fraction(value)


def _decimal(value: Fraction, decimals: int) -> str:
    """A fraction with so many decimals, rounded half up; never a float on the way."""
    from solvent.reports.words import decimal

    scaled = value * 10**decimals
    return decimal((2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator), decimals, decimals)


def _row(one: Played) -> tuple[str, ...]:
    score = one.score
    ratios = ("-" if ratio is None else _decimal(ratio, 4) for ratio in (score.ptsr, score.pmr))
    return (
        one.name, _decimal(score.taken, 2), _decimal(score.overshoot, 2), _decimal(score.undershoot, 2),
        f"{_decimal(100 * score.max_share, 4)} %", f"{score.touched:,}", f"{score.used_up:,}",
        _decimal(score.top_survivor, 2), *ratios, f"{_decimal(100 * score.inversions, 2)} %",
    )  # fmt: skip


def _text(found: Winners, amounts: list[Fraction], played: list[Played], by: str, limit: int) -> None:
    total = sum(found.capacities, Fraction(0))
    click.echo(
        f"{len(found.names):,} winners with {_decimal(total, 2)} of profit; the budget is {_decimal(amounts[0], 2)}, "
        f"{_decimal(100 * amounts[0] / total, 4)} % of it. The queue goes by {by}."
    )
    click.echo()
    columns = ("policy", ">taken", ">overshoot", ">undershoot", ">max share", ">touched", ">used up", ">top survivor",
               ">ptsr", ">pmr", ">inversions")  # fmt: skip
    table("Scorecard", columns, [_row(one) for one in played])
    largest = sorted(range(len(found.names)), key=lambda i: -found.capacities[i])[:limit]
    if largest:
        click.echo()
        rows = [
            (
                found.names[i],
                _decimal(found.capacities[i], 2),
                *(_decimal(one.units[i] * one.unit, 2) for one in played),
            )
            for i in largest
        ]
        table(f"The {len(largest)} largest profits", ("account", ">profit", *(f">{one.name}" for one in played)), rows)
    for note in found.notes:
        click.echo(f"note: {note}", err=True)


def _json(found: Winners, amounts: list[Fraction], played: list[Played], by: str) -> None:
    print_json({
        "winners": len(found.names), "profit": _exact(sum(found.capacities, Fraction(0))), "budget": _exact(amounts[0]),
        "queue_by": by, "notes": list(found.notes),
        "policies": [
            {
                "policy": one.name,
                "scorecard": {name: _exact(getattr(one.score, name)) for name in one.score.__slots__},
                "taken": dict(zip(found.names, (_exact(count * one.unit) for count in one.units), strict=True)),
            }
            for one in played
        ],
    })  # fmt: skip


def _exact(value: Fraction | int | None) -> str | int | None:
    """A fraction as text, digit by digit where it ends ("12.50", "0.0125"), else as it is ("2/3")."""
    from solvent.units import unscaled

    if not isinstance(value, Fraction):
        return value
    decimals = next((count for count in range(2, MOST_DECIMALS) if (value * 10**count).denominator == 1), -1)
    return str(value) if decimals < 0 else unscaled(int(value * 10**decimals), decimals)
