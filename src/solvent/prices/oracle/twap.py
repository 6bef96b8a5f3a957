"""The price of a pool as the mean of its ticks over a window."""

from solvent.fixed import mul_div_down, rule


def _mean_tick(moved: int, seconds: int) -> int:
    """The mean tick of a window, rounded towards minus infinity.

    moved     ticks x seconds by which the pool's accumulator grew, signed
    seconds   count, 1 or more
    returns   ticks
    Source    Uniswap v3-periphery OracleLibrary.consult (read 2026-11-26): a negative mean that is not whole goes down
              one tick, where a division towards 0 would overstate the price
    """
    return mul_div_down(moved, 1, seconds)


mean_tick = rule(_mean_tick)


def _window_known(now_ns: int, oldest_ns: int, window_ns: int, at_least: bool) -> bool:
    """Whether a pool remembers far enough back for a window to be averaged.

    now_ns      ns
    oldest_ns   ns of the oldest observation
    window_ns   ns
    at_least    flag: an oldest observation of exactly the window is enough
    returns     flag
    Source      Uniswap v3-core Oracle.observeSingle (read 2026-11-26): refuses "OLD" where the target lies before the
                oldest observation, so exactly the window is enough
    """
    age = now_ns - oldest_ns
    return age > window_ns or (at_least and age == window_ns)


window_known = rule(_window_known)
