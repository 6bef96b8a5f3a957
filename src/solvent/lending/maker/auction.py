"""A running auction of Maker: how it starts, what a buyer gets, when it must be reset, and the breaker.

Source    makerdao/dss fa4f663 src/clip.sol (read 2026-11-26)
"""

from enum import IntEnum
from typing import NamedTuple

from solvent.fixed import mul_div_down
from solvent.lending.refusal import Refusal
from solvent.lending.scales import RAY, WAD

BILLION = 10**9


class Breaker(IntEnum):
    """What the circuit breaker stops; each level stops what the ones below it stop."""

    OPEN = 0
    NO_KICK = 1
    NO_REDO = 2
    NO_TAKE = 3

    def stops(self, level: int) -> Refusal | None:
        """STOPPED where an action of this level is stopped: 1 kick, 2 redo, 3 take."""
        return Refusal.STOPPED if self >= level else None


class Sale(NamedTuple):
    """What an auction still has to raise [rad], what it has to sell [wad], and the price it began at [ray]."""

    tab: int
    lot: int
    top: int


class Take(NamedTuple):
    """What a purchase does.

    slice      wad, to the buyer
    owe        rad, paid by the buyer
    tab, lot   rad and wad left in the auction; both 0 where it ended
    returned   wad, to the vault's owner, once the debt is raised
    freed      rad, off what is under auction
    lost       rad: what was to be raised when the last of the lot was sold
    """

    slice: int
    owe: int
    tab: int
    lot: int
    returned: int
    freed: int
    lost: int


def feed_price(price: int, par: int) -> int:
    """A feed's price [wad] in the unit of account [ray]; ray, rounded down."""
    return mul_div_down(price * BILLION, RAY, par)


def top(price: int, par: int, buf: int) -> int | Refusal:
    """The price at which an auction starts: the feed's with a margin; buf in ray, returns ray, NO_PRICE for 0."""
    return mul_div_down(feed_price(price, par), buf, RAY) or Refusal.NO_PRICE


def least(dust: int, chop: int) -> int:
    """What must be left to raise after a partial purchase: the dust [rad] with its penalty [wad]; rad."""
    return mul_div_down(dust, chop, WAD)


def reward(tip: int, chip: int, tab: int) -> int:
    """What the keeper who starts or resets an auction gets: tip [rad] and a share chip [wad] of tab [rad]; rad."""
    return tip + mul_div_down(tab, chip, WAD)


def redo_reward(tip: int, chip: int, sale: Sale, price: int, chost: int) -> int:
    """The reward of a reset, rad: none for an auction worth less than chost [rad]; price of the feed in ray."""
    return reward(tip, chip, sale.tab) if sale.tab >= chost and sale.lot * price >= chost else 0


def needs_redo(price: int, start: int, seconds: int, tail: int, cusp: int) -> bool:
    """Whether an auction must be reset before anybody may buy: too old (strictly), or too far down (strictly).

    price, start   ray: now and at the start, which is above 0
    seconds        count, since the start
    tail           seconds an auction may run
    cusp           ray: the share of the start the price may fall to
    """
    return seconds > tail or mul_div_down(price, RAY, start) < cusp


def take(sale: Sale, price: int, amount: int, chost: int, most: int | None = None) -> Take | Refusal:
    """A purchase of part of an auction that needs no reset.

    price     ray, above 0
    amount    wad the buyer wants at most
    chost     rad that must be left to raise, unless the lot is emptied or all is raised
    most      ray the buyer would pay at most, None: any
    returns   TOO_DEAR; DUST (no-partial-purchase) where tab is already at chost or below and not all would be raised
    Law       slice <= lot and owe <= tab; tab + freed or lost account for all that was to be raised
    """
    if most is not None and most < price:
        return Refusal.TOO_DEAR
    bought = min(sale.lot, amount)
    owe = bought * price
    if owe > sale.tab:
        owe = sale.tab
        bought = mul_div_down(owe, 1, price)
    elif owe < sale.tab and bought < sale.lot and sale.tab - owe < chost:
        if sale.tab <= chost:
            return Refusal.DUST
        owe = sale.tab - chost
        bought = mul_div_down(owe, 1, price)
    tab, lot = sale.tab - owe, sale.lot - bought
    if not lot:
        return Take(bought, owe, 0, 0, 0, sale.tab, tab)
    if not tab:
        return Take(bought, owe, 0, 0, lot, owe, 0)
    return Take(bought, owe, tab, lot, 0, owe, 0)
