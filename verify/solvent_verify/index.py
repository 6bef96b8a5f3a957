"""From the constituents that count to an index, or to what stands in for it."""

from solvent_verify.sources import Heard, beyond, median
from solvent_verify.world import MAX_PRICE, PPM, Market, Record, World


def within(price: int, middle: int, band: int) -> int:
    """A price brought within a band (ppm) around a middle; the border is rounded inwards."""
    lowest, highest = -(-middle * (PPM - band) // PPM), middle * (PPM + band) // PPM
    return min(max(price, lowest), highest)


def weighted_median(prices: list[tuple[int, int]]) -> int:
    """The lowest price at which half of the weight is reached; at exactly half, the middle of it and the next.

    prices   (price, weight)
    """
    ordered, below = sorted(prices), 0
    whole = sum(weight for _, weight in ordered)
    for place, (price, weight) in enumerate(ordered):
        below += weight
        if 2 * below == whole and place + 1 < len(ordered):
            return (price + ordered[place + 1][0]) // 2
        if 2 * below >= whole:
            return price
    return 0


def weighted_mean(prices: list[tuple[int, int]]) -> int:
    """The sum of price x weight over the sum of weights, rounded down."""
    whole = sum(weight for _, weight in prices)
    return sum(price * weight for price, weight in prices) // whole if whole else 0


def computed(heard: Heard) -> tuple[int, list[Record]]:
    """The index by its rule, 0 where nobody counts; and what it is made of, without ages."""
    terms = heard.market.terms["index"]
    prices = [(heard.ticks[source.number], source.weight) for source in heard.counting()]
    middle = median([price for price, _ in prices])
    if terms["rule"] == "clamped-mean":
        prices = [(within(price, middle, terms["cap"]), weight) for price, weight in prices]
    parts = [
        {"source": source.number, "ticks": price, "weight": weight}
        for source, (price, weight) in zip(heard.counting(), prices, strict=True)
    ]
    if terms["rule"] == "median":
        return middle, parts
    return (weighted_median(prices) if terms["rule"] == "weighted-median" else weighted_mean(prices)), parts


def believed(market: Market, fresh: int, serving: int) -> bool:
    """Whether an index may be acted on: enough count, or something stands in, or a held one will do."""
    terms = market.terms["index"]
    enough = fresh >= market.terms["min_sources"] and (fresh > 1 or terms["one"])
    return bool(enough or serving or terms["held"])


def determined(world: World, heard: Heard, turned: bool) -> tuple[list[Record], list[Record]]:
    """(what is said of the index, what it is made of); both empty where nothing is said.

    turned   whether a constituent has come or gone in this determination
    """
    market, terms = heard.market, heard.market.terms["index"]
    target, parts = computed(heard)
    fresh, serving = len(parts), 0
    if fresh < market.terms["min_sources"] or (fresh == 1 and not terms["one"]):
        serving, target = _stands_in(world, market)
    elif fresh == 2 and terms["apart"] and market.index:
        pair = [heard.ticks[source.number] for source in heard.counting()]
        if any(beyond(price, target, terms["apart"]) for price in pair):
            target = market.index
    if not target:
        return ([_said("held", market.index, fresh)] if _was(market) != (fresh, 0, 0) else []), []
    switched = turned or (fresh, serving) != (market.fresh, market.serving)
    ticks, rest, moved_ns = _glided(market, target, switched, world.now_ns)
    before = (market.index, market.fresh, market.serving, market.computed, market.glided_ns)
    if before == (ticks, fresh, serving, rest, moved_ns):
        return [], []
    said = [_said("updated", ticks, fresh, serving, rest, moved_ns)]
    if serving or not market.tells_parts:
        return said, []
    ages = {source.number: world.now_ns - source.venue_ns for source in heard.sources}
    return said, [{**part, "age_ns": ages[part["source"]]} for part in parts]


def take(market: Market, said: Record) -> None:
    """Takes down an index that was said."""
    market.index, market.fresh, market.serving = said["ticks"], said["fresh"], said["serving"]
    market.computed, market.glided_ns = said["computed"], said["glided_ns"]


def _was(market: Market) -> tuple[int, int, int]:
    return market.fresh, market.serving, market.computed


def _said(what: str, ticks: int, fresh: int, serving: int = 0, rest: int = 0, moved_ns: int = 0) -> Record:
    return {"what": what, "ticks": ticks, "fresh": fresh, "serving": serving, "computed": rest, "glided_ns": moved_ns}


def outlived(market: Market, now_ns: int) -> bool:
    """Whether the venue's own last price is too old to stand in for an index."""
    return not market.last_ns or now_ns - market.last_ns > int(market.terms["max_age_ns"])


def _stands_in(world: World, market: Market) -> tuple[int, int]:
    """Which of the fallbacks has a price, from 1, and that price; (0, 0) where none has."""
    for number, fallback in enumerate(market.terms["fallbacks"], 1):
        if fallback["rule"] == "last":
            if market.last and not outlived(market, world.now_ns):
                return number, market.last
            continue
        other = world.named(fallback["market"])
        if other and other.index and not other.serving and believed(other, other.fresh, 0):
            finer = market.price_decimals - other.price_decimals
            ticks = other.index * 10 ** max(finer, 0) // 10 ** max(-finer, 0)
            if 0 < ticks <= MAX_PRICE:
                return number, ticks
    return 0, 0


def _glided(market: Market, target: int, switched: bool, now_ns: int) -> tuple[int, int, int]:
    """(ticks, what it is on its way to, when it last moved): a step at a time where who counts has changed."""
    terms, gliding = market.terms["index"], market.computed > 0
    if not terms["step"] or not market.index or not (gliding or switched):
        return target, 0, 0
    room = max(market.index * terms["step"] // PPM, 1)
    if gliding and now_ns - market.glided_ns < terms["every_ns"]:
        return market.index, target, market.glided_ns
    if abs(target - market.index) <= room:
        return target, 0, 0
    return market.index + (room if target > market.index else -room), target, now_ns
