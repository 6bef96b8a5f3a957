"""The state: accounts, their buckets, the rows in them, the markets, and who is being closed.

account -> bucket -> row. A bucket is a margin domain (one cross bucket per settlement asset, one bucket per isolated
position) and a holder of the ledger at the same time: bucket b's money is `ledger.balance[b]`. The house's own accounts
are buckets too, so that a fund or a vault can hold a position. Rows of one bucket form a chain (`head`, `next`).

A position's cost is paid out of the bucket's balance when it is traded, so equity = balance + value of the rows, and a
trade between two clients is one posting. What the owner calls wallet balance is balance + cost of the rows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from hashlib import blake2b
from typing import Literal

import msgspec

from solvent.columns import Columns, Int64Array
from solvent.errors import BadInput, InvariantBroken, JournalCorrupt
from solvent.ledger import Holder, Ledger
from solvent.policy import Policy
from solvent.units import AMOUNT_DECIMALS


class House(IntEnum):
    """The house's own buckets of an asset, in this order from the asset's first bucket on."""

    OPERATOR = 0
    FUND = 1
    FEES = 2
    CLEARING = 3
    BACKSTOP = 4
    OUTSIDE = 5


HOUSE_HOLDERS = (Holder.HOUSE, Holder.FUND, Holder.FEE, Holder.POOL, Holder.POOL, Holder.WORLD)
HOUSE_NAMES = ("@operator", "@fund", "@fees", "@clearing", "@backstop", "@outside")


class Status(IntEnum):
    """Where a bucket stands."""

    OPEN = 0
    CLOSING = 1


class Kind(IntEnum):
    """What the rows of a market are."""

    PERPETUAL = 0
    COIN = 1  # a balance in a coin, priced like any market; below 0 it is borrowed


class Accounts(Columns):
    """name, owner: hashes of the texts; first: its first bucket, -1 for none."""

    name: Int64Array
    owner: Int64Array
    first: Int64Array


class Markets(Columns):
    """Perpetuals and coins: their grid, their schedule, their prices (ticks, 0 where there is none yet)."""

    name: Int64Array
    asset: Int64Array
    size_decimals: Int64Array
    price_decimals: Int64Array
    den: Int64Array  # lot x ticks in one atom; below 0: an inverse contract, see grid
    tier_first: Int64Array
    tier_last: Int64Array
    oi_lower: Int64Array  # atoms
    oi_upper: Int64Array
    taker_fee: Int64Array  # ppm
    liquidation_fee: Int64Array
    last: Int64Array
    bid: Int64Array
    ask: Int64Array
    index: Int64Array
    index_fresh: Int64Array  # count of fresh sources
    mark: Int64Array
    previous_mark: Int64Array
    mark_ns: Int64Array
    basis: Int64Array  # smoothed last - index, 10^-6 ticks
    funding_rate: Int64Array  # ppb, last settled
    valuation: Int64Array  # the price that values and triggers
    usable: Int64Array  # 1 while that price may be acted on
    paused: Int64Array
    net_lots: Int64Array  # always 0 between commands
    open_lots: Int64Array  # open interest, the long side
    kind: Int64Array  # index of Kind
    haircut_first: Int64Array  # a coin's haircuts: tiers whose rate is cut from what a holding counts for
    haircut_last: Int64Array
    rank: Int64Array  # a coin's place in the order of exchange
    LATER = ("kind", "haircut_first", "haircut_last", "rank")


class Tiers(Columns):
    """Margin schedules of all markets, end to end (see policy.Tier). ceiling: atoms, the next tier's floor."""

    floor: Int64Array
    ceiling: Int64Array
    mm_num: Int64Array
    mm_den: Int64Array
    mm_fraction: Int64Array
    deduction: Int64Array
    im_num: Int64Array
    im_den: Int64Array


class Sources(Columns):
    """Index constituents. exclusion: reasons.Exclusion, 0 while it counts."""

    name: Int64Array
    market: Int64Array
    ticks: Int64Array
    venue_ns: Int64Array
    received_ns: Int64Array
    exclusion: Int64Array


