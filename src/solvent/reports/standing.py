"""How each account stands at the valuation prices: what it has, what it owes to keep, and how far the line is.

Everything is read from a book; nothing is decided here. A liquidation price is the first tick, walking from the
valuation, at which the rulebook's comparator holds, with the bucket's positions in other markets held fixed.
"""

from collections.abc import Sequence
from enum import StrEnum

import msgspec
import numpy as np

from solvent.book import Book, Kind
from solvent.fixed import mul_div_down, mul_div_up
from solvent.grid import entry_ticks, notional, ticks_worth, value
from solvent.health import breached, ratio_reached
from solvent.perps.bankruptcy import bankruptcy_price
from solvent.perps.collateral import haircut
from solvent.perps.liquidation_price import liquidation_price
from solvent.policy import Comparator, PriceRole
from solvent.reports.coin_line import CoinLine
from solvent.revalue.rows import everyone, initial_margin
from solvent.tiers import Schedule, row_maintenance, tier_of
from solvent.units import AMOUNT_DECIMALS, PPM

ASSUMPTION = "with the bucket's positions in other markets held fixed"
COMPARATORS = {Comparator.BELOW: "equity < maintenance", Comparator.AT_OR_BELOW: "equity ≤ maintenance"}
ROLES = {PriceRole.MARK: "mark", PriceRole.INDEX: "index", PriceRole.LAST: "last"}
LEGS = {0: "", 1: "long leg", -1: "short leg"}


class State(StrEnum):
    """Where a bucket stands."""

    OK = "ok"
    WARNING = "warning"
    BREACH = "breach"
    NO_PRICE = "no price"  # a price is missing or may not be used: nothing is judged
    NO_POSITION = "no position"


class Row(msgspec.Struct, frozen=True):
    """One position.

    leg           0 one-way, 1 long, -1 short
    lots          lots, signed
    ticks         the valuation; entry: cost / size, rounded down, 0 where that is not above 0
    value         atoms, signed; notional, maintenance: atoms
    tier          which of the market's tiers, from 1; tiers: how many there are
    below, above  ticks: the liquidation price walking down and walking up, 0 for none; the valuation itself while the
                  bucket is in breach. A single position is followed against its side only
    bankruptcy    ticks: the last price at which the bucket's equity is not below 0, 0 for none
    distance      ppm of the valuation to the nearer liquidation price, rounded down; None where there is none
    coin          a coin, held or owed: no position, so it has no entry, no tiers and no bankruptcy price of its own
    haircut       atoms of its value that do not count
    """

    market: str
    leg: int
    lots: int
    size_decimals: int
    price_decimals: int
    ticks: int
    entry: int
    value: int
    notional: int
    maintenance: int
    tier: int
    tiers: int
    below: int
    above: int
    bankruptcy: int
    distance: int | None
    coin: bool = False
    haircut: int = 0


class Bucket(msgspec.Struct, frozen=True):
    """One margin domain: cross where market is "", isolated otherwise. Money in atoms.

    level      rungs of the warning ladder its margin ratio has reached
    ratio      ppm, maintenance / equity rounded up; None where there is no equity to divide by
    decimals   an atom is 10^-decimals of the asset
    """

    account: str
    market: str
    leg: int
    asset: str
    equity: int
    initial: int
    maintenance: int
    state: State
    level: int
    ratio: int | None
    rows: tuple[Row, ...]
    decimals: int = AMOUNT_DECIMALS

    @property
    def name(self) -> tuple[str, str, int, str]:
        """What tells it apart from every other bucket."""
        return self.account, self.market, self.leg, self.asset

    @property
    def kind(self) -> str:
        """Cross or isolated, in words."""
        return "cross" if not self.market else f"isolated {self.market} {LEGS[self.leg]}".rstrip()

    @property
    def shortfall(self) -> int:
        """Atoms it would owe beyond its own margin, closed at the valuation without fees or slippage."""
        return max(-self.equity, 0)


def trigger_words(book: Book) -> str:
    """The rulebook's trigger, such as 'equity < maintenance at the mark price'."""
    return f"{COMPARATORS[book.policy.closing.comparator]} at the {ROLES[book.policy.prices.trigger]} price"


