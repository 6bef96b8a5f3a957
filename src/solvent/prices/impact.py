"""What an order of a given size would be filled at: impact prices and the average of a depth.

Levels are told best first, as two columns. What they do not hold is not computable and is answered with 0, never with
the price of what they do hold. Prices are in parts of a tick; `parts` says how many make one.
"""

from solvent.fixed import mul_div_down, mul_div_up, rule


def _impact_price(ticks: list[int], lots: list[int], worth: int, parts: int, up: bool) -> int:
    """The average price of an order worth so much, the last level taken in part.

    ticks     ticks, best first, shape (levels,)
    lots      lots, 0 or more, shape (levels,)
    worth     lots x ticks, 0 or more; 0: the price of the best level
    parts     count of parts in one tick
    up        flag: rounded up (asks), else down (bids), so that no premium is made by rounding
    returns   parts of a tick; 0 is not computable: the levels are worth less
    Source    dYdX v4 memclob getImpactPriceSubticks; Binance FAQ 360033525031, Hyperliquid docs, funding: the same
              average. dYdX cuts the lots to whole quantums before it divides, here nothing is cut before the price
    """
    left, taken = worth, 0
    for i in range(len(ticks)):
        level = lots[i] * ticks[i]
        if level >= left:
            over = taken * ticks[i] + left  # the lots taken, x ticks of this level
            paid = worth if worth > 0 else 1
            over = over if worth > 0 else 1
            scaled = ticks[i] * parts
            return mul_div_up(paid, scaled, over) if up else mul_div_down(paid, scaled, over)
        left -= level
        taken += lots[i]
    return 0


impact_price = rule(_impact_price)


def _depth_price(ticks: list[int], lots: list[int], size: int, parts: int, up: bool) -> int:
    """The average price of an order of so many lots, the last level taken in part.

    ticks     ticks, best first, shape (levels,)
    lots      lots, 0 or more, shape (levels,)
    size      lots, 0 or more; 0: the price of the best level
    parts     count of parts in one tick
    up        flag: rounded up (asks), else down (bids)
    returns   parts of a tick; 0 is not computable: fewer lots stand there
    Source    Vega core/matching VWAP, rounded down to whole ticks on both sides; Deribit mark: depth VWAP
    """
    left, paid = size, 0
    for i in range(len(ticks)):
        taken = min(left, lots[i])
        paid += taken * ticks[i]
        left -= taken
        if left == 0:
            over = size if size > 0 else 1
            paid = paid if size > 0 else ticks[i]
            return mul_div_up(paid, parts, over) if up else mul_div_down(paid, parts, over)
    return 0


depth_price = rule(_depth_price)


def _impact_mid(bid: int, ask: int) -> int:
    """The middle of the impact prices of both sides, rounded down.

    bid       parts of a tick; 0: not computable
    ask       parts of a tick; 0: not computable
    returns   parts of a tick; 0 is not computable: a side is missing
    Source    BitMEX fair price of futures, impact mid price; Vega PriceFromBookAtTime
    """
    return mul_div_down(bid + ask, 1, 2) if bid > 0 and ask > 0 else 0


impact_mid = rule(_impact_mid)
