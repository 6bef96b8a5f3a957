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
    since_ns             ns, the start of the hour in which the current one was taken
    stopped              flag: nothing is taken any more
    """

    current: int = 0
    following: int = 0
    since_ns: int = 0
    stopped: bool = False


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
    if held.stopped or said <= 0 or not beyond(now_ns - held.since_ns, hop_ns, at_limit):
        return held
    return Delayed(held.following, said, hour_start(now_ns, hop_ns))


def stopped(held: Delayed) -> Delayed:
    """The module held still: the current price counts on, nothing follows it. Source: makerdao/osm e36c874 stop."""
    return held._replace(stopped=True)


def voided(held: Delayed) -> Delayed:
    """The module without any price, and held still. Source: makerdao/osm e36c874 void."""
    return held._replace(current=0, following=0, stopped=True)


def started(held: Delayed) -> Delayed:
    """The module moving again. Source: makerdao/osm e36c874 start."""
    return held._replace(stopped=False)
