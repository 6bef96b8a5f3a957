"""Bidders at auctions of vaults: whose transactions reach the chain, what a lot is worth to each, and what they bid.

Each look, of those who reach it, the one who would pay most outbids the next; where there is one alone he bids the
least that is taken. A falling auction is taken whole as soon as its price leaves somebody what he wants.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from solvent import commands as c
from solvent.book import Book, name_hash
from solvent.engine.loans.maker.ilk import IN_RAY, Ilk, ilk_of, is_falling, needs_reset, price_at, running, term
from solvent.engine.loans.maker.starting import lot_of
from solvent.fixed import mul_div_down, mul_div_up
from solvent.lab.lending.chance import Sent, owner_of
from solvent.lab.strict_toml import Table
from solvent.lending.maker import flip
from solvent.lending.scales import WAD
from solvent.units import PPM, duration_ns, rate_ppm

POOL = 0
MOST_GWEI = 10**9


class Bidder(NamedTuple):
    """margin: ppm of a lot's worth he wants to keep; gwei: what his transactions offer for their place."""

    name: str
    margin: int
    gwei: int


class Congestion(NamedTuple):
    """What a place on the chain costs from a time (ns) on, gwei."""

    time_ns: int
    gwei: int


def read_bidders(root: Table) -> tuple[Bidder, ...]:
    """The tables [[bidders]]."""
    found: list[Bidder] = []
    for table in root.tables("bidders", optional=True):
        name = table.text("name")
        if name in [one.name for one in found]:
            table.refuse("name", "a name of its own", name)
        margin = table.quantity("margin", rate_ppm)
        if margin >= PPM:
            table.refuse("margin", "less than 100 %", table.content["margin"])
        found.append(Bidder(name, margin, table.integer("gwei", 1, MOST_GWEI)))
        table.finish()
    return tuple(found)


def read_congestion(root: Table, start_ns: int) -> tuple[Congestion, ...]:
    """The tables [[congestion]], each later than the one before; before the first one everybody reaches the chain."""
    found: list[Congestion] = []
    for table in root.tables("congestion", optional=True):
        at = start_ns + table.quantity("after", duration_ns)
        if found and at <= found[-1].time_ns:
            table.refuse("after", "a later time than the one before", table.content["after"])
        found.append(Congestion(at, table.integer("gwei", 1, MOST_GWEI)))
        table.finish()
    return tuple(found)


class Bidders:
    """Those of one run."""

    def __init__(self, book: Book, bidders: tuple[Bidder, ...], congestion: tuple[Congestion, ...]) -> None:
        self.book, self.bidders, self.congestion = book, bidders, congestion

    def turns(self, now_ns: int, now_s: int) -> Iterator[Sent]:
        """What is sent: unsafe vaults to auction, what is won to who won it, and bids."""
        gwei = next((one.gwei for one in reversed(self.congestion) if one.time_ns <= now_ns), 0)
        there = sorted((one for one in self.bidders if one.gwei >= gwei), key=lambda one: one.margin)
        if not there:
            return
        loans = [loan for loan in range(self.book.loans.n) if self.book.loans.liquidatable[loan]]
        for loan in loans:
            yield c.StartAuction, {"account": owner_of(self.book, loan), "actor": there[0].name}
        ilk = ilk_of(self.book, POOL)
        for auction in running(self.book, ilk.row):
            made = self._falling if is_falling(self.book, ilk) else self._rising
            yield from made(ilk, auction, there, now_s)

    def _falling(self, ilk: Ilk, auction: int, there: list[Bidder], now_s: int) -> Iterator[Sent]:
        place = {"auction": auction, "actor": there[0].name}
        if needs_reset(self.book, ilk, auction, now_s):
            yield c.ResetAuction, place
        elif price_at(self.book, ilk, auction, now_s) * WAD <= _worth(ilk, WAD, there[0]):
            yield c.TakeAuction, {**place, "amount": c.ALL_OF_IT}

    def _rising(self, ilk: Ilk, auction: int, there: list[Bidder], now_s: int) -> Iterator[Sent]:
        sale = lot_of(self.book, auction)
        if flip.is_won(sale, now_s):
            yield c.EndAuction, {"auction": auction, "actor": there[0].name}
            return
        if flip.is_unsold(sale, now_s):
            yield c.ResetAuction, {"auction": auction, "actor": there[0].name}
            return
        holder = int(self.book.auctions.bidder[auction])
        best = there[0]
        if holder == name_hash(best.name):
            return
        beg, reserve = term(self.book, ilk, "beg"), term(self.book, ilk, "reserve")
        floor = flip.floor_of(sale.lot, ilk.price, reserve) if not sale.bid else 0
        least = max(mul_div_up(sale.bid, beg, WAD), sale.bid + 1, floor, 1)
        rival = max((_worth(ilk, sale.lot, one) for one in there[1:2]), default=0)
        if sale.bid < sale.tab:
            offer = min(max(least, rival), sale.tab)
            if offer <= _worth(ilk, sale.lot, best):
                yield c.BidAuction, _bid(auction, best, offer, sale.lot)
            return
        lot = mul_div_down(sale.lot, WAD, beg)
        if lot and sale.bid <= _worth(ilk, lot, best):
            yield c.BidAuction, _bid(auction, best, sale.bid, lot)


def _worth(ilk: Ilk, lot: int, bidder: Bidder) -> int:
    """What a lot [wad] is worth to a bidder at the price of the moment, less what he wants to keep; rad."""
    return mul_div_down(lot * ilk.price * IN_RAY, PPM - bidder.margin, PPM)


def _bid(auction: int, bidder: Bidder, bid: int, lot: int) -> dict[str, Any]:
    return {"auction": auction, "actor": bidder.name, "bid": str(bid), "lot": str(lot)}
