"""Pools of vaults: terms, what is in the buffer, and auctions from their start to their end.

Exact amounts are TEXT: lots and collateral in wad, sums to be raised in rad, prices in ray. What an event states is
what stands in the book afterwards.
"""

from solvent.events.base import Event


class IlkTermsSet(Event, kind=164):
    """The terms of a pool of vaults: see book.vaults. duty: TEXT, ray a second."""

    ilk: int
    pool: int
    collateral: int
    coin: int
    mat: int
    chop: int
    duty: str
    line: int
    dust: int
    hole: int
    tip: int
    lump: int
    buf: int
    cusp: int
    chip: int
    cut: int
    beg: int
    reserve: int
    tail: int
    step: int
    tau: int
    ttl: int
    curve: int


class BufferSet(Event, kind=165):
    """What the protocol has put by out of penalties and fees. rad: TEXT."""

    ilk: int
    rad: str


class AuctionStarted(Event, kind=166):
    """A lot of a vault's collateral is for sale.

    lot, tab        TEXT, wad and rad: what is sold, and what is to be raised
    debt            TEXT, wad: the normalised debt it ends
    cost            TEXT, rad: that debt with its rate, and the reward
    top             TEXT, ray: the first price of a falling one, "0" for a rising one
    reward          TEXT, rad: to who started it
    ends_s          seconds, 0 for a falling one
    """

    auction: int
    ilk: int
    loan: int
    lot: str
    tab: str
    debt: str
    cost: str
    top: str
    reward: str
    since_s: int
    ends_s: int


class AuctionTaken(Event, kind=167):
    """A part of a lot was bought.

    slice, paid     TEXT, wad and rad
    price           TEXT, ray
    lot, tab        TEXT, wad and rad: what is left
    raised          TEXT, rad: so far
    bidder          TEXT
    """

    auction: int
    slice: str
    paid: str
    price: str
    lot: str
    tab: str
    raised: str
    bidder: str


class AuctionReset(Event, kind=168):
    """An auction begins anew. top: TEXT, ray, "0" for a rising one; cost: TEXT, rad; reward: TEXT, rad, in it now."""

    auction: int
    top: str
    since_s: int
    ends_s: int
    cost: str
    reward: str


class AuctionBid(Event, kind=169):
    """Somebody bids most. bid: TEXT, rad; lot: TEXT, wad he would take for it; expires_s: when he has won."""

    auction: int
    bid: str
    lot: str
    bidder: str
    expires_s: int


class AuctionEnded(Event, kind=170):
    """An auction is over.

    raised     TEXT, rad, in all
    returned   TEXT, wad: collateral that goes to the owner of the vault
    missing    TEXT, rad: of the debt and the reward
    """

    auction: int
    raised: str
    returned: str
    missing: str


class AuctionLossBorne(Event, kind=178):
    """What an auction lacked, by who bears it. rad: TEXT; bearer: reasons.Bearer."""

    auction: int
    rad: str
    bearer: int


class BreakerSet(Event, kind=179):
    """What is stopped in a pool of vaults from here on. level: lending.maker.auction.Breaker."""

    ilk: int
    level: int
