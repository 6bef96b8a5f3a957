"""Maker's Liquidations 1.2: lots of collateral in two phases, first more for all of it, then less of it for the debt.

A bid of 1 wins where nobody else bids before the time to bid has passed. On 12 March 2020 nobody else did.

Source    makerdao/dss 016178e src/cat.sol bite; 03c6df6 src/flip.sol kick, tick, tend, dent, deal (read 2026-11-27)
"""

from typing import NamedTuple

from solvent.fixed import mul_div_down
from solvent.lending.maker.bark import Vault
from solvent.lending.refusal import Refusal
from solvent.lending.scales import RAY, WAD


class Bite(NamedTuple):
    """What goes to auction: collateral and debt [wad], the debt with its rate and what is to be raised [rad]."""

    lot: int
    dart: int
    due: int
    tab: int


class Lot(NamedTuple):
    """A running auction.

    bid       rad, the highest so far; lot: wad, what it is for; tab: rad, what is to be raised
    expires   seconds at which the highest bid wins, 0: nobody has bid
    ends      seconds at which no more bids are taken
    """

    bid: int
    lot: int
    tab: int
    expires: int
    ends: int


class Terms(NamedTuple):
    """beg: wad, what a bid must be above the last; ttl: seconds a bid must stand; tau: seconds an auction runs."""

    beg: int
    ttl: int
    tau: int


def bite(vault: Vault, rate: int, spot: int, chop: int, lump: int) -> Bite | Refusal:
    """What of an unsafe vault goes to auction: a lot of at most lump [wad].

    rate, spot   ray; chop: wad
    returns      HEALTHY (not-unsafe), NOTHING (null-auction)
    """
    if not (spot > 0 and vault.ink * spot < vault.art * rate):
        return Refusal.HEALTHY
    lot = min(vault.ink, lump)
    dart = min(vault.art, mul_div_down(lot, vault.art, vault.ink)) if vault.ink else 0
    if not lot or not dart:
        return Refusal.NOTHING
    due = dart * rate
    return Bite(lot, dart, due, mul_div_down(due, chop, WAD))


def bid(sale: Lot, terms: Terms, offer: int, lot: int, now: int, floor: int = 0) -> Lot | Refusal:
    """A bid: more for all of the lot (tend), or, once all is raised, less of it (dent).

    offer    rad
    lot      wad
    now      seconds
    floor    rad, the least that may be bid at first; 0: the contract's, anything above nothing
    returns  STOPPED (finished), TOO_MUCH (higher-than-tab, lot-not-lower), DUST (insufficient-increase or -decrease,
             not-matching), TOO_DEAR (below the floor)
    """
    if (sale.expires and sale.expires <= now) or sale.ends <= now:
        return Refusal.STOPPED
    if lot == sale.lot and sale.bid < sale.tab:
        return _more(sale, terms, offer, now, floor)
    if offer != sale.bid or sale.bid != sale.tab:
        return Refusal.DUST
    if lot >= sale.lot:
        return Refusal.TOO_MUCH
    if terms.beg * lot > sale.lot * WAD:
        return Refusal.DUST
    return sale._replace(lot=lot, expires=now + terms.ttl)


def _more(sale: Lot, terms: Terms, offer: int, now: int, floor: int) -> Lot | Refusal:
    if offer > sale.tab:
        return Refusal.TOO_MUCH
    enough = offer * WAD >= terms.beg * sale.bid or offer == sale.tab
    if offer <= sale.bid or not enough:
        return Refusal.DUST
    if offer < min(floor, sale.tab):
        return Refusal.TOO_DEAR
    return sale._replace(bid=offer, expires=now + terms.ttl)


def floor_of(lot: int, price: int, reserve: int) -> int:
    """The least opening bid: a share [wad] of what the lot [wad] is worth at the feed's price [wad]; rad.

    Source    ours: the reserve price that the report on 12 March 2020 asked for
    """
    return mul_div_down(lot * price, reserve * RAY, WAD * WAD)


def is_won(sale: Lot, now: int) -> bool:
    """Whether the highest bid has won: it stood long enough, or the auction is over (strictly)."""
    return sale.expires != 0 and (sale.expires < now or sale.ends < now)


def is_unsold(sale: Lot, now: int) -> bool:
    """Whether nobody bid in all its time, so that it may begin anew."""
    return sale.expires == 0 and sale.ends < now
