"""What a bucket holds without unrealised profit, from whatever a file states, as an exact fraction.

wallet balance = equity - unrealised profit, at the mark the file itself gives
margin         = entry notional / leverage, where an isolated position states no margin
"""

from collections.abc import Sequence
from fractions import Fraction

from solvent.errors import BadBook
from solvent.feeds.records import Balance, Money, Position


def profit(position: Position) -> Fraction:
    """Unrealised profit of a position at its own mark, in settlement units."""
    if position.mark_price is None:
        raise BadBook(
            f"expected a mark price for {position.market}, to tell wallet balance and equity of account "
            f"{position.account} apart, found none: give a column mark_price, or the wallet balance",
            position.where,
        )
    return position.worth(position.mark_price) - position.worth(position.entry_price)


def margin(position: Position) -> Fraction:
    """Margin of an isolated position without unrealised profit, in settlement units."""
    if position.margin is not None:
        return Fraction(position.margin)
    if position.leverage is None:
        raise BadBook(
            f"expected margin or leverage of the isolated position of account {position.account} in {position.market}, "
            f"found neither: give a column margin (without unrealised profit), collateral (with it) or leverage",
            position.where,
        )
    return abs(position.worth(position.entry_price)) / Fraction(position.leverage)


def wallet(balance: Balance, positions: Sequence[Position]) -> Fraction:
    """Wallet balance of the cross bucket of an account, in settlement units.

    positions   all open positions of that account
    """
    amount = Fraction(balance.amount)
    zero = Fraction(0)
    isolated = [position for position in positions if position.isolated]
    if balance.kind is Money.WALLET:
        return amount
    if balance.kind is Money.EQUITY:
        return amount - sum((profit(position) for position in positions if not position.isolated), zero)
    amount -= sum((margin(position) for position in isolated), zero)
    if balance.kind is Money.TOTAL_WALLET:
        return amount
    unrealised = sum((profit(position) for position in positions), zero)
    return amount - (unrealised if balance.kind is Money.TOTAL_EQUITY else max(unrealised, zero))
