"""The reserves of a pool, as they are listed when its terms are set."""

from solvent import events as e
from solvent.book import Book
from solvent.engine import refusal as r
from solvent.engine.refusal import require
from solvent.reasons import Reason
from solvent.units import MAX_DECIMALS


class Listing:
    """Lists what a pool does not have yet, and finds what it has.

    events   what is listed and what terms are set, in order
    """

    def __init__(self, book: Book, pool: int, now_s: int) -> None:
        self.book, self.pool, self.now_s = book, pool, now_s
        self.events: list[e.Event] = []
        self._assets, self._next = list(book.assets), book.reserves.n

    def reserve(self, asset: str, decimals: int) -> int:
        """The index of an asset's reserve.

        decimals   of the asset's unit in this pool; GRID_NOT_ALLOWED where the ledger cannot count it
        """
        if asset in self.book.assets:
            at = self.book.reserve_of.get((self.pool, self.book.assets.index(asset)))
            if at is not None:
                return at
        self._list(asset, decimals)
        self._next += 1
        return self._next - 1

    def _list(self, asset: str, decimals: int) -> None:
        """A new reserve, and its asset where that is new."""
        if asset not in self._assets:
            r.new_name(asset)
            self.events.append(e.AssetListed(asset, min(decimals, MAX_DECIMALS)))
            self._assets.append(asset)
        else:
            finest = self.book.asset_decimals[self._assets.index(asset)] + MAX_DECIMALS
            require(decimals <= finest, Reason.GRID_NOT_ALLOWED,
                    f"expected at most {finest} decimals of {asset} as it is listed, found {decimals}")  # fmt: skip
        self.events.append(e.ReserveListed(self.pool, self._assets.index(asset), decimals, self.now_s))
