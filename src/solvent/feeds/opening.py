"""From a book as read to the commands that put it into an engine, at its own prices or at shocked ones.

The rulebook is adopted by the caller. What follows here, in this order: each market is listed and priced, then each
account is opened, its modes and leverages are set, its money is paid in and its positions and orders are loaded.
"""

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction

from solvent import commands
from solvent.commands import Command
from solvent.errors import BadBook, Misuse
from solvent.feeds import accounts, coins, names
from solvent.feeds.accounts import Listed, Writer
from solvent.feeds.grid import Grid, choose, decimal_text
from solvent.feeds.prices import Prices, Shocks
from solvent.feeds.records import BookFile, Position
from solvent.policy import BasisOf, MarkRule, Policy
from solvent.units import AMOUNT_DECIMALS

SOURCE = "file"  # the constituent of every index, so that the index is the price given


@dataclass(frozen=True, slots=True)
class Market:
    """One market of the book as the engine will hold it.

    name       as the rulebook spells it, so that the rulebook's own entry is found
    in_file    as the file spells it
    ticks      ticks at the book's own prices
    shocked    ticks after the shocks, the same where none was given
    inverse    worth size / price: a lot is 10^-size_decimals quote units
    coin       a coin held as collateral, not a perpetual
    """

    name: str
    in_file: str
    grid: Grid
    ticks: int
    shocked: int
    inverse: bool = False
    coin: bool = False


@dataclass(frozen=True, slots=True)
class Opening:
    """Everything needed to open a book in an engine.

    sources   constituents of each index, at least as many as the rulebook wants fresh
    notes     those of the book, and what the grid and the rulebook made of it
    decimals  an atom is 10^-decimals of the settlement asset, as the rulebook counts
    quoted    markets whose mark asks for best bid and offer: a tick below the price and a tick above
    """

    markets: tuple[Market, ...]
    account_commands: tuple[Command, ...]
    settlement: str
    sources: tuple[str, ...]
    time_ns: int
    notes: tuple[str, ...]
    decimals: int = AMOUNT_DECIMALS
    quoted: frozenset[str] = frozenset()

    @property
    def units(self) -> str:
        """What its money and its prices are in, for a heading."""
        if any(market.inverse for market in self.markets):
            return f"Money in {self.settlement}, prices of inverse contracts in what they are quoted in"
        return f"Money and prices in {self.settlement}"

    def commands(self, shocked: bool = False) -> list[Command]:
        """The commands that open the book, valued at its own prices or, from the start, at the shocked ones."""
        writer = Writer("market", self.time_ns)
        for market in self.markets:
            contract = {} if market.coin else {"contract": commands.INVERSE if market.inverse else commands.LINEAR}
            writer.add(
                commands.ListCoin if market.coin else commands.ListMarket,
                market=market.name,
                size_decimals=market.grid.size_decimals,
                price_decimals=market.grid.price_decimals,
                settlement=self.settlement,
                constituents=list(self.sources),
                settlement_decimals=self.decimals,
                **contract,
            )
            self._price(writer, market, market.shocked if shocked else market.ticks)
        return [*writer.written, *self.account_commands]

    def shock(self) -> list[Command]:
        """The commands that move an opened book to the shocked prices, one nanosecond later."""
        writer = Writer("shock", self.time_ns + 1)
        for market in self.markets:
            if market.shocked != market.ticks:
                self._price(writer, market, market.shocked)
        return writer.written

    def _price(self, writer: Writer, market: Market, ticks: int) -> None:
        if market.name in self.quoted:
            writer.add(commands.ObserveBook, market=market.name, bid=max(ticks - 1, 0), ask=ticks + 1)
        writer.add(commands.ObserveTrade, market=market.name, ticks=ticks)
        for source in self.sources:
            writer.add(commands.ObservePrice, market=market.name, source=source, ticks=ticks, venue_ns=writer.time_ns)


def commands_for(
    book: BookFile, policy: Policy, prices: Prices | None = None, shocks: Shocks | None = None, time_ns: int = 1
) -> list[Command]:
    """The commands that open a book under a rulebook; with shocks, valued at the shocked prices from the start."""
    return open_book(book, policy, prices, shocks, time_ns).commands(shocked=shocks is not None)


