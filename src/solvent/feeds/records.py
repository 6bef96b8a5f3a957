"""A book of positions as its file states it: exact decimals, nothing rounded, nothing converted.

Two words for money are kept apart. The *wallet balance* is what was paid in and realised; the *equity* is the wallet
balance plus the unrealised profit of the open positions. A file may give either and must say which.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from fractions import Fraction


class Money(Enum):
    """What an amount of a balance counts."""

    WALLET = "wallet balance"  # without unrealised profit, of the cross bucket alone
    EQUITY = "equity"  # with the unrealised profit of the cross positions, of the cross bucket alone
    TOTAL_WALLET = "wallet balance of the whole account"  # the margin of isolated positions is inside
    TOTAL_EQUITY = "equity of the whole account"
    UNSAID = "total"  # of the whole account; the file does not say which, so it is read as the lower of the two


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """One open position.

    account      its name, "" where the file has one account only and does not name it
    leg          0 one-way, 1 the long and -1 the short position of a hedged market
    size         units of the base asset, above 0 long, below 0 short; of an inverse contract units of the quote asset
    entry_price  quote units for one unit of the base asset, above 0
    mark_price   quote units for one unit of the base asset, None where the file has no price
    isolated     whether the position has margin of its own
    margin       settlement units put aside for an isolated position, unrealised profit not counted
    leverage     a multiple such as 10, None where the venue's most is meant
    buy_size     units bid in open orders, 0 or more
    sell_size    units offered in open orders, 0 or more
    settlement   the asset profits are paid in, "" where the file does not say
    inverse      worth size / price in the base asset, which is its settlement asset
    owner        of the account, "" where the file does not say
    where        file and row, for messages
    """

    account: str
    market: str
    size: Decimal
    entry_price: Decimal
    leg: int = 0
    mark_price: Decimal | None = None
    isolated: bool = False
    margin: Decimal | None = None
    leverage: Decimal | None = None
    buy_size: Decimal = Decimal(0)
    sell_size: Decimal = Decimal(0)
    settlement: str = ""
    inverse: bool = False
    owner: str = ""
    where: str = field(default="", compare=False)

    def worth(self, price: Decimal) -> Fraction:
        """Signed value at a price in settlement units: what was paid for it there, or received (below 0)."""
        return -Fraction(self.size) / Fraction(price) if self.inverse else Fraction(self.size) * Fraction(price)


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """Money of one account in one asset.

    account   "" where the file has one account only and does not name it
    asset     "" where the file does not say
    amount    units of the asset, signed
    kind      what the amount counts
    """

    account: str
    amount: Decimal
    asset: str = ""
    kind: Money = Money.WALLET
    where: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class BookFile:
    """What was read. Two are equal when they say the same of positions and balances, from whatever kind of file.

    settlement   the one asset profits are paid in
    coins        balances in other assets, above or below 0; whether they count is for a rulebook to say
    notes        what a reader should know: columns not read, numbers taken from floats, defaults that were used
    """

    positions: tuple[Position, ...]
    balances: tuple[Balance, ...]
    settlement: str = field(default="", compare=False)
    source: str = field(default="", compare=False)
    notes: tuple[str, ...] = field(default=(), compare=False)
    coins: tuple[Balance, ...] = ()
