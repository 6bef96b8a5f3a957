"""How an index and a mark were computed, with every number on the way: the same rules asked once more, one by one.

Each line is (what, the number as text). Prices are exact; nothing is rounded but where the rule itself rounds.
"""

from dataclasses import dataclass

from solvent.book import Book, Kind
from solvent.fixed import mul_div_down
from solvent.policy import BasisOf, IndexRule, MarkPolicy, MarkRule, PricePolicy
from solvent.prices import mark as rules
from solvent.prices.index import median, weighted_mean, weighted_median, within
from solvent.reports import words
from solvent.units import unscaled

Line = tuple[str, str]
FOLLOWED = {
    BasisOf.LAST: "the last price", BasisOf.MID: "the middle of bid and offer",
    BasisOf.LAST_WITHIN: "the last price brought between bid and offer",
}  # fmt: skip

NAMES = {
    "index": "the index", "fair": "the index with funding", "smoothed": "the index with the smoothed basis",
    "last": "the last price", "book": "the middle of bid, offer and last",
    "outside": "the outside reference, or the average of the book in its place",
}  # fmt: skip
NEEDED = {
    MarkRule.INDEX: ("index",), MarkRule.LAST: ("last",), MarkRule.FAIR: ("fair",), MarkRule.SMOOTHED: ("smoothed",),
    MarkRule.MEDIAN_OF_THREE: ("fair", "smoothed", "last"), MarkRule.MEDIAN_WITH_BOOK: ("smoothed", "book", "outside"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """A constituent that counts: its price in the index's currency (ticks), and its weight (ppm)."""

    name: str
    ticks: int
    weight: int


@dataclass(frozen=True, slots=True)
class Sum:
    """What a rule came to, and how."""

    ticks: int
    lines: list[Line]


def index(parts: list[Part], prices: PricePolicy, decimals: int) -> Sum:
    """The index of those that count, by its rule; 0 of none."""
    rule, ordered = prices.index.rule, sorted(parts, key=lambda part: part.ticks)
    lines: list[Line] = [("in order", ", ".join(f"{part.name} {_price(part.ticks, decimals)}" for part in ordered))]
    middle = median([part.ticks for part in parts])
    if rule is IndexRule.MEDIAN:
        return Sum(middle, [*lines, ("the median", _price(middle, decimals))])
    if rule is IndexRule.WEIGHTED_MEDIAN:
        return _weighted_median(ordered, lines, decimals)
    if rule is IndexRule.CLAMPED_MEAN:
        lines += [("the median", _price(middle, decimals))]
        lowest, highest = (within(price, middle, prices.index.cap) for price in (0, 2 * middle + 1))
        band = f"{_price(lowest, decimals)} to {_price(highest, decimals)}"
        lines += [(f"within {words.percent(prices.index.cap, 2)} of it", band)]
        brought = [Part(part.name, within(part.ticks, middle, prices.index.cap), part.weight) for part in ordered]
        lines += [
            (f"{before.name} is brought to", _price(after.ticks, decimals))
            for before, after in zip(ordered, brought, strict=True) if before.ticks != after.ticks
        ]  # fmt: skip
        ordered = brought
    return _weighted_mean(ordered, lines, decimals)


def _weighted_median(ordered: list[Part], lines: list[Line], decimals: int) -> Sum:
    whole, below = sum(part.weight for part in ordered), 0
    for part in ordered:
        below += part.weight
        reached = words.percent(words.share_ppm(below, whole), 2)
        lines.append((f"weight up to {part.name}", f"{below} of {whole} ppm, {reached}"))
    ticks = weighted_median([part.ticks for part in ordered], [part.weight for part in ordered], len(ordered))
    return Sum(int(ticks), [*lines, ("half of the weight is reached at", _price(int(ticks), decimals))])


def _weighted_mean(ordered: list[Part], lines: list[Line], decimals: int) -> Sum:
    whole = sum(part.weight for part in ordered)
    total = sum(part.ticks * part.weight for part in ordered)
    ticks = weighted_mean([part.ticks for part in ordered], [part.weight for part in ordered], len(ordered))
    sums = f"{total} tick ppm over {whole} ppm"
    return Sum(int(ticks), [*lines, ("sum of price x weight", sums), ("the mean", _price(int(ticks), decimals))])


def inputs(book: Book, market: int, prices: PricePolicy) -> list[Line]:
    """What a mark's rule reads beyond the index; what is not there is a dash."""
    m, decimals = book.markets, int(book.markets.price_decimals[market])
    law, forms, lines = _law(book, market, prices), prices.forms, []
    smooth = law in (MarkRule.SMOOTHED, MarkRule.MEDIAN_OF_THREE, MarkRule.MEDIAN_WITH_BOOK)
    booked = law is MarkRule.MEDIAN_WITH_BOOK or (smooth and forms.basis is not BasisOf.LAST)
    if law is MarkRule.LAST or smooth:
        lines.append(("last", _price(int(m.last[market]), decimals)))
    if booked:
        lines += [(what, _price(int(best[market]), decimals)) for what, best in (("bid", m.bid), ("offer", m.ask))]
    if law in (MarkRule.FAIR, MarkRule.MEDIAN_OF_THREE):
        lines.append(("funding rate", f"{words.decimal(int(m.funding_rate[market]), 7, 7)} % of an interval"))
    if smooth:
        what = f"basis, smoothed over {words.span(prices.basis_ns)}, of {FOLLOWED[forms.basis]} less the index"
        lines.append((what, unscaled(int(m.basis[market]), decimals + 6)))
    if law is MarkRule.MEDIAN_WITH_BOOK:
        lines.append(("outside reference", _outside(book, forms)))
        lines.append(("average of the middle of the book", unscaled(int(m.booked[market]), decimals + 6)))
    return lines


def _outside(book: Book, forms: MarkPolicy) -> str:
    other = book.market_of.get(forms.outside, -1)
    if other < 0:
        return "none"
    found = _price(int(book.markets.index[other]), int(book.markets.price_decimals[other]))
    return f"{found}{'' if book.markets.usable[other] else ', not to be acted on'}"


def mark(book: Book, market: int, prices: PricePolicy, row: dict[str, int], now_ns: int) -> list[Line]:
    """How the mark came of its components; row: as MarkUpdated has it."""
    m, decimals = book.markets, int(book.markets.price_decimals[market])
    index_ticks, cap = int(m.index[market]), _cap(book, market, prices)
    lines = [(NAMES[name], _price(ticks, decimals)) for name, ticks in _parts(book, market, prices, row)]
    if any(name == "fair" for name, _ in _parts(book, market, prices, row)):
        rest = rules.rest_of(int(m.funding_rate[market]), now_ns, prices.forms.interval_ns)
        lines.append(("of the funding rate is left", f"{words.decimal(int(rest), 7, 7)} %"))
    if cap and index_ticks:
        lowest, highest = (within(price, index_ticks, cap) for price in (0, 2 * index_ticks + 1))
        span = f"{_price(lowest, decimals)} to {_price(highest, decimals)}"
        lines.append((f"kept within {words.percent(cap, 2)} of the index", span))
    return lines


def uncapped(book: Book, market: int, prices: PricePolicy, row: dict[str, int]) -> int:
    """What the rule alone comes to, before any cap (ticks)."""
    ticks = sorted(ticks for _, ticks in _parts(book, market, prices, row))
    return ticks[len(ticks) // 2]


def _law(book: Book, market: int, prices: PricePolicy) -> MarkRule:
    """The rule of a mark; that of a reference is its index."""
    return MarkRule.INDEX if book.markets.kind[market] == Kind.REFERENCE else prices.mark


def _cap(book: Book, market: int, prices: PricePolicy) -> int:
    return 0 if book.markets.kind[market] == Kind.REFERENCE else prices.forms.cap


def _parts(book: Book, market: int, prices: PricePolicy, row: dict[str, int]) -> list[tuple[str, int]]:
    """The price or the three prices (ticks) of which the rule takes the middle."""
    m, other = book.markets, book.market_of.get(prices.forms.outside, -1)
    averaged = max(mul_div_down(row["booked"], 1, rules.FINE), 1) if row["booked"] else 0
    found = {
        "index": int(m.index[market]), "fair": row["fair"], "smoothed": row["smoothed"], "last": row["last"],
        "book": int(rules.middle_of_book(int(m.bid[market]), int(m.ask[market]), int(m.last[market]))),
        "outside": int(m.index[other]) if other >= 0 and m.usable[other] else averaged,
    }  # fmt: skip
    return [(name, found[name]) for name in NEEDED[_law(book, market, prices)]]


def _price(ticks: int, decimals: int) -> str:
    return unscaled(ticks, decimals) if ticks else "–"
