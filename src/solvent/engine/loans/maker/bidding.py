"""A rising auction: whoever bids most, then whoever would take least for the whole debt, has the lot."""

from solvent import commands as c
from solvent import events as e
from solvent.book import Book, wide
from solvent.engine.loans import reading
from solvent.engine.loans.maker.ending import ended
from solvent.engine.loans.maker.ilk import Ilk, is_falling, term
from solvent.engine.loans.maker.starting import found, lot_of
from solvent.engine.refusal import Stages, require
from solvent.lending.maker import flip
from solvent.lending.refusal import Refusal
from solvent.reasons import Posting, Reason

MOST_DIGITS = 66
REASONS = {
    Refusal.STOPPED: Reason.STOPPED,
    Refusal.TOO_MUCH: Reason.OUT_OF_RANGE,
    Refusal.DUST: Reason.BID_TOO_LOW,
    Refusal.TOO_DEAR: Reason.BID_BELOW_RESERVE,
}


def bid_auction(book: Book, command: c.BidAuction) -> Stages:
    """The bid before is given back where it came from; collateral that is forgone goes to the owner of the vault."""
    ilk, place = found(book, command.pool, command.auction)
    _rises(book, ilk, command.pool)
    offer, lot, now_s = _rad(command.bid), reading.some(command.lot), reading.seconds(command.time_ns)
    sale = lot_of(book, place)
    terms = flip.Terms(*(term(book, ilk, name) for name in ("beg", "ttl", "tau")))
    floor = flip.floor_of(sale.lot, ilk.price, term(book, ilk, "reserve")) if not sale.bid else 0
    done = flip.bid(sale, terms, offer, lot, now_s, floor)
    if isinstance(done, Refusal):
        require(False, REASONS[done], f"the auction: {done.value}")
    assert not isinstance(done, Refusal)
    told = e.AuctionBid(place, str(done.bid), str(done.lot), command.actor or "somebody", done.expires)
    yield [told, *reading.paid_out(book, ilk.held, sale.lot - done.lot, Posting.AUCTION_LEFTOVER)]


def end_auction(book: Book, command: c.EndAuction) -> Stages:
    """The lot goes to whoever has won it."""
    ilk, place = found(book, command.pool, command.auction)
    _rises(book, ilk, command.pool)
    sale = lot_of(book, place)
    require(flip.is_won(sale, reading.seconds(command.time_ns)), Reason.TOO_SOON, "nobody has won the auction yet")
    sold = reading.paid_out(book, ilk.held, wide(book.auctions, place, "lot"), Posting.AUCTION_SALE)
    yield [*ended(book, ilk, place, sale.bid, 0), *sold]


def _rises(book: Book, ilk: Ilk, pool: str) -> None:
    require(not is_falling(book, ilk), Reason.WRONG_KIND, f"auctions of {pool} fall: they are taken")


def _rad(text: str) -> int:
    good = 0 < len(text) <= MOST_DIGITS and text.isascii() and text.isdigit()
    require(good and int(text) > 0, Reason.AMOUNT_NOT_ALLOWED,
            f"expected digits of a whole number above 0 of rad, found {text!r:.80}")  # fmt: skip
    return int(text)