class Buckets(Columns):
    """Margin domains; the same index as their holder in the ledger."""

    account: Int64Array  # -1 for the house's own
    market: Int64Array  # -1 for cross
    leg: Int64Array
    active: Int64Array  # isolated: 1 while the mode is chosen
    next: Int64Array  # the account's next bucket, -1 at the end
    head: Int64Array  # the bucket's first row, -1 for none
    rows: Int64Array  # how many
    status: Int64Array
    level: Int64Array  # warnings reached
    taker: Int64Array  # which of the policy's takers is asked next
    working: Int64Array  # open liquidation orders
    queued_ns: Int64Array  # waiting since, 0: not waiting
    cooldown_ns: Int64Array
    escalate_ns: Int64Array


class Rows(Columns):
    """Positions. cost: signed atoms paid; buy, sell: open orders in lots; leverage: ppm, 0 for the tier's."""

    bucket: Int64Array
    market: Int64Array
    leg: Int64Array
    lots: Int64Array
    cost: Int64Array
    buy: Int64Array
    sell: Int64Array
    leverage: Int64Array
    next: Int64Array
    tier: Int64Array  # where its notional was last found, always a tier of its own market
    HINTS = ("tier",)


class Orders(Columns):
    """Liquidation orders. lots: what is left, signed as traded; 0 once over."""

    bucket: Int64Array
    row: Int64Array
    lots: Int64Array
    limit: Int64Array
    placed_ns: Int64Array


class Clock(Columns):
    """One row: the time, the throttle's window, and what each capped payer has paid."""

    now_ns: Int64Array
    window_ns: Int64Array
    admitted: Int64Array
    operator_paid: Int64Array
    fund_paid: Int64Array
    winners_paid: Int64Array


@dataclass(frozen=True, slots=True)
class Rules:
    """The rulebook in force."""

    name: str
    content_hash: str
    policy: Policy