class Standings:
    """Reads the standing of client buckets out of one book, which must not change meanwhile."""

    def __init__(self, book: Book) -> None:
        self.book = book
        found = everyone(book)
        self.equity, self.maintenance, self.blocked = (
            found.equity.tolist(), found.maintenance.tolist(), found.blocked.tolist(),
        )  # fmt: skip
        t = book.tiers
        self._columns = [c.tolist() for c in (t.floor, t.mm_num, t.mm_den, t.mm_fraction, t.deduction)]

    def places(self) -> list[int]:
        """The clients' buckets that hold a position or money, in the order of their accounts."""
        held = np.zeros(self.book.buckets.n, bool)
        held[self.book.rows.bucket[self.book.rows.lots != 0]] = True
        client = self.book.buckets.account >= 0
        places = np.flatnonzero(client & (held | (self.book.ledger.balance != 0)))
        account = self.book.buckets.account[places]
        return [int(place) for place in places[np.argsort(account, kind="stable")]]

    def by_danger(self, places: Sequence[int]) -> list[int]:
        """Buckets in breach first, then by margin ratio from the highest; those without a position last."""

        def danger(place: int) -> tuple[int, int, int]:
            equity, margin = self.equity[place], self.maintenance[place]
            if margin == 0:
                return (2, 0, place)
            if equity <= 0:
                return (0, equity - margin, place)
            return (1, -mul_div_up(margin, 10**12, equity), place)

        return sorted(places, key=danger)

    def state(self, place: int) -> tuple[State, int]:
        """Where a bucket stands, and how many warnings its margin ratio has reached."""
        equity, margin = self.equity[place], self.maintenance[place]
        closing = self.book.policy.closing
        if self.blocked[place]:
            return State.NO_PRICE, 0
        if all(int(self.book.rows.lots[row]) == 0 for row in self.book.rows_of(place)):
            return State.NO_POSITION, 0
        level = sum(ratio_reached(equity, margin, rung) for rung in closing.warnings)
        if breached(equity, margin, closing.comparator):
            return State.BREACH, level
        return (State.WARNING if level else State.OK), level

    def in_breach(self, places: Sequence[int]) -> int:
        """How many of these buckets are in breach."""
        return sum(self.state(place)[0] is State.BREACH for place in places)

    def bucket(self, place: int, lines: bool = True) -> Bucket:
        """The standing of one bucket; without `lines` the liquidation and bankruptcy prices are left out."""
        book, (state, level) = self.book, self.state(place)
        market, equity, margin = int(book.buckets.market[place]), self.equity[place], self.maintenance[place]
        rows = [row for row in book.rows_of(place) if int(book.rows.lots[row])]
        lines = lines and state is not State.NO_PRICE
        return Bucket(
            account=book.holder_name(place),
            market="" if market < 0 else book.market_names[market],
            leg=int(book.buckets.leg[place]),
            asset=book.assets[int(book.ledger.asset[place])],
            equity=equity,
            initial=initial_margin(book, place),
            maintenance=margin,
            state=state,
            level=level,
            ratio=mul_div_up(margin, PPM, equity) if equity > 0 else None,
            rows=tuple(self._row(row, self._lines(place, rows, row) if lines else (0, 0, 0)) for row in rows),
            decimals=book.asset_decimals[int(book.ledger.asset[place])],
        )

    def schedule(self, market: int) -> Schedule:
        """A market's tiers, as the rules of margin read them."""
        m = self.book.markets
        return Schedule(int(m.tier_first[market]), int(m.tier_last[market]), *self._columns)

    def _row(self, row: int, lines: tuple[int, int, int]) -> Row:
        r, m = self.book.rows, self.book.markets
        market, lots, cost = int(r.market[row]), int(r.lots[row]), int(r.cost[row])
        ticks, den, tiers = int(m.valuation[market]), int(m.den[market]), self.schedule(market)
        size = notional(lots, ticks, den)
        below, above, bankruptcy = lines
        coin = bool(m.kind[market] == Kind.COIN)
        gaps = [mul_div_down(abs(line - ticks), PPM, ticks) for line in (below, above) if line]
        return Row(
            market=self.book.market_names[market],
            leg=int(r.leg[row]),
            lots=lots,
            size_decimals=int(m.size_decimals[market]),
            price_decimals=int(m.price_decimals[market]),
            ticks=ticks,
            entry=entry_ticks(lots, cost, den),
            value=value(lots, ticks, den),
            notional=size,
            maintenance=row_maintenance(size, *tiers),
            tier=tier_of(size, tiers.first, tiers.last, tiers.floors, tiers.first) - tiers.first + 1,
            tiers=tiers.last - tiers.first + 1,
            below=below,
            above=above,
            bankruptcy=bankruptcy,
            distance=min(gaps) if gaps else None,
            coin=coin,
            haircut=self._haircut(market, value(lots, ticks, den)) if coin else 0,
        )

    def _haircut(self, market: int, worth: int) -> int:
        m, (floors, rates, *_, deductions) = self.book.markets, self._columns
        tiers = int(m.haircut_first[market]), int(m.haircut_last[market])
        return int(haircut(worth, *tiers, floors, rates, deductions))

    def _lines(self, place: int, rows: Sequence[int], row: int) -> tuple[int, int, int]:
        """Liquidation price below, above, and bankruptcy price, of one position's market in its bucket."""
        r, m = self.book.rows, self.book.markets
        market = int(r.market[row])
        if m.kind[market] == Kind.COIN:
            line = CoinLine.of(self.book, row, self.equity[place], self.maintenance[place]).first_breach()
            return (line, 0, 0) if r.lots[row] > 0 else (0, line, 0)
        legs = [int(r.lots[other]) for other in rows if int(r.market[other]) == market]
        ticks, den, equity = int(m.valuation[market]), int(m.den[market]), self.equity[place]
        state = equity, self.maintenance[place], self.book.policy.closing.comparator, self.schedule(market)

        def found(direction: int) -> int:
            return liquidation_price(ticks, direction, legs, den, *state)

        if len(legs) == 1:
            down, up = (found(-1), 0) if legs[0] > 0 else (0, found(1))
            return down, up, bankruptcy_price(legs[0], ticks, den, equity)
        return found(-1), found(1), hedged_bankruptcy(legs, ticks, den, equity)


def hedged_bankruptcy(legs: Sequence[int], ticks: int, den: int, equity: int) -> int:
    """The bankruptcy price of a long and a short in one market: that of their sum, less what rounding may take.

    legs      lots, signed
    ticks     ticks, valuation
    den       count of lot x ticks in one atom; below 0: an inverse contract, see grid
    equity    atoms, signed, of the bucket
    returns   ticks, rounded against the account; 0 where the price does not matter or there is none
    Law       equity >= 0 there
    """
    net = sum(legs)
    if net == 0:
        return 0
    fixed = equity - sum(value(leg, ticks, den) for leg in legs)
    rounding = 0 if den == 1 else len(legs) - 1  # the legs are rounded one by one
    return ticks_worth(net, rounding - fixed, den)
