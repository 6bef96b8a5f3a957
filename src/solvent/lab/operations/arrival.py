"""When prices from outside arrive: late, or not at all.

A late price carries the venue's own time (`venue_ns`) and is received later; none is lost but what is still on its way
when the case ends. In an outage of the feed whatever would arrive is lost; what the engine then makes of silent
constituents is the rulebook's (`max_age`, `min_sources`). Prices up to the entry arrive at once.
"""

from collections import deque

import msgspec

from solvent import commands as c
from solvent.lab.operations.terms import FEED, Terms


class Arrivals:
    """The prices that are on their way.

    after_ns   ns; prices told up to then arrive at once
    """

    def __init__(self, terms: Terms, after_ns: int) -> None:
        self.after_ns = after_ns
        self._delays = {(delay.market, delay.role): delay.delay_ns for delay in terms.delays if delay.delay_ns}
        self._outages = terms.outages
        self._waiting: dict[tuple[str, str], deque[c.ObservePrice]] = {key: deque() for key in self._delays}

    def next_ns(self) -> int | None:
        """When the next late price arrives; None: none is on its way."""
        return min((queue[0].time_ns for queue in self._waiting.values() if queue), default=None)

    def arrive(self) -> c.Command:
        """The next late price; of several at one instant in the order of the case."""
        due = self.next_ns()
        return next(queue for queue in self._waiting.values() if queue and queue[0].time_ns == due).popleft()

    def happens(self, command: c.Command) -> bool:
        """Whether a command happens now; a late price is kept until it arrives."""
        if not isinstance(command, c.ObservePrice) or command.time_ns <= self.after_ns:
            return True
        key = command.market, command.source
        arrives = msgspec.structs.replace(command, time_ns=command.time_ns + self._delays.get(key, 0))
        if self._lost(arrives):
            return False
        if key in self._delays:
            self._waiting[key].append(arrives)
        return key not in self._delays

    def _lost(self, command: c.ObservePrice) -> bool:
        return any(
            outage.hits(FEED, command.market) and outage.start_ns <= command.time_ns < outage.end_ns
            for outage in self._outages
        )
