"""A small house to test in: one engine, its journal, and commands with ids and times of their own."""

from types import SimpleNamespace
from typing import Any

import numpy as np

from solvent import commands as c
from solvent import events as e
from solvent.book import Book, House
from solvent.engine import Engine, Outcome
from solvent.engine.step import replay
from solvent.policy import (
    ClosingPolicy,
    Comparator,
    Limit,
    LiquidationFee,
    MarketPolicy,
    MarkRule,
    Payer,
    PayerPolicy,
    Policy,
    PricePolicy,
    PriceRole,
    Ranking,
    Sizing,
    Taker,
    TakerPolicy,
    Tier,
    TransferPrice,
)
from solvent.units import AMOUNT_DECIMALS, MAX_DECIMALS

S = 10**9
PERP, USD = "X-USD", "USD"
MARKET = TakerPolicy(Taker.MARKET, 10**6, TransferPrice.BANKRUPTCY)
FUND = TakerPolicy(Taker.FUND, 10**6, TransferPrice.BANKRUPTCY)
BACKSTOP = TakerPolicy(Taker.BACKSTOP, 10**6, TransferPrice.BANKRUPTCY)
ADL = TakerPolicy(Taker.ADL, 10**6, TransferPrice.BANKRUPTCY)
ADL_AT_MARK = TakerPolicy(Taker.ADL, 10**6, TransferPrice.MARK)
FUND_PAYS, OPERATOR_PAYS, WINNERS_PAY, DEFAULT_FUND_PAYS, DAY_WINNERS_PAY, OPEN_INTEREST_PAYS = (
    PayerPolicy(kind, -1) for kind in Payer
)
TEN_PERCENT = Tier(0, 100_000, 10**6, 10**6, 0, 200_000, 10**6)  # maintenance 10 %, initial 20 %

PRICES = {"min_sources": 1, "max_age_ns": 60 * S, "mark": MarkRule.INDEX, "basis_ns": 150 * S,
          "trigger": PriceRole.INDEX}  # fmt: skip
CLOSING = {
    "comparator": Comparator.BELOW, "warnings": (), "cancel_orders": False, "sizing": Sizing.ALL, "fraction": 0,
    "fraction_above": 0, "escalate_ns": 0, "buffer": 0, "assumed_cost": 0, "cooldown_ns": 0, "orders_per_window": 0,
    "window_ns": 0, "limit": Limit.NONE, "spread": 0, "adjustment": 0, "fee": LiquidationFee.CAPPED_BY_EQUITY,
    "leftover_to_fund": False,
}  # fmt: skip


def policy(
    takers: tuple[TakerPolicy, ...] = (MARKET, ADL),
    payers: tuple[PayerPolicy, ...] = (FUND_PAYS,),
    ranking: Ranking = Ranking.PROFIT_TIMES_LEVERAGE,
    tiers: tuple[Tier, ...] = (TEN_PERCENT,),
    taker_fee: int = 0,
    liquidation_fee: int = 0,
    prices: dict[str, Any] | None = None,
    name: str = "house",
    **closing: Any,
) -> Policy:
    """Round numbers unless told otherwise: valued by the index, whole positions, no fees, no limit price."""
    return Policy(
        name, name, PricePolicy(**PRICES | (prices or {})), ClosingPolicy(**CLOSING | closing), takers, payers, ranking,
        {"*": MarketPolicy(tiers, 0, 0, taker_fee, liquidation_fee)},
    )  # fmt: skip


