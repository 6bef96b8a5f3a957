"""The accounts of a case and the trades that open their positions: small, seeded, and balanced to the lot.

One side of each market is *counted*: its groups say how many accounts they have. The other side takes what the
counted side needs: each of its groups has a share of those lots, and the rest is taken by `@outside`, in the share
the case states. So long lots equal short lots, always. Sizes are log-uniform on a doubling ladder: a rung is drawn,
then a place on it, evenly (ours; real books have more small accounts and a longer tail). Nobody pays a fee for
opening.

Margin is what makes the stated leverage the *highest* seen at the entry, whichever price values the position: at every
price in force then (last, each constituent, the trade's own) equity covers notional / leverage. So one book fits every
rulebook that is compared on it, and stated 10 x is 10 x at the worst of those prices and a little less at the others.
"""

from collections.abc import Iterator, Sequence

from solvent.commands import OUTSIDE
from solvent.errors import BadCase
from solvent.fixed import mul_div_down, mul_div_up
from solvent.grid import most_below, notional, value
from solvent.lab.case import LONG, Case, Group, Market
from solvent.lab.population.holders import Holder, Opening, Population
from solvent.lab.random import Stream
from solvent.lab.tape import LAST, Tape
from solvent.units import MAX_NOTIONAL, PPM

ATTEMPTS = 16  # draws of a size before it is drawn evenly from the whole range
MOST_SHARE_ACCOUNTS = 1_000_000


def counted(case: Case, tape: Tape) -> Population:
    """The book of a case's groups at the prices of its tape at the entry."""
    holders: list[Holder] = []
    openings: list[Opening] = []
    for market in case.markets:
        groups = [group for group in case.groups if group.market == market.name]
        if groups:
            held, opened = _Opener(case, market, tape).open(groups)
            holders += held
            openings += opened
    return Population(tuple(holders), tuple(openings))


class _Opener:
    """Fills one market's book."""

    def __init__(self, case: Case, market: Market, tape: Tape) -> None:
        self.case, self.market = case, market
        self.prices = [self._price(tape, role) for role in (LAST, *market.constituents)]
        self.last = self.prices[0]

    def _price(self, tape: Tape, role: str) -> int:
        ticks = tape.of(self.market.name, role).at(self.case.entry.time_ns)
        if ticks is None:
            raise BadCase(f"expected a price of {self.market.name} {role} at the entry, found none yet", self.case.file)
        return ticks

    def open(self, groups: Sequence[Group]) -> tuple[list[Holder], list[Opening]]:
        """The holders of all groups, counted ones first, and the trades between them."""
        counted = [group for group in groups if group.count]
        sizes: list[tuple[str, Group, int]] = []
        for group in counted:
            sizes += [(account_name(group, n), group, lots) for n, lots in enumerate(self._counted(group), 1)]
        total = sum(lots for _, _, lots in sizes)
        others: list[tuple[str, Group, int]] = []
        before = share = 0
        for group in (group for group in groups if group.share):
            share += group.share
            until = mul_div_down(total, share, PPM)
            named = enumerate(self._shared(group, until - before), 1)
            others += [(account_name(group, n), group, lots) for n, lots in named]
            before = until
        openings = list(self._trades([(name, lots) for name, _, lots in sizes], others, counted[0].side == LONG))
        own: dict[str, list[Opening]] = {}
        for opening in openings:
            for account in (opening.buyer, opening.seller):
                own.setdefault(account, []).append(opening)
        return [self._holder(*one, own[one[0]]) for one in [*sizes, *others]], openings

    def _counted(self, group: Group) -> Iterator[int]:
        draws = Stream(self.case.seed, f"size/{group.prefix}")
        return (self._lots(group, draws, index) for index in range(group.count))

    def _shared(self, group: Group, target: int) -> Iterator[int]:
        """Sizes until the target is met; the last is cut to what is left."""
        draws, index = Stream(self.case.seed, f"size/{group.prefix}"), 0
        while target > 0:
            if index == MOST_SHARE_ACCOUNTS:
                found = f"more in group {group.name!r}: give it larger sizes"
                raise BadCase(f"expected at most {MOST_SHARE_ACCOUNTS} accounts, found {found}", self.case.file)
            lots = min(self._lots(group, draws, index), target)
            yield lots
            target, index = target - lots, index + 1

    def _lots(self, group: Group, draws: Stream, index: int) -> int:
        money = draw_size(draws, index, group.smallest, group.largest)
        lots, den = most_below(money + 1, self.last, self.market.den), self.market.den
        if lots < 1 or max(notional(lots, ticks, den) for ticks in self.prices) > MAX_NOTIONAL >> 2:
            found = f"{lots} lots for {money} atoms at {self.last} ticks"
            raise BadCase(f"expected sizes of at least one lot and within limits, found {found}", self.case.file)
        return lots

    def _trades(
        self, counted: Sequence[tuple[str, int]], others: Sequence[tuple[str, Group, int]], long: bool
    ) -> Iterator[Opening]:
        """Pairs both sides in order; each counted account trades at one price of its own."""
        draws = Stream(self.case.seed, f"entry/{self.market.name}")
        reach = mul_div_down(self.last, self.case.entry.spread, 2 * PPM)
        queue = [(name, lots) for name, _, lots in reversed(others)]
        for index, (name, lots) in enumerate(counted):
            ticks = max(self.last - reach + draws.below(index, 2 * reach + 1), 1)
            while lots:
                other, free = queue.pop() if queue else (OUTSIDE, lots)
                traded = min(lots, free)
                lots -= traded
                if free > traded:
                    queue.append((other, free - traded))
                buyer, seller = (name, other) if long else (other, name)
                yield Opening(self.market.name, buyer, seller, traded, ticks)

    def _holder(self, account: str, group: Group, lots: int, own: Sequence[Opening]) -> Holder:
        signed = lots if group.side == LONG else -lots
        margin = margin_for(signed, own, self.prices, group.leverage, self.market.den)
        return Holder(account, group, signed, margin)


