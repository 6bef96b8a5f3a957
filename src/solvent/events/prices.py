"""Prices: what was observed, what was formed of it, what funding it set."""

from solvent.events.base import Event


class PriceObserved(Event, kind=17):
    """A source's price; venue_ns: its own time."""

    source: int
    ticks: int
    venue_ns: int


class ConstituentExcluded(Event, kind=18):
    """A source does not count; exclusion: reasons.Exclusion; ticks, age_ns: what it last said and how old that is."""

    source: int
    exclusion: int
    ticks: int
    age_ns: int


class ConstituentReadmitted(Event, kind=19):
    """A source counts again."""

    source: int


class IndexUpdated(Event, kind=20):
    """The index of a market; fresh: count of sources behind it."""

    market: int
    ticks: int
    fresh: int


class OracleStale(Event, kind=21):
    """Too few fresh sources: the index is held at `ticks`."""

    market: int
    ticks: int
    fresh: int


class LastTraded(Event, kind=22):
    """The venue's own market traded at ticks."""

    market: int
    ticks: int


class BookObserved(Event, kind=23):
    """Best bid and offer, 0 where there is none."""

    market: int
    bid: int
    ask: int


class MarkUpdated(Event, kind=24):
    """The mark and its components (ticks, 0 where absent); basis: 10^-6 ticks; valuation: the price that triggers."""

    market: int
    ticks: int
    fair: int
    smoothed: int
    last: int
    basis: int
    valuation: int
    usable: int


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
