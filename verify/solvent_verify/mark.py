"""From the index to the price that values positions and triggers, and whether it may be acted on."""

from solvent_verify.index import believed, within
from solvent_verify.sources import Heard, beyond, median
from solvent_verify.world import Market, Record, World

FARTHEST = 4 * 10**12  # ticks between a price and its index that a basis follows
FINE = 10**6  # parts of a tick in which averages are kept
BOOK_NS = 30 * 10**9  # time constant of the average of the book
MAX_INTEREST = 2**58  # atoms of open interest beyond which a valuation is not believed
NO_INDEX, NO_LAST, NO_BOOK, NO_OUTSIDE, NO_BASIS = 1, 2, 4, 8, 16
SMOOTH = ("smoothed", "median-of-three", "median-with-book")  # rules with the smoothed basis


def middle(a: int, b: int, c: int) -> int:
    """The middle of three prices."""
    return sorted((a, b, c))[1]


def averaged(average: int, price: int, index: int, elapsed_ns: int, constant_ns: int) -> int:
    """One step of the exponential average of price - index (10^-6 ticks), weight elapsed / (elapsed + constant)."""
    target = min(max(price - index, -FARTHEST), FARTHEST) * FINE
    return average + (target - average) * elapsed_ns // (elapsed_ns + constant_ns)


def averaged_book(average: int, book: int, elapsed_ns: int) -> int:
    """One step of the average of the middle of the book, which begins where it is; 0 where that is beyond FARTHEST."""
    if book > FARTHEST:
        return 0
    return averaged(average, book, 0, elapsed_ns, BOOK_NS) if average > 0 else book * FINE


def steady(market: Market, now_ns: int) -> int:
    """The index with what the funding rate still asks for until the interval ends."""
    rate, interval_ns = market.funding_rate, market.terms["mark"]["interval_ns"]
    if interval_ns:
        rate = rate * (interval_ns - now_ns % interval_ns) // interval_ns
    return max(market.index + market.index * rate // 10**9, 1)


def followed(market: Market) -> int:
    """The venue's own price that the basis follows, 0 where it is not there."""
    basis, last, bid, ask = market.terms["mark"]["basis"], market.last, market.bid, market.ask
    if basis == "mid":
        return (bid + ask) // 2 if bid > 0 and ask > 0 else 0
    if basis == "last-within" and last > 0:
        return min(max(last, bid), ask) if ask > 0 else max(last, bid)
    return last


def determined(world: World, heard: Heard, opened: list[int]) -> Record:
    """The mark with its components, the valuation, and whether it may be acted on."""
    market, now_ns = heard.market, world.now_ns
    terms = market.terms["mark"]
    elapsed = max(now_ns - market.mark_ns, 0) if market.mark_ns else 0
    own, bests = followed(market), (market.bid, market.ask, market.last)
    book = middle(*bests) if min(bests) > 0 else 0
    basis, booked = market.basis, market.booked
    if market.index and own:
        basis = averaged(basis, own, market.index, elapsed, max(terms["basis_ns"], 1))
    if market.mark_rule == "median-with-book" and book:
        booked = averaged_book(booked, book, elapsed)
    fair = steady(market, now_ns) if market.index else 0
    smoothed = max(market.index + basis // FINE, 1) if market.index else 0
    outside = _outside(world, market)
    missing = _lacks(market, own, book, outside, booked)
    ticks = 0 if missing else _formed(market, fair, smoothed, book, outside or max(booked // FINE, 1))
    valuation, usable = _valued(market, ticks, missing, bool(opened))
    return {
        "ticks": ticks, "fair": fair, "smoothed": smoothed, "last": market.last, "basis": basis,
        "valuation": valuation, "usable": usable, "booked": booked, "missing": missing if market.tells_lack else 0,
    }  # fmt: skip


def take(market: Market, said: Record, now_ns: int) -> None:
    """Takes down a mark that was said."""
    market.mark_ns, market.basis, market.booked = now_ns, said["basis"], said["booked"]
    market.valuation, market.usable = said["valuation"], said["usable"]


def opened(heard: Heard) -> list[int]:
    """How many sources agree that spoke since a halt or restart, once they are a quorum; else nothing."""
    market, resume = heard.market, heard.market.terms["resume"]
    if not market.gate_ns:
        return []
    spoke = [heard.ticks[source.number] for source in heard.counting() if source.received_ns > market.gate_ns]
    agree = [price for price in spoke if not resume["band"] or not beyond(price, median(spoke), resume["band"])]
    return [len(agree)] if len(agree) >= resume["quorum"] else []


def _outside(world: World, market: Market) -> int:
    other = world.named(market.terms["mark"]["outside"])
    return other.index if other and other.usable else 0


def _lacks(market: Market, own: int, book: int, outside: int, booked: int) -> int:
    """What the rule needs and has not, as a sum of NO_INDEX to NO_BASIS."""
    rule, lacks = market.mark_rule, 0
    if not market.index and (rule != "last" or market.cap):
        lacks += NO_INDEX
    if not market.last and rule in ("last", "median-of-three"):
        lacks += NO_LAST
    elif not own and rule in SMOOTH:
        lacks += NO_BASIS
    if rule == "median-with-book":
        lacks += (0 if book else NO_BOOK) + (0 if outside or booked else NO_OUTSIDE)
    return lacks


def _formed(market: Market, fair: int, smoothed: int, book: int, outside: int) -> int:
    by_rule = {
        "index": market.index, "last": market.last, "fair": fair, "smoothed": smoothed,
        "median-of-three": middle(fair, smoothed, market.last), "median-with-book": middle(smoothed, book, outside),
    }  # fmt: skip
    mark = by_rule[market.mark_rule]
    return max(within(mark, market.index, market.cap), 1) if market.cap else mark


def _valued(market: Market, mark: int, missing: int, gate_opened: bool) -> tuple[int, int]:
    """(the price that values, whether it may be acted on); held where it is not there or beyond belief."""
    valuation = {"mark": mark, "index": market.index, "last": market.last}[market.trigger]
    sure = not market.needs_index or believed(market, market.fresh, market.serving)
    usable = valuation > 0 and sure and (not market.gate_ns or gate_opened)
    if (not valuation and missing) or (valuation and _beyond_belief(market, valuation)):
        return market.valuation, 0
    return valuation, int(usable)


def _beyond_belief(market: Market, ticks: int) -> bool:
    """Whether open interest would be worth more at a price than any money could hold."""
    lots = abs(market.open_lots)
    if market.den > 0:
        return lots * ticks > MAX_INTEREST * market.den
    return lots * -market.den > MAX_INTEREST * ticks
