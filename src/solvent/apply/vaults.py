"""Pools of vaults and their auctions: every number an event states is what stands in the book afterwards."""

from solvent import events as e
from solvent.apply.register import writes
from solvent.book import Book, name_hash, put_rad, put_wide

TERMS = ("mat", "chop", "line", "dust", "hole", "tip", "lump", "buf", "cusp", "chip", "cut", "beg", "reserve", "tail",
         "step", "tau", "ttl", "curve")  # fmt: skip


@writes(e.IlkTermsSet)
def _terms(book: Book, event: e.IlkTermsSet) -> None:
    t, ilk = book.ilks, event.ilk
    if ilk == t.n:
        t.append(pool=event.pool, collateral=event.collateral, coin=event.coin)
    for name in TERMS:
        getattr(t, name)[ilk] = getattr(event, name)
    put_wide(t, ilk, "duty", int(event.duty))
    t.touch(ilk)


@writes(e.BufferSet)
def _buffer(book: Book, event: e.BufferSet) -> None:
    put_rad(book.ilks, event.ilk, "buffer", int(event.rad))
    book.ilks.touch(event.ilk)


@writes(e.AuctionStarted)
def _started(book: Book, event: e.AuctionStarted) -> None:
    t = book.auctions
    row = t.append(ilk=event.ilk, loan=event.loan, since_s=event.since_s, ends_s=event.ends_s, is_open=1)
    put_wide(t, row, "lot", int(event.lot))
    put_wide(t, row, "top", int(event.top))
    put_rad(t, row, "tab", int(event.tab))
    put_rad(t, row, "cost", int(event.cost))
    t.touch(row)


@writes(e.AuctionTaken)
def _taken(book: Book, event: e.AuctionTaken) -> None:
    t, row = book.auctions, event.auction
    put_wide(t, row, "lot", int(event.lot))
    put_rad(t, row, "tab", int(event.tab))
    put_rad(t, row, "raised", int(event.raised))
    t.touch(row)


@writes(e.AuctionReset)
def _reset(book: Book, event: e.AuctionReset) -> None:
    t, row = book.auctions, event.auction
    put_wide(t, row, "top", int(event.top))
    put_rad(t, row, "cost", int(event.cost))
    t.since_s[row], t.ends_s[row] = event.since_s, event.ends_s
    t.touch(row)


@writes(e.AuctionBid)
def _bid(book: Book, event: e.AuctionBid) -> None:
    t, row = book.auctions, event.auction
    put_rad(t, row, "raised", int(event.bid))
    put_wide(t, row, "lot", int(event.lot))
    t.bidder[row], t.expires_s[row] = name_hash(event.bidder), event.expires_s
    t.touch(row)


@writes(e.AuctionEnded)
def _ended(book: Book, event: e.AuctionEnded) -> None:
    t, row = book.auctions, event.auction
    put_wide(t, row, "lot", 0)
    put_rad(t, row, "tab", 0)
    t.is_open[row] = 0
    t.touch(row)


@writes(e.BreakerSet)
def _breaker(book: Book, event: e.BreakerSet) -> None:
    book.ilks.breaker[event.ilk] = event.level
    book.ilks.touch(event.ilk)
