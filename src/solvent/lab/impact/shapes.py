"""How far so many lots move a price, and what they fetch on the way: integers only, rounded against who is closed.

Everything is told in *adverse* micro-ticks: 10^-6 of a tick, above 0 where the price has gone against whoever trades
(down for a seller, up for a buyer), below 0 where it has gone his way. So a shape knows one direction only.
"""

from dataclasses import dataclass
from math import isqrt
from typing import Protocol

from solvent.fixed import mul_div_down, mul_div_up
from solvent.units import PPM

MICRO = 10**6  # micro-ticks in a tick


class Shape(Protocol):
    """A book: how far a trade moves it. `share`: ppm of the stated depth that stands there now, 1 or more."""

    def after(self, moved: int, lots: int, share: int, /) -> int:
        """Where the price is once so many lots have been traded, from `moved`; both in adverse micro-ticks."""

    def average(self, before: int, after: int, /) -> tuple[int, int]:
        """The average of the way from `before` to `after`: numerator and denominator, of adverse micro-ticks."""

    def most(self, moved: int, bound: int, share: int, /) -> int | None:
        """The most lots that leave the price at or within a bound; None for no limit."""


@dataclass(frozen=True, slots=True)
class Linear:
    """A block book: the same depth at every price, so the move is in proportion to the lots (Kyle's lambda).

    lots     depth, 1 or more, that stands within
    span     ticks of the best price; 0: the market takes everything and does not move
    Source   Obizhaeva and Wang 2013, J. Financial Markets 16; Kyle 1985, Econometrica 53; both from knowledge
    Law      a deeper book never moves further; two trades move as far as their sum, to a micro-tick each
    """

    lots: int
    span: int

    def after(self, moved: int, lots: int, share: int, /) -> int:
        """Further by lots / depth, rounded up."""
        return moved + mul_div_up(lots, self.span * MICRO * PPM, self.lots * share)

    def average(self, before: int, after: int, /) -> tuple[int, int]:
        """The middle of the way."""
        return before + after, 2

    def most(self, moved: int, bound: int, share: int, /) -> int | None:
        """All that stands between here and the bound."""
        if moved > bound:
            return 0
        return mul_div_down(bound - moved, self.lots * share, self.span * MICRO * PPM) if self.span else None


@dataclass(frozen=True, slots=True)
class SquareRoot:
    """The square root of what was traded: I(Q) = Y sigma sqrt(Q / V), so that k = (Y sigma p)^2 / V.

    From a price that is moved already it goes on as if one order had moved it there, and a trade the other way first
    undoes that: the lots so far are moved^2 / k.

    k        micro-ticks squared a lot, 0 or more
    Source   Donier and Bonart 2015, arXiv 1412.4503; that separate orders add up like one is ours
    Law      a smaller k never moves further; two trades move as far as their sum, to a micro-tick each
    """

    k: int

    def after(self, moved: int, lots: int, share: int, /) -> int:
        """The root of the square so far and of the new lots, rounded up."""
        square = _signed_square(moved) + mul_div_up(lots * self.k, PPM, share)
        return _root_up(square) if square >= 0 else -isqrt(-square)

    def average(self, before: int, after: int, /) -> tuple[int, int]:
        """The integral of the root over the lots, by the lots: 2 (a^3 - b^3) / 3 (a^2 - b^2)."""
        lots = _signed_square(after) - _signed_square(before)
        return (2 * (abs(after) ** 3 - abs(before) ** 3), 3 * lots) if lots else (after, 1)

    def most(self, moved: int, bound: int, share: int, /) -> int | None:
        """What is left of the square up to the bound."""
        if moved > bound:
            return 0
        room = _signed_square(bound) - _signed_square(moved)
        return mul_div_down(room, share, self.k * PPM) if self.k else None


def _signed_square(moved: int) -> int:
    return moved * abs(moved)


def _root_up(square: int) -> int:
    root = isqrt(square)
    return root + (root * root < square)


def decayed(moved: int, elapsed_ns: int, half_life_ns: int) -> int:
    """What is left of a move: half of it after each half-life, a straight line in between.

    The line lies at most 6.2 % above the exponential through the same points. Between two trades it does not matter in
    how many steps time passes.

    moved          micro-ticks, signed
    elapsed_ns     ns, 0 or more
    half_life_ns   ns; 0: nothing ever comes back
    returns        micro-ticks, towards 0
    Source         Obizhaeva and Wang's resilience; the straight line is ours
    Law            never further than before; of two moves the larger stays the larger
    """
    if half_life_ns == 0:
        return moved
    halves, rest = divmod(elapsed_ns, half_life_ns)
    left = abs(moved) >> min(halves, 256)
    left -= mul_div_up(left, rest, 2 * half_life_ns)
    return left if moved > 0 else -left
