"""Which markets a bundle tells of: what a price is formed of, and whatever decided accounts hold beside it."""

from collections.abc import Iterable, Sequence

import numpy as np

from solvent import events as e
from solvent.book import Book, Status
from solvent.columns import side_by_side
from solvent.policy import Policy


class Scope:
    """Looks at a journal as it passes by; `markets` is what it comes to.

    market     name of the market that was asked for
    accounts   names of accounts asked for beyond those that are decided about; None: no accounts at all
    """

    def __init__(self, market: str, accounts: Iterable[str] | None) -> None:
        self.market, self.accounts = market, None if accounts is None else set(accounts)
        self.reads: dict[str, set[str]] = {}
        self.beside: set[int] = set()

    def before(self, book: Book, event: e.Event) -> None:
        """Looks at a decision; the book stands just before it."""
        if self.accounts is None:
            return
        if isinstance(event, e.LiquidationTriggered):
            for bucket, moved in side_by_side(event.bucket, event.market):
                self._held(book, bucket, [moved] if moved >= 0 else [])
        elif isinstance(event, e.LiquidationEnded):
            for (bucket,) in side_by_side(event.bucket):
                self._held(book, bucket)

    def after(self, book: Book, event: e.Event) -> None:
        """Looks at what a market's price is formed of; the book stands just after it."""
        if isinstance(event, e.RulebookAdopted):
            for name in book.market_names:
                self._terms(book.policy, name)
        elif isinstance(event, e.MarketListed):
            self._terms(book.policy, event.name)
        elif isinstance(event, e.ConstituentSet) and event.convert:
            name = book.market_names[int(book.sources.market[event.source])]
            self.reads.setdefault(name, set()).add(book.market_names[event.convert - 1])

    def ended(self, book: Book) -> None:
        """Looks at the accounts that were asked for; the book stands at the end of a step."""
        for account in self.accounts or ():
            if account in book.account_of:
                for bucket in book.buckets_of(book.account_of[account]):
                    if int(book.buckets.status[bucket]) == Status.OPEN:
                        self._held(book, bucket)

    def markets(self, book: Book) -> set[int]:
        """The markets, by index."""
        found, left = set(), [book.market_of[self.market], *self.beside]
        while left:
            market = left.pop()
            if market not in found:
                found.add(market)
                read = self.reads.get(book.market_names[market], set())
                left += [book.market_of[name] for name in read if name in book.market_of]
        return found

    def _held(self, book: Book, bucket: int, moved: Sequence[int] = ()) -> None:
        """A bucket that holds the market: all it holds, and the market whose price moved."""
        held = held_in(book, bucket)
        if book.market_of.get(self.market) in held:
            self.beside.update(held, moved)

    def _terms(self, policy: Policy, name: str) -> None:
        prices = policy.prices_of(name)
        named = {prices.forms.outside, *(fallback.market for fallback in prices.fallbacks)} - {""}
        self.reads.setdefault(name, set()).update(named)


def held_in(book: Book, bucket: int) -> list[int]:
    """The markets in which a bucket holds a position."""
    rows = np.array(list(book.rows_of(bucket)), np.int64)
    found: list[int] = book.rows.market[rows[book.rows.lots[rows] != 0]].tolist()
    return found
