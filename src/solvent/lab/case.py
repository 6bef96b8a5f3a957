"""What a case is, once it has been read: plain values, quantities as integers, times in ns UTC."""

import msgspec

from solvent.commands import INVERSE, LINEAR
from solvent.errors import BadCase
from solvent.feeds.bars import BarFile
from solvent.feeds.records import BookFile
from solvent.lab.assumptions import Terms as PopulationTerms
from solvent.lab.bridge import Point, Volatility
from solvent.lab.contagion.terms import Loans
from solvent.lab.counterfactual import Counterfactual
from solvent.lab.impact.terms import Terms
from solvent.lab.operations.terms import Terms as Failures
from solvent.units import AMOUNT_DECIMALS, inverse_den, value_den

LONG, SHORT, BOTH = "long", "short", "both"
OWN_BOOK = "the book"  # the group of every account of a book that is the user's own


class Fact(msgspec.Struct, frozen=True):
    """Something that is so, and who says it."""

    text: str
    source: str


class Public(msgspec.Struct, frozen=True):
    """A published outcome; `what` is one of `outcomes.MEASURES`, text what was published, by the source."""

    what: str
    text: str
    source: str


class Market(msgspec.Struct, frozen=True):
    """A perpetual; decimals of its lots and ticks, its settlement asset, its index sources in order.

    listed_as        by rulebook, the name under which that rulebook has this market, where it is another one
    contract         "linear" or "inverse"; an inverse one is worth contract_value / price in the coin it settles in
    contract_value   quote units of an inverse contract, 1 of a linear one
    decimals         an atom is 10^-decimals of the settlement asset
    """

    name: str
    size_decimals: int
    price_decimals: int
    settlement: str
    constituents: tuple[str, ...]
    listed_as: dict[str, str] = {}
    contract: str = LINEAR
    contract_value: int = 1
    decimals: int = AMOUNT_DECIMALS

    @property
    def inverse(self) -> bool:
        """Whether it is settled in the coin it is a market in."""
        return self.contract == INVERSE

    @property
    def den(self) -> int:
        """Lots x ticks in one atom; below 0: minus atoms x ticks in one lot, see grid."""
        if self.inverse:
            return inverse_den(self.contract_value, self.size_decimals, self.price_decimals, self.decimals)
        return value_den(self.size_decimals, self.price_decimals, self.decimals)


class Figures(msgspec.Struct, frozen=True):
    """Published prices of one series and how the gaps are filled.

    points    (ns, ticks) in ascending time, low and high among them
    low       ticks below which the path never goes, 0 for none; `high` likewise
    step_ns   ns between the points of the bridge
    """

    points: tuple[Point, ...]
    low: int
    high: int
    step_ns: int
    volatility: Volatility


class Source(msgspec.Struct, frozen=True):
    """One series of the tape: published figures or a file of bars, and who says so."""

    market: str
    role: str
    source: str
    figures: Figures | None = None
    bars: BarFile | None = None


class Liquidity(msgspec.Struct, frozen=True):
    """Who takes liquidation orders.

    model       "tape": the last price, worse by the slippage; another one: the venue's book moves (`impact`)
    slippage    ppm of the last price, against whoever is closed
    available   ppm of each order that finds a taker
    impact      what a moving book is made of, None for a tape
    """

    model: str
    slippage: int
    available: int
    impact: Terms | None = None


class Operations(msgspec.Struct, frozen=True):
    """The house's own money at the start, in atoms of the settlement asset, and what fails in its operations."""

    fund: int
    operator: int
    backstop: int
    failures: Failures = Failures()


class Entry(msgspec.Struct, frozen=True):
    """When and at which prices the book is opened.

    time_ns   ns; every trade of the book happens then, after the prints of that instant
    spread    ppm of the last price: trades lie within half of it on either side
    outside   ppm of the counted side's lots that nobody of the book takes
    """

    time_ns: int
    spread: int
    outside: int


class Group(msgspec.Struct, frozen=True):
    """Accounts of one kind.

    prefix              of their names: `long-10x` makes long-10x-0001
    side                "long" or "short"; "both" in a book of the user's own
    count               of accounts, 0 where the group has a share instead
    share               ppm of the counted side's lots, 0 where the group has a count
    leverage            ppm: 10 x is 10_000_000
    smallest, largest   atoms of notional
    """

    name: str
    prefix: str
    market: str
    side: str
    count: int
    share: int
    leverage: int
    smallest: int
    largest: int
    isolated: bool


class Case(msgspec.Struct, frozen=True):
    """One case, as its file says it.

    file           where it was read
    content_hash   BLAKE2b of its text, hexadecimal
    labels         sentences that belong with every result
    seed           of every stream of random numbers
    start_ns       ns of the window's start; end_ns: of its end, included
    book           the accounts that stand in place of the groups' own, None where the case makes them up
    counterfactual the rulebook whose liquidations are in the tape, and how much of it, None where nothing is removed
    population     what the groups were made from where they are calibrated, None where the case counts them
    venue          the rulebook whose day it was: under every other one it is played as if; "" where none is meant
    public         published outcomes, shown beside what the runs found
    loans          a lending pool on one of its assets, None where there is none
    """

    name: str
    title: str
    file: str
    content_hash: str
    labels: tuple[str, ...]
    seed: int
    start_ns: int
    end_ns: int
    rulebooks: tuple[str, ...]
    facts: tuple[Fact, ...]
    markets: tuple[Market, ...]
    tape: tuple[Source, ...]
    liquidity: Liquidity
    operations: Operations
    entry: Entry
    groups: tuple[Group, ...]
    book: BookFile | None = None
    population: PopulationTerms | None = None
    counterfactual: Counterfactual | None = None
    venue: str = ""
    public: tuple[Public, ...] = ()
    loans: Loans | None = None

    @property
    def settlement(self) -> str:
        """The one asset all markets of a case settle in."""
        return self.markets[0].settlement

    @property
    def decimals(self) -> int:
        """An atom of the case is 10^-decimals of that asset."""
        return self.markets[0].decimals

    def market(self, name: str) -> Market:
        """A market by name."""
        for market in self.markets:
            if market.name == name:
                return market
        raise BadCase(f"expected a market among {', '.join(m.name for m in self.markets)}, found {name!r}", self.file)

    def group_of(self, account: str) -> str:
        """The name of the group an account belongs to, "" for an account that is not the case's own."""
        if self.book is not None:
            return "" if account.startswith("@") else OWN_BOOK
        prefix = account.rpartition("-")[0]
        return next((group.name for group in self.groups if group.prefix == prefix), "")
