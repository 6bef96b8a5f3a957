"""A price comes from the first source that can be believed, and stands still where none can."""

from solvent.fixed import rule
from solvent.prices.oracle.bounds import past
from solvent.reasons import Feed


def _agree(a: int, b: int, limit: int, at_limit: bool) -> bool:
    """Whether two prices are near each other, measured by the lower one.

    a          ticks, 1 or more
    b          ticks, 1 or more
    limit      ppm of the lower price
    at_limit   flag: exactly so far apart they no longer agree
    returns    flag
    Source     Liquity v1 PriceFeed at 39f1f7f: two feeds agree at a difference <= 5 % of the lower (read 2026-11-26)
    """
    return not past(max(a, b), min(a, b), limit, True, at_limit)


agree = rule(_agree)


def _switched(feed: int, first: bool, second: bool, agreed: bool, comes_back: bool) -> int:
    """Which feed the next price is taken from.

    feed         index, reasons.Feed: where the last price came from
    first        flag: the first source can be believed
    second       flag: the second one can
    agreed       flag: both, and they are near each other
    comes_back   flag: a frozen price may come back; else frozen is for good
    returns      index, reasons.Feed
    Source       Liquity v1 PriceFeed at 39f1f7f: from the second source, or from none, back to the first only where
                 both agree; v2 (liquity/bold 405f912): no second one, and frozen is for good (read 2026-11-26). Its
                 states are five; that a frozen price never comes back by the second source alone is ours
    """
    if feed == Feed.FIRST and first:
        return Feed.FIRST
    if feed == Feed.FROZEN and not comes_back:
        return Feed.FROZEN
    if agreed:
        return Feed.FIRST
    return Feed.SECOND if second and feed != Feed.FROZEN else Feed.FROZEN


switched = rule(_switched)


def chosen(
    feed: Feed, first: int, second: int, good: int, limit: int, at_limit: bool, comes_back: bool
) -> tuple[Feed, int]:
    """Which feed the next price is taken from, and the price.

    feed            where the last price came from
    first, second   ticks, 0: cannot be believed
    good            ticks, the last good price, 0: none yet
    limit           ppm of the lower price within which the two agree
    at_limit        flag: exactly so far apart they no longer agree
    comes_back      flag: a frozen price may come back
    returns         (feed, ticks); 0 where neither can be believed and nothing ever was
    """
    agreed = first > 0 and second > 0 and agree(first, second, limit, at_limit)
    taken = Feed(switched(feed, first > 0, second > 0, agreed, comes_back))
    return taken, {Feed.FIRST: first, Feed.SECOND: second, Feed.FROZEN: good}[taken]
