"""One run in which things fail: stands between the feed and the engine, and sees to what falls due in between.

In order of time, and before each command of the feed: outages that begin, regimes that are declared, late prices that
arrive, and, where the venue places only so many liquidation orders a second, the seconds in which more of those who
wait are served (`AdvanceTime`; without them a tape with a price a minute would let them wait for it).
"""

from collections.abc import Iterable, Iterator

import msgspec
import numpy as np

from solvent import commands as c
from solvent.book import Book, Status
from solvent.lab.impact import Impact
from solvent.lab.operations.arrival import Arrivals
from solvent.lab.operations.halts import Halts
from solvent.lab.operations.rejecting import Rejecting
from solvent.lab.operations.terms import RegimeChange, Terms
from solvent.policy import Policy
from solvent.policy.volatility import NORMAL
from solvent.revalue.rows import some
from solvent.runtime import Liquidity
from solvent.units import NS

ACTOR = "operations"


def throttled(policy: Policy, terms: Terms) -> Policy:
    """The rulebook with the case's throttle in place of its own, unless its own is as strict or stricter.

    Its name and hash stay: it is the rulebook as it is, in a house that is not faster. The journal has what is adopted.
    """
    closing, most = policy.closing, terms.per_second
    strict = 0 < closing.orders_per_window * NS <= most * closing.window_ns
    if not most or strict:
        return policy
    changed = msgspec.structs.replace(closing, orders_per_window=most, window_ns=NS)
    return msgspec.structs.replace(policy, closing=changed)


def unknown_regimes(terms: Terms, policies: Iterable[Policy]) -> list[str]:
    """Regimes of a case that none of its rulebooks declares."""
    known = {NORMAL.name, *(name for policy in policies for name in policy.regime_names())}
    return sorted({change.regime for change in terms.regimes} - known)


class Operating:
    """What stands between a feed and an engine in one run.

    case        its name, the first part of the ids of what is added
    after_ns    ns, the case's entry: nothing fails up to then
    venue       the market that forced orders move, None for a tape
    liquidity   who answers them
    """

    def __init__(
        self, case: str, terms: Terms, after_ns: int, seed: int, venue: Impact | None, liquidity: Liquidity
    ) -> None:
        self.case, self.venue, self._added, self._ticked = case, venue, 0, 0
        self._halts, self._arrivals = Halts(terms.outages), Arrivals(terms, after_ns)
        self._regimes, self._regime = list(terms.regimes), NORMAL.name
        self._paced = terms.per_second > 0
        self._rejecting = Rejecting(liquidity, terms.rejected, seed) if terms.rejected else None
        self.liquidity: Liquidity = self._rejecting or liquidity

    @property
    def rejected(self) -> int:
        """How many liquidation orders were turned away so far."""
        return self._rejecting.rejected if self._rejecting else 0

    def through(self, book: Book, batch: Iterable[c.Command]) -> Iterator[c.Command]:
        """What is asked of the engine. As for `Impact.through`, each command is taken before the next is asked for."""
        for command in batch:
            yield from self._until(book, command.time_ns)
            for one in self._halts.passing(command):
                yield from self._told(self.venue.displaced(one) if self.venue else one)
            yield from self._turns(command)

    def _until(self, book: Book, now_ns: int) -> Iterator[c.Command]:
        """What falls due up to a time; at one instant first the outage, then the regime, the late price, who waits."""
        while True:
            regime = self._regimes[0].at_ns if self._regimes else None
            dues = (self._halts.next_ns(), regime, self._arrivals.next_ns(), self._serves_ns(book))
            when, which = min((due, place) for place, due in enumerate((*dues, now_ns + 1)) if due is not None)
            if when > now_ns:
                return
            if which == 0:
                pause = self._halts.begin()
                if pause:
                    yield self._named(pause, when)
            elif which == 1:
                yield from self._declared(book, self._regimes.pop(0))
            elif which == 2:
                late = self._arrivals.arrive()
                yield late
                yield from self._turns(late)
            else:
                self._ticked = when
                tick = self._named(c.AdvanceTime(), when)
                yield tick
                yield from self._turns(tick)

    def _declared(self, book: Book, change: RegimeChange) -> Iterator[c.Command]:
        """A regime of this rulebook; another rulebook has none of that name, and goes on as it is."""
        if change.regime in book.policy.regime_names() and change.regime != self._regime:
            self._regime = change.regime
            declared = self._named(c.ChangeRegime(regime=change.regime, reason=change.reason), change.at_ns)
            yield declared
            yield from self._turns(declared)

    def _serves_ns(self, book: Book) -> int | None:
        """When more of those who wait for the throttle are served; None: nobody waits who could be."""
        b = book.buckets
        if not self._paced:
            return None
        waiting = np.flatnonzero((b.queued_ns > 0) & (b.status == Status.CLOSING))
        if len(waiting) == 0 or some(book, waiting).blocked.all():
            return None
        window = book.policy.closing.window_ns
        return max(int(book.clock.window_ns[0]) + window, self._ticked + window, book.now_ns)

    def _turns(self, cause: c.Command) -> Iterator[c.Command]:
        """What forced orders have made of the prices since; that arrives as late as any price from outside."""
        if self.venue:
            for told in self.venue.turns(cause):
                yield from self._told(told)

    def _told(self, command: c.Command) -> Iterator[c.Command]:
        if isinstance(command, c.ResumeMarket):
            yield self._named(command, command.time_ns)
        elif self._arrivals.happens(command):
            yield command

    def _named(self, command: c.Command, time_ns: int) -> c.Command:
        self._added += 1
        identifier = f"{self.case}/operations/{self._added}"
        return msgspec.structs.replace(command, id=identifier, time_ns=time_ns, actor=ACTOR)
