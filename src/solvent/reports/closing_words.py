"""Events about warnings, closings and who pays as one line of text each."""

from collections.abc import Callable
from typing import Any

from solvent import events as e
from solvent.book import Book
from solvent.reasons import Close
from solvent.reports import words
from solvent.reports.affiliates import same_owner
from solvent.reports.naming import Names, plain

WORDS: dict[type[e.Event], Callable[[Names, Any], str]] = {}  # one function for one row


def _words_for(kind: type[e.Event]) -> Callable[[Callable[[Names, Any], str]], Callable[[Names, Any], str]]:
    def register(say: Callable[[Names, Any], str]) -> Callable[[Names, Any], str]:
        WORDS[kind] = say
        return say

    return register


def standing(n: Names, x: Any, bucket: int) -> str:
    """Equity against maintenance, as an event states them."""
    return f"equity {n.bucket_money(x.equity, bucket)} against maintenance {n.bucket_money(x.maintenance, bucket)}"


@_words_for(e.MarginWarningIssued)
def _warning(n: Names, x: Any) -> str:
    what = f"is warned (level {x.level})" if x.level else "is no longer warned"
    return f"{n.bucket(x.bucket)} {what}: {standing(n, x, x.bucket)}"


@_words_for(e.LiquidationTriggered)
def _triggered(n: Names, x: Any) -> str:
    by = f" by {n.market(x.market)} at {n.price(x.ticks, x.market)}" if x.market >= 0 else ""
    return f"{n.bucket(x.bucket)} is to be closed{by}: {standing(n, x, x.bucket)}"


@_words_for(e.LiquidationThrottled)
def _throttled(n: Names, x: Any) -> str:
    return f"{n.bucket(x.bucket)} must wait, since {words.clock(x.queued_ns, 3)} UTC"


@_words_for(e.LiquidationOrderPlaced)
def _placed(n: Names, x: Any) -> str:
    market = n.market_of(x.row)
    limit = f"limit {n.price(x.limit, market)}" if x.limit else "no limit"
    verb = "buy" if x.lots > 0 else "sell"
    what = f"{verb} {n.size(x.lots, market)} of {n.bucket(x.bucket)}"
    whole = ", whole or not at all" if x.whole else ""
    return f"order {x.order}: {what}, {limit}{whole}, valued at {n.price(x.ticks, market)}"


@_words_for(e.LiquidationWithheld)
def _withheld(n: Names, x: Any) -> str:
    depth = f"of a depth of {n.size(x.depth, x.market)}" if x.depth else "without any depth"
    return f"nothing is ordered for {n.bucket(x.bucket)} {depth}; next is asked: {n.taker(x.taker)}"


@_words_for(e.LiquidationOrderFilled)
def _filled(n: Names, x: Any) -> str:
    bucket, market = int(n.book.orders.bucket[x.order]), n.market_of(int(n.book.orders.row[x.order]))
    verb = "buys" if x.lots > 0 else "sells"
    what = f"{verb} {n.size(x.lots, market)} at {n.price(x.ticks, market)} for {n.bucket(bucket)}"
    sums = {
        "": x.notional, "taker fee ": x.taker_fee, "liquidation fee ": x.liquidation_fee, "equity left ": x.equity,
    }  # fmt: skip
    return f"order {x.order} {what}: " + ", ".join(name + n.bucket_money(atoms, bucket) for name, atoms in sums.items())


@_words_for(e.LiquidationOrderExpired)
def _expired(n: Names, x: Any) -> str:
    row, bucket = int(n.book.orders.row[x.order]), int(n.book.orders.bucket[x.order])
    left = n.size(x.lots, n.market_of(row))
    return f"order {x.order} of {n.bucket(bucket)} is over with {left} unfilled; next is asked: {n.taker(x.taker)}"


