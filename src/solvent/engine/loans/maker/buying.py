"""A falling auction is taken in parts, at its price of the moment."""

from solvent import commands as c
from solvent import events as e
from solvent.book import Book, rad
from solvent.engine.loans import reading
from solvent.engine.loans.maker.ending import ended
from solvent.engine.loans.maker.ilk import chost, is_falling, needs_reset, price_at
from solvent.engine.loans.maker.starting import found, sale_of, stops
from solvent.engine.refusal import Stages, require
from solvent.lending.maker import auction
from solvent.lending.maker.auction import Breaker
from solvent.lending.refusal import Refusal
from solvent.reasons import Posting, Reason


def take_auction(book: Book, command: c.TakeAuction) -> Stages:
    """The buyer pays in the coin, which is burnt, and receives collateral; what is left over is the owner's."""
    ilk, place = found(book, command.pool, command.auction)
    require(is_falling(book, ilk), Reason.WRONG_KIND, f"auctions of {command.pool} rise: they are bid for")
    now_s, wanted = reading.seconds(command.time_ns), reading.units(command.amount)
    most = reading.some(command.most) if command.most else None
    stops(book, ilk, Breaker.NO_TAKE)
    require(not needs_reset(book, ilk, place, now_s), Reason.RESET_FIRST, "the auction must begin anew first")
    price = price_at(book, ilk, place, now_s)
    require(price > 0, Reason.RESET_FIRST, "the auction must begin anew first")
    done = auction.take(sale_of(book, place), price, wanted, chost(book, ilk), most)
    if isinstance(done, Refusal):
        reading.answered(done, "the auction")
    assert not isinstance(done, Refusal)
    require(done.slice > 0, Reason.NOTHING_MOVES, "expected an amount that buys some of the lot")
    raised = rad(book.auctions, place, "raised") + done.owe
    left = done.lot or done.returned
    tab = done.tab or done.lost
    events: list[e.Event] = [e.AuctionTaken(
        place, str(done.slice), str(done.owe), str(price), str(left), str(tab), str(raised), command.actor or "somebody"
    )]  # fmt: skip
    events += reading.paid_out(book, ilk.held, done.slice, Posting.AUCTION_SALE)
    if not done.lot:
        events += ended(book, ilk, place, raised, done.returned)
    yield events
