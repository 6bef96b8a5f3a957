"""Strangers at work: everybody who may be liquidated is looked at, in order, until it does not pay any more."""

from collections.abc import Callable, Iterator

from solvent.book import Book
from solvent.errors import BadCase
from solvent.lab.lending.case import Costs
from solvent.lab.lending.chance import Chance, Sent
from solvent.lab.lending.outlet import Outlets
from solvent.reasons import Reason

MOST_TRADES = 64  # with the pool itself at one price
MOST_CALLS = 64  # on one loan at one price: half of a debt each, so what is left by then is dust
Idle = Callable[[Book, int], Chance | None]  # (book, ns)
Find = Callable[[Book, int, int, int], Chance | None]  # (book, loan, calls that wait before, ns)


class Strangers:
    """Whoever may act on loans, and what came of it.

    find               what could be done about a loan now
    trade              what could be traded with the pool itself now; none: nothing ever
    outlets            markets in which what is seized and repaid is traded; none: at the oracle's price
    fallen             loans that may have been liquidated at some time
    trades             made with the pool itself
    calls              made; repaid, seized: base units
    not_worth          times a loan was left alone since acting would not have paid
    locked             times what would have been seized was lent out, or the protocol said no otherwise
    waited             times the price might not be acted on
    sold, bought       units by asset traded in the outlets
    refused            why the command sent last was, None where it was taken
    """

    def __init__(
        self, book: Book, costs: Costs, find: Find, outlets: Outlets | None = None, trade: Idle | None = None
    ) -> None:  # fmt: skip
        self.book, self.costs, self.find, self.outlets, self.trade = book, costs, find, outlets or {}, trade
        self.trades = 0
        self.calls = self.repaid = self.seized = self.not_worth = self.locked = self.waited = 0
        self.refused: Reason | None = None
        self.fallen: set[int] = set()
        self.sold: dict[str, int] = {}
        self.bought: dict[str, int] = {}

    def turns(self, now_ns: int) -> Iterator[Sent | None]:
        """What is sent, one command after the other, and None where a market has been moved.

        Whoever reads this has set `refused` after each command before asking for the next, and at None tells what
        became of prices.
        """
        yield from self._arbitrage(now_ns)
        ripe = [loan for loan in range(self.book.loans.n) if self.book.loans.liquidatable[loan]]
        self.fallen.update(ripe)
        queue = 0
        for loan in ripe if self.costs.act else ():
            for _ in range(MOST_CALLS):
                found = self.find(self.book, loan, queue, now_ns)
                if found is None or not self.book.loans.liquidatable[loan]:
                    break
                if found.profit <= 0:
                    self.not_worth += 1
                    break
                yield found.command, found.said
                if self.refused:
                    self.waited += self.refused is Reason.INDEX_UNSAFE
                    self.locked += self.refused is not Reason.INDEX_UNSAFE
                    break
                for then in found.then:
                    yield then
                    if self.refused:
                        raise BadCase(f"expected {then[0].__name__} to be taken right after, found {self.refused.name}")
                queue, self.calls = queue + 1, self.calls + 1
                self.repaid, self.seized = self.repaid + found.repaid, self.seized + found.seized
                if found.trades:
                    self._traded(found, now_ns)
                    yield None

    def _arbitrage(self, now_ns: int) -> Iterator[Sent]:
        """Trades with the pool itself, each the one that leaves most, until none leaves anything."""
        for _ in range(MOST_TRADES if self.costs.act else 0):
            found = self.trade(self.book, now_ns) if self.trade else None
            if found is None or found.profit <= 0:
                return
            yield found.command, found.said
            if self.refused:
                return
            self.trades += 1

    def _traded(self, found: Chance, now_ns: int) -> None:
        for asset, units in found.trades:
            outlet = self.outlets[asset]
            filled, _ = outlet.trade(outlet.lots(units), now_ns)
            side = self.bought if units > 0 else self.sold
            side[asset] = side.get(asset, 0) + outlet.units(filled)
