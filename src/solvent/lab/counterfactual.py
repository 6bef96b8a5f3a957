"""What other rules would have made of a crash: the tape less the modelled impact of the venue's own liquidations.

The printed price holds what the venue of that day sold by force. Let D0 be what a stated model makes of the sales of
the rulebook `as_was` on the printed tape. Every rulebook is then played on tape - D0 + D, D being what the same model
makes of its own sales. Under `as_was` D = D0 command by command, so its prices are the printed ones, to the last tick:
nothing is special about it but that its own sales are in the tape.

An order is filled at the price last told, worse by the case's slippage, as on any tape. What it does to the price shows
in the prints that follow.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import msgspec

from solvent import commands as c
from solvent import events as e
from solvent.book import Book
from solvent.columns import as_column
from solvent.fixed import mul_div_down, mul_div_up
from solvent.lab.impact.market import Impact
from solvent.lab.impact.pool import Pool
from solvent.lab.impact.shapes import decayed
from solvent.lab.impact.terms import SQUARE_ROOT, Terms
from solvent.lab.liquidity import TapeLiquidity
from solvent.units import PPM


class Counterfactual(msgspec.Struct, frozen=True):
    """What a case says of it.

    as_was      the rulebook whose liquidations are in the tape
    terms       the model of what forced orders do to the price
    strengths   ppm of that: how much of it is taken to be in the tape, ascending; the middle one is told first
    """

    as_was: str
    terms: Terms
    strengths: tuple[int, int, int]

    def at(self, strength: int) -> Terms:
        """The model with moves that are larger by a strength (ppm)."""
        if self.terms.model == SQUARE_ROOT:
            return msgspec.structs.replace(self.terms, coefficient=mul_div_up(self.terms.coefficient, strength, PPM))
        return msgspec.structs.replace(self.terms, depth=max(mul_div_down(self.terms.depth, PPM, strength), 1))


@dataclass(frozen=True, slots=True)
class State:
    """A displacement as it stood: micro-ticks that stay, that come back, and since when (ns)."""

    lasting: int = 0
    passing: int = 0
    since_ns: int = 0


@dataclass(slots=True)
class NetPool(Pool):
    """A market whose price holds its own displacement less the one that is in the tape already.

    printed   whether its own displacement is the one in the tape: then its price is the tape's
    removed   the displacement of the rulebook as it was, at this command of the feed
    """

    printed: bool = False
    removed: State = field(default_factory=State)

    def own(self) -> State:
        """Its own displacement as it stands."""
        return State(self.lasting, self.passing, self.since_ns)

    def displaced(self, now_ns: int) -> int:
        """How far the price stands from the tape, micro-ticks."""
        if self.printed:
            return 0
        gone = self.removed
        back = decayed(gone.passing, max(now_ns - gone.since_ns, 0), self.half_life_ns)
        return Pool.displaced(self, now_ns) - gone.lasting - back

    def absorb(self, lots: int, now_ns: int) -> None:
        """Adds what a fill does to the price. lots: signed as traded."""
        side = 1 if lots < 0 else -1
        moved = -side * Pool.displaced(self, now_ns)
        self._move(-side * (self.shape.after(moved, abs(lots), self.share) - moved), now_ns)


Trail = dict[str, list[tuple[int, State]]]  # by market: (prints of the feed before it stood so, how it stood)


class Net(Impact):
    """The venue of one run: fills of the tape, prices with the net displacement.

    trail   of the rulebook as it was, None while that one is played and leaves its own
    """

    def __init__(self, pools: dict[str, NetPool], tape: TapeLiquidity, trail: Trail | None, entry_ns: int) -> None:
        super().__init__(dict(pools), entry_ns=entry_ns)
        self.tape, self.trail, self.number = tape, trail, 0
        self.nets, self.left = pools, {market: [(-1, State())] for market in pools}
        self._place = dict.fromkeys(pools, 0)

    def answer(self, book: Book, placed: e.LiquidationOrderPlaced) -> Sequence[c.Command]:
        """The tape's answer; what it fills moves the price."""
        traded = dict(zip(as_column(placed.order).tolist(), as_column(placed.lots).tolist(), strict=True))
        markets = dict(zip(traded, book.rows.market[as_column(placed.row)].tolist(), strict=True))
        answers = self.tape.answer(book, placed)
        for order, lots in traded.items():
            self.watched[book.market_names[markets[order]]].ordered += abs(lots)
        for report in answers:
            for order, lots, ticks in _fills(report):
                market = book.market_names[markets[order]]
                self.nets[market].absorb(lots if traded[order] > 0 else -lots, book.now_ns)
                self.watched[market].filled += lots
                self.watched[market].product += lots * ticks
                self._moved[market] = None
        return answers

    def through(self, feed: Iterable[c.Command]) -> Iterator[c.Command]:
        """The feed as it is told. A print has the displacement before its command, the rounds the one after it."""
        for command in feed:
            yield self.displaced(command)
            for market, pool in self.nets.items():
                if self.trail is None:
                    if pool.own() != self.left[market][-1][1]:
                        self.left[market].append((self.number, pool.own()))
                elif self._step(market, pool):
                    self._moved[market] = None
            if isinstance(command, c.ObserveTrade | c.ObservePrice):  # what founds a house differs by rulebook
                self.number += 1
            yield from self.turns(command)

    def _step(self, market: str, pool: NetPool) -> bool:
        """Goes on along the trail to what stood after this command; whether that is another displacement."""
        trail, place = (self.trail or {})[market], self._place[market]
        if place + 1 < len(trail) and trail[place + 1][0] <= self.number:
            self._place[market] = place + 1
            pool.removed = trail[place + 1][1]
            return True
        return False


def _fills(report: c.Command) -> Iterator[tuple[int, int, int]]:
    if isinstance(report, c.ReportFill):
        yield from zip(report.orders, report.lots, report.ticks, strict=True)
