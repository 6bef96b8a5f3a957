"""Prices: what was observed, what was formed of it, what funding it set."""

from solvent.columns import Cells
from solvent.events.base import Event


class PriceObserved(Event, kind=17):
    """A source's price; venue_ns: its own time.

    said                           reasons.Exclusion: what is wrong with it, 0: nothing
    traded_ns, moved_ns, rhythm_ns where a gate asks: its last trade, its last change of price, its usual silence
    width                          where a guard asks: ticks to either side, half of its own bid to ask; 0: not told
    """

    source: Cells
    ticks: Cells
    venue_ns: Cells
    said: Cells = 0
    traded_ns: Cells = 0
    moved_ns: Cells = 0
    rhythm_ns: Cells = 0
    width: Cells = 0


class PriceSetAside(Event, kind=105):
    """A row of many that could not be taken: out of order, or from the future. It changes nothing."""

    source: Cells
    exclusion: Cells
    ticks: Cells
    venue_ns: Cells


class ConstituentExcluded(Event, kind=18):
    """A source does not count; exclusion: reasons.Exclusion; ticks, age_ns: what it last said and how old that is."""

    source: Cells
    exclusion: Cells
    ticks: Cells
    age_ns: Cells


class ConstituentReadmitted(Event, kind=19):
    """A source counts again."""

    source: Cells


class ConstituentOnProbation(Event, kind=103):
    """A source that was left out is without fault, and counts again once it has been so for long enough."""

    source: Cells


class IndexComposed(Event, kind=104):
    """What an index is made of, a row a source that counts: the price it counts with, its weight (ppm), its age."""

    market: Cells
    source: Cells
    ticks: Cells
    weight: Cells
    age_ns: Cells


class IndexUpdated(Event, kind=20):
    """The index of a market; fresh: count of sources behind it.

    serving     0: its constituents; else which of the fallbacks, from 1
    computed    ticks it is on its way to, by steps; 0: it is there
    glided_ns   ns, when it last moved towards that
    """

    market: Cells
    ticks: Cells
    fresh: Cells
    serving: Cells = 0
    computed: Cells = 0
    glided_ns: Cells = 0


class OracleStale(Event, kind=21):
    """Too few fresh sources, and no fallback: the index is held at `ticks`."""

    market: Cells
    ticks: Cells
    fresh: Cells


class LastTraded(Event, kind=22):
    """The venue's own market traded at ticks; at_ns: when, where a rule asks."""

    market: int
    ticks: int
    at_ns: int = 0


class BookObserved(Event, kind=23):
    """Best bid and offer, 0 where there is none."""

    market: int
    bid: int
    ask: int


class MarkUpdated(Event, kind=24):
    """The mark and its components (ticks, 0 where absent); basis: 10^-6 ticks; valuation: the price that triggers.

    booked    average of the middle of the book, 10^-6 ticks
    missing   what the rule lacks (prices.mark.lacks); the mark is not computable then, and 0
    """

    market: Cells
    ticks: Cells
    fair: Cells
    smoothed: Cells
    last: Cells
    basis: Cells
    valuation: Cells
    usable: Cells
    booked: Cells = 0
    missing: Cells = 0


class GateClosed(Event, kind=106):
    """Halted or restarted: nobody is closed in these markets before a quorum of sources has spoken since."""

    market: Cells
    since_ns: int


class GateOpened(Event, kind=107):
    """The quorum is there; fresh: how many have spoken and lie within the band."""

    market: Cells
    fresh: Cells


class DepthObserved(Event, kind=61):
    """What a market would take, lots: bought from sellers (bids), sold to buyers (asks)."""

    market: int
    bids: int
    asks: int


class FundingSettled(Event, kind=25):
    """Funding of a market: rate_ppb of notional at ticks; paid >= received, the residual went to the fund."""

    market: int
    rate_ppb: int
    ticks: int
    paid: int
    received: int
    residual: int
