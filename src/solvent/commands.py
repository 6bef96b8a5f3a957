"""What may be asked of the engine. Verbs; one struct each, strict when read from bytes.

Every command carries an `id` (sent twice, it takes effect once), `time_ns` (UTC, never before the last step's) and an
`actor`. Sizes are in lots, prices in ticks, money in atoms of the settlement asset (see units.py).
"""

from functools import reduce
from operator import or_
from typing import Any

import msgspec

from solvent.errors import BadInput
from solvent.policy import Int64, Policy
from solvent.units import AMOUNT_DECIMALS, PPM

LINEAR, INVERSE = "linear", "inverse"
OUTSIDE = "@outside"  # the world beyond the accounts: whoever is on the other side and is not modelled


class Command(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag=True):
    """What every command carries.

    id        idempotency key, not empty
    time_ns   ns UTC
    actor     who asked
    """

    id: str = ""
    time_ns: Int64 = 0
    actor: str = ""


class AdoptRulebook(Command, frozen=True):
    """From now on these rules hold. `text` is the TOML the policy was compiled from."""

    policy: Policy
    text: str = ""


class ListMarket(Command, frozen=True, omit_defaults=True):
    """Opens a perpetual. Decimals are those of lots and ticks; constituents name the index sources.

    contract              linear: a contract is one unit of the base asset; inverse: contract_value / price, in coin
    contract_value        quote units a contract is worth (inverse); 1 for a linear one
    settlement_decimals   an atom is 10^-settlement_decimals of the settlement asset, wherever the asset is used
    """

    market: str
    size_decimals: Int64
    price_decimals: Int64
    settlement: str
    constituents: list[str] = []
    contract: str = LINEAR
    contract_value: Int64 = 1
    settlement_decimals: Int64 = AMOUNT_DECIMALS


class ListCoin(Command, frozen=True):
    """Opens a market in a coin against a settlement asset: what it is worth as collateral, and where it is traded.

    market   its name, such as BTC/USDT; decimals and constituents as of any market, a lot 10^-size_decimals of the coin
    """

    market: str
    size_decimals: Int64
    price_decimals: Int64
    settlement: str
    constituents: list[str] = []
    settlement_decimals: Int64 = AMOUNT_DECIMALS


class ListReference(Command, frozen=True):
    """Opens an index in which nothing is held: a rate between currencies, a redemption rate, an outside reference."""

    market: str
    price_decimals: Int64
    constituents: list[str] = []


class SetIndex(Command, frozen=True):
    """The registry of indices: what the index of a market is quoted in, who answers for it, when it is reviewed.

    unit        BASE/QUOTE, such as BTC/USD
    review_ns   ns UTC, 0: not said
    """

    market: str
    unit: str
    owner: str
    reason: str
    review_ns: Int64 = 0


class SetConstituent(Command, frozen=True):
    """The registry of constituents: whether and for how much a source counts from now on, and why.

    weight_ppm     1 to 10^6
    heartbeat_ns   ns it may be silent by its own word, 0: as it is used to be
    unit           BASE/QUOTE it is quoted in, "" where the index has none either
    convert        a listed market whose index turns its quote currency into the index's
    assumed_ppm    a rate assumed in its place; 10^6: taken as one to one. Where the quotes differ one of both is needed
    eligible       false: it does not count
    """

    market: str
    source: str
    owner: str
    reason: str
    weight_ppm: Int64 = PPM
    heartbeat_ns: Int64 = 0
    unit: str = ""
    convert: str = ""
    assumed_ppm: Int64 = 0
    eligible: bool = True
    review_ns: Int64 = 0


class DepositCoin(Command, frozen=True):
    """Pays lots of a coin in: into the cross bucket of its settlement asset, or the isolated bucket of its market.

    account   or @operator: what it holds of a coin is what clients may borrow
    """

    account: str
    market: str
    lots: Int64


class WithdrawCoin(Command, frozen=True):
    """Takes lots of a coin out, at most those held; equity must stay at or above the initial margin."""

    account: str
    market: str
    lots: Int64


