"""Whether an index constituent counts."""

from solvent.fixed import rule


def _is_stale(now_ns: int, venue_ns: int, max_age_ns: int) -> bool:
    """Whether a source has been silent for too long; at exactly the limit it still counts.

    now_ns       ns
    venue_ns     ns, the source's own time of its last price; 0: it never spoke
    max_age_ns   ns
    returns      flag
    Source       dYdX v4 x/prices: at most 30 s old; Binance index FAQ 547ba481 (2020): 10 s
    """
    return venue_ns == 0 or now_ns - venue_ns > max_age_ns


is_stale = rule(_is_stale)
