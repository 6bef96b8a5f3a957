"""When the market did not take a position: a fund or vault takes it over, or counterparties are deleveraged.

At the bankruptcy price a bucket's equity is shared among its rows in proportion to their maintenance, so that it ends
at exactly 0 whatever it held. At the mark nothing is shared: a deficit stays in the bucket and is absorbed by the
payers.
"""

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from solvent import events as e
from solvent.book import Book
from solvent.columns import Int64Array, as_column, distinct, without
from solvent.engine import vaults
from solvent.engine.holdings import reduction, rows_for, transfers
from solvent.engine.ranking import ranked_candidates
from solvent.errors import InvariantBroken
from solvent.fixed import kernel, mul_div_down
from solvent.grid import value, worth_more
from solvent.liquidation.deleverage import match
from solvent.policy import TakerPolicy, TransferPrice
from solvent.reasons import Moved, Posting
from solvent.revalue.rows import Standing, margins_of, perps_in
from solvent.units import MAX_INTEREST


def _share_equity(place, margins, equity, totals, so_far, shared, shares):  # type: ignore[no-untyped-def]
    """Each row's share of its bucket's equity, by maintenance; the shares of a bucket add up to its equity exactly.

    place     index into equity, totals, so_far and shared, shape (rows,)
    margins   atoms of maintenance, shape (rows,)
    equity    atoms, signed, shape (buckets,)
    totals    atoms, sum of margins a bucket, at least 1
    so_far    atoms of maintenance seen; written
    shared    atoms of equity given out; written
    shares    atoms, shape (rows,); written
    Source    dYdX v4-chain 84d4664 x/clob: the bankruptcy price of a delta shares equity by maintenance
    """
    for i in range(len(place)):
        b = place[i]
        so_far[b] = so_far[b] + margins[i]
        upto = mul_div_down(equity[b], so_far[b], totals[b])
        shares[i] = upto - shared[b]
        shared[b] = upto


share_equity = kernel(_share_equity, out=("so_far", "shared", "shares"))


def transfer_quotes(
    book: Book, standing: Standing, rows: Int64Array, price: TransferPrice
) -> tuple[Int64Array, Int64Array]:
    """What each row is worth to whoever takes it, in atoms (above 0: the bucket is paid), and its valuation."""
    values, margins = margins_of(book, rows)
    if price == TransferPrice.MARK:
        return values, values
    if price == TransferPrice.PREVIOUS_MARK:
        m, market = book.markets, book.rows.market[rows]
        before = [_mark_before(book, place) for place in market.tolist()]
        places = zip(book.rows.lots[rows].tolist(), before, m.den[market].tolist(), strict=True)
        return as_column([value(*place) for place in places]), values
    return values - equity_parts(book, standing, rows, margins), values


def _mark_before(book: Book, market: int) -> int:
    """The mark before the present one, ticks; the valuation where there is none, or no money could hold its worth."""
    m = book.markets
    mark, lots, den = (int(column[market]) for column in (m.previous_mark, m.open_lots, m.den))
    return mark if mark and not worth_more(lots, mark, den, MAX_INTEREST) else int(m.valuation[market])


def equity_parts(book: Book, standing: Standing, rows: Int64Array, margins: Int64Array) -> Int64Array:
    """Each row's part of its bucket's equity (atoms), by maintenance."""
    ascending = np.argsort(standing.bucket)
    place = ascending[np.searchsorted(standing.bucket[ascending], book.rows.bucket[rows])]
    margins = np.maximum(margins, 1)  # a row that requires nothing still carries its part
    count = len(standing.bucket)
    totals = np.zeros(count, np.int64)
    np.add.at(totals, place, margins)
    shares, so_far, shared = np.zeros(len(rows), np.int64), np.zeros(count, np.int64), np.zeros(count, np.int64)
    share_equity(place, margins, standing.equity, np.maximum(totals, 1), so_far, shared, shares)
    return shares


Taken = tuple[Int64Array, Int64Array]


