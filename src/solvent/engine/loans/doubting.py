"""A price that follows an index may be acted on only while the index may: whatever is judged by another one waits."""

from collections.abc import Iterator
from typing import Any

from solvent import commands as c
from solvent.book import Book
from solvent.engine.loans import reading
from solvent.engine.loans.places import loan_in
from solvent.engine.pricing import index_usable_at
from solvent.engine.refusal import account_of, require
from solvent.reasons import Reason

# What owes nothing afterwards may leave on any price; the rest is judged by one.
LEAVING: tuple[type[c.Command], ...] = (c.Redeem, c.SetCollateral, c.SetCategory)
JUDGED: tuple[type[c.Command], ...] = (
    *LEAVING, c.Borrow, c.OpenTrove, c.LiquidateLoan, c.LiquidateExactly, c.LiquidateTroves, c.AbsorbLoan,
    c.BuyCollateral, c.RedeemCoin, c.TakeOverDebt, c.OpenRatedTrove, c.SetTroveRate,
    c.ShutBranch, c.RedeemUrgently, c.OpenBandLoan, c.TradeBands, c.LiquidateBands, c.RefreshLoan, c.LiquidateTicks,
    c.StartAuction, c.ResetAuction,
)  # fmt: skip
# What is judged by all that a pool holds, whoever acts.
WHOLE: tuple[type[c.Command], ...] = (
    c.OpenTrove, c.RedeemCoin, c.ResetAuction, c.OpenRatedTrove, c.ShutBranch, c.RedeemUrgently, c.OpenBandLoan,
    c.TradeBands, c.LiquidateTicks,
)  # fmt: skip
NAMES = ("asset", "collateral", "debt")


def trusted(book: Book, pool: int, command: Any) -> None:
    """Refuses what is judged by a price that follows an index nobody may act on at the command's time."""
    if not isinstance(command, JUDGED) or not book.reserves.follows.any():
        return
    doubted = [reserve for reserve in dict.fromkeys(_looked_at(book, pool, command))
               if _is_doubted(book, reserve, command.time_ns)]  # fmt: skip
    named = ", ".join(book.assets[int(book.reserves.asset[reserve])] for reserve in doubted)
    require(not doubted, Reason.INDEX_UNSAFE, f"expected indices that may be acted on, found none of {named}")


def _looked_at(book: Book, pool: int, command: Any) -> Iterator[int]:
    """The reserves whose prices a command is judged by: those its loans hold and owe, and those it names."""
    names = [command.account] if hasattr(command, "account") else getattr(command, "accounts", [])
    for name in names:
        held = reading.holdings_of(book, loan_in(book, pool, account_of(book, name))[0])
        if isinstance(command, LEAVING) and not any(one.owed for one in held.values()):
            return
        yield from held
    if isinstance(command, WHOLE):
        yield from (reserve for (of, _), reserve in book.reserve_of.items() if of == pool)
    for key in NAMES:
        asset = getattr(command, key, "")
        if isinstance(asset, str) and asset in book.assets:
            yield book.reserve_of[pool, book.assets.index(asset)]


def _is_doubted(book: Book, reserve: int, now_ns: int) -> bool:
    market = int(book.reserves.follows[reserve]) - 1
    if market < 0 or not book.markets.index[market]:  # no index yet: what was told before still counts
        return False
    return not index_usable_at(book, market, now_ns)
