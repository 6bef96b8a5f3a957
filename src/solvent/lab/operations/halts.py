"""Outages of matching: a market that is down does not trade, and nobody is closed in it.

At the start it is paused (`PauseMarket`). Its last price is not printed: nothing was traded. Prices from outside still
come, and so may the mark move; a bucket that holds the market and falls into breach waits. Nobody adds margin: in a
case nobody ever does. The market reopens with its first print of the last price at or after the end, and at that price
everyone is looked at and every order is filled; were it reopened without a trade, orders would fill at the price from
before the outage. A market without a further print stays down.
"""

from collections.abc import Iterator

from solvent import commands as c
from solvent.lab.operations.terms import MATCHING, Outage


class Halts:
    """The outages of matching of one run, market by market."""

    def __init__(self, outages: tuple[Outage, ...]) -> None:
        self._starts = sorted(
            (outage.start_ns, outage.end_ns, market)
            for outage in outages
            for market in outage.markets
            if outage.hits(MATCHING, market)
        )
        self.down: dict[str, int] = {}  # by market, the end of its outage

    def next_ns(self) -> int | None:
        """When the next outage begins; None: there is none."""
        return self._starts[0][0] if self._starts else None

    def begin(self) -> c.Command | None:
        """Begins it; None where its market is still down from the one before."""
        _, end_ns, market = self._starts.pop(0)
        already = market in self.down
        self.down[market] = end_ns
        return None if already else c.PauseMarket(market=market)

    def passing(self, command: c.Command) -> Iterator[c.Command]:
        """What of a command of the feed happens: a trade of a market that is down does not, or it reopens it."""
        if isinstance(command, c.ObserveTrade) and command.market in self.down:
            if command.time_ns < self.down[command.market]:
                return
            del self.down[command.market]
            yield c.ResumeMarket(market=command.market, time_ns=command.time_ns)
        yield command