def take_over(book: Book, standing: Standing, taker: TakerPolicy) -> Generator[list[e.Event], None, Taken]:
    """A fund or vault takes whole buckets while its own equity and capacity allow.

    returns   the buckets it refused, and its own that received positions (ascending)
    """
    rows = perps_in(book, np.sort(standing.bucket))
    quotes, values = transfer_quotes(book, standing, rows, taker.price)
    if taker.isolated or taker.price == TransferPrice.BANKRUPTCY:  # that price is what leaves the bucket's equity
        gains = values - quotes
    else:
        gains = equity_parts(book, standing, rows, margins_of(book, rows)[1])
    accepted = vaults.affordable(book, standing, taker, rows, gains)
    theirs = np.zeros(0, np.int64)
    if accepted.any():
        mine = np.isin(book.rows.bucket[rows], standing.bucket[accepted])
        markets = distinct(book.rows.market[rows[mine]])
        opened = vaults.opened(book, taker, markets)
        if opened:
            yield opened
        receivers = np.zeros(book.markets.n, np.int64)
        receivers[markets] = theirs = np.array([vaults.bucket_of(book, taker, at) for at in markets.tolist()])
        yield _taken_over(book, rows[mine], quotes[mine], values[mine], receivers[book.rows.market[rows[mine]]])
    return standing.bucket[~accepted], np.unique(theirs)


def _taken_over(
    book: Book, rows: Int64Array, quotes: Int64Array, values: Int64Array, taker: Int64Array
) -> list[e.Event]:
    buckets, lots, markets = book.rows.bucket[rows], book.rows.lots[rows], book.rows.market[rows]
    theirs = rows_for(book, taker, markets)
    cause, no_price = np.full(len(rows), int(Moved.TAKEOVER)), np.zeros(len(rows), np.int64)
    paid = np.where(quotes > 0, taker, buckets), np.where(quotes > 0, buckets, taker)
    return [
        e.BackstopTookOver(buckets, rows, taker, lots, quotes, values - quotes),
        transfers(*paid, np.abs(quotes), Posting.TAKEOVER),
        e.PositionChanged(rows, -lots, -book.rows.cost[rows], cause, no_price),
        e.PositionChanged(theirs, lots, quotes, cause, no_price),
    ]


def deleverage(book: Book, standing: Standing, taker: TakerPolicy) -> Generator[list[e.Event], None, Int64Array]:
    """Closes whole buckets against their counterparties, market by market, longs before shorts; returns those."""
    rows = perps_in(book, np.sort(standing.bucket))
    quotes, _ = transfer_quotes(book, standing, rows, taker.price)
    urgency = np.zeros(book.buckets.n, np.int64)
    urgency[standing.bucket] = np.arange(len(standing.bucket))
    order, asked = urgency[book.rows.bucket[rows]], book.rows.lots[rows]
    met = [np.zeros(0, np.int64)]
    for market in distinct(book.rows.market[rows]).tolist():
        for side in (1, -1):
            here = np.flatnonzero((book.rows.market[rows] == market) & (np.sign(book.rows.lots[rows]) == side))
            here = here[np.argsort(order[here], kind="stable")]
            if len(here):
                losers = rows[here]
                done = _deleveraged(book, standing, losers, _quotes_left(book, losers, quotes[here], asked[here]))
                met.append(book.rows.bucket[done.winner])
                yield _recorded(book, done)
    return without(distinct(np.concatenate(met)), standing.bucket)


def _quotes_left(book: Book, rows: Int64Array, quotes: Int64Array, asked: Int64Array) -> Int64Array:
    """The quotes of rows that may since have been reduced from the other side."""
    left, changed = book.rows.lots[rows], quotes.copy()
    for at in np.flatnonzero(left != asked).tolist():
        changed[at] = mul_div_down(int(quotes[at]), abs(int(left[at])), abs(int(asked[at])))
    return changed


