"""What we value with."""

from solvent.fixed import mul_div_down, rule


def _fair(index: int, funding_rate: int) -> int:
    """The index with the last funding rate as its basis.

    index          ticks
    funding_rate   ppb of the running interval
    returns        ticks, 1 or more
    Source         Binance mark price FAQ 360033525071: price 1 = index (1 + rate x time to funding / interval); the
    whole
                   interval is taken here (ours: the price issue brings the clock of the interval)
    """
    return max(index + mul_div_down(index, funding_rate, 1000000000), 1)


fair = rule(_fair)


def _smoothed_basis(basis: int, last: int, index: int, elapsed_ns: int, constant_ns: int) -> int:
    """One step of the exponential average of last - index, weight elapsed / (elapsed + constant).

    basis         10^-6 ticks, the average so far (unit: ticks)
    last          ticks
    index         ticks
    elapsed_ns    ns since the last step, 0 or more
    constant_ns   ns, 1 or more
    returns       10^-6 ticks
    Source        Hyperliquid docs, robust price indices: EMA of mid - oracle over 150 s, irregular steps; weight ours
    """
    target = (last - index) * 1000000
    return basis + mul_div_down(target - basis, elapsed_ns, elapsed_ns + constant_ns)


smoothed_basis = rule(_smoothed_basis)


def _median_of_three(a: int, b: int, c: int) -> int:
    """The middle of three prices.

    a, b, c   ticks
    a         ticks
    b         ticks
    c         ticks
    returns   ticks
    Source    Binance, Bybit, Hyperliquid: mark = median of three
    """
    return max(min(a, b), min(max(a, b), c))


median_of_three = rule(_median_of_three)
