"""One market of a cascade: what the tape says of it, and how far forced orders hold it away from that."""

from collections import deque
from dataclasses import dataclass, field

from solvent.fixed import mul_div_down, mul_div_up
from solvent.lab.impact.shapes import MICRO, Shape, decayed
from solvent.units import MAX_PRICE, PPM


@dataclass(slots=True)
class Pool:
    """A market's book and its memory.

    slippage       ppm of the tape's price, half the spread
    half_life_ns   ns; permanent, pass_through, reach, calm, floor: ppm as in `Terms`; calm is in ticks here
    cap, per_ns    the most lots that forced orders may take in a window, 0 for no cap
    lasting        micro-ticks, signed, that stay; passing: that come back, as they stood at `since_ns`
    outside        ticks of each constituent on the tape; told: as last printed, displaced
    last           ticks of the venue's own last price on the tape; shown: as last printed, displaced
    """

    shape: Shape
    slippage: int = 0
    half_life_ns: int = 0
    permanent: int = 0
    pass_through: int = 0
    reach: int = PPM
    cap: int = 0
    per_ns: int = 0
    calm: int = 0
    window_ns: int = 0
    floor: int = PPM
    lasting: int = 0
    passing: int = 0
    since_ns: int = 0
    last: int = 0
    shown: int = 0
    outside: dict[str, int] = field(default_factory=dict)
    told: dict[str, int] = field(default_factory=dict)
    share: int = PPM
    moves: deque[tuple[int, int]] = field(default_factory=deque)
    opened_ns: int = 0
    taken: int = 0

    def displaced(self, now_ns: int) -> int:
        """How far the venue's own price stands from the tape, micro-ticks, below 0 where forced sales hold it down."""
        return self.lasting + decayed(self.passing, max(now_ns - self.since_ns, 0), self.half_life_ns)

    def print_last(self, ticks: int, now_ns: int) -> int:
        """The tape's print of the last price, and the depth it leaves; returns it displaced, ticks."""
        if self.last:
            self._withdraw(abs(ticks - self.last), now_ns)
        self.last = ticks
        return self.show_last(now_ns)

    def show_last(self, now_ns: int) -> int:
        """The last price as it is now, ticks: whole ticks of displacement only."""
        self.shown = priced(self.last, self.displaced(now_ns), PPM)
        return self.shown

    def print_source(self, source: str, ticks: int, now_ns: int) -> int:
        """The tape's print of a constituent; returns it displaced, ticks."""
        self.outside[source] = ticks
        return self.show_source(source, now_ns)

    def show_source(self, source: str, now_ns: int) -> int:
        """A constituent as it is now, ticks: it follows the stated share of the venue's displacement."""
        self.told[source] = priced(self.outside[source], self.displaced(now_ns), self.pass_through)
        return self.told[source]

    def apart(self, now_ns: int) -> int:
        """How far forced orders hold the last price from the outside that follows it, ppm of that outside."""
        displaced = self.displaced(now_ns)
        outside = priced(self.last, displaced, self.pass_through)
        return mul_div_down(abs(outside - priced(self.last, displaced, PPM)), PPM, outside)

    def quote(self, lots: int, limit: int, now_ns: int, whole: bool = False) -> tuple[int, int]:
        """What `take` would fill and at which average price, while nothing moves."""
        filled, ticks, _ = self._walked(lots, limit, now_ns, whole)
        return filled, ticks

    def take(self, lots: int, limit: int, now_ns: int, whole: bool = False) -> tuple[int, int]:
        """Walks the book with an order; returns what it filled (lots, unsigned) and the average price (ticks).

        lots    lots, signed as traded: below 0 sells
        limit   ticks, 0 for none
        whole   fill or kill: where not all of it is filled, nothing is, and nothing moves
        """
        filled, ticks, change = self._walked(lots, limit, now_ns, whole)
        if filled:
            self._move(change, now_ns)
            self.taken += filled
        return filled, ticks

    def _walked(self, lots: int, limit: int, now_ns: int, whole: bool) -> tuple[int, int, int]:
        """What an order would fill, at which average price, and how far it would move the price (micro-ticks)."""
        if not self.last:
            return 0, 0, 0
        side = 1 if lots < 0 else -1  # of adverse moves: a seller's price falls
        best = self._best(lots < 0)
        moved = -side * self.displaced(now_ns)
        most = self.shape.most(moved, self._bound(lots < 0, best, limit), self.share)
        filled = min(bound for bound in (abs(lots), most, self._left(now_ns)) if bound is not None)
        if filled == 0 or (whole and filled < abs(lots)):
            return 0, 0, 0
        after = self.shape.after(moved, filled, self.share)
        over, by = self.shape.average(moved, after)
        ticks = best - mul_div_up(over, 1, by * MICRO) if lots < 0 else best + mul_div_up(over, 1, by * MICRO)
        return filled, min(max(ticks, 1), MAX_PRICE), -side * (after - moved)

    def _best(self, selling: bool) -> int:
        """The tape's price less half the spread, against whoever trades."""
        if selling:
            return max(mul_div_down(self.last, PPM - self.slippage, PPM), 1)
        return mul_div_up(self.last, PPM + self.slippage, PPM)

    def _bound(self, selling: bool, best: int, limit: int) -> int:
        """The farthest the price may be moved, adverse micro-ticks: to the limit, and to where the book ends."""
        away = mul_div_down(self.last, self.reach, PPM)
        if selling:
            return (best - max(limit, self.last - away, 1)) * MICRO
        end = min(self.last + away, MAX_PRICE)
        return ((min(limit, end) if limit else end) - best) * MICRO

    def _left(self, now_ns: int) -> int | None:
        """What the window's cap still allows, lots; None without a cap."""
        if not self.cap:
            return None
        if now_ns - self.opened_ns >= self.per_ns:
            self.opened_ns, self.taken = now_ns, 0
        return max(self.cap - self.taken, 0)

    def _move(self, change: int, now_ns: int) -> None:
        """Adds to the displacement, micro-ticks, signed; the permanent share is rounded towards 0."""
        stays = mul_div_down(abs(change), self.permanent, PPM)
        left = decayed(self.passing, max(now_ns - self.since_ns, 0), self.half_life_ns)
        sign = 1 if change > 0 else -1
        self.lasting += sign * stays
        self.passing, self.since_ns = left + sign * (abs(change) - stays), now_ns

    def _withdraw(self, move: int, now_ns: int) -> None:
        """D = D0 x calm / (sum of moves over the window), at most D0 and at least the floor's share of it."""
        if not self.calm:
            return
        self.moves.append((now_ns, move))
        while self.moves and now_ns - self.moves[0][0] >= self.window_ns:
            self.moves.popleft()
        total = sum(one for _, one in self.moves)
        self.share = min(max(mul_div_down(self.calm, PPM, max(total, 1)), self.floor), PPM)


def priced(ticks: int, displaced: int, share: int) -> int:
    """A price with a share of a displacement on it: whole ticks towards 0, never below 1 tick.

    ticks       ticks on the tape
    displaced   micro-ticks, signed
    share       ppm of it
    """
    whole = mul_div_down(abs(displaced), share, MICRO * PPM)
    return min(max(ticks + (whole if displaced > 0 else -whole), 1), MAX_PRICE)