def open_book(
    book: BookFile, policy: Policy, prices: Prices | None = None, shocks: Shocks | None = None, time_ns: int = 1
) -> Opening:
    """Works out markets, grids, prices and account commands of a book under a rulebook.

    prices    replace the marks of the file where they name a market
    shocks    exact factors on top; a shocked price is rounded down to the tick
    time_ns   ns UTC of every command, 1 or more: a price of time 0 counts as never spoken
    """
    if time_ns < 1:
        raise Misuse(f"expected a time of 1 ns or later, found {time_ns}")
    if not book.positions and not book.coins:
        raise BadBook("expected at least one open position or a balance in a coin, found neither", book.source)
    prices, shocks = prices or Prices(), shocks or Shocks()
    held: defaultdict[str, list[Position]] = defaultdict(list)
    for position in book.positions:
        held[position.market].append(position)
    notes = list(book.notes)
    owned = coins.taken(book, policy, notes)
    prices.check([*held, *owned])
    shocks.check([*held, *owned])
    listed: dict[str, Listed] = {}
    markets = []
    taken: dict[str, str] = {}
    for in_file, positions in held.items():
        name = _rulebook_name(in_file, policy, positions[0].where, notes)
        if taken.setdefault(name, in_file) != in_file:
            found = f"both {taken[name]} and {in_file}"
            raise BadBook(f"expected one market of the book for {name} of {policy.name}, found {found}", book.source)
        price = _price(in_file, positions, prices)
        market = _market(name, in_file, positions, (price, price * shocks.of(in_file)), policy.decimals, notes)
        markets.append(market)
        listed[in_file] = Listed(name, market.grid, policy.market(name), policy.decimals)
    for name, balances in owned.items():
        price = coins.price_of(name, balances, prices)
        amounts = [balance.amount for balance in balances]
        after = price * shocks.of(name)
        grid = choose(name, amounts, (price, after), balances[0].where, False, policy.decimals)
        markets.append(Market(name, balances[0].asset, grid, grid.ticks(price), grid.ticks(after), coin=True))
    grids = {market.name: market.grid for market in markets if market.coin}
    held_coins = [(name, balance, coins.lots_of(balance, grids[name])) for name in owned for balance in owned[name]]
    written = accounts.write(book, listed, held_coins, time_ns, notes)
    # An odd number: the median then goes from one price to the next at once, never through their middle.
    formed = [policy.prices_of(market.name) for market in markets]
    fewest = max(max(prices.min_sources, 1 if prices.index.one else 2) for prices in formed)
    sources = (SOURCE, *(f"{SOURCE}-{i}" for i in range(2, (fewest | 1) + 1)))
    quoted = frozenset(
        market.name
        for market, prices in zip(markets, formed, strict=True)
        if prices.mark is MarkRule.MEDIAN_WITH_BOOK or prices.forms.basis is not BasisOf.LAST
    )
    return Opening(
        tuple(markets), tuple(written), book.settlement, sources, time_ns, tuple(notes), policy.decimals, quoted
    )


def _rulebook_name(market: str, policy: Policy, where: str, notes: list[str]) -> str:
    """What the rulebook calls a market of the file; the file's own name where its entry is the one for all others."""
    known = [name for name in policy.markets if name != "*"]
    name = names.find(market, known, f"rulebook {policy.name}")
    if name is None and "*" not in policy.markets:
        found = ", ".join(sorted(known)[:9]) + (", ..." if len(known) > 9 else "")
        raise BadBook(f"expected a market of the rulebook {policy.name} ({found}), found {market}", where)
    if name not in (None, market):
        notes.append(f"{market} is read as {name} of {policy.name}")
    return name or market


def _price(market: str, positions: list[Position], prices: Prices) -> Fraction:
    """The price of a market: the one given, else the one mark the file has."""
    given = prices.of(market)
    if given is not None:
        return Fraction(given)
    marked = [position for position in positions if position.mark_price is not None]
    if not marked:
        expected = f"a price of {market}"
        raise BadBook(f"expected {expected}, found none: give a column mark_price or --prices", positions[0].where)
    first = marked[0]
    other = next((position for position in marked if position.mark_price != first.mark_price), None)
    if other:
        found = f"{first.mark_price} ({first.where}) and {other.mark_price}: give --prices {market}=..."
        raise BadBook(f"expected one mark price of {market}, found {found}", other.where)
    return Fraction(first.mark_price or 0)


def _market(
    name: str, in_file: str, positions: list[Position], prices: tuple[Fraction, Fraction], decimals: int,
    notes: list[str],
) -> Market:  # fmt: skip
    """A market on its grid, with notes about what the grid rounds; prices: before and after the shocks."""
    sizes = [size for p in positions for size in (p.size, p.buy_size, p.sell_size) if size]
    inverse, (price, shocked) = positions[0].inverse, prices
    other = next((p for p in positions if p.inverse != inverse), None)
    if other:
        raise BadBook(f"expected positions in {in_file} of one kind of contract, found linear and inverse", other.where)
    grid = choose(in_file, sizes, prices, positions[0].where, inverse, decimals)
    for what, exact in (("price", price), ("shocked price", shocked)):
        if (held := grid.price(grid.ticks(exact))) != exact and (what == "price" or shocked != price):
            notes.append(f"{in_file}: {what} {decimal_text(exact)} is held as {decimal_text(held)}, rounded down")
    rounded = [size for size in sizes if grid.size(grid.lots(size)) != Fraction(size)]
    if rounded:
        notes.append(f"{in_file}: {len(rounded)} sizes were rounded away from zero to {grid.size_decimals} decimals")
    if inverse:
        notes.append(
            f"{in_file} is an inverse contract: sizes count quote units; the rulebook's amounts are read in coin"
        )
    return Market(name, in_file, grid, grid.ticks(price), grid.ticks(shocked), inverse)
