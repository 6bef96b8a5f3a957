"""One book: its tables and names, how they are found, hashed, kept and restored."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Literal

import msgspec
import numpy as np

from solvent.book.clusters import Debtors, EVaults, Ltvs
from solvent.book.comets import Comets
from solvent.book.credit import Collaterals, Credits, Desks, Pledges
from solvent.book.llamma import BandLoans, BandMarkets, Bands, BandShares
from solvent.book.loans import Categories, Holdings, Loans, Pools, Reserves, wide
from solvent.book.pairs import Pairs
from solvent.book.rated import RatedBranches, RatedTroves
from solvent.book.spokes import HubAssets, HubTerms, Premiums, Spokes
from solvent.book.tables import (
    HOUSE_NAMES,
    Accounts,
    Buckets,
    Clock,
    Contributions,
    Funds,
    House,
    Markets,
    Orders,
    Rows,
    Sources,
    Tiers,
)
from solvent.book.ticks import TickBranches, TickLoans, Ticks, TickVaults
from solvent.book.troves import Branches, PoolDeposits, Sums, Troves
from solvent.book.vaults import Auctions, Ilks
from solvent.columns import Columns, Int64Array
from solvent.errors import BadInput, InvariantBroken, JournalCorrupt
from solvent.ledger import Ledger
from solvent.policy import CreditPolicy, Policy
from solvent.units import AMOUNT_DECIMALS


@dataclass(frozen=True, slots=True)
class Rules:
    """The rulebook in force."""

    name: str
    content_hash: str
    policy: Policy


class State(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """A book as a snapshot keeps it. names: of assets, then each asset's first bucket, accounts, markets, sources.

    decimals      of each asset; none in a snapshot from before they had any of their own
    owner_names   of accounts, each once
    """

    version: Literal[1]
    names: tuple[list[str], list[int], list[str], list[str], list[str]]
    rules: tuple[str, str, Policy] | None
    tables: dict[str, dict[str, bytes]]
    decimals: list[int] | None = None
    fund_names: list[str] = []
    owner_names: list[str] = []
    pool_names: list[str] = []
    category_names: list[str] = []
    desk_names: list[str] = []
    credit_names: list[str] = []
    agreements: list[CreditPolicy] = []


_state_decoder = msgspec.msgpack.Decoder(State)


def name_hash(text: str) -> int:
    """A text as an int64, for the digest."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little", signed=True)


def unit_hashes(unit: str) -> tuple[int, int]:
    """What a price is of and what it is quoted in, for BASE/QUOTE; zeros for ""."""
    base, _, quote = unit.partition("/")
    return (name_hash(base), name_hash(quote)) if unit else (0, 0)


