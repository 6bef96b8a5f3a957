"""What an auction raised against what it was for: the rest is the buffer's, or it is borne by name."""

from collections.abc import Iterator

from solvent import events as e
from solvent.book import Book, rad
from solvent.engine.loans import reading
from solvent.engine.loans.maker.ilk import Ilk, fits_rad
from solvent.reasons import Bearer, Posting


def ended(book: Book, ilk: Ilk, place: int, raised: int, returned: int) -> Iterator[e.Event]:
    """The end of an auction, in one step with what ended it.

    raised     rad, in all
    returned   wad, to the owner of the vault
    """
    cost = rad(book.auctions, place, "cost")
    missing = max(cost - raised, 0)
    yield e.AuctionEnded(place, str(raised), str(returned), str(missing))
    yield from reading.paid_out(book, ilk.held, returned, Posting.AUCTION_LEFTOVER)
    borne = min(missing, ilk.buffer)
    if borne:
        yield e.AuctionLossBorne(place, str(borne), Bearer.BUFFER)
    if missing - borne:
        yield e.AuctionLossBorne(place, str(missing - borne), Bearer.TOKEN_HOLDERS)
    left = ilk.buffer + max(raised - cost, 0) - borne
    if left != ilk.buffer:
        yield e.BufferSet(ilk.row, fits_rad(left))
