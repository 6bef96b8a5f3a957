"""What the asset is worth elsewhere."""

from solvent.fixed import mul_div_down


def median(ticks: list[int]) -> int:
    """The middle of the prices, rounded down where two are in the middle (ticks); 0 where there is none.

    Source   dYdX v4 x/prices: median of exchange prices; Hyperliquid docs, oracle: median of validators
    Law      an excluded source cannot move it: it is not among the prices
    """
    if not ticks:
        return 0
    ordered = sorted(ticks)
    middle = len(ordered) >> 1
    if len(ordered) & 1:
        return ordered[middle]
    return mul_div_down(ordered[middle - 1] + ordered[middle], 1, 2)
