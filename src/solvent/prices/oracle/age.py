"""A price has an age. Protocols differ by one second in what they make of it, so each rule is told what counts at the
limit itself."""

from solvent.fixed import product_below, rule


def _beyond(measured: int, limit: int, at_limit: bool) -> bool:
    """Whether a measure is beyond its limit, or at it where that counts as beyond.

    measured   units, of any kind
    limit      units of the same
    at_limit   flag: `>=` instead of `>`
    returns    flag
    Source     ours, since they differ: Euler's Chainlink adapter refuses an age > limit, Liquity v2 one >= limit (it
               asks for age < limit); Maker's OSM lets a new price pass at >= an hour (read 2026-11-26)
    """
    return measured > limit or (at_limit and measured == limit)


beyond = rule(_beyond)


def _too_old(now_ns: int, told_ns: int, max_age_ns: int, at_limit: bool) -> bool:
    """Whether a price is too old to be believed, was never told, or is of a time that has not come.

    now_ns       ns
    told_ns      ns, the source's own time of the price; 0: it never spoke
    max_age_ns   ns
    at_limit     flag: a price of exactly this age is too old
    returns      flag
    Source       as `beyond`; a time of the future is refused (ours: it would stay fresh for longer than it may)
    """
    return told_ns == 0 or told_ns > now_ns or beyond(now_ns - told_ns, max_age_ns, at_limit)


too_old = rule(_too_old)


def _update_due(answer: int, value: int, deviation: int, age_ns: int, heartbeat_ns: int) -> bool:
    """Whether a feed owes a new answer: the value has moved by the deviation, or the heartbeat is over.

    answer         ticks, 1 or more, the last one given
    value          ticks, what it would be now
    deviation      ppm of the answer; a move of exactly this much is enough
    age_ns         ns of the answer
    heartbeat_ns   ns; at exactly this age one is owed
    returns        flag
    Source         Chainlink data feeds, docs.chain.link: a deviation threshold or a heartbeat; ETH/USD on mainnet 0.5 %
                   or 1 h (unverified); what holds at the border is ours
    """
    return age_ns >= heartbeat_ns or not product_below(abs(value - answer), 1000000, answer, deviation)


update_due = rule(_update_due)


def _in_grace(now_ns: int, up_since_ns: int, grace_ns: int, at_limit: bool) -> bool:
    """Whether a chain or venue that was down has not been up for long enough to act on its prices.

    now_ns        ns
    up_since_ns   ns; 0: it is down
    grace_ns      ns
    at_limit      flag: exactly the grace is enough
    returns       flag
    Source        Chainlink L2 sequencer uptime feeds, docs.chain.link: 3600 s are usual, and the time up must be more
                  than the grace; Aave 3.7 dropped the check (read 2026-11-26)
    """
    return up_since_ns == 0 or not beyond(now_ns - up_since_ns, grace_ns, at_limit)


in_grace = rule(_in_grace)
