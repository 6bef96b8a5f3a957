"""What is true of a book, found the slow way: fractions and loops, and none of the rules in `solvent`."""

from fractions import Fraction
from math import ceil, floor

from solvent.book import Book
from solvent.policy import CoinPolicy, Comparator, MarketPolicy, Policy
from tests.oracle_prices import Believed

COIN, REFERENCE = 1, 2
CLIENT, FUND, POOL = 1, 3, 5
HOUSE_OF_AN_ASSET = 6
CLEARING = 3
WILD = 2**58  # atoms of open interest beyond which a price is not believed


def worth(lots: int, ticks: int, den: int) -> Fraction:
    """The value of a position in atoms, exactly: lots x ticks, or of an inverse contract the reciprocal of it."""
    return Fraction(lots * ticks, den) if den > 0 else Fraction(lots * den, ticks or 1) * (ticks > 0)


def maintenance(size: int, market: MarketPolicy, more: int = 0) -> int:
    """By the tier a size falls in, straight from the policy; more: ppm that volatility and the regime add."""
    tier = [tier for tier in market.tiers if tier.floor <= size][-1]
    if more:
        rate = Fraction(tier.mm_num * tier.mm_fraction, tier.mm_den * 10**6) + Fraction(more, 10**6)
        return max(ceil(size * rate) - tier.deduction, 0)
    base = ceil(Fraction(size * tier.mm_num, tier.mm_den))
    return max(ceil(Fraction(base * tier.mm_fraction, 10**6)) - tier.deduction, 0)


def policy_of(book: Book) -> Policy:
    """The rules in force."""
    assert book.rules is not None
    return book.rules.policy


def haircut(worth: Fraction, coin: CoinPolicy) -> int:
    """What a holding loses, each part of it at the rate of the tier it lies in, rounded up."""
    floors = [floor_ for floor_, _ in coin.haircuts]
    ends = [*floors[1:], max(worth, 0)]
    parts = [max(min(worth, end) - start, 0) for start, end in zip(floors, ends, strict=True)]
    return ceil(sum(part * Fraction(rate, 10**6) for part, (_, rate) in zip(parts, coin.haircuts, strict=True)))


