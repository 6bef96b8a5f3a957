"""The terms of one stage of the market (policy.TakerPolicy): how much of an order it takes at a time, at which price.

A venue that closes in rounds, in slices of the depth or inside a band differs from one that sends a single large order
in these numbers alone.
"""

from solvent.fixed import kernel, mul_div_down, mul_div_up, rule
from solvent.grid import most_below
from solvent.units import MAX_PRICE, PPM


def _slice_size(size: int, ticks: int, den: int, most: int, left: int) -> int:
    """What a stage orders of a size now.

    size      lots, unsigned
    ticks     ticks, valuation, 1 or more
    den       count of lot x ticks in one atom; below 0: an inverse contract, see grid
    most      atoms of notional one order is for at most, 0: no limit; a lot that is worth more is still ordered
    left      lots that the depth told still allows, -1: whatever the depth
    returns   lots, 0 where the depth allows none
    Source    Deribit, liquidation rounds of a number of contracts; Vega specs 5fea1f3, 0012-POSR, disposal strategy
    """
    if most > 0:
        size = min(size, max(most_below(most + 1, ticks, den), 1))
    return size if left < 0 else min(size, left)


slice_size = rule(_slice_size)


def _allowed(depth: int, participation: int, taken: int) -> int:
    """The lots that a stage may still order of the depth it was told.

    depth           lots
    participation   ppm of it
    taken           lots ordered since it was told
    returns         lots, 0 or more; the share is rounded up: of one lot there is one
    Source          Vega core a50750c, execution/liquidation: ceil(volume in the band x max fraction)
    """
    return max(mul_div_up(depth, participation, PPM) - taken, 0)


allowed = rule(_allowed)


def _slices(
    sizes: list[int],
    ticks: list[int],
    den: list[int],
    side: list[int],
    most: int,
    left: list[int],
) -> None:
    """slice_size over the orders of one stage, in their order: each leaves less of the depth to the next.

    sizes   lots, shape (orders,); written
    ticks   ticks, shape (orders,)
    den     as slice_size, shape (orders,)
    side    index into left, shape (orders,)
    most    atoms of notional
    left    lots, shape (sides,), -1 where any depth will do; written
    """
    for i in range(len(sizes)):
        sizes[i] = slice_size(sizes[i], ticks[i], den[i], most, left[side[i]])
        if left[side[i]] >= 0:
            left[side[i]] = left[side[i]] - sizes[i]


slices = kernel(_slices, out=("sizes", "left"))


def _band_limit(held: int, limit: int, around: int, band: int) -> int:
    """The tighter one of an order's limit and the edge of a band around a price.

    held      lots, signed as held: a long is sold, no lower than the lower edge
    limit     ticks, 0: none
    around    ticks, 1 or more
    band      ppm of it, below 10^6
    returns   ticks; the edges are rounded into the band
    Source    Vega specs 5fea1f3, 0012-POSR, disposal slippage range
    """
    if held > 0:
        return max(limit, mul_div_up(around, PPM - band, PPM), 1)
    edge = min(mul_div_down(around, PPM + band, PPM), MAX_PRICE)
    return min(limit, edge) if limit > 0 else edge


band_limit = rule(_band_limit)


def _band_limits(held: list[int], around: list[int], band: int, limits: list[int]) -> None:
    """band_limit over many orders; columns of shape (orders,).

    limits   ticks; written
    """
    for i in range(len(held)):
        limits[i] = band_limit(held[i], limits[i], around[i], band)


band_limits = kernel(_band_limits, out=("limits",))
