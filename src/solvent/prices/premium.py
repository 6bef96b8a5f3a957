"""The premium: how far the contract's own book stands from the index, as a share of it."""

from solvent.fixed import rule
from solvent.rates import towards_zero


def _impact_premium(bid: int, ask: int, index: int, unit: int) -> int:
    """(max(0, impact bid - index) - max(0, index - impact ask)) / index, cut towards 0.

    bid       parts of a tick; 0: not computable, and the bid asks for no premium
    ask       parts of a tick; 0: not computable, and the ask asks for none
    index     parts of a tick, 1 or more
    unit      count of units in 1: 10^6 for ppm, 10^9 for ppb
    returns   units, signed
    Source    dYdX v4 memclob GetPricePremium, which says what too little depth means: 0 for a bid, without end for an
              ask; Binance FAQ 360033525031, Bybit announcement fund-rate, BitMEX perpetual contracts guide: the same
              without saying it, so whoever forms their premium asks `premium_missing` first
    """
    above = max(0, bid - index)
    below = max(0, index - ask) if ask > 0 else 0
    return towards_zero(above - below, unit, index)


impact_premium = rule(_impact_premium)


def _mid_premium(bid: int, ask: int, index: int, unit: int) -> int:
    """((best bid + best ask) / 2 - index) / index, cut towards 0.

    bid       ticks, 1 or more
    ask       ticks, 1 or more
    index     ticks, 1 or more
    unit      count of units in 1: 10^6 for ppm, 10^9 for ppb
    returns   units, signed
    Source    OKX help 360053909272 and okx-to-optimize-funding-rate-calculation (2024-01-31)
    """
    return towards_zero(bid + ask - 2 * index, unit, 2 * index)


mid_premium = rule(_mid_premium)


def _premium_missing(bid: int, ask: int, index: int) -> int:
    """Which of its inputs a premium lacks, the first of them.

    bid       any unit; 0: absent
    ask       any unit; 0: absent
    index     any unit; 0: absent
    returns   number: 0 none, 1 the bid, 2 the ask, 3 the index
    Source    ours: a rule without its inputs is not computable, and says which
    """
    if index <= 0:
        return 3
    if bid <= 0:
        return 1
    return 2 if ask <= 0 else 0


premium_missing = rule(_premium_missing)
