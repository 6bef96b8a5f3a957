"""Coins of a book beside its settlement asset: which of them a rulebook takes as collateral, and at which price.

A coin has no price in a book of positions, and none is assumed, a stablecoin's least of all: it is given, under the
coin's own name (BTC) or that of its market (BTC/USDT).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import floor

from solvent.errors import BadBook
from solvent.feeds import names
from solvent.feeds.grid import Grid
from solvent.feeds.prices import Prices
from solvent.feeds.records import Balance, BookFile
from solvent.policy import Policy


def market_of(asset: str, settlement: str, policy: Policy) -> str | None:
    """The name under which a rulebook takes a coin as collateral; None where it counts for nothing."""
    name = f"{asset}/{settlement}"
    known = [coin.name for coin in policy.coins if coin.name != "*"]
    found = names.find(name, known, f"rulebook {policy.name}")
    return found or (name if len(known) < len(policy.coins) else None)


def taken(book: BookFile, policy: Policy, notes: list[str]) -> dict[str, list[Balance]]:
    """The balances of each coin that counts, by the name of its market; a note says which do not.

    Raises BadBook where an account has cross positions and nothing that counts.
    """
    held: defaultdict[str, list[Balance]] = defaultdict(list)
    left_out: defaultdict[str, int] = defaultdict(int)
    for balance in book.coins:
        market = market_of(balance.asset, book.settlement, policy)
        if market is None:
            left_out[balance.asset] += 1
        else:
            held[market].append(balance)
    if left_out:
        found = ", ".join(f"{count} in {asset}" for asset, count in sorted(left_out.items())[:20])
        notes.append(f"{book.source}: under {policy.name} these balances are no collateral and are left out: {found}")
    something_counts(book, f"under {policy.name}", held)
    return dict(held)


def something_counts(book: BookFile, where: str, held: Mapping[str, Sequence[Balance]]) -> None:
    """Refuses an account with cross positions and no balance that counts; nothing true could be said about it."""
    able = {balance.account for balance in book.balances}
    able |= {balance.account for balances in held.values() for balance in balances}
    bare = next((p for p in book.positions if not p.isolated and p.account not in able), None)
    if bare:
        mine = sorted({balance.asset for balance in book.coins if balance.account == bare.account})[:9]
        raise BadBook(
            f"expected a balance of account {bare.account} that counts {where}, since its position in {bare.market} is "
            f"cross margined, found {', '.join(mine)}, none of which does",
            bare.where,
        )


def price_of(market: str, balances: Sequence[Balance], prices: Prices) -> Fraction:
    """The price of a coin, which must have been given."""
    given = prices.of(market)
    if given is None:
        count = f"{len(balances)} balance{'s' if len(balances) > 1 else ''} in {balances[0].asset}"
        raise BadBook(
            f"expected a price of {market} for the {count}, found none: give --prices {market}=...", balances[0].where
        )
    return Fraction(given)


def lots_of(balance: Balance, grid: Grid) -> int:
    """A balance in lots, rounded down: less is held, and more is owed, never the other way round."""
    return floor(Fraction(balance.amount) * grid.one)
