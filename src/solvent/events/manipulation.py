"""What it costs to move a market's price, and whether open interest may grow on it."""

from solvent.events.base import Event


class ManipulationCostReported(Event, kind=130):
    """What it costs to move a market's price.

    move          ppm of the price
    cost          atoms
    reported_ns   ns
    reason        TEXT
    """

    market: int
    move: int
    cost: int
    reported_ns: int
    reason: str


class ListingFrozen(Event, kind=131):
    """From here on the open interest of a market may only fall.

    cause         reasons.Frozen
    cost, floor   atoms: the last cost reported, and the rulebook's floor
    reported_ns   ns, 0: never
    """

    market: int
    cause: int
    cost: int
    floor: int
    reported_ns: int


class ListingReleased(Event, kind=132):
    """From here on the open interest of a market may grow.

    cost, floor   atoms: the last cost reported, and the rulebook's floor
    until_ns      ns, until when the report counts; 0: the rulebook asks for none
    """

    market: int
    cost: int
    floor: int
    until_ns: int
