"""The `Liquidity` of a cascade: forced orders walk a venue's own book, and the price that leaves is told as a print.

An order is answered with `ReportFill` and, for what the book does not take, `ReportExpiry`; nothing else. The prints
follow in the feed: `through` lets the tape pass, displaced, and after every command tells what forced orders have made
of the price since. So each turn of a cascade is commands in the journal, each print carries the displacement of its
own moment, and a print is never older than the fills before it. (As answers they would be: the consequences of the
first print of a list are played before the second, which would then take the price back.)

A *round* is one print of the last price that the model adds. Each follows a fill of at least one lot, and lots are
finite, so rounds are; a stated cap ends them earlier, and then no order finds a taker any more.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np

from solvent import commands as c
from solvent import events as e
from solvent.book import Book
from solvent.columns import as_column
from solvent.lab.impact.pool import Pool
from solvent.units import PPM

ACTOR = "impact"


@dataclass(slots=True)
class Watched:
    """What a market went through since the entry, in ticks; `peak` in micro-ticks.

    low, high              of the tape's last price; lowest, highest: of the last price as it was
    peak, peak_ns          the largest displacement; half_ns: when no more than half of it was left, 0: not yet
    overshoot, when_ns     the most that forced orders held the last price from the outside, ppm of the outside
    rounds, most_rounds    in all, and after one print of the tape
    ordered, filled        lots of forced orders; product: of lots x ticks of what was filled
    thinnest               ppm, the least share of the depth that stood there
    """

    entry: int = 0
    low: int = 0
    high: int = 0
    lowest: int = 0
    highest: int = 0
    peak: int = 0
    peak_ns: int = 0
    half_ns: int = 0
    overshoot: int = 0
    when_ns: int = 0
    rounds: int = 0
    most_rounds: int = 0
    ordered: int = 0
    filled: int = 0
    product: int = 0
    thinnest: int = PPM

    def look(self, pool: Pool, now_ns: int) -> None:
        """Notes the prices after a print of the last price."""
        self.entry = self.entry or pool.last
        self.low, self.lowest = min(self.low or pool.last, pool.last), min(self.lowest or pool.shown, pool.shown)
        self.high, self.highest = max(self.high, pool.last), max(self.highest, pool.shown)
        self.thinnest = min(self.thinnest, pool.share)
        displaced, gap = abs(pool.displaced(now_ns)), pool.apart(now_ns)
        if displaced > self.peak:
            self.peak, self.peak_ns, self.half_ns = displaced, now_ns, 0
        elif self.peak and not self.half_ns and 2 * displaced <= self.peak:
            self.half_ns = now_ns
        if gap > self.overshoot:
            self.overshoot, self.when_ns = gap, now_ns


class Impact:
    """A venue whose own orders move it.

    pools      by market
    rounds     after so many no order finds a taker any more
    entry_ns   ns from which the prices are watched
    capped     whether an order was turned away because of that
    """

    def __init__(self, pools: dict[str, Pool], rounds: int = 10_000, entry_ns: int = 0) -> None:
        self.pools, self.limit, self.entry_ns = pools, rounds, entry_ns
        self.watched = {market: Watched() for market in pools}
        self.rounds, self.capped = 0, False
        self._moved: dict[str, None] = {}

    def answer(self, book: Book, placed: e.LiquidationOrderPlaced) -> Sequence[c.Command]:
        """One report of fills, and one of what expired, for all orders of a step, in the order they were placed."""
        orders, sizes, limits = (as_column(cells).tolist() for cells in (placed.order, placed.lots, placed.limit))
        markets = book.rows.market[as_column(placed.row)].tolist()
        whole = np.broadcast_to(as_column(placed.whole) == 1, len(orders)).tolist()
        fills: tuple[list[int], list[int], list[int]] = ([], [], [])
        over: list[int] = []
        ended = self.rounds >= self.limit
        self.capped = self.capped or ended
        for order, lots, limit, market, kill in zip(orders, sizes, limits, markets, whole, strict=True):
            name = book.market_names[market]
            filled, ticks = (0, 0) if ended else self.pools[name].take(lots, limit, book.now_ns, kill)
            watched = self.watched[name]
            watched.ordered += abs(lots)
            watched.filled += filled
            watched.product += filled * ticks
            if filled:
                for column, cell in zip(fills, (order, filled, ticks), strict=True):
                    column.append(cell)
                self._moved[name] = None
            if filled < abs(lots):
                over.append(order)
        answers: list[c.Command] = []
        if fills[0]:
            answers.append(c.ReportFill(orders=fills[0], lots=fills[1], ticks=fills[2]))
        if over:
            answers.append(c.ReportExpiry(orders=over))
        return answers

    def trade(self, market: str, lots: int, now_ns: int) -> tuple[int, int]:
        """Somebody beside the venue's own orders trades here; what that makes of the price is told by `turns`.

        lots      signed as traded: below 0 sells
        returns   what was filled (lots, unsigned) and the average price (ticks)
        """
        filled, ticks = self.pools[market].take(lots, 0, now_ns)
        if filled:
            self._moved[market] = None
        return filled, ticks

    def through(self, feed: Iterable[c.Command]) -> Iterator[c.Command]:
        """The feed as it is told: each print displaced, and after it the rounds it set off.

        Whoever reads it must have taken a command, with all its consequences, before asking for the next;
        `Runtime.submit` does.
        """
        for command in feed:
            yield self.displaced(command)
            yield from self.turns(command)

    def displaced(self, command: c.Command) -> c.Command:
        """A print of the tape with the displacement of now on it; any other command as it is."""
        if not isinstance(command, c.ObserveTrade | c.ObservePrice) or command.market not in self.pools:
            return command
        now_ns, pool = command.time_ns, self.pools[command.market]
        if isinstance(command, c.ObservePrice):
            ticks = pool.print_source(command.source, command.ticks, now_ns)
            return _with_ticks(command, ticks)
        ticks = pool.print_last(command.ticks, now_ns)
        self._look(command.market, now_ns)
        return _with_ticks(command, ticks)

    def turns(self, cause: c.Command) -> Iterator[c.Command]:
        """What the orders of this moment make of the prices, and what that makes of the orders, until it is still."""
        count, told = 0, 0
        while self._moved:
            market = next(iter(self._moved))
            del self._moved[market]
            for command in self._prints(market, cause.time_ns):
                told += 1
                if isinstance(command, c.ObserveTrade):
                    count += 1
                    self.rounds += 1
                    watched = self.watched[market]
                    watched.rounds, watched.most_rounds = watched.rounds + 1, max(watched.most_rounds, count)
                yield _named(command, f"{cause.id}/impact.{told}", cause.time_ns)

    def _prints(self, market: str, now_ns: int) -> Iterator[c.Command]:
        """Constituents first, then the last price, as on the tape; each only where it is another one than before."""
        pool = self.pools[market]
        for source, before in list(pool.told.items()):
            ticks = pool.show_source(source, now_ns)
            if ticks != before:
                yield c.ObservePrice(market=market, source=source, ticks=ticks, venue_ns=now_ns)
        before, ticks = pool.shown, pool.show_last(now_ns)
        if ticks != before:
            self._look(market, now_ns)
            yield c.ObserveTrade(market=market, ticks=ticks)

    def _look(self, market: str, now_ns: int) -> None:
        if now_ns >= self.entry_ns:
            self.watched[market].look(self.pools[market], now_ns)


def _with_ticks(command: c.Command, ticks: int) -> c.Command:
    return msgspec.structs.replace(command, ticks=ticks)


def _named(command: c.Command, identifier: str, time_ns: int) -> c.Command:
    return msgspec.structs.replace(command, id=identifier, time_ns=time_ns, actor=ACTOR)