class Seen:
    """A book looked at once.

    equity, maintenance, lots   per bucket; lots: those held, in all markets, unsigned
    blocked                     buckets that hold a price which may not be used
    """

    def __init__(self, book: Book) -> None:
        self.book, self.policy = book, policy_of(book)
        self.count = book.buckets.n
        self.balance = book.ledger.balance.tolist()
        self.equity = [Fraction(atoms) for atoms in self.balance]
        self.maintenance, self.held = [0] * self.count, [0] * self.count
        self.blocked: set[int] = set()
        self.coins: dict[int, tuple[int, int]] = {}  # what a bucket's coins count for, and what it owes in them
        self.believed = Believed(book, self.policy)
        self.usable = [self._usable(market) for market in range(book.markets.n)]
        r, m = book.rows, book.markets
        for bucket, market, lots in zip(r.bucket.tolist(), r.market.tolist(), r.lots.tolist(), strict=True):
            if lots == 0:
                continue
            ticks, den = int(m.valuation[market]), int(m.den[market])
            if m.kind[market] == COIN:
                self._coin(bucket, market, lots, floor(worth(lots, ticks, den)))
                continue
            entry = self.policy.market(book.market_names[market])
            assert entry is not None
            more = int(m.add_on[market]) + self.policy.regime(int(book.clock.regime[0])).add_on
            self.equity[bucket] += floor(worth(lots, ticks, den))
            self.maintenance[bucket] += maintenance(ceil(abs(worth(lots, ticks, den))), entry, more)
            self.held[bucket] += abs(lots)
            if not self.usable[market]:
                self.blocked.add(bucket)
        for bucket, (counted, owed) in self.coins.items():
            owed += max(counted - floor(self.equity[bucket]), 0)  # in the settlement asset: all that is no coin
            required = ceil(Fraction(owed * self.policy.collateral.debt_maintenance, 10**6))
            self.maintenance[bucket] = max(self.maintenance[bucket] + required, int(owed > 0))

    def _coin(self, bucket: int, market: int, lots: int, worth: int) -> None:
        """A coin counts less its haircut and requires nothing; one that counts for nothing needs no price."""
        coin = self.policy.coin(self.book.market_names[market])[1]
        counted = worth - haircut(Fraction(worth), coin)
        before = self.coins.get(bucket, (0, 0))
        self.coins[bucket] = before[0] + counted, before[1] + max(-worth, 0)
        self.equity[bucket] += counted
        self.held[bucket] += abs(lots)
        if not self.usable[market] and (lots < 0 or coin.haircuts != ((0, 10**6),)):
            self.blocked.add(bucket)

    def _usable(self, market: int) -> bool:
        """Whether the price of a market may be acted on, and money could hold what it would be worth."""
        rows, m = self.book.rows, self.book.markets
        held = zip(rows.market.tolist(), rows.lots.tolist(), strict=True)
        longs = sum(max(lots, 0) for place, lots in held if place == market)
        would_be = self.believed.would_be(market)
        if m.kind[market] != REFERENCE and abs(worth(longs, would_be, int(m.den[market]))) > WILD:
            return False
        return self.believed.usable(market)

    def in_breach(self, bucket: int) -> bool:
        """Whether a bucket ought to be closed."""
        if bucket in self.blocked:
            return False
        holder, equity, line = int(self.book.ledger.holder[bucket]), self.equity[bucket], self.maintenance[bucket]
        if holder != CLIENT:
            return holder in (FUND, POOL) and line > 0 and equity < 0
        if line <= 0:
            return False
        return equity < line or (self.policy.closing.comparator == Comparator.AT_OR_BELOW and equity == line)

    def waits(self, bucket: int) -> bool:
        """Whether a bucket in breach has a reason not to be closed further at this moment."""
        b = self.book.buckets
        return bool(b.working[bucket] or b.cooldown_ns[bucket] > self.book.now_ns or b.queued_ns[bucket])

    def skipped(self) -> list[str]:
        """Buckets that ought to be in closing and are not, or the other way round, or stand still for no reason."""
        found = []
        for bucket in range(self.count):
            closing, breach = bool(self.book.buckets.status[bucket]), self.in_breach(bucket)
            what = f"bucket {bucket} ({self.book.holder_name(bucket)}): equity {self.equity[bucket]}"
            what += f", maintenance {self.maintenance[bucket]}"
            if breach and not closing:
                found.append(f"{what}: in breach and left alone")
            if breach and closing and not self.waits(bucket):
                found.append(f"{what}: being closed, and nothing happens")
            if closing and not breach and bucket not in self.blocked and not self.book.buckets.working[bucket]:
                found.append(f"{what}: being closed without a breach")
        return found

    def owing(self) -> list[str]:
        """Clients without a position who are not being closed and owe money."""
        b, ledger = self.book.buckets, self.book.ledger
        return [
            f"bucket {bucket} ({self.book.holder_name(bucket)}) is flat and owes {-self.balance[bucket]}"
            for bucket in range(self.count)
            if int(ledger.holder[bucket]) == CLIENT and not self.held[bucket] and self.balance[bucket] < 0
            and not b.working[bucket]
        ]  # fmt: skip


def unbalanced(book: Book) -> list[str]:
    """Money or lots that came from nowhere, and deficits nobody was given."""
    found = []
    totals = [Fraction(0)] * len(book.assets)
    ledger = book.ledger
    for asset, atoms, fine in zip(ledger.asset.tolist(), ledger.balance.tolist(), ledger.fine.tolist(), strict=True):
        totals[asset] += atoms + Fraction(fine, 10**9)
    found += [f"{book.assets[asset]}: balances sum to {total}" for asset, total in enumerate(totals) if total]
    lots, longs = [0] * book.markets.n, [0] * book.markets.n
    for market, held in zip(book.rows.market.tolist(), book.rows.lots.tolist(), strict=True):
        lots[market] += held
        longs[market] += max(held, 0)
    found += [f"{book.market_names[market]}: lots sum to {total}" for market, total in enumerate(lots) if total]
    if longs != book.markets.open_lots.tolist():
        found.append(f"open interest is {longs}, the book says {book.markets.open_lots.tolist()}")
    for asset, first in enumerate(book.asset_first):
        if book.ledger.balance[first + CLEARING]:
            found.append(f"{book.assets[asset]}: the clearing pool holds {book.ledger.balance[first + CLEARING]}")
    return found


def misplaced(book: Book) -> list[str]:
    """Orders and counters that do not agree with each other."""
    found, working = [], [0] * book.buckets.n
    for order in range(book.orders.n):
        left, row = int(book.orders.lots[order]), int(book.orders.row[order])
        if not left:
            continue
        bucket, held = int(book.orders.bucket[order]), int(book.rows.lots[row])
        working[bucket] += 1
        if left * held >= 0 or abs(left) > abs(held):
            found.append(f"order {order} would trade {left} lots of a position of {held}")
    if working != book.buckets.working.tolist():
        found.append(f"open orders a bucket are {working}, the book says {book.buckets.working.tolist()}")
    for row in range(book.rows.n):
        leg, held = int(book.rows.leg[row]), int(book.rows.lots[row])
        if leg * held < 0:
            found.append(f"row {row} is leg {leg} and holds {held}")
    return found