class Book:
    """The whole state of one engine. Only `apply` writes to it."""

    TABLES = ("accounts", "markets", "tiers", "sources", "ledger", "buckets", "rows", "orders", "clock")
    # An empty one hashes as nothing and may lack in a snapshot.
    LATER_TABLES = ("funds", "contributions", "pools", "reserves", "loans", "holdings", "categories",
                    "desks", "collaterals", "credits", "pledges",
                    "branches", "sums", "troves", "pool_deposits", "comets", "ilks", "auctions", "pairs",
                    "evaults", "ltvs", "debtors", "rated_branches", "rated_troves",
                    "band_markets", "bands", "band_loans", "band_shares",
                    "spokes", "hub_assets", "hub_terms", "premiums",
                    "tick_vaults", "ticks", "tick_branches", "tick_loans")  # fmt: skip

    def __init__(self) -> None:
        self.accounts, self.markets, self.tiers, self.sources = Accounts(), Markets(), Tiers(), Sources()
        self.ledger, self.buckets, self.rows, self.orders, self.clock = Ledger(), Buckets(), Rows(), Orders(), Clock()
        self.funds, self.contributions = Funds(), Contributions()
        self.pools, self.reserves, self.loans, self.holdings = Pools(), Reserves(), Loans(), Holdings()
        self.categories, self.comets, self.pairs = Categories(), Comets(), Pairs()
        self.desks, self.collaterals, self.credits, self.pledges = Desks(), Collaterals(), Credits(), Pledges()
        self.branches, self.sums, self.troves, self.pool_deposits = Branches(), Sums(), Troves(), PoolDeposits()
        self.ilks, self.auctions = Ilks(), Auctions()
        self.band_markets, self.bands, self.band_loans = BandMarkets(), Bands(), BandLoans()
        self.band_shares = BandShares()
        self.spokes, self.hub_assets, self.hub_terms, self.premiums = Spokes(), HubAssets(), HubTerms(), Premiums()
        self.tick_vaults, self.ticks, self.tick_branches = TickVaults(), Ticks(), TickBranches()
        self.tick_loans = TickLoans()
        self.rated_branches, self.rated_troves = RatedBranches(), RatedTroves()
        self.evaults, self.ltvs, self.debtors = EVaults(), Ltvs(), Debtors()
        self.clock.append()
        self.rules: Rules | None = None
        self.assets: list[str] = []
        self.asset_decimals: list[int] = []
        self.asset_first: list[int] = []
        self.account_names: list[str] = []
        self.market_names: list[str] = []
        self.source_names: list[str] = []
        self.fund_names: list[str] = []
        self.pool_names: list[str] = []
        self.category_names: list[str] = []
        self.desk_names: list[str] = []
        self.credit_names: list[str] = []
        self.agreements: list[CreditPolicy] = []  # by desk
        self.credit_of: dict[tuple[int, str], int] = {}  # by desk and name
        self.reserve_of: dict[tuple[int, int], int] = {}  # by pool and asset
        self.loan_of: dict[tuple[int, int], int] = {}  # by pool and account
        self.trove_of: dict[int, int] = {}  # by loan
        self.debtor_of: dict[int, int] = {}  # by loan
        self.rated_of: dict[int, int] = {}  # by loan
        self.premium_of: dict[int, int] = {}  # by holding
        self.tick_of: dict[tuple[int, int, int], int] = {}  # by vault, number and id
        self.tick_branch_of: dict[tuple[int, int], int] = {}  # by vault and number
        self.tick_loan_of: dict[int, int] = {}  # by loan
        self.band_of: dict[tuple[int, int], int] = {}  # by market and number
        self.band_loan_of: dict[int, int] = {}  # by loan
        self.band_share_of: dict[tuple[int, int], int] = {}  # by loan and place
        self.deposit_of: dict[tuple[int, int], int] = {}  # by branch and account
        self.owner_of: dict[int, str] = {}
        self.account_of: dict[str, int] = {}
        self.market_of: dict[str, int] = {}
        self.derived: dict[type, object] = {}  # what others keep that follows from the rest: never hashed, nor kept

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

    def houses(self, assets: Int64Array, which: House) -> Int64Array:
        """The bucket of one of the house's own accounts in each of these assets."""
        return np.array(self.asset_first, np.int64)[assets] + int(which)

    def fund(self, asset: int, name: str) -> int | None:
        """The bucket of a fund by its holder's name; none if not opened."""
        if name == HOUSE_NAMES[House.FUND]:
            return self.house(asset, House.FUND)
        for opened, bucket, of in zip(self.fund_names, self.funds.bucket, self.funds.asset, strict=True):
            if (opened, int(of)) == (name, asset):
                return int(bucket)
        return None

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

    def reserves_in(self, pool: int) -> list[int]:
        """The reserves of a pool in the order they were listed."""
        return [int(reserve) for reserve in np.flatnonzero(self.reserves.pool == pool)]

    def members(self, category: int, of: str) -> frozenset[int]:
        """The reserves an e-mode names as `collateral` or as `borrowable`."""
        bits, pool = wide(self.categories, category, of), int(self.categories.pool[category])
        return frozenset(reserve for place, reserve in enumerate(self.reserves_in(pool)) if bits >> place & 1)

    def sums_of(self, branch: int) -> list[int]:
        """The rows of a branch's sums in the order of their scales."""
        return [int(row) for row in np.flatnonzero(self.sums.branch == branch)]

    def holdings_of(self, loan: int) -> Iterator[int]:
        """A loan's holdings in the order they were opened."""
        holding = int(self.loans.head[loan])
        while holding >= 0:
            yield holding
            holding = int(self.holdings.next[holding])

    def pledges_of(self, credit: int) -> Iterator[int]:
        """The pledges of a loan at a credit desk, in the order they were opened."""
        pledge = int(self.credits.head[credit])
        while pledge >= 0:
            yield pledge
            pledge = int(self.pledges.next[pledge])

    def row_for(self, bucket: int, market: int, leg: int = 0) -> int | None:
        """The bucket's row in a market and leg; none if not opened."""
        for row in self.rows_of(bucket):
            if int(self.rows.market[row]) == market and int(self.rows.leg[row]) == leg:
                return row
        return None

    def holder_name(self, bucket: int) -> str:
        """The account's name, or the house's own such as @fund or, of one market, @backstop:BTC."""
        account = int(self.buckets.account[bucket])
        if account >= 0:
            return self.account_names[account]
        market = int(self.buckets.market[bucket])
        if market >= 0:
            return f"{HOUSE_NAMES[House.BACKSTOP]}:{self.market_names[market]}"
        place = bucket - self.asset_first[int(self.ledger.asset[bucket])]
        if place < len(HOUSE_NAMES):
            return HOUSE_NAMES[place]
        for pool, asset, holder in zip(self.reserves.pool, self.reserves.asset, self.reserves.bucket, strict=True):
            if holder == bucket:
                return f"@pool:{self.pool_names[pool]}:{self.assets[asset]}"
        return self._desk_holder(bucket) or self.fund_names[int(np.flatnonzero(self.funds.bucket == bucket)[0])]

    def _desk_holder(self, bucket: int) -> str:
        """A credit desk's till or reserve, or the pledge of a loan; "" for anything else."""
        for desk, name in enumerate(self.desk_names):
            for which in ("till", "reserve"):
                if getattr(self.desks, which)[desk] == bucket:
                    return f"@desk:{name}:{which}"
        for pledge in np.flatnonzero(self.pledges.bucket == bucket).tolist():
            credit, asset = int(self.pledges.credit[pledge]), int(self.ledger.asset[bucket])
            return f"@pledge:{self.credit_names[credit]}:{self.assets[asset]}"
        return ""

    def owner(self, account: int) -> str:
        """The owner of an account, "" where none was named."""
        return self.owner_of.get(int(self.accounts.owner[account]), "")

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
        state: list[Any] = [rules, self.assets, self.asset_first, *([self.asset_decimals] if finer else [])]
        if self.agreements:
            state.append([agreement.cells() for agreement in self.agreements])
        whole.update(msgspec.msgpack.encode(state))
        return whole.digest()

    def _rules(self) -> tuple[str, str, Policy] | None:
        return (self.rules.name, self.rules.content_hash, self.rules.policy) if self.rules else None

    def dump(self) -> bytes:
        """The whole state as bytes, for a snapshot."""
        names = (self.assets, self.asset_first, self.account_names, self.market_names, self.source_names)
        tables = {table: getattr(self, table).dump() for table in (*self.TABLES, *self.LATER_TABLES)}
        owners = list(self.owner_of.values())
        state = State(1, names, self._rules(), tables, self.asset_decimals, self.fund_names, owners, self.pool_names,
                      self.category_names, self.desk_names, self.credit_names, self.agreements)  # fmt: skip
        return msgspec.msgpack.encode(state)

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
        book.fund_names = kept.fund_names
        book.pool_names, book.category_names = kept.pool_names, kept.category_names
        book.desk_names, book.credit_names, book.agreements = kept.desk_names, kept.credit_names, kept.agreements
        named = zip(book.credits.desk.tolist(), book.credit_names, strict=True)
        book.credit_of = {place: credit for credit, place in enumerate(named)}
        pairs = zip(book.reserves.pool.tolist(), book.reserves.asset.tolist(), strict=True)
        book.reserve_of = {pair: reserve for reserve, pair in enumerate(pairs)}
        pairs = zip(book.loans.pool.tolist(), book.loans.account.tolist(), strict=True)
        book.loan_of = {pair: loan for loan, pair in enumerate(pairs)}
        book.trove_of = {loan: trove for trove, loan in enumerate(book.troves.loan.tolist())}
        book.debtor_of = {loan: row for row, loan in enumerate(book.debtors.loan.tolist())}
        pairs = zip(book.bands.market.tolist(), book.bands.number.tolist(), strict=True)
        book.band_of = {pair: row for row, pair in enumerate(pairs)}
        book.band_loan_of = {loan: row for row, loan in enumerate(book.band_loans.loan.tolist())}
        pairs = zip(book.band_shares.loan.tolist(), book.band_shares.place.tolist(), strict=True)
        book.band_share_of = {pair: row for row, pair in enumerate(pairs)}
        book.premium_of = {holding: row for row, holding in enumerate(book.premiums.holding.tolist())}
        t = book.ticks
        ids = zip(t.vault.tolist(), t.number.tolist(), t.mark.tolist(), strict=True)
        book.tick_of = {place: row for row, place in enumerate(ids)}
        pairs = zip(book.tick_branches.vault.tolist(), book.tick_branches.number.tolist(), strict=True)
        book.tick_branch_of = {pair: row for row, pair in enumerate(pairs)}
        book.tick_loan_of = {loan: row for row, loan in enumerate(book.tick_loans.loan.tolist())}
        book.rated_of = {loan: row for row, loan in enumerate(book.rated_troves.loan.tolist())}
        pairs = zip(book.pool_deposits.branch.tolist(), book.pool_deposits.account.tolist(), strict=True)
        book.deposit_of = {pair: row for row, pair in enumerate(pairs)}
        book.owner_of = {name_hash(owner): owner for owner in kept.owner_names}
        book.rules = Rules(*kept.rules) if kept.rules else None
        book.account_of = {name: i for i, name in enumerate(book.account_names)}
        book.market_of = {name: i for i, name in enumerate(book.market_names)}
        return book
