"""`solvent price budget`: what it costs to move a price, against what the move could gain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from solvent.cli.books import file_options, heading, opening_of, rules_of, tell
from solvent.cli.door import FINE, FOUND
from solvent.cli.show import as_json as print_json
from solvent.cli.show import json_option, progress, table

if TYPE_CHECKING:
    from solvent.feeds import Opening
    from solvent.lab.price_move import Attack, Moves

MOVES = ("0.5 %", "1 %", "2 %", "5 %", "10 %", "20 %")


@click.command()
@file_options
@click.option("--depth", required=True, metavar="FILE", help="The books of the sources of each index, in TOML.")
@click.option("--market", metavar="NAME", help="One market; all of --depth if none.")
@click.option("--move", "moves", multiple=True, metavar="RATE", help="Such as '5 %'; may be given again.")
@click.option("--hold", default="60 s", show_default=True, metavar="TIME", help="For how long the price is kept there.")
@json_option
def budget(
    book: str, rulebook: str | None, balances: str | None, prices: tuple[str, ...], depth: str,
    market: str | None, moves: tuple[str, ...], hold: str, as_json: bool,
) -> int:  # fmt: skip
    """Say what it costs to move the prices on which BOOK is valued, and what that could gain.

    Exits with 1 where a move costs less than it can gain.
    """
    from solvent.errors import BadInput
    from solvent.lab.depth_book import read_depth_book
    from solvent.lab.price_move import Stage
    from solvent.units import PPM, duration_ns, rate_ppm

    rules = rules_of(rulebook)
    policy, opening = rules[0], opening_of(book, balances, rules, prices)
    targets = sorted({rate_ppm(move) for move in moves or MOVES})
    hold_ns = duration_ns(hold)
    if targets[0] <= 0 or not hold_ns:
        raise BadInput(f"expected moves and a hold above 0, found {' and '.join(moves)} held for {hold}")
    depths = read_depth_book(depth, opening.decimals)
    chosen = _chosen(opening, list(dict.fromkeys(one.market for one in depths)), market)
    found = []
    with progress("pushing prices", len(chosen)) as told:
        for done, name in enumerate(chosen):
            stage = Stage(policy, opening, name, [one for one in depths if one.market == name], hold_ns)
            found.append(stage.search([side * one for one in targets for side in (-1, 1) if one < PPM or side > 0]))
            told(done + 1)
    labels = [f"{one.market} {one.source}: what is taken stands again after {one.replenish_ns / 10**9:g} s, assumed"
              for one in depths if one.market in chosen]  # fmt: skip
    if as_json:
        head = heading(policy, "")
        print_json({"rulebook": head["rulebook"], "content_hash": head["content_hash"], "hold_ns": hold_ns,
                    "assumed": labels, "markets": [_json(one, opening) for one in found]})  # fmt: skip
    else:
        for one in found:
            _text(one, opening, hold)
        tell([*ASSUMED, *labels, *opening.notes])
    return FOUND if any(one.pays() for one in found) else FINE


ASSUMED = (
    "depth is spread evenly within a band; all that is bought is sold again where the price was, for two fees",
    "sources are pushed alike, at once; who pushes each by its own measure, or slowly, may pay less",
    "the most one side can gain is open interest x move; what is closed on the way is counted beside it",
)


def _chosen(opening: Opening, told: list[str], market: str | None) -> list[str]:
    from solvent.errors import BadInput

    held = [one.name for one in opening.markets]
    for name in [market] if market else told:
        if name not in held or name not in told:
            known = ", ".join(one for one in held if one in told) or "none"
            raise BadInput(f"expected a market that the book holds and --depth tells of ({known}), found {name}")
    return [market] if market else told


def _text(found: Moves, opening: Opening, hold: str) -> None:
    from solvent.reports import words
    from solvent.reports.naming import plain

    def money(atoms: int) -> str:
        return words.money(atoms, scale=opening.decimals)

    interest = f"one side holds {money(found.open_interest)}"
    click.echo(f"{plain(found.market)}, held for {hold}; {interest} {plain(opening.settlement)}")
    rows = []
    for target, attack in found.attacks:
        if attack is None:
            rows.append((words.percent(target, 2), "not within what its books are told for", *["–"] * 7))
            continue
        gain = found.gain(attack)
        rows.append((
            words.percent(target, 2), plain(", ".join(attack.sources)), words.percent(attack.pushed, 2),
            money(attack.push.capital), money(attack.push.cost), words.count(attack.accounts), money(attack.closed),
            money(gain), "pays" if gain > attack.push.cost else "does not pay",
        ))  # fmt: skip
    heads = (">move", "through", ">pushed", ">capital", ">cost", ">closes", ">of", ">could gain", "")
    table("", heads, rows)
    click.echo(_verdict(found, opening))
    click.echo()


def _verdict(found: Moves, opening: Opening) -> str:
    from solvent.reports import words

    pays, weakest = found.pays(), found.weakest()
    if weakest is None:
        return "No move was found that its books are told for."
    least = min((attack for attack in pays), key=lambda attack: abs(attack.target), default=None)
    said = (f"A move of {words.percent(least.target, 2)} is the smallest that pays." if least else
            "None of these moves pays.")  # fmt: skip
    cost = words.money(weakest.push.cost, scale=opening.decimals)
    return f"{said} For its size the cheapest is {words.percent(weakest.moved, 2)} at {cost}."


def _json(found: Moves, opening: Opening) -> dict[str, Any]:
    from solvent.units import unscaled

    weakest = found.weakest()
    report = None if weakest is None else {
        "type": "ReportManipulationCost", "market": found.market, "move_ppm": abs(weakest.moved),
        "cost_atoms": weakest.push.cost,
    }  # fmt: skip
    return {
        "market": found.market, "open_interest": unscaled(found.open_interest, opening.decimals),
        "moves": [_attack(target, attack, found, opening) for target, attack in found.attacks], "report": report,
    }  # fmt: skip


def _attack(target: int, attack: Attack | None, found: Moves, opening: Opening) -> dict[str, Any]:
    from solvent.units import unscaled

    if attack is None:
        return {"move_ppm": target, "found": False}
    money = {"capital": attack.push.capital, "cost": attack.push.cost, "closed": attack.closed,
             "gain": found.gain(attack)}  # fmt: skip
    return {
        "move_ppm": target, "found": True, "sources": list(attack.sources), "pushed_ppm": attack.pushed,
        "moved_ppm": attack.moved, "accounts": attack.accounts, "pays": found.gain(attack) > attack.push.cost,
        **{name: unscaled(atoms, opening.decimals) for name, atoms in money.items()},
    }  # fmt: skip