@_words_for(e.ClosingPaced)
def _paced(n: Names, x: Any) -> str:
    parts = [("no further order before", x.cooldown_ns), ("an order for everything until", x.escalate_ns)]
    told = ", ".join(f"{what} {words.clock(time_ns, 3)} UTC" for what, time_ns in parts if time_ns)
    return f"{n.bucket(x.bucket)}: {told or 'no wait'}"


ENDS = {
    Close.RESTORED: "is back in order after a partial close",
    Close.RECOVERED: "is back in order although nothing was sold",
    Close.FLAT: "is closed: nothing is left to close",
}


@_words_for(e.LiquidationEnded)
def _ended(n: Names, x: Any) -> str:
    return f"{n.bucket(x.bucket)} {ENDS[Close(x.close)]}; {standing(n, x, x.bucket)}"


@_words_for(e.BackstopTookOver)
def _taken(n: Names, x: Any) -> str:
    what = f"the {n.side(x.lots)} position of {n.bucket(x.bucket)}, {n.size(x.lots, n.market_of(x.row))}"
    paid = "pays" if x.quote >= 0 else "is paid"
    with_ = f"{'margin' if x.equity >= 0 else 'deficit'} taken on {n.bucket_money(abs(x.equity), x.bucket)}"
    return f"{n.bucket(x.taker)} takes over {what}, {paid} {n.bucket_money(abs(x.quote), x.bucket)}; {with_}"


def alike(book: Book, x: Any) -> str:
    """That loser and winner of a deleveraging are accounts of one owner; "" where they are not."""
    sides = (int(book.buckets.account[int(book.rows.bucket[row])]) for row in (x.row, x.winner))
    owner = same_owner(book, *sides)
    return f" (affiliates: both of {plain(owner)})" if owner else ""


@_words_for(e.PositionDeleveraged)
def _deleveraged(n: Names, x: Any) -> str:
    market, bucket = n.market_of(x.row), int(n.book.rows.bucket[x.winner])
    given = f"{n.bucket_money(abs(x.given_up), bucket)} {'worse' if x.given_up >= 0 else 'better'} than the valuation"
    what = f"{n.owner(x.winner)} (rank {x.rank + 1}) is reduced by {n.size(x.lots, market)} against {n.owner(x.row)}"
    return f"{what}, {given}{alike(n.book, x)}"


@_words_for(e.HedgeOffset)
def _offset(n: Names, x: Any) -> str:
    market = n.market_of(x.long)
    what = f"the long and the short of {n.bucket(x.bucket)} in {n.market(market)}"
    return f"{what} are closed against each other by {n.size(x.lots, market)} at {n.price(x.ticks, market)}"


@_words_for(e.ShortfallFound)
def _shortfall(n: Names, x: Any) -> str:
    return f"{n.bucket(x.bucket)} owes {n.bucket_money(x.amount, x.bucket)} beyond its own margin"


@_words_for(e.InsuranceFundDrawn)
def _fund(n: Names, x: Any) -> str:
    return f"the insurance fund pays {n.bucket_money(x.amount, x.bucket)} for {n.bucket(x.bucket)}"


@_words_for(e.OperatorPaid)
def _operator(n: Names, x: Any) -> str:
    return f"the operator pays {n.bucket_money(x.amount, x.bucket)} for {n.bucket(x.bucket)}"


@_words_for(e.LossSocialised)
def _socialised(n: Names, x: Any) -> str:
    profit = n.bucket_money(x.profit, x.bucket)
    return f"{n.bucket(x.bucket)} gives {n.bucket_money(x.amount, x.bucket)} of a profit of {profit}"


@_words_for(e.BadDebtRecorded)
def _bad_debt(n: Names, x: Any) -> str:
    return f"no payer is left: the operator owes {n.bucket_money(x.amount, x.bucket)} for {n.bucket(x.bucket)}"


@_words_for(e.MarketPaused)
def _paused(n: Names, x: e.MarketPaused) -> str:
    return f"{n.market(x.market)} is {'paused' if x.paused else 'open again'}"
