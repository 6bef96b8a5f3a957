"""A rate of exchange grows, and not faster than so much a year.

Whoever can move the rate of a staked asset for one block could borrow against it. A cap that grows from a snapshot
stops that. It is three numbers that belong together (ratio, time and growth), and set apart from each other they cap
the true rate: on 10 March 2026 the ratio of wstETH was moved by the 3 % that one change may move it, its time by seven
days, and the cap lay 2.85 % below the truth (Aave governance, topics 24269 and 24275).
"""

from solvent.fixed import mul_div_down, rule


def _growth_a_second(snapshot: int, growth: int) -> int:
    """By how much a ratio may grow in a second.

    snapshot   ratio, 0 or more
    growth     ppm a year of 365 days, 0 or more
    returns    10^-6 units of the ratio, rounded down
    Source     bgd-labs/aave-capo 2c280ef PriceCapAdapterBase (read 2026-11-26); 100 ppm are its basis point
    """
    return mul_div_down(snapshot, growth, 31536000)


growth_a_second = rule(_growth_a_second)


def _ratio_cap(snapshot: int, growth: int, seconds: int) -> int:
    """The most a ratio may be so many seconds after its snapshot.

    snapshot   ratio, 0 or more
    growth     ppm a year of 365 days, 0 or more
    seconds    count since the snapshot, whole, 0 or more
    returns    ratio, rounded down
    Source     bgd-labs/aave-capo 2c280ef PriceCapAdapterBase (read 2026-11-26)
    """
    return snapshot + mul_div_down(growth_a_second(snapshot, growth), seconds, 1000000)


ratio_cap = rule(_ratio_cap)


def _inconsistent(ratio: int, snapshot: int, growth: int, seconds: int, room: int) -> int:
    """Why the three numbers of a cap do not belong together: 0 they do, 1 none of them is one, 2 it caps the truth from
    the first second, 3 it leaves more room than it may.

    ratio      ratio, the true one now
    snapshot   ratio
    growth     ppm a year
    seconds    count since the snapshot
    room       ppm of the true ratio by which the cap may exceed it today
    returns    index, reasons.GrowthCap
    Source     ours, after the report on 10 March 2026 (Aave governance, topic 24269): whoever changes one of the three
               is told what all three mean today; that a cap of exactly the ratio will do is ours
    """
    if ratio < 1 or snapshot < 1 or growth < 0 or seconds < 0:
        return 1
    cap = ratio_cap(snapshot, growth, seconds)
    if cap < ratio:
        return 2
    return 3 if cap > ratio + mul_div_down(ratio, room, 1000000) else 0


inconsistent = rule(_inconsistent)
