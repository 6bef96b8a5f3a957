"""A price has a floor and a cap, fixed or measured from another: what the asset can be redeemed for, what it was."""

from solvent.fixed import mul_div_down, mul_div_up, product_below, rule


def _capped(ticks: int, cap: int) -> int:
    """A price, at most a cap; nothing of a price of 0 or less.

    ticks     ticks, signed
    cap       ticks
    returns   ticks, 0 or more; 0 is no price
    Source    bgd-labs/aave-capo 2c280ef PriceCapAdapterStable: an upper bound alone, 1.04 for stablecoins; a negative
              answer is 0 (read 2026-11-26)
    """
    return max(min(ticks, cap), 0)


capped = rule(_capped)


def _bound(anchor: int, room: int, above: bool) -> int:
    """How far a price may go from an anchor: the last tick that is still allowed.

    anchor    ticks, 0 or more
    room      ppm of the anchor; below it at most 10^6
    above     flag: the bound above, rounded down; else the one below, rounded up
    returns   ticks
    Source    ours
    """
    return mul_div_down(anchor, 1000000 + room, 1000000) if above else mul_div_up(anchor, 1000000 - room, 1000000)


bound = rule(_bound)


def _past(ticks: int, anchor: int, room: int, above: bool, at_limit: bool) -> bool:
    """Whether a price is past the room that an anchor leaves it, exactly, before the bound is rounded to a tick.

    ticks      ticks, 0 or more
    anchor     ticks, 0 or more
    room       ppm of the anchor; below it at most 10^6
    above      flag: the bound above is asked about, else the one below
    at_limit   flag: a price exactly at the bound is past it
    returns    flag
    Source     ours; Curve's oracles move by a factor of 1.25 an update, Liquity v1 doubts a move > 50 % (read
               2026-11-26)
    """
    scale = 1000000 + room if above else 1000000 - room
    over, under = product_below(anchor, scale, ticks, 1000000), product_below(ticks, 1000000, anchor, scale)
    return (over if above else under) or (at_limit and not over and not under)


past = rule(_past)


def _staked(base: int, ratio: int, one: int) -> int:
    """What a staked or wrapped asset can be redeemed for: its rate of exchange times the price of what stands behind.

    base      ticks of the asset behind it
    ratio     units of `one`: how much of that asset one unit stands for
    one       units that mean 1
    returns   ticks, rounded down; 0 where either is 0 or less
    Source    bgd-labs/aave-capo 2c280ef PriceCapAdapterBase: price of the base x ratio; the same without a cap in
              Binance's notice on wBETH and BNSOL of 12 October 2025 (unverified)
    """
    return mul_div_down(base, ratio, one) if base > 0 and ratio > 0 else 0


staked = rule(_staked)
