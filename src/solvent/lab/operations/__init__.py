"""What fails in a case: a venue that is down, feeds that are silent or late, orders that are slow or turned away.

Each is a fact of the case, played as commands and answers that the engine knows already; a case that has any is played
with and without them. What it costs is looked for in the backlog: who is in breach, not served yet, and for how long.
"""

from solvent.lab.operations.backlog import Watch
from solvent.lab.operations.operating import Operating, throttled, unknown_regimes
from solvent.lab.operations.terms import ALL, FEED, MATCHING, Delay, Outage, RegimeChange, Terms

__all__ = [
    "ALL",
    "FEED",
    "MATCHING",
    "Delay",
    "Operating",
    "Outage",
    "RegimeChange",
    "Terms",
    "Watch",
    "throttled",
    "unknown_regimes",
]
