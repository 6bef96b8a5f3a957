"""Owners of a book, and how far a fund goes for the largest of them: what `check` and `whatif` print of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from solvent.cli.show import table

if TYPE_CHECKING:
    from solvent.feeds import Opening
    from solvent.reports.owners import Cover, Owner


def owners_table(found: Sequence[Owner], opening: Opening, limit: int) -> None:
    """The owners, the largest first, and a line about those who stand on both sides of a market."""
    from solvent.reports import words
    from solvent.reports.naming import plain

    def money(atoms: int) -> str:
        return words.money(atoms, scale=opening.decimals)

    shown = found[:limit] if limit else found
    left = f", the {len(shown)} largest of {words.count(len(found))}" if len(shown) < len(found) else ""
    columns = ("owner", ">accounts", ">equity", ">maintenance", ">long", ">short", ">net", ">both sides", ">share",
               ">most of a market", ">owed beyond")  # fmt: skip
    rows = [
        (plain(one.name), words.count(len(one.accounts)),
         *(money(atoms) for atoms in (one.equity, one.maintenance, one.long, one.short, one.net, one.opposed)),
         words.percent(one.share), f"{words.percent(one.market_share)} {plain(one.market)}" if one.market else "–",
         money(one.owed))
        for one in shown
    ]  # fmt: skip
    table(f"Owners{left}", columns, rows)
    click.echo()
    opposed = [one for one in found if one.opposed]
    if opposed:
        told = ", ".join(f"{plain(one.name)} {money(one.opposed)}" for one in opposed[:9])
        click.echo(f"Affiliates on both sides of one market: {told}{' and more' if len(opposed) > 9 else ''}.")


def owner_json(one: Owner, decimals: int) -> dict[str, Any]:
    """An owner as exact decimals in text."""
    from solvent.units import unscaled

    money = {name: unscaled(getattr(one, name), decimals)
             for name in ("equity", "maintenance", "long", "short", "net", "opposed", "owed")}  # fmt: skip
    most = {"market": one.market, "share": unscaled(one.market_share, 6)} if one.market else None
    return {"owner": one.name, "accounts": list(one.accounts), **money, "share": unscaled(one.share, 6), "most": most}


def cover_table(found: Sequence[Cover], fund: int, opening: Opening) -> None:
    """What the largest owners would owe together, and how far the fund goes."""
    from solvent.reports import words
    from solvent.reports.naming import plain

    rows = [
        (f"Cover-{one.largest}", words.count(len(one.owners)), words.money(one.owed, scale=opening.decimals),
         "–" if one.ratio is None else words.percent(one.ratio), ", ".join(plain(name) for name in one.owners[:3])
         + (", ..." if len(one.owners) > 3 else ""))
        for one in found
    ]  # fmt: skip
    whole = f"{words.money(fund, scale=opening.decimals)} {plain(opening.settlement)}"
    table(
        f"A fund of {whole} against the owners who would owe the most",
        ("", ">owners", ">owed", ">covered", "who"),
        rows,
    )
    click.echo()


def cover_json(found: Sequence[Cover], decimals: int) -> list[dict[str, Any]]:
    """The same as exact decimals in text."""
    from solvent.units import unscaled

    return [
        {"largest": one.largest, "owners": list(one.owners), "owed": unscaled(one.owed, decimals),
         "ratio": None if one.ratio is None else unscaled(one.ratio, 6)}
        for one in found
    ]  # fmt: skip
