"""What the house decides: rules, listings, the registry of indices, regimes, halts."""

import msgspec

from solvent.commands.base import LINEAR, Command
from solvent.policy import Int64, Policy
from solvent.units import AMOUNT_DECIMALS, PPM


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
    constituents: list[str] = msgspec.field(default_factory=list)
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
    constituents: list[str] = msgspec.field(default_factory=list)
    settlement_decimals: Int64 = AMOUNT_DECIMALS


class ListReference(Command, frozen=True):
    """Opens an index in which nothing is held: a rate between currencies, a redemption rate, an outside reference."""

    market: str
    price_decimals: Int64
    constituents: list[str] = msgspec.field(default_factory=list)


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


class RestateIndex(Command, frozen=True):
    """Corrects a value an index once had, for the record: nothing that was done on it is undone.

    at_ns   ns UTC at which it was determined
    was     ticks, as it was determined
    ticks   ticks, as it should have been
    """

    market: str
    at_ns: Int64
    was: Int64
    ticks: Int64
    owner: str
    reason: str


class ChangeRegime(Command, frozen=True):
    """Declares a regime of the rulebook ("normal" among them), with the reason; it takes effect after its notice."""

    regime: str
    reason: str


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


class Restart(Command, frozen=True):
    """The engine was restarted or restored; `digest` is that of the book the operator expects, hexadecimal."""

    digest: str
