"""Coins beside the settlement asset: how they come in and go out.

A coin is a row of its own market. Whatever clients and the house hold of it is owed by the outside, whose row takes the
other side of every deposit: the lots of a coin sum to 0 at all times, as those of a perpetual do. A coin has no entry
price: what is paid for it leaves the balance, and the cost of its row stays 0.
"""

from solvent import commands as c
from solvent import events as e
from solvent.book import Book, House
from solvent.engine import refusal as r
from solvent.engine.accounts import bucket_stage, room_for_row, row_stage, valued_now
from solvent.engine.holdings import lendable
from solvent.engine.refusal import Stages, require
from solvent.reasons import Moved, Reason
from solvent.revalue.rows import initial_margin, would_be

LENDER = "@operator"  # what it holds of a coin is what clients may borrow


def deposit_coin(book: Book, command: c.DepositCoin) -> Stages:
    """Lots of a coin from outside; they repay what is owed in it first, since that is the same row."""
    market = r.market_of(book, command.market)
    if command.account != LENDER:
        r.account_of(book, command.account)
    require(command.lots > 0, Reason.NOT_POSITIVE, f"expected a size above 0, found {command.lots} lots")
    bucket, row, opened = coin_place(book, command.account, market)
    other, added = outside_row(book, market, row, opened)
    held = [int(book.rows.lots[place]) if place < book.rows.n else 0 for place in (row, other)]
    ticks = max(int(book.markets.valuation[market]), 1)
    r.size_at(book, market, abs(held[0]) + command.lots, ticks)
    r.size_at(book, market, abs(held[1]) + command.lots, ticks)
    r.coin(book, market)
    if row < book.rows.n and held[0] < 0 and book.buckets.working[bucket]:
        r.not_closing(book, bucket)  # an order is buying back what this would repay
    room_for_row(book, bucket, row)
    yield [*opened, *added, *moved(row, other, command.lots, Moved.COIN_DEPOSIT)]


def withdraw_coin(book: Book, command: c.WithdrawCoin) -> Stages:
    """Lots of a coin to the outside, as far as what stays covers the initial margin."""
    market = r.market_of(book, command.market)
    if command.account != LENDER:
        r.account_of(book, command.account)
    require(command.lots > 0, Reason.NOT_POSITIVE, f"expected a size above 0, found {command.lots} lots")
    r.coin(book, market)
    bucket, row, _ = coin_place(book, command.account, market)
    held = int(book.rows.lots[row]) if row < book.rows.n else 0
    if command.account == LENDER:
        held = min(held, lendable(book, market))
    else:
        valued_now(book, bucket, command.time_ns)
    require(command.lots <= held, Reason.INSUFFICIENT_CASH,
            f"expected at most {max(held, 0)} lots, found {command.lots}")  # fmt: skip
    if command.account != LENDER:
        r.not_closing(book, bucket)
        after = would_be(book, bucket, coin=market, lots=-command.lots)
        needed = initial_margin(book, bucket)
        require(after.equity >= needed, Reason.INITIAL_MARGIN,
                f"equity would be {after.equity} atoms, initial margin is {needed}")  # fmt: skip
    other, added = outside_row(book, market, row, [])
    yield [*added, *moved(row, other, -command.lots, Moved.COIN_WITHDRAWAL)]


def coin_place(book: Book, party: str, market: int) -> tuple[int, int, list[e.Event]]:
    """The bucket and row of a party's coin, and the events that open them where they are new."""
    asset = int(book.markets.asset[market])
    opened: list[e.Event] = []
    if party == LENDER:
        bucket = book.house(asset, House.OPERATOR)
    else:
        account = book.account_of[party]
        bucket, opened = bucket_stage(book, account, asset, market if book.is_isolated(account, market) else -1, 0)
    row, added = row_stage(book, bucket, market, 0)
    return bucket, row, [*opened, *added]


def outside_row(book: Book, market: int, before: int, opened: list[e.Event]) -> tuple[int, list[e.Event]]:
    """The row of the outside in a coin, opened after the other side's where both are new."""
    bucket = book.house(int(book.markets.asset[market]), House.OUTSIDE)
    row, added = row_stage(book, bucket, market, 0)
    both = bool(added) and before == book.rows.n and any(isinstance(event, e.RowOpened) for event in opened)
    return row + int(both), added


def moved(row: int, other: int, lots: int, cause: Moved) -> list[e.Event]:
    """Lots of a coin from the second row to the first; a coin's cost stays 0."""
    return [e.PositionChanged(row, lots, 0, cause, 0), e.PositionChanged(other, -lots, 0, cause, 0)]