class AccrueInterest(Command, frozen=True):
    """Interest of one period on all that is owed: in a coin (`market`) or in a settlement asset (`asset`), not both.

    rate_ppb   of what is owed, 0 or more
    """

    rate_ppb: Int64
    market: str = ""
    asset: str = ""


class OpenAccount(Command, frozen=True):
    """Opens a client account; accounts of one `owner` can be grouped."""

    account: str
    owner: str = ""


class FundInsurance(Command, frozen=True):
    """Pays atoms from outside into the insurance fund, or with `to` into another of the house's purses.

    to   @fund, @fund:NAME (a category's), @operator, @backstop, or the vault of one market: @backstop:BTC
    """

    asset: str
    amount: Int64
    to: str = "@fund"


class Contribute(Command, frozen=True):
    """Moves atoms from an account's cross bucket into the default fund, where they stand for its own losses first and
    for those of others after; below 0 back, as far as they are left."""

    account: str
    asset: str
    amount: Int64


class Deposit(Command, frozen=True):
    """Pays atoms into the cross bucket of the asset, or into the isolated bucket of a market (and leg)."""

    account: str
    asset: str
    amount: Int64
    market: str = ""
    leg: Int64 = 0


class Withdraw(Command, frozen=True):
    """Takes atoms out of a bucket; equity must stay at or above the initial margin."""

    account: str
    asset: str
    amount: Int64
    market: str = ""
    leg: Int64 = 0


class Transfer(Command, frozen=True):
    """Moves atoms between the cross bucket and the isolated bucket of a market: above 0 to the isolated one."""

    account: str
    market: str
    amount: Int64
    leg: Int64 = 0


class SetLeverage(Command, frozen=True):
    """Chooses the leverage of a position, in ppm: 10x is 10_000_000; 0 chooses the most its tier allows."""

    account: str
    market: str
    leverage_ppm: Int64
    leg: Int64 = 0


class SetMarginMode(Command, frozen=True):
    """Chooses isolated or cross for a market, while no position or order is open there."""

    account: str
    market: str
    isolated: bool


class ReportTrade(Command, frozen=True):
    """Two parties traded. A party is an account or `@outside`; legs: 0 one-way, 1 long, -1 short (hedge mode).

    taker   "buyer", "seller" or "": who pays the taker fee
    """

    market: str
    buyer: str
    seller: str
    lots: Int64
    ticks: Int64
    buyer_leg: Int64 = 0
    seller_leg: Int64 = 0
    taker: str = ""


class LoadPosition(Command, frozen=True):
    """A position that exists already, against `@outside`, without a margin check: how a book in any state is read in.

    lots   lots, signed
    cost   atoms, signed as its value: what was paid (above 0: a linear long, an inverse short) or received
    """

    account: str
    market: str
    lots: Int64
    cost: Int64
    leg: Int64 = 0


class ReportOrders(Command, frozen=True):
    """The open orders of an account in a market as they now stand, in all: lots bid and lots offered."""

    account: str
    market: str
    buy_lots: Int64
    sell_lots: Int64
    leg: Int64 = 0


class ObservePrice(Command, frozen=True):
    """An index constituent printed a price; `venue_ns` is the venue's own time of it."""

    market: str
    source: str
    ticks: Int64
    venue_ns: Int64


class ObserveQuote(Command, frozen=True, omit_defaults=True):
    """A constituent told more than a price, right or wrong: what is wrong with it is found by the gates, and said.

    ticks       its price; 0 or less where it sent none that is one (empty, NaN, negative): that leaves it out
    traded_ns   its last trade, 0: this is one
    bid, ask    its own best, 0: not told
    halted      it says that it does not trade, or only in an auction
    unit        what it is quoted in, such as BTC/USDT; held against the registry's
    """

    market: str
    source: str
    ticks: Int64
    venue_ns: Int64
    traded_ns: Int64 = 0
    bid: Int64 = 0
    ask: Int64 = 0
    halted: bool = False
    unit: str = ""