class State(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """A book as a snapshot keeps it. names: of assets, then each asset's first bucket, accounts, markets, sources.

    decimals   of each asset; none in a snapshot from before they had any of their own
    """

    version: Literal[1]
    names: tuple[list[str], list[int], list[str], list[str], list[str]]
    rules: tuple[str, str, Policy] | None
    tables: dict[str, dict[str, bytes]]
    decimals: list[int] | None = None


_state_decoder = msgspec.msgpack.Decoder(State)


def name_hash(text: str) -> int:
    """A text as an int64, for the digest."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little", signed=True)


class Book:
    """The whole state of one engine. Only `apply` writes to it."""

    TABLES = ("accounts", "markets", "tiers", "sources", "ledger", "buckets", "rows", "orders", "clock")
    LATER_TABLES: tuple[str, ...] = ()  # came later: an empty one hashes as nothing and may lack in a snapshot

    def __init__(self) -> None:
        self.accounts, self.markets, self.tiers, self.sources = Accounts(), Markets(), Tiers(), Sources()
        self.ledger, self.buckets, self.rows, self.orders, self.clock = Ledger(), Buckets(), Rows(), Orders(), Clock()
        self.clock.append()
        self.rules: Rules | None = None
        self.assets: list[str] = []
        self.asset_decimals: list[int] = []
        self.asset_first: list[int] = []
        self.account_names: list[str] = []
        self.market_names: list[str] = []
        self.source_names: list[str] = []
        self.account_of: dict[str, int] = {}
        self.market_of: dict[str, int] = {}

    @property
    def now_ns(self) -> int:
        """The engine's time, ns."""
        return int(self.clock.now_ns[0])

    @property
    def policy(self) -> Policy:
        """The rules in force; asking before any were adopted is a broken invariant."""
        if self.rules is None:
            raise InvariantBroken("no rulebook has been adopted")
        return self.rules.policy

    def house(self, asset: int, which: House) -> int:
        """The bucket of one of the house's own accounts."""
        return self.asset_first[asset] + which

    def buckets_of(self, account: int) -> Iterator[int]:
        """An account's buckets in the order they were opened."""
        bucket = int(self.accounts.first[account])
        while bucket >= 0:
            yield bucket
            bucket = int(self.buckets.next[bucket])

    def rows_of(self, bucket: int) -> Iterator[int]:
        """A bucket's rows in the order they were opened."""
        row = int(self.buckets.head[bucket])
        while row >= 0:
            yield row
            row = int(self.rows.next[row])

    def bucket_for(self, account: int, asset: int, market: int = -1, leg: int = 0) -> int | None:
        """The account's cross bucket of an asset, or its isolated bucket of a market and leg; none if not opened."""
        for bucket in self.buckets_of(account):
            place = int(self.buckets.market[bucket]), int(self.buckets.leg[bucket])
            if place == (market, leg if market >= 0 else 0) and int(self.ledger.asset[bucket]) == asset:
                return bucket
        return None

    def is_isolated(self, account: int, market: int) -> bool:
        """Whether the account holds this market in isolated margin."""
        bucket = self.bucket_for(account, int(self.markets.asset[market]), market, 0)
        return bucket is not None and bool(self.buckets.active[bucket])

    def row_for(self, bucket: int, market: int, leg: int = 0) -> int | None:
        """The bucket's row in a market and leg; none if not opened."""
        for row in self.rows_of(bucket):
            if int(self.rows.market[row]) == market and int(self.rows.leg[row]) == leg:
                return row
        return None

    def holder_name(self, bucket: int) -> str:
        """The account's name, or the house's own such as @fund."""
        account = int(self.buckets.account[bucket])
        if account >= 0:
            return self.account_names[account]
        asset = int(self.ledger.asset[bucket])
        return HOUSE_NAMES[bucket - self.asset_first[asset]]

    def digest(self) -> bytes:
        """Thirty-two bytes that differ whenever any state differs; costs only what changed since last asked."""
        whole = blake2b(digest_size=32)
        for table in (*self.TABLES, *self.LATER_TABLES):
            columns: Columns = getattr(self, table)
            if table in self.LATER_TABLES and columns.n == 0:
                continue
            for word in (*columns.fold(), columns.n):
                whole.update(word.to_bytes(8, "little"))
        # Assets are written as they were before they had decimals of their own, so that old digests hold.
        finer = [decimals for decimals in self.asset_decimals if decimals != AMOUNT_DECIMALS]
        rules = (self.rules.name, self.rules.content_hash, self.rules.policy.cells()) if self.rules else None
        state = [rules, self.assets, self.asset_first, *([self.asset_decimals] if finer else [])]
        whole.update(msgspec.msgpack.encode(state))
        return whole.digest()

    def _rules(self) -> tuple[str, str, Policy] | None:
        return (self.rules.name, self.rules.content_hash, self.rules.policy) if self.rules else None

    def dump(self) -> bytes:
        """The whole state as bytes, for a snapshot."""
        names = (self.assets, self.asset_first, self.account_names, self.market_names, self.source_names)
        tables = {table: getattr(self, table).dump() for table in (*self.TABLES, *self.LATER_TABLES)}
        return msgspec.msgpack.encode(State(1, names, self._rules(), tables, self.asset_decimals))

    @classmethod
    def restore(cls, state: bytes) -> "Book":
        """The book a snapshot was taken of."""
        book = cls()
        try:
            kept = _state_decoder.decode(state)
            for table in (*cls.TABLES, *(later for later in cls.LATER_TABLES if later in kept.tables)):
                getattr(book, table).load(kept.tables[table])
            assets = kept.names[0]
            book.asset_decimals = [AMOUNT_DECIMALS] * len(assets) if kept.decimals is None else kept.decimals
            if len(book.asset_decimals) != len(assets):
                raise ValueError(f"decimals of {len(book.asset_decimals)} assets, of which there are {len(assets)}")
        except (msgspec.DecodeError, BadInput, KeyError, ValueError) as error:
            raise JournalCorrupt(f"expected a snapshot of a book, found {error}") from None
        book.assets, book.asset_first, book.account_names, book.market_names, book.source_names = kept.names
        book.rules = Rules(*kept.rules) if kept.rules else None
        book.account_of = {name: i for i, name in enumerate(book.account_names)}
        book.market_of = {name: i for i, name in enumerate(book.market_names)}
        return book
