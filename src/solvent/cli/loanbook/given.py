"""What the commands of `solvent loans` share: which book, under which rulebook, at which prices, and how it is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from solvent.errors import BadInput

if TYPE_CHECKING:
    from solvent.lab.loanbook.book import LoanBook
    from solvent.lending.aave.account import Account

Decorated = Callable[..., Any]
SHOWN = 4  # decimals of a value
MORE_THAN_A_RATE = 10**6

_OPTIONS = (
    click.argument("book", metavar="BOOK"),
    click.option("--rulebook", metavar="NAME", required=True, help="A lending rulebook: its name, or a .toml file."),
    click.option("--prices", metavar="WETH=2000|FILE", multiple=True, help="Prices in the base, for the file's own."),
    click.option("--base", metavar="ASSET", help="The asset that prices are told in; ether in Aave v2."),
    click.option("--collateral", metavar="ASSET", help="What the collateral of a book in totals is."),
)
limit_option = click.option(
    "--limit", default=50, show_default=True, type=click.IntRange(0), help="Rows to print; 0 for all."
)


def book_options(command: Decorated) -> Decorated:
    """The argument and options of every command here."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


_DEPTH = (
    click.option("--depth", metavar="WETH=5000@50|FILE", multiple=True,
                 help="Units that can be sold within basis points; all for any number, * for every other asset."),
)  # fmt: skip
_GAP = (
    click.option("--falls", metavar="ASSET", multiple=True, help="What falls in price; may be given again."),
    click.option("--gap", default="0 %", show_default=True, metavar="RATE", help="By how much it falls, at once."),
)


def gap_options(command: Decorated) -> Decorated:
    """The options that say what the book is looked at after."""
    for option in reversed(_GAP):
        command = option(command)
    return command


def depth_options(command: Decorated) -> Decorated:
    """How much can be sold."""
    for option in reversed(_DEPTH):
        command = option(command)
    return command


def shares(text: str, option: str, most: int = MORE_THAN_A_RATE) -> list[int]:
    """Shares such as "5 %, 10 %" in ppm, each once."""
    return list(dict.fromkeys(share(one.strip(), option, most) for one in text.split(",")))


def amount_of(text: str, option: str, book: LoanBook) -> int:
    """An amount of the base, 0 or more, in base units."""
    from solvent.errors import BadUnit
    from solvent.units import number, scaled

    try:
        found = scaled(number(text, "an amount"), book.policy.base_decimals, "an amount", 10**38)
    except BadUnit as error:
        raise BadInput(str(error), option) from None
    if found < 0:
        raise BadInput(f"expected an amount of 0 or more, found {text}", option)
    return found


def fallen(book: LoanBook, falls: Sequence[str], gap: str) -> tuple[list[str], int]:
    """(assets that fall, ppm) as the options of `gap_options` say."""
    fall = share(gap, "--gap")
    return falling(book, falls) if fall or falls else [], fall


def falling(book: LoanBook, falls: Sequence[str]) -> list[str]:
    """The assets of --falls; in a book in totals, its collateral."""
    from solvent.feeds.holdings import names

    if not falls and book.in_totals:
        return [book.assets[0]]
    known = dict.fromkeys(book.assets)
    if not falls:
        raise BadInput(
            f"expected --falls ASSET, one or more of {', '.join(known)}: which prices fall against the others"
        )
    return names(falls, known, "--falls")


def given(book: str, rulebook: str, prices: Sequence[str], base: str | None, collateral: str | None) -> LoanBook:
    """The book that the options name."""
    from solvent.cli.books import prices_of
    from solvent.lab.loanbook.book import read_book
    from solvent.rulebooks.lending import load_lending

    told = prices_of(prices)
    return read_book(book, load_lending(rulebook).policy, told.values if told else None, base, collateral)


def share(text: str, option: str, most: int = MORE_THAN_A_RATE) -> int:
    """A share such as "5 %" in ppm, 0 to most, which itself is too much."""
    from solvent.errors import BadUnit
    from solvent.units import rate_ppm

    try:
        found = rate_ppm(text)
    except BadUnit as error:
        raise BadInput(str(error), option) from None
    if not 0 <= found < most:
        raise BadInput(f"expected a share of 0 and below {most // 10_000} %, found {text}", option)
    return found


def money(base_units: int, book: LoanBook) -> str:
    """Base units as people read them."""
    from solvent.reports import words

    return words.decimal(base_units, book.policy.base_decimals, SHOWN)


def health(wad: int) -> str:
    """A health factor as people read it."""
    from solvent.reports.loan_names import health as told

    return told(str(wad))


def standing_json(whole: Account) -> dict[str, Any]:
    """An account's values, exact."""
    return {"collateral": str(whole.collateral), "debt": str(whole.debt), "threshold": whole.threshold,
            "health": str(whole.health)}  # fmt: skip


def head_json(book: LoanBook) -> dict[str, Any]:
    """What everything was judged by; amounts are base units, 10^-base_decimals of the base."""
    policy = book.policy
    return {"rulebook": policy.name, "content_hash": policy.content_hash, "protocol": book.version.name,
            "base_decimals": policy.base_decimals, "loans": len(book.loans), "notes": list(book.notes)}  # fmt: skip


def heading(book: LoanBook, falls: Sequence[str] = (), fall: int = 0) -> None:
    """Says what everything is judged by, and after which fall in ppm."""
    from solvent.reports import words
    from solvent.reports.naming import plain, short_hash

    policy = book.policy
    base = f", values in {plain(book.base)}" if book.base else ""
    click.echo(f"Rulebook {plain(policy.name)} ({short_hash(policy.content_hash)}), Aave {book.version.name}: "
               f"{words.count(len(book.loans))} loans{base}.")  # fmt: skip
    if fall:
        click.echo(f"After {', '.join(map(plain, falls))} fell by {words.percent(fall)} at once.")
    click.echo()


def cut(rows: Sequence[Any], limit: int, what: str) -> tuple[Sequence[Any], str]:
    """The first rows, and what to say of those left out."""
    from solvent.reports import words

    if not limit or len(rows) <= limit:
        return rows, ""
    return rows[:limit], f", {what} of {words.count(len(rows))}"