class ObservePrices(Command, frozen=True):
    """Many constituents of many markets printed prices: three columns of one length, at most one row a source.

    sources   as they are numbered, from 0 in the order in which they were listed
    A row that is out of order or from the future is set aside and said; it does not keep the others from counting.
    """

    sources: list[Int64]
    ticks: list[Int64]
    venue_ns: list[Int64]


class ObserveTrade(Command, frozen=True):
    """The venue's own market traded: the last price."""

    market: str
    ticks: Int64


class ObserveBook(Command, frozen=True):
    """Best bid and offer of the venue's own market; 0 where a side is empty."""

    market: str
    bid: Int64
    ask: Int64


class ObserveDepth(Command, frozen=True):
    """How many lots of a market's own book stand where forced orders may trade: bids for sellers, asks for buyers.

    Or how many were lately traded there: a rulebook that caps participation does so against what it is told here. Each
    telling stands for itself: what is ordered after it uses it up, and the next one allows anew.
    """

    market: str
    bids: Int64
    asks: Int64


class AdvanceTime(Command, frozen=True):
    """Time passed and nothing else happened: staleness, cooldowns and queues are looked at."""


class SettleFunding(Command, frozen=True):
    """Longs pay shorts `rate_ppb` of notional at the valuation price (shorts pay longs where it is negative)."""

    market: str
    rate_ppb: Int64


class ReportFill(Command, frozen=True):
    """Liquidation orders were filled: three columns of one length, at most one fill an order.

    lots are without sign; an order may be filled in several reports
    """

    orders: list[Int64]
    lots: list[Int64]
    ticks: list[Int64]


class ReportExpiry(Command, frozen=True):
    """Liquidation orders are over; what they left unfilled goes to the next taker."""

    orders: list[Int64]


class ChangeRegime(Command, frozen=True):
    """Declares a regime of the rulebook ("normal" among them), with the reason; it takes effect after its notice."""

    regime: str
    reason: str


class Restart(Command, frozen=True):
    """The engine was restarted or restored; `digest` is that of the book the operator expects, hexadecimal."""

    digest: str


class ReportManipulationCost(Command, frozen=True):
    """What it costs to move the price of a market, as whoever measured it reports; open interest is held to it.

    move_ppm     ppm of the price the market is valued with, 1 or more
    cost_atoms   atoms of the settlement asset, 0 or more: what whoever moves it so far loses on the way
    reason       from what it was found
    """

    market: str
    move_ppm: Int64
    cost_atoms: Int64
    reason: str


class PauseMarket(Command, frozen=True):
    """No trades and no liquidations in this market until it is resumed."""

    market: str


class ResumeMarket(Command, frozen=True):
    """Ends a pause."""

    market: str


ALL: tuple[type[Command], ...] = tuple(Command.__subclasses__())
_ANY_COMMAND: Any = reduce(or_, ALL)
_encoder = msgspec.msgpack.Encoder()
_decoder: Any = msgspec.msgpack.Decoder(_ANY_COMMAND, strict=True)
_json: Any = msgspec.json.Decoder(_ANY_COMMAND, strict=True)


def encode(command: Command) -> bytes:
    """A command as canonical msgpack."""
    if isinstance(command, AdoptRulebook):
        return _encoder.encode(msgspec.to_builtins(command) | {"policy": command.policy.cells()})
    return _encoder.encode(command)


def decode(data: bytes) -> Command:
    """A command from msgpack; anything that is not exactly one is refused with the reason."""
    try:
        return _decoder.decode(data)  # type: ignore[no-any-return]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput(f"expected a command, found {error}") from None


def from_json(line: bytes | str) -> Command:
    """A command from one line of JSON, tagged by `type`; anything else is refused with the reason."""
    try:
        return _json.decode(line)  # type: ignore[no-any-return]
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise BadInput(f"expected a command in JSON, found {error}") from None
