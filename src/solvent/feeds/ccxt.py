"""The shape `fetch_positions` of ccxt returns, saved as JSON.

ccxt turns the venue's text into floats. What the venue printed still stands under `info`; where a known field there is
the same number to float precision it is read instead, digit by digit, and otherwise the float's shortest decimal form
is read and a note says so.

Source: ccxt 4.5.90 (November 2026), parse_position of binance, bybit, okx and hyperliquid; Exchange.safe_position:
"margin is the amount held in the position (excludes unrealized pnl), collateral = margin + unrealizedPnl".
"""

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from solvent.errors import BadBook
from solvent.feeds import cells
from solvent.feeds.ccxt_balance import dig
from solvent.feeds.cells import EXACT, Literal, is_empty, optional, refuse
from solvent.feeds.files import Document
from solvent.feeds.records import Position

# Where each quantity stands in `info`: Binance, Bybit, OKX, Hyperliquid.
EXACT_PLACES: dict[str, tuple[str, ...]] = {
    "entryPrice": ("entryPrice", "avgPrice", "avgPx", "position.entryPx"),
    "markPrice": ("markPrice", "markPx"),
    "contracts": ("positionAmt", "size", "pos", "position.szi"),
    "leverage": ("leverage", "lever", "position.leverage.value"),
    "positionMargin": ("isolatedWallet", "positionBalance", "margin"),
    "collateral": ("isolatedMargin", "position.marginUsed"),
    "unrealizedPnl": ("unRealizedProfit", "unrealisedPnl", "upl", "position.unrealizedPnl"),
}
UNMISTAKABLE = ("isolatedWallet", "positionBalance")  # read even where ccxt, being older, has no positionMargin
DOLLARS = {"USD", "USDT", "USDC", "USDE", "FDUSD", "BUSD", "USDH"}


def are_positions(content: object) -> bool:
    """Whether a JSON document is a list as fetch_positions returns it."""
    return (
        isinstance(content, list)
        and bool(content)
        and all(isinstance(item, dict) and {"symbol", "contracts", "side"} <= item.keys() for item in content)
    )


@dataclass
class _Said:
    """What is worth a note, gathered over the rows of one file."""

    empty: int = 0
    floats: Counter[str] = field(default_factory=Counter)
    sizeless: set[str] = field(default_factory=set)
    initial: list[str] = field(default_factory=list)

    def notes(self, source: str) -> list[str]:
        """The notes, one line each."""
        notes = ["read as what ccxt's fetch_positions returns"]
        if self.empty:
            notes.append(f"{self.empty} rows of size 0 were left out")
        if self.floats:
            counts = ", ".join(f"{quantity} in {count} rows" for quantity, count in sorted(self.floats.items()))
            notes.append(f"read from ccxt's floats, since `info` does not hold them as text: {counts}")
        if self.sizeless:
            notes.append(f"no contractSize, taken as 1: {', '.join(sorted(self.sizeless))}")
        if self.initial:
            notes.append(f"no margin, initialMargin taken for it: {', '.join(self.initial)}")
        return [f"{source}: {note}" for note in notes]


def read_positions(objects: list[dict[str, Any]], document: Document) -> tuple[list[Position], list[str]]:
    """Positions and notes from what fetch_positions returned."""
    said = _Said()
    found = (_Reader(item, f"{document.source}, row {i}", said).position() for i, item in enumerate(objects, 1))
    return [position for position in found if position], said.notes(document.source)


