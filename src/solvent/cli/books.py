"""What `check` and `whatif` share: a rulebook, a file of positions, and the book an engine makes of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from solvent.errors import BadBook, BadInput

if TYPE_CHECKING:
    from solvent.book import Book
    from solvent.feeds import Opening, Prices, Shocks
    from solvent.policy import Policy
    from solvent.reports.standing import Bucket

Decorated = Callable[..., Any]

_FILES = (
    click.argument("book", metavar="BOOK"),
    click.option("--rulebook", metavar="NAME", help="A shipped rulebook, or the path of a .toml file."),
    click.option("--balances", metavar="FILE", help="Balances that replace those of BOOK."),
    click.option("--prices", metavar="ATOM=3.2|FILE", multiple=True, help="Prices that replace the file's own marks."),
)
_LIMIT = click.option(
    "--limit", default=50, show_default=True, type=click.IntRange(0), help="Rows to print; 0 for all."
)


def file_options(command: Decorated) -> Decorated:
    """The argument and options that say which book, under which rulebook."""
    for option in reversed(_FILES):
        command = option(command)
    return command


def book_options(command: Decorated) -> Decorated:
    """The argument and options of a command that lists what is in a book."""
    return file_options(_LIMIT(command))


def rules_of(name: str | None) -> tuple[Policy, str]:
    """The compiled rulebook of a name or path, and the asset it settles in."""
    from solvent import rulebooks

    if not name:
        raise BadInput(f"expected --rulebook NAME, one of {', '.join(rulebooks.names())} or the path of a .toml file")
    rulebook = rulebooks.load(name)
    return rulebooks.compile(rulebook), rulebook.settlement


def prices_of(texts: Sequence[str]) -> Prices | None:
    """The prices given: any number of MARKET=PRICE, or one file."""
    from solvent.feeds import parse_prices

    if len(texts) > 1 and not all("=" in text for text in texts):
        raise BadInput("expected one file of prices, or any number of MARKET=PRICE, found both", "--prices")
    return parse_prices(",".join(texts)) if texts else None


def opening_of(
    book: str, balances: str | None, rules: tuple[Policy, str], prices: Sequence[str], shocks: Shocks | None = None
) -> Opening:
    """A file of positions, ready to be opened in an engine under a rulebook as of `rules_of`."""
    from solvent.feeds import open_book, read_book

    policy, settlement = rules
    return open_book(read_book(book, balances, settlement), policy, prices_of(prices), shocks)


def opened(policy: Policy, opening: Opening, notes: list[str], shocked: bool = False) -> Book:
    """The book an engine makes of a file; nobody is closed, since prices stand before accounts do.

    notes   what a reader should know is added here
    """
    from solvent.cli.show import progress
    from solvent.commands import ReportOrders
    from solvent.engine import Engine
    from solvent.reasons import Reason

    engine, commands = Engine(policy), opening.commands(shocked)
    with progress("opening the book", len(commands)) as told:
        for done, command in enumerate(commands):
            outcome = engine.step(command)
            told(done)
            if isinstance(command, ReportOrders) and outcome.refused is Reason.INITIAL_MARGIN:
                notes.append(
                    f"account {command.account}: its open orders in {command.market} need more initial margin than its "
                    "equity allows and are left out of it"
                )
            elif outcome.refused:
                detail = getattr(outcome.events[-1], "detail", "")
                raise BadBook(f"{type(command).__name__} is refused, {outcome.refused.name}: {detail}", _who(command))
    return engine.book


def tell(notes: Sequence[str]) -> None:
    """Prints what a reader should know beside the numbers."""
    from solvent.reports.naming import plain

    for note in notes:
        click.echo(f"note: {plain(note)}")


def _who(command: Any) -> str:
    account, market = (getattr(command, name, "") for name in ("account", "market"))
    return " in ".join(part for part in (f"account {account}" if account else "", market) if part)


def heading(policy: Policy, trigger: str) -> dict[str, str]:
    """What the standing was judged by."""
    from solvent.reports.standing import ASSUMPTION

    return {
        "rulebook": policy.name,
        "content_hash": policy.content_hash,
        "trigger": trigger,
        "liquidation_price": f"the first price, walking from the current one, at which {trigger.split(' at ')[0]}, "
        f"{ASSUMPTION}",
    }


def bucket_json(bucket: Bucket) -> dict[str, Any]:
    """A standing as exact decimals in text."""
    from solvent.units import unscaled

    def money(atoms: int) -> str:
        return unscaled(atoms, bucket.decimals)

    rows: list[dict[str, Any]] = []
    coins: list[dict[str, Any]] = []
    for row in bucket.rows:

        def price(ticks: int, decimals: int = row.price_decimals) -> str | None:
            return unscaled(ticks, decimals) if ticks else None

        if row.coin:
            coins.append({
                "coin": row.market, "size": unscaled(row.lots, row.size_decimals), "price": price(row.ticks),
                "value": money(row.value), "haircut": money(row.haircut), "liquidation_price_below": price(row.below),
                "liquidation_price_above": price(row.above),
                "distance": None if row.distance is None else unscaled(row.distance, 6),
            })  # fmt: skip
            continue
        rows.append({
            "market": row.market, "leg": {0: None, 1: "long", -1: "short"}[row.leg],
            "size": unscaled(row.lots, row.size_decimals), "entry_price": price(row.entry), "price": price(row.ticks),
            "value": money(row.value), "notional": money(row.notional), "maintenance": money(row.maintenance),
            "tier": row.tier, "tiers": row.tiers, "liquidation_price_below": price(row.below),
            "liquidation_price_above": price(row.above), "bankruptcy_price": price(row.bankruptcy),
            "distance": None if row.distance is None else unscaled(row.distance, 6),
        })  # fmt: skip
    return {
        "account": bucket.account, "margin": "isolated" if bucket.market else "cross", "market": bucket.market or None,
        "leg": {0: None, 1: "long", -1: "short"}[bucket.leg], "asset": bucket.asset, "state": bucket.state.value,
        "equity": money(bucket.equity), "initial": money(bucket.initial), "maintenance": money(bucket.maintenance),
        "margin_ratio": None if bucket.ratio is None else unscaled(bucket.ratio, 6), "positions": rows,
        **({"coins": coins} if coins else {}),
    }  # fmt: skip
