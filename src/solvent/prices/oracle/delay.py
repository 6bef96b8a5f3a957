"""A price is told an hour before it counts: the oracle security module of Maker.

Everyone sees the next price for an hour, and whoever guards the module can stop it within that hour. The other side of
it is that a crash is acted on one to two hours late.
"""

from typing import NamedTuple

from solvent.fixed import rule
from solvent.prices.oracle.age import beyond


class Delayed(NamedTuple):
    """What the module holds.

    current, following   ticks, 0: none
    since_ns             ns, the start of the hop in which the current one was taken
    """

    current: int = 0
    following: int = 0
    since_ns: int = 0


def _hour_start(now_ns: int, hop_ns: int) -> int:
    """The start of the hop a time lies in.

    now_ns    ns
    hop_ns    ns, 1 or more; an hour on mainnet
    returns   ns
    Source    makerdao/osm e36c874 prev (read 2026-11-26)
    """
    return now_ns - now_ns % hop_ns


hour_start = rule(_hour_start)


def taken(held: Delayed, now_ns: int, said: int, hop_ns: int, at_limit: bool = True) -> Delayed:
    """What the module holds after somebody asks it to move on, which it does once an hour.

    now_ns     ns
    said       ticks, what its source says; 0 or less: nothing, and it stays where it is
    hop_ns     ns
    at_limit   flag: after exactly a hop it moves on
    Source     makerdao/osm e36c874 poke: now >= since + hop; current <- next, next <- source (read 2026-11-26)
    """
    if said <= 0 or not beyond(now_ns - held.since_ns, hop_ns, at_limit):
        return held
    return Delayed(held.following, said, hour_start(now_ns, hop_ns))