class _Reader:
    """One position of fetch_positions."""

    def __init__(self, item: dict[str, Any], where: str, said: _Said) -> None:
        self.item, self.where, self.said = item, where, said

    def exact(self, quantity: str) -> Decimal | None:
        """A quantity digit by digit from `info` where it is the same number, else from ccxt's float."""
        stated = optional(cells.number, self.item.get(quantity), self.where, quantity)
        for place in EXACT_PLACES[quantity]:
            text = dig(self.item.get("info"), place)
            if is_empty(text) or not isinstance(text, str) or len(text) > cells.LONGEST_NUMBER:
                continue
            found = cells.number(text, self.where, f"info.{place}")
            found = abs(found) if quantity == "contracts" else found
            if stated is not None and not same_float(found, stated):
                continue
            if stated is not None or place in UNMISTAKABLE:
                return found
        if stated is not None and isinstance(self.item.get(quantity), Literal) and not _whole(stated):
            self.said.floats[quantity] += 1
        return stated

    def position(self) -> Position | None:
        """The position, or None where nothing is open."""
        item, where = self.item, self.where
        symbol = cells.name(item.get("symbol"), where, "symbol")
        contracts = self.exact("contracts")
        if not contracts:
            self.said.empty += 1
            return None
        settlement, inverse = self.settlement(symbol)
        side = item.get("side")
        if side not in ("long", "short"):
            refuse(where, "side", "long or short", side)
        size = EXACT.multiply(abs(contracts), self.contract_size(symbol)) * (1 if side == "long" else -1)
        entry = cells.positive(str(self.exact("entryPrice") or ""), where, "entryPrice", "a price above 0")
        mark = self.exact("markPrice")
        if mark is not None and mark <= 0:
            refuse(where, "markPrice", "a price above 0", str(mark))
        isolated = self.isolated()
        leverage = self.exact("leverage")
        if leverage is not None and leverage < 0:
            refuse(where, "leverage", "a number of 0 or more", str(leverage))
        return Position(
            account="",
            market=symbol,
            size=size,
            entry_price=entry,
            leg=(1 if size > 0 else -1) if item.get("hedged") is True else 0,
            mark_price=mark,
            isolated=isolated,
            margin=self.margin() if isolated else None,
            leverage=leverage or None,
            settlement=settlement,
            inverse=inverse,
            where=where,
        )

    def settlement(self, symbol: str) -> tuple[str, bool]:
        """The settlement asset of a unified symbol such as BTC/USDT:USDT, and whether it is an inverse contract."""
        pair, _, rest = symbol.partition(":")
        base, _, quote = pair.partition("/")
        settle, *terms = rest.split("-")
        if terms and terms[-1] in ("C", "P"):
            raise BadBook("expected a future or a perpetual, found an option", f"{self.where}, {symbol}")
        if not settle:
            raise BadBook(
                "expected a unified symbol such as BTC/USDT:USDT, found a spot one", f"{self.where}, {symbol}"
            )
        inverse = settle == base
        if not inverse and settle != quote and not {settle, quote} <= DOLLARS:
            found = f"one quoted in {quote} and settled in {settle}: quanto contracts are not supported"
            raise BadBook(f"expected a linear or an inverse contract, found {found}", f"{self.where}, {symbol}")
        said = self.item.get("inverse") is True or self.item.get("linear") is False
        if said != inverse and (said or self.item.get("inverse") is False):
            raise BadBook(
                f"expected `inverse` as the symbol has it, {inverse}, found {said}", f"{self.where}, {symbol}"
            )
        return cells.name(settle, self.where, "symbol"), inverse

    def contract_size(self, symbol: str) -> Decimal:
        """Units of the base (inverse: quote) asset in one contract; 1 where ccxt leaves it out (Hyperliquid)."""
        if is_empty(self.item.get("contractSize")):
            self.said.sizeless.add(symbol)
            return Decimal(1)
        return cells.positive(self.item["contractSize"], self.where, "contractSize")

    def isolated(self) -> bool:
        """Whether the position has margin of its own; a position that does not say is cross."""
        mode = self.item.get("marginMode")
        if mode is None:
            return self.item.get("isolated") is True
        if mode not in ("isolated", "cross"):
            refuse(self.where, "marginMode", "isolated or cross", mode)
        return bool(mode == "isolated")

    def margin(self) -> Decimal | None:
        """The margin of an isolated position without unrealised profit."""
        margin = self.exact("positionMargin")
        if margin:
            return margin
        initial = optional(cells.number, self.item.get("initialMargin"), self.where, "initialMargin")
        collateral, profit = self.exact("collateral"), self.exact("unrealizedPnl")
        if collateral and profit is not None:
            return collateral if collateral == initial else EXACT.subtract(collateral, profit)
        if initial:
            self.said.initial.append(self.where.rpartition(", ")[2])
        return initial or None


def _whole(value: Decimal) -> bool:
    """Whether a float holds this number as it was printed: a whole number below 2^53."""
    return value == value.to_integral_value() and abs(value) < 2**53


def same_float(text: Decimal, stated: Decimal) -> bool:
    """Whether two decimals are one number once a float has held them; asked for identity, never for a value."""
    return float(text) == float(stated)