class World:
    """An engine with its journal; every step is kept as bytes of command and effect.

    at_ns   ns, the time of the next command
    """

    def __init__(self, rules: Policy | None = None, at_ns: int = 100 * S) -> None:
        self.engine, self.at_ns = Engine(), at_ns
        self.journal: list[tuple[bytes, bytes]] = []
        if rules is not None:
            self.do(c.AdoptRulebook, policy=rules)

    @property
    def book(self) -> Book:
        """The engine's book."""
        return self.engine.book

    def do(self, kind: type[c.Command], after: int = 0, **fields: Any) -> Outcome:
        """One command, `after` ns later than the one before."""
        self.at_ns += after
        fields = {"time_ns": self.at_ns, "actor": "test"} | fields
        return self.take(kind(id=str(len(self.journal)), **fields))

    def take(self, command: c.Command) -> Outcome:
        """One command as it is."""
        outcome = self.engine.step(command)
        self.journal.append((c.encode(command), e.encode(outcome.stages)))
        return outcome

    def list(
        self, market: str = PERP, size: int = 0, price: int = 6, asset: str = USD, sources: int = 1, **contract: Any
    ) -> None:
        """A market; by default a lot is a whole contract and a tick an atom, so that lots x ticks are atoms.

        Where the rulebook counts finer than 10^-6, lots are finer too: what they are worth in atoms stays the same.
        """
        decimals = self.book.policy.decimals
        if size + decimals - AMOUNT_DECIMALS <= MAX_DECIMALS:
            size += decimals - AMOUNT_DECIMALS
        self.do(c.ListMarket, market=market, size_decimals=size, price_decimals=price, settlement=asset,
                constituents=[f"s{n}" for n in range(1, sources + 1)], settlement_decimals=decimals,
                **contract)  # fmt: skip

    def open(self, **deposits: int) -> None:
        """Accounts with their first deposit."""
        for account, atoms in deposits.items():
            self.do(c.OpenAccount, account=account)
            if atoms:
                self.do(c.Deposit, account=account, asset=USD, amount=atoms)

    def price(self, ticks: int, market: str = PERP, source: str = "s1", after: int = 0) -> Outcome:
        """A source speaks, now."""
        self.at_ns += after
        return self.do(c.ObservePrice, market=market, source=source, ticks=ticks, venue_ns=self.at_ns)

    def trade(self, buyer: str, seller: str, lots: int, ticks: int, market: str = PERP, **more: Any) -> Outcome:
        """Two parties trade."""
        return self.do(c.ReportTrade, market=market, buyer=buyer, seller=seller, lots=lots, ticks=ticks, **more)

    def load(self, account: str, lots: int, cost: int, market: str = PERP, leg: int = 0) -> Outcome:
        """A position read in."""
        return self.do(c.LoadPosition, account=account, market=market, lots=lots, cost=cost, leg=leg)

    def fund(self, atoms: int, to: str = "@fund", asset: str = USD) -> Outcome:
        """Money for the house."""
        return self.do(c.FundInsurance, asset=asset, amount=atoms, to=to)

    def fill(self, order: int, lots: int, ticks: int) -> Outcome:
        """One order is filled."""
        return self.do(c.ReportFill, orders=[order], lots=[lots], ticks=[ticks])

    def expire(self, *orders: int) -> Outcome:
        """Orders are over."""
        return self.do(c.ReportExpiry, orders=list(orders))

    def cross(self, account: str, asset: str = USD) -> int:
        """The cross bucket of an account."""
        bucket = self.book.bucket_for(self.book.account_of[account], self.book.assets.index(asset))
        assert bucket is not None
        return bucket

    def house(self, which: House, asset: str = USD) -> int:
        """A bucket of the house."""
        return self.book.house(self.book.assets.index(asset), which)

    def cash(self, bucket: int | str | House) -> int:
        """The balance of a bucket, of an account's cross bucket, or of a purse of the house."""
        if isinstance(bucket, House):
            bucket = self.house(bucket)
        return int(self.book.ledger.balance[self.cross(bucket) if isinstance(bucket, str) else bucket])

    def lots(self, account: str | House, market: str = PERP, leg: int = 0) -> int:
        """What an account (cross) or a purse of the house holds."""
        bucket = self.house(account) if isinstance(account, House) else self.cross(account)
        row = self.book.row_for(bucket, self.book.market_of[market], leg)
        return 0 if row is None else int(self.book.rows.lots[row])

    def by_effect(self) -> Book:
        """The book rebuilt from the journal's events alone."""
        book = Book()
        for _, effect in self.journal:
            replay(book, e.decode(effect))
        return book

    def by_cause(self) -> "World":
        """A second house that was asked the same."""
        again = World()
        for command, _ in self.journal:
            again.take(c.decode(command))
        return again


def of(outcome: Outcome, kind: type[e.Event]) -> list[Any]:
    """The events of one kind in an outcome."""
    return [event for event in outcome.events if isinstance(event, kind)]


def only(outcome: Outcome, kind: type[e.Event]) -> Any:
    """The one event of a kind in an outcome, each field a list of its cells."""
    found = of(outcome, kind)
    assert len(found) == 1, f"expected one {kind.__name__}, found {outcome.events}"
    return SimpleNamespace(**{name: cells(getattr(found[0], name)) for name in e.names(kind.KIND)})


def cells(value: Any) -> list[int]:
    """A field of an event as a list, whatever its shape."""
    return value.tolist() if isinstance(value, np.ndarray) else value if isinstance(value, list) else [value]


def small_house(rules: Policy | None = None, ticks: int = 100, **deposits: int) -> World:
    """One market at a price, and accounts with money."""
    world = World(rules or policy())
    world.list()
    world.open(**deposits)
    world.price(ticks)
    return world
