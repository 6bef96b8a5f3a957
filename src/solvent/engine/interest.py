"""Interest on what is borrowed: every debtor pays for one period, in what he owes, to the operator, who lends."""

import numpy as np

from solvent import commands as c
from solvent import events as e
from solvent.book import Book, House
from solvent.columns import Int64Array, as_column, total
from solvent.engine import refusal as r
from solvent.engine.accounts import row_stage
from solvent.engine.closing import close_out
from solvent.engine.holdings import transfers
from solvent.engine.pricing import grown_stale
from solvent.engine.refusal import Stages, require
from solvent.ledger import Holder
from solvent.perps.collateral import interest
from solvent.reasons import Moved, Posting, Reason
from solvent.revalue.rows import everyone, owed_in_asset
from solvent.units import MAX_PRODUCT, PPB


def accrue_interest(book: Book, command: c.AccrueInterest) -> Stages:
    """One period: what is owed grows by the rate, rounded up for each debtor, and nobody else is touched."""
    market = r.market_of(book, command.market) if command.market else -1
    asset = r.asset_of(book, command.asset) if command.asset else -1
    rate = command.rate_ppb
    require(0 <= rate <= PPB, Reason.OUT_OF_RANGE, f"expected a rate of 0 to 10^9 ppb, found {rate}")
    one = bool(command.market) != bool(command.asset)
    require(one, Reason.WRONG_KIND, "expected either the market of a coin or a settlement asset")
    if market >= 0:
        r.coin(book, market)
        yield from _in_coin(book, market, rate)
    else:
        yield from _in_asset(book, asset, rate)
    yield from grown_stale(book)
    yield from close_out(book, market)


def _charges(owed: Int64Array, rate: int) -> Int64Array:
    return as_column([interest(atoms, rate) for atoms in owed.tolist()])


def _in_coin(book: Book, market: int, rate: int) -> Stages:
    """Lots owed grow; the operator is owed them."""
    asset = int(book.markets.asset[market])
    clients = book.ledger.holder[book.rows.bucket] == Holder.CLIENT
    rows = np.flatnonzero((book.rows.market == market) & (book.rows.lots < 0) & clients)
    owed = -book.rows.lots[rows]
    charged = _charges(owed, rate)
    charged = np.minimum(charged, MAX_PRODUCT - owed)
    pool, opened = row_stage(book, book.house(asset, House.OPERATOR), market, 0)
    paid = total(charged)
    cause, nothing = np.full(len(rows), int(Moved.INTEREST)), np.zeros(len(rows), np.int64)
    moved = [e.PositionChanged(rows, -charged, nothing, cause, nothing),
             e.PositionChanged(pool, paid, 0, Moved.INTEREST, 0)] if paid else []  # fmt: skip
    yield [*(opened if paid else []), *moved, e.InterestAccrued(market, asset, rate, len(rows), total(owed), paid)]


def _in_asset(book: Book, asset: int, rate: int) -> Stages:
    """The settlement asset owed grows; paid out of the balance."""
    owed = owed_in_asset(book, everyone(book))
    debtors = np.flatnonzero((owed > 0) & (book.ledger.holder == Holder.CLIENT) & (book.ledger.asset == asset))
    charged = _charges(owed[debtors], rate)
    lender = np.full(len(debtors), book.house(asset, House.OPERATOR))
    yield [
        transfers(debtors, lender, charged, Posting.INTEREST),
        e.InterestAccrued(-1, asset, rate, len(debtors), total(owed[debtors]), total(charged)),
    ]
