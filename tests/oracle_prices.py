"""Which prices may be acted on and what an index is, the slow way: from what sources said and from the registry."""

from fractions import Fraction
from math import ceil, floor

from solvent.book import Book, Kind
from solvent.policy import Fallback, IndexRule, MarkRule, Policy, PricePolicy, PriceRole

PPM = 10**6
HIGHEST = 2**53  # ticks


class Believed:
    """A book's prices looked at once. Who is out, and waits to come back, is taken from the book; the rest is not."""

    def __init__(self, book: Book, policy: Policy) -> None:
        self.book, self.policy = book, policy
        self.of: list[list[int]] = [[] for _ in range(book.markets.n)]
        for source, market in enumerate(book.sources.market.tolist()):
            self.of[market].append(source)

    def usable(self, market: int) -> bool:
        """Whether the price of a market may be acted on, whatever it would be worth."""
        m, prices = self.book.markets, self._prices(market)
        if m.paused[market] or m.gate_ns[market] or not m.valuation[market]:
            return False
        reference = m.kind[market] == Kind.REFERENCE
        trigger = PriceRole.INDEX if reference else prices.trigger
        if not self.would_be(market):
            return False
        own = trigger == PriceRole.MARK and prices.mark == MarkRule.LAST and not prices.forms.cap
        formed = self.believed(market) or prices.index.held or self.stands_in(market)
        return trigger == PriceRole.LAST or own or (formed and not m.unsafe[market])

    def would_be(self, market: int) -> int:
        """The price that triggers (ticks), as it was last formed."""
        m, prices = self.book.markets, self._prices(market)
        if m.kind[market] == Kind.REFERENCE:
            return int(m.index[market])
        return int({PriceRole.MARK: m.mark, PriceRole.INDEX: m.index, PriceRole.LAST: m.last}[prices.trigger][market])

    def believed(self, market: int) -> bool:
        """Whether an index has as many constituents as its rules ask for."""
        prices, count = self._prices(market), len(self.counting(market))
        return count >= prices.min_sources and (count > 1 or prices.index.one)

    def stands_in(self, market: int) -> bool:
        """Whether anything stands in for an index with too few constituents."""
        m, prices = self.book.markets, self._prices(market)
        for fallback in prices.fallbacks:
            if fallback.kind == Fallback.LAST:
                if m.last[market] and self.book.now_ns - int(m.last_ns[market]) <= prices.max_age_ns:
                    return True
                continue
            other = self.book.market_of.get(fallback.market)
            if other is None or not m.index[other] or not self.believed(other) or m.unsafe[other]:
                continue
            finer = int(m.price_decimals[market]) - int(m.price_decimals[other])
            if 1 <= int(m.index[other]) * Fraction(10) ** finer < HIGHEST + 1:
                return True
        return False

    def counting(self, market: int) -> list[int]:
        """The constituents that count."""
        s = self.book.sources
        return [one for one in self.of[market] if s.venue_ns[one] and not s.exclusion[one] and not self._wrong(one)]

    def index(self, market: int) -> int | None:
        """The index (ticks); none where more than the constituents decide it."""
        prices, counting = self._prices(market), self.counting(market)
        if not self.believed(market) or prices.index.step:
            return None
        composed = self._composed(counting, prices)
        apart = [abs(self.converted(one) - composed) * PPM > prices.index.apart * composed for one in counting]
        return None if prices.index.apart and len(counting) == 2 and any(apart) else composed

    def _composed(self, counting: list[int], prices: PricePolicy) -> int:
        """The price of those that count by the rule (ticks)."""
        weights = self.book.sources.weight
        pairs = sorted((self.converted(one), int(weights[one]) or PPM) for one in counting)
        middle = _middle([ticks for ticks, _ in pairs])
        if prices.index.rule == IndexRule.MEDIAN:
            return middle
        if prices.index.rule == IndexRule.WEIGHTED_MEDIAN:
            return _weighted(pairs)
        if prices.index.rule == IndexRule.CLAMPED_MEAN:
            low = ceil(Fraction(middle * (PPM - prices.index.cap), PPM))
            high = floor(Fraction(middle * (PPM + prices.index.cap), PPM))
            pairs = [(min(max(ticks, low), high), weight) for ticks, weight in pairs]
        return floor(Fraction(sum(t * w for t, w in pairs), sum(w for _, w in pairs)))

    def converted(self, source: int) -> int:
        """What a source says in its index's currency (ticks), 0 where that is unknown."""
        s, m = self.book.sources, self.book.markets
        ticks = int(s.ticks[source])
        worth = Fraction(ticks if 0 < ticks <= HIGHEST else 0)
        if s.assumed[source]:
            worth *= Fraction(int(s.assumed[source]), PPM)
        elif s.convert[source]:
            rate = int(s.convert[source]) - 1
            believed = self.usable(rate)
            worth *= Fraction(int(m.index[rate]), 10 ** int(m.price_decimals[rate])) if believed else 0
        else:
            return ticks
        return floor(worth) if worth < HIGHEST + 1 else 0

    def _wrong(self, source: int) -> bool:
        """Whether anything is wrong with a source as time stands."""
        s, now = self.book.sources, self.book.now_ns
        prices = self._prices(int(s.market[source]))
        gates, silent = prices.gates, now - int(s.venue_ns[source])
        untraded = now - int(s.traded_ns[source] or s.venue_ns[source])
        usual, moved = int(s.heartbeat_ns[source] or s.rhythm_ns[source]), int(s.moved_ns[source])
        return bool(
            s.suspended[source]
            or s.said[source]
            or silent > prices.max_age_ns
            or (gates.silence_ns and untraded > gates.silence_ns)
            or (gates.rhythm and usual and silent * PPM > gates.rhythm * usual)
            or (gates.frozen_ns and moved and now - moved > gates.frozen_ns)
            or self.converted(source) < 1
        )

    def _prices(self, market: int) -> PricePolicy:
        return self.policy.prices_of(self.book.market_names[market])


def _middle(ticks: list[int]) -> int:
    """The middle of prices in order, the mean of two rounded down."""
    half = len(ticks) // 2
    return ticks[half] if len(ticks) % 2 else (ticks[half - 1] + ticks[half]) // 2


def _weighted(pairs: list[tuple[int, int]]) -> int:
    """The lowest price at which half of the weight is reached; between two where it is exactly half there."""
    whole, below = sum(weight for _, weight in pairs), 0
    for place, (ticks, weight) in enumerate(pairs):
        below += weight
        if 2 * below == whole and place + 1 < len(pairs):
            return (ticks + pairs[place + 1][0]) // 2
        if 2 * below >= whole:
            return ticks
    return 0
