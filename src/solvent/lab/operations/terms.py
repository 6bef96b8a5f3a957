"""What happens to a venue in a case: plain values, times in ns UTC."""

import msgspec

MATCHING, FEED, ALL = "matching", "feed", "all"


class Outage(msgspec.Struct, frozen=True):
    """A stretch of time from `start_ns`, included, to `end_ns`, not included.

    what      "matching": the venue's market is down; "feed": no price from outside arrives; "all": both
    markets   whose
    source    who says so
    """

    start_ns: int
    end_ns: int
    what: str
    markets: tuple[str, ...]
    source: str

    def hits(self, what: str, market: str) -> bool:
        """Whether this part of a market fails; in an outage of no length nothing does."""
        return self.what in (what, ALL) and market in self.markets and self.start_ns < self.end_ns


class Delay(msgspec.Struct, frozen=True):
    """What a constituent of a market's index prints arrives `delay_ns` late."""

    market: str
    role: str
    delay_ns: int
    source: str


class RegimeChange(msgspec.Struct, frozen=True):
    """At `at_ns` every rulebook that knows a regime of this name declares it, for the reason stated."""

    at_ns: int
    regime: str
    reason: str


class Terms(msgspec.Struct, frozen=True):
    """Everything that fails in a case, from its entry on.

    per_second   the most liquidation orders the venue places in a second, 0: as many as there are
    rejected     ppm of liquidation orders that the market turns away
    regimes      ascending in time, each another than the one before
    """

    outages: tuple[Outage, ...] = ()
    delays: tuple[Delay, ...] = ()
    per_second: int = 0
    rejected: int = 0
    regimes: tuple[RegimeChange, ...] = ()

    @property
    def any(self) -> bool:
        """Whether anything is said at all."""
        return self != Terms()
