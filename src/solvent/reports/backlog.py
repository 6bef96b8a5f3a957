"""What waited in a run: those in breach whom nobody had finished closing."""

from itertools import pairwise

import msgspec


class Backlog(msgspec.Struct, frozen=True):
    """Sampled: one entry a look, as often as the equity of the groups; what comes and goes in between is not seen.

    Looks are 10 s apart, or a print apart where prints are rarer.

    A bucket is in the backlog while its equity, at the rulebook's own valuation price, stands below what is required:
    not triggered yet because its market is down or its price may not be acted on, or triggered and waiting for the
    throttle, for a cooldown, or for the rest of its orders.

    length      how many buckets; blocked: of these, how many may not be acted on
    oldest_ns   ns since the look that first found the one that waits longest
    most, oldest       the largest of each, and most_ns, oldest_at_ns: the look that found it first; 0: none
    waited_ns   ns, summed over buckets: each look's length until the next
    rejected    liquidation orders the market turned away; not sampled
    """

    time_ns: list[int]
    length: list[int]
    blocked: list[int]
    oldest_ns: list[int]
    most: int = 0
    most_ns: int = 0
    oldest: int = 0
    oldest_at_ns: int = 0
    waited_ns: int = 0
    rejected: int = 0

    @property
    def apart_ns(self) -> int:
        """The longest time between two looks, ns."""
        return max((later - now for now, later in pairwise(self.time_ns)), default=0)
