"""The pool as one: the book's numbers as the rules want them, and the events that write them."""

from typing import NamedTuple

import numpy as np

from solvent import events as e
from solvent.book import MAX_WIDE, Book, rad, wide
from solvent.engine.refusal import require
from solvent.lending.maker import auction, curves
from solvent.lending.maker.auction import Breaker
from solvent.lending.maker.bark import Kind
from solvent.lending.maker.vault import dripped, spot
from solvent.lending.scales import RAD, RAY
from solvent.policy import Curve
from solvent.reasons import Reason

IN_RAY = 10**9  # a wad as a ray


class Ilk(NamedTuple):
    """A pool of vaults.

    row, pool          of the book's ilks, and of its pools
    held, coin         reserves of the collateral and of the coin
    rate, price        ray with the fee up to now, and wad, 0: not told
    total              wad, normalised debt of all vaults
    buffer             rad
    """

    row: int
    pool: int
    held: int
    coin: int
    rate: int
    price: int
    total: int
    buffer: int


def ilk_in(book: Book, pool: int) -> int:
    """The row of a pool's collateral type."""
    return int(np.flatnonzero(book.ilks.pool == pool)[0])


def ilk_of(book: Book, pool: int, now_s: int | None = None) -> Ilk:
    """A pool as it stands; with `now_s` its fee is brought up to then, else it is as it was last written."""
    row = ilk_in(book, pool)
    held, coin = int(book.ilks.collateral[row]), int(book.ilks.coin[row])
    rate, buffer = wide(book.reserves, coin, "borrow_index"), rad(book.ilks, row, "buffer")
    total = wide(book.reserves, coin, "owed")
    if now_s is not None:
        seconds = max(now_s - int(book.reserves.updated_s[coin]), 0)
        now = dripped(rate, wide(book.ilks, row, "duty"), seconds)
        fit = now <= MAX_WIDE and now * total <= MAX_WIDE * RAY
        require(fit, Reason.TOO_LARGE, "the fee has made too much of debts")
        rate, buffer = now, buffer + total * (now - rate)
    return Ilk(row, pool, held, coin, rate, wide(book.reserves, held, "price"), total, buffer)


def accrued(book: Book, ilk: Ilk, now_s: int) -> list[e.Event]:
    """What writes the fee up to now, where it has made a difference."""
    if ilk.rate == wide(book.reserves, ilk.coin, "borrow_index"):
        return []
    interest = e.ReserveUpdated(ilk.coin, str(RAY), str(ilk.rate), "0", "0", "0", now_s)
    return [interest, e.BufferSet(ilk.row, str(ilk.buffer))]


def term(book: Book, ilk: Ilk, name: str) -> int:
    """A number of its terms, as it stands in the book."""
    return int(getattr(book.ilks, name)[ilk.row])


def spot_of(book: Book, ilk: Ilk) -> int:
    """The price with the least ratio in it, ray."""
    return spot(ilk.price, term(book, ilk, "mat") * IN_RAY)


def dust_of(book: Book, ilk: Ilk) -> int:
    """The least a vault that owes may owe, rad."""
    return term(book, ilk, "dust") * RAD


def kind_of(book: Book, ilk: Ilk) -> Kind:
    """What the rule of a bark asks; what is under auction is the sum of all that runs."""
    chop, hole = term(book, ilk, "chop"), term(book, ilk, "hole") * RAD
    return Kind(ilk.rate, spot_of(book, ilk), dust_of(book, ilk), chop, hole, dirt(book, ilk))


def dirt(book: Book, ilk: Ilk) -> int:
    """What running auctions are still to raise, rad."""
    return sum(rad(book.auctions, one, "tab") for one in running(book, ilk.row))


def running(book: Book, row: int) -> list[int]:
    """The auctions of a collateral type that have not ended, in the order in which they began."""
    t = book.auctions
    found: list[int] = np.flatnonzero((t.ilk == row) & (t.is_open == 1)).tolist()
    return found


def chost(book: Book, ilk: Ilk) -> int:
    """What must be left to raise after a partial purchase, rad."""
    return auction.least(dust_of(book, ilk), term(book, ilk, "chop"))


def breaker(book: Book, ilk: Ilk) -> Breaker:
    """What is stopped."""
    return Breaker(term(book, ilk, "breaker"))


def is_falling(book: Book, ilk: Ilk) -> bool:
    """Whether auctions fall, as in 2.0."""
    return term(book, ilk, "curve") != 0


def price_at(book: Book, ilk: Ilk, place: int, now_s: int) -> int:
    """What a falling auction asks now, ray."""
    top, seconds = wide(book.auctions, place, "top"), now_s - int(book.auctions.since_s[place])
    cut, curve = term(book, ilk, "cut") * IN_RAY, Curve(term(book, ilk, "curve"))
    if curve == Curve.LINEAR:
        return curves.linear(top, seconds, term(book, ilk, "tau"))
    if curve == Curve.STAIRS:
        return curves.stairs(top, seconds, cut, term(book, ilk, "step"))
    return curves.exponential(top, seconds, cut)


def needs_reset(book: Book, ilk: Ilk, place: int, now_s: int) -> bool:
    """Whether a falling auction must begin anew before anybody may buy."""
    top, seconds = wide(book.auctions, place, "top"), now_s - int(book.auctions.since_s[place])
    tail, cusp = term(book, ilk, "tail"), term(book, ilk, "cusp") * IN_RAY
    return auction.needs_redo(price_at(book, ilk, place, now_s), top, seconds, tail, cusp)


def fits(value: int) -> str:
    """A number as an event says it, or a refusal where it is more than can be kept."""
    require(0 <= value <= MAX_WIDE, Reason.TOO_LARGE, f"expected a number below 2^126, found {value}")
    return str(value)


def fits_rad(value: int) -> str:
    """The same for a rad, which is kept in two."""
    require(0 <= value <= MAX_WIDE * RAY, Reason.TOO_LARGE, f"expected a sum below 2^126 wad, found {value} rad")
    return str(value)
