"""The accounts of a book as commands: money paid in, modes and leverages chosen, positions and orders loaded.

Money is rounded down to the atom and a cost up, so that an account never has more here than its file says. An engine
takes no deposit below 0: where a bucket's wallet balance is negative, which unrealised profit can well carry, the
missing money is added to the cost of its positions. Equity, requirement and liquidation price stay what they were.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Any

from solvent import commands, units
from solvent.commands import Command
from solvent.errors import BadBook
from solvent.feeds import wallets
from solvent.feeds.grid import Grid, decimal_text
from solvent.feeds.records import Balance, BookFile, Position
from solvent.policy import MarketPolicy

ACTOR = "file"


@dataclass(frozen=True, slots=True)
class Listed:
    """What an account needs to know of a market: its name in the engine, its grid and its entry in the rulebook.

    decimals   an atom is 10^-decimals of the settlement asset
    """

    name: str
    grid: Grid
    policy: MarketPolicy | None
    decimals: int = units.AMOUNT_DECIMALS


class Writer:
    """Commands in order, each with an id of its own."""

    def __init__(self, prefix: str, time_ns: int) -> None:
        self.prefix, self.time_ns = prefix, time_ns
        self.written: list[Command] = []

    def add(self, verb: type[Command], **fields: Any) -> None:
        """Writes one command."""
        number = f"{self.prefix}-{len(self.written) + 1:06d}"
        self.written.append(verb(id=number, time_ns=self.time_ns, actor=ACTOR, **fields))


def write(
    book: BookFile, listed: dict[str, Listed], coins: Sequence[tuple[str, Balance, int]], time_ns: int, notes: list[str]
) -> list[Command]:
    """The commands of every account, in the order in which the file first names them.

    listed    by market as the file spells it
    coins     (name of its market, balance, lots) of every coin held or owed
    notes     what a reader should know is added here
    """
    held: defaultdict[str, list[Position]] = defaultdict(list)
    for position in book.positions:
        held[position.account].append(position)
    money = {balance.account: balance for balance in book.balances}
    owned: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for market, balance, lots in coins:
        owned[balance.account].append((market, lots))
    writer = Writer("account", time_ns)
    for account in dict.fromkeys([*held, *money, *owned]):
        _Account(account, held[account], money.get(account), listed, book, notes).write(writer)
        for market, lots in owned[account]:
            if lots:
                writer.add(commands.LoadPosition, account=account, market=market, lots=lots, cost=0)
    return writer.written


class _Account:
    """One account of a book."""

    def __init__(
        self,
        name: str,
        held: list[Position],
        balance: Balance | None,
        listed: dict[str, Listed],
        book: BookFile,
        notes: list[str],
    ) -> None:
        self.name, self.held, self.balance, self.listed, self.book, self.notes = (
            name,
            held,
            balance,
            listed,
            book,
            notes,
        )
        self.decimals = next((market.decimals for market in listed.values()), units.AMOUNT_DECIMALS)
        self.atoms = 10**self.decimals
        self.cross = [position for position in held if not position.isolated]
        if len(self.cross) > units.MAX_ROWS_PER_BUCKET:
            found = f"{len(self.cross)} of account {name}"
            raise BadBook(f"expected at most {units.MAX_ROWS_PER_BUCKET} cross positions, found {found}", book.source)
        self.cost = {id(position): self._cost(position) for position in held}

    def _cost(self, position: Position) -> int:
        """Signed cost of a position in atoms, rounded up: a long paid that much, a short received no more."""
        grid = self.listed[position.market].grid
        size, entry = grid.size(grid.lots(position.size)), Fraction(position.entry_price)
        cost = ceil((-size / entry if position.inverse else size * entry) * self.atoms)
        return self._within(cost, units.MAX_NOTIONAL, f"entry notional in {position.market}", position.where)

    def _within(self, atoms: int, limit: int, what: str, where: str) -> int:
        if abs(atoms) > limit:
            found = units.unscaled(atoms, self.decimals)
            expected = f"{what} of at most {units.unscaled(limit, self.decimals)} {self.book.settlement}"
            raise BadBook(f"expected {expected}, found {found}", where)
        return atoms

    def _owner(self) -> str:
        """Whom the account belongs to, as its positions say; "" where none does."""
        named = [position for position in self.held if position.owner]
        for position in named:
            if position.owner != named[0].owner:
                expected = f"one owner of account {self.name}, {named[0].owner} as in {named[0].where}"
                raise BadBook(f"expected {expected}, found {position.owner}", position.where)
        return named[0].owner if named else ""

    def write(self, writer: Writer) -> None:
        """Writes the account's commands."""
        writer.add(commands.OpenAccount, account=self.name, owner=self._owner())
        modes = {self.listed[position.market].name: position.isolated for position in self.held}
        for market, isolated in modes.items():
            writer.add(commands.SetMarginMode, account=self.name, market=market, isolated=isolated)
        for position in self.held:
            self._leverage(writer, position)
        if self.balance:
            cash = self._atoms(wallets.wallet(self.balance, self.held), self.balance.where)
            self._pay(writer, cash, self.cross, {}, self.balance.where)
        for position in self.held:
            if position.isolated:
                bucket = {"market": self.listed[position.market].name, "leg": position.leg}
                self._pay(
                    writer, self._atoms(wallets.margin(position), position.where), [position], bucket, position.where
                )
        for position in self.held:
            self._load(writer, position)

    def _atoms(self, money: Fraction, where: str) -> int:
        """Money in atoms, rounded down."""
        return self._within(floor(money * self.atoms), units.MAX_AMOUNT, f"money of account {self.name}", where)

    def _pay(self, writer: Writer, atoms: int, positions: list[Position], bucket: dict[str, Any], where: str) -> None:
        """Pays money into a bucket; what is below 0 becomes cost of the bucket's positions, those with a cost first."""
        if atoms > 0:
            asset = self.book.settlement
            writer.add(commands.Deposit, account=self.name, asset=asset, amount=atoms, **bucket)
        if atoms >= 0:
            return
        owed, text = -atoms, decimal_text(Fraction(atoms, self.atoms))
        if not positions:
            self.notes.append(f"account {self.name}: {text} without any position is left out")
            return
        for position in sorted(positions, key=lambda p: self.cost[id(p)] < 0):
            cost = self.cost[id(position)]
            room = (units.MAX_NOTIONAL if cost > 0 else 0) - cost
            added = min(owed, max(room - 1, 0))
            self.cost[id(position)] += added
            owed -= added
        if owed:
            expected = f"money of account {self.name} that its positions' cost can carry"
            raise BadBook(f"expected {expected}, found {text}", where)
        self.notes.append(f"account {self.name}: wallet balance {text} is held as a higher cost of its positions")

    def _leverage(self, writer: Writer, position: Position) -> None:
        """Chooses the leverage the file states, where the rulebook's first tier allows it."""
        if position.leverage is None:
            return
        market = self.listed[position.market]
        leverage = floor(Fraction(position.leverage) * units.PPM)
        first = market.policy.tiers[0] if market.policy and market.policy.tiers else None
        if first and leverage * first.im_num > first.im_den * units.PPM:
            most = decimal_text(Fraction(first.im_den, first.im_num), 2)
            self.notes.append(
                f"account {self.name}: leverage {position.leverage} in {position.market} is above the rulebook's "
                f"{most}, which is taken instead"
            )
            return
        if not 1 <= leverage <= units.MAX_RATE:
            limit = units.MAX_RATE // units.PPM
            raise BadBook(f"expected a leverage from 0.000001 to {limit}, found {position.leverage}", position.where)
        writer.add(commands.SetLeverage, account=self.name, market=market.name, leverage_ppm=leverage, leg=position.leg)

    def _load(self, writer: Writer, position: Position) -> None:
        market = self.listed[position.market]
        place: dict[str, Any] = {"account": self.name, "market": market.name, "leg": position.leg}
        lots = market.grid.lots(position.size)
        writer.add(commands.LoadPosition, lots=lots, cost=self.cost[id(position)], **place)
        if position.buy_size or position.sell_size:
            buy, sell = (market.grid.lots(size) for size in (position.buy_size, position.sell_size))
            writer.add(commands.ReportOrders, buy_lots=buy, sell_lots=sell, **place)