@dataclass(frozen=True, slots=True, eq=False)
class Matches:
    """Rows of losers and winners, lots as the loser held them, what the loser is paid (atoms), the winner's rank."""

    loser: Int64Array
    winner: Int64Array
    lots: Int64Array
    quote: Int64Array
    rank: Int64Array
    given_up: Int64Array


def _deleveraged(book: Book, standing: Standing, rows: Int64Array, quotes: Int64Array) -> Matches:
    """Closes these rows (one market, one side) against their ranked counterparties."""
    need = np.abs(book.rows.lots[rows])
    winners, have = ranked_candidates(book, standing.bucket, int(rows[0]), int(need.sum()))
    size = len(rows) + len(winners)
    loser, winner, lots = np.zeros(size, np.int64), np.zeros(size, np.int64), np.zeros(size, np.int64)
    count = match(need, have, loser, winner, lots)
    loser, winner, lots = loser[:count], winner[:count], lots[:count]
    if int(lots.sum()) != int(need.sum()):
        raise InvariantBroken("deleveraging found fewer lots than are open on the other side")
    parts, given_up = np.zeros(count, np.int64), np.zeros(count, np.int64)
    side = 1 if int(book.rows.lots[rows[0]]) > 0 else -1
    market = int(book.rows.market[rows[0]])
    ticks, den = int(book.markets.valuation[market]), int(book.markets.den[market])
    split_quotes(loser, lots, need, quotes, np.zeros(len(rows), np.int64), side, ticks, den, parts, given_up)
    return Matches(rows[loser], winners[winner], side * lots, parts, winner, given_up)


def _recorded(book: Book, done: Matches) -> list[e.Event]:
    """The events of a deleveraging; orders working on what a counterparty gives up are over."""
    buckets, others = book.rows.bucket[done.loser], book.rows.bucket[done.winner]
    count = len(done.lots)
    cause, no_price = np.full(count, int(Moved.DELEVERAGING)), np.zeros(count, np.int64)
    paid = np.where(done.quote > 0, others, buckets), np.where(done.quote > 0, buckets, others)
    return [
        e.PositionDeleveraged(done.loser, done.winner, done.lots, done.quote, done.rank, done.given_up),
        _overtaken(book, done.winner),
        transfers(*paid, np.abs(done.quote), Posting.DELEVERAGING),
        e.PositionChanged(done.loser, -done.lots, reduction(book, done.loser, -done.lots), cause, no_price),
        e.PositionChanged(done.winner, done.lots, reduction(book, done.winner, done.lots), cause, no_price),
    ]


def _overtaken(book: Book, rows: Int64Array) -> e.LiquidationOrderExpired:
    """Open orders on rows that are reduced under them; their buckets are asked again for the same taker."""
    over = np.zeros(0, np.int64)
    if book.buckets.working[book.rows.bucket[rows]].any():
        over = np.flatnonzero((book.orders.lots != 0) & np.isin(book.orders.row, rows))
    return e.LiquidationOrderExpired(over, book.orders.lots[over], book.buckets.taker[book.orders.bucket[over]])


def _split_quotes(loser, lots, need, quotes, done, side, ticks, den, parts, given_up):  # type: ignore[no-untyped-def]
    """Splits each loser's quote over its matches by lots, exactly; the last match takes what rounding left.

    loser      index into need, quotes and done, shape (matches,)
    lots       lots, 1 or more
    need       lots of the loser
    quotes     atoms of the loser's whole row
    done       lots matched; written
    side       index: 1 where losers are long, -1 where short
    ticks      ticks, valuation
    den        count of lot x ticks in one atom; below 0: an inverse contract, see grid
    parts      atoms; written
    given_up   atoms the winner is worse off than at the valuation price; written
    """
    for i in range(len(loser)):
        j = loser[i]
        before = mul_div_down(quotes[j], done[j], need[j])
        done[j] = done[j] + lots[i]
        parts[i] = mul_div_down(quotes[j], done[j], need[j]) - before
        given_up[i] = parts[i] - value(side * lots[i], ticks, den)


split_quotes = kernel(_split_quotes, out=("done", "parts", "given_up"))