def account_name(group: Group, number: int) -> str:
    """The name of a group's account, numbered from 1."""
    return f"{group.prefix}-{number:04}"


def draw_size(draws: Stream, index: int, smallest: int, largest: int) -> int:
    """A size from smallest to largest, log-uniform on the ladder smallest x 2^k, even within a rung. Ours.

    index               of the account: each has its own counters
    smallest, largest   atoms, 1 or more
    returns             atoms
    """
    rungs = 0
    while smallest << rungs < largest:
        rungs += 1
    for attempt in range(ATTEMPTS if rungs else 0):
        counter = 2 * (index * (ATTEMPTS + 1) + attempt)
        rung = smallest << draws.below(counter, rungs)
        size = rung + draws.below(counter + 1, rung)
        if size <= largest:
            return size
    return smallest + draws.below(2 * (index * (ATTEMPTS + 1) + ATTEMPTS), largest - smallest + 1)


def margin_for(lots: int, trades: Sequence[Opening], prices: Sequence[int], leverage: int, den: int) -> int:
    """The margin with which leverage is at most as stated at every price in force at the entry.

    lots       lots, signed
    trades     those that opened the position
    prices     ticks in force; the trades' own are looked at too
    leverage   ppm, 10^6 or more
    den        count of lot x ticks in one atom; below 0: an inverse contract, see grid
    returns    atoms, rounded up, at least 1
    """
    side = 1 if lots > 0 else -1
    # A trade's value is rounded down, and an account may trade in parts: off the grid, one atom a trade covers both.
    cost = side * sum(value(trade.lots, trade.ticks, den) for trade in trades) + (len(trades) if den != 1 else 0)
    needed = 1
    for ticks in {*prices, *(trade.ticks for trade in trades)}:
        initial = mul_div_up(notional(lots, ticks, den), PPM, leverage)
        needed = max(needed, initial + cost - value(lots, ticks, den))
    return needed
