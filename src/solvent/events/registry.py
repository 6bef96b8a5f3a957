"""The registry of indices and their constituents: who counts, for how much, why, and who says so."""

from solvent.events.base import Event


class ConstituentSet(Event, kind=101):
    """What the registry says of a source from now on.

    weight         ppm; 0: one like the others
    heartbeat_ns   ns it may be silent; 0: as it is used to be
    unit           what it is quoted in, such as BTC/USDT; "": not said
    convert        1 + the market whose index turns its currency into the index's; 0: none
    assumed        ppm, a rate assumed in its place; 0: none
    suspended      1: not eligible
    review_ns      ns, when it is to be looked at again; 0: not said
    """

    source: int
    weight: int
    heartbeat_ns: int
    unit: str
    convert: int
    assumed: int
    suspended: int
    review_ns: int
    reason: str
    owner: str


class IndexSet(Event, kind=102):
    """What the registry says of an index: what it is quoted in, when it is reviewed, who answers for it and why."""

    market: int
    unit: str
    review_ns: int
    reason: str
    owner: str


class IndexRestated(Event, kind=108):
    """A value of an index was wrong and is corrected, for the record; who was closed on it stays closed.

    at_ns   ns, when it was determined
    was     ticks, as it was determined
    ticks   ticks, as it should have been
    """

    market: int
    at_ns: int
    was: int
    ticks: int
    reason: str
    owner: str
