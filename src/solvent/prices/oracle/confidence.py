"""A price has a width: an oracle that averages many publishers says how far they lie apart."""

from solvent.fixed import product_below, rule


def _too_wide(ticks: int, width: int, limit: int, at_limit: bool) -> bool:
    """Whether the width of a price is more of it than may be.

    ticks      ticks, 1 or more
    width      ticks to either side, 0 or more
    limit      ppm of the price
    at_limit   flag: exactly the limit is too wide
    returns    flag
    Source     Euler's Pyth adapter at 18a3e34: refuses confidence > price x limit, a limit of 0.1 to 5 % (read
               2026-11-26)
    """
    if at_limit:
        return not product_below(width, 1000000, ticks, limit)
    return product_below(ticks, limit, width, 1000000)


too_wide = rule(_too_wide)


def _cautious(ticks: int, width: int, owed: bool) -> int:
    """The edge of a price that is against whoever is valued: below for what is held, above for what is owed.

    ticks     ticks
    width     ticks to either side, 0 or more
    owed      flag: a debt is valued
    returns   ticks, 0 or more; 0 is no price
    Source    Pyth, "Best practices", docs.pyth.network: value collateral at price - confidence, debt at price +
              confidence (read 2026-11-26, unverified)
    """
    return ticks + width if owed else max(ticks - width, 0)


cautious = rule(_cautious)
