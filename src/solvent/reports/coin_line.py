"""The price of a coin at which its bucket is closed, everything else it holds valued as it is now.

What a holding counts for never falls as its price rises, and a debt requires more and leaves less the dearer it is; so
one side of the line is all breach, and the line is found by halving.
"""

from dataclasses import dataclass

from solvent.book import Book, Kind
from solvent.grid import value
from solvent.health import breached
from solvent.perps.collateral import debt_requirement, haircut
from solvent.units import MAX_PRICE, MAX_PRODUCT


@dataclass(frozen=True, slots=True)
class CoinLine:
    """One coin of a bucket as a function of its price.

    owed         atoms: what the bucket owes beside this coin
    margin       atoms: what its positions require
    equity       atoms: what counts beside this coin
    """

    book: Book
    row: int
    owed: int
    margin: int
    equity: int

    @classmethod
    def of(cls, book: Book, row: int, equity: int, maintenance: int) -> "CoinLine":
        """The coin of a row whose bucket stands at this equity and maintenance now (atoms)."""
        m, r = book.markets, book.rows
        rows = list(book.rows_of(int(r.bucket[row])))
        worth = {other: value(int(r.lots[other]), int(m.valuation[r.market[other]]), int(m.den[r.market[other]]))
                 for other in rows}  # fmt: skip
        coins = [other for other in rows if m.kind[r.market[other]] == Kind.COIN]
        cash = int(book.ledger.balance[r.bucket[row]]) + sum(worth[other] for other in rows if other not in coins)
        debts = {other: max(-worth[other], 0) for other in coins}
        owed = max(-cash, 0) + sum(debts.values())
        required = debt_requirement(owed, book.policy.collateral.debt_maintenance)
        margin = 0 if maintenance == 1 and required == 0 else maintenance - required  # 1 atom: for owing at all
        bare = cls(book, row, owed - debts[row], margin, 0)
        return cls(book, row, owed - debts[row], margin, equity - bare.counts(worth[row]))

    def counts(self, worth: int) -> int:
        """What of the coin's value counts, atoms."""
        m, t, market = self.book.markets, self.book.tiers, int(self.book.rows.market[self.row])
        tiers = int(m.haircut_first[market]), int(m.haircut_last[market])
        return worth - int(haircut(worth, *tiers, t.floor.tolist(), t.mm_num.tolist(), t.deduction.tolist()))

    def in_breach(self, ticks: int) -> bool:
        """Whether the trigger's comparator holds at a price of the coin."""
        m, market = self.book.markets, int(self.book.rows.market[self.row])
        worth = int(value(int(self.book.rows.lots[self.row]), ticks, int(m.den[market])))
        owed = self.owed + max(-worth, 0)
        required = self.margin + debt_requirement(owed, self.book.policy.collateral.debt_maintenance)
        comparator = int(self.book.policy.closing.comparator)
        return bool(breached(self.equity + self.counts(worth), max(required, int(owed > 0)), comparator))

    def first_breach(self) -> int:
        """The first tick in breach, walking from the valuation: down for a holding, up for a debt; 0 for none."""
        market, lots = int(self.book.rows.market[self.row]), int(self.book.rows.lots[self.row])
        near, far = int(self.book.markets.valuation[market]), 1
        if lots < 0:
            far = min(MAX_PRICE, MAX_PRODUCT // -lots)
        if self.in_breach(near):
            return near
        if not self.in_breach(far):
            return 0
        while abs(far - near) > 1:
            middle = (near + far) >> 1
            near, far = (near, middle) if self.in_breach(middle) else (middle, far)
        return far
