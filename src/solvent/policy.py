"""A rulebook in the form the engine reads: integers and tables, nothing else.

`rulebooks/` compiles TOML into a `Policy`; the command `AdoptRulebook` carries it, the event `RulebookAdopted` writes
it into the book, and no rule below ever sees the text it came from. A choice of rule is a number from an enum here.
"""

from enum import IntEnum
from itertools import pairwise
from typing import Annotated, Any

import msgspec

from solvent.errors import BadRulebook
from solvent.units import AMOUNT_DECIMALS, PPM

Int64 = Annotated[int, msgspec.Meta(ge=-(2**63) + 1, le=2**63 - 1)]


class PriceRole(IntEnum):
    """Which price values positions and triggers liquidations."""

    MARK = 1
    INDEX = 2
    LAST = 3


class MarkRule(IntEnum):
    """How the mark is formed."""

    INDEX = 1
    LAST = 2
    MEDIAN_OF_THREE = 3  # index with the funding basis, index with the smoothed basis, last
    FAIR = 4  # index with the funding basis


class Comparator(IntEnum):
    """When equity and maintenance mean a breach."""

    BELOW = 1  # equity < maintenance
    AT_OR_BELOW = 2  # equity <= maintenance


class Sizing(IntEnum):
    """How much of a position one liquidation order closes."""

    ALL = 1
    FRACTION = 2  # a fixed share while the position is large, all of it otherwise
    TIER_STEP = 3  # down to the border of a lower tier, `levels` below
    RESTORE = 4  # the smallest size that restores the target


class Limit(IntEnum):
    """The limit price of a liquidation order."""

    NONE = 1  # whatever the book gives
    BANKRUPTCY = 2
    FILLABLE = 3  # dYdX: walks from the oracle price towards a spread past it as equity falls
    BANKRUPTCY_NET = 4  # the bankruptcy price with the fees of closing paid


class LiquidationFee(IntEnum):
    """How the liquidation fee is found."""

    CAPPED_BY_EQUITY = 1  # rate x notional, at most the equity that is left
    CAPPED_BY_IMPROVEMENT = 2  # rate x notional, at most what the fill is better than the bankruptcy price; per fill


class Taker(IntEnum):
    """Who receives a position that must be closed."""

    MARKET = 1
    FUND = 2  # the insurance fund, at the bankruptcy price
    BACKSTOP = 3  # a vault, with all of the bucket's margin
    ADL = 4


class Payer(IntEnum):
    """Who bears a loss beyond own margin."""

    FUND = 1
    OPERATOR = 2
    WINNERS = 3  # socialised over positive profits


class Ranking(IntEnum):
    """In which order winners are deleveraged."""

    PROFIT_TIMES_LEVERAGE = 1
    MARK_OVER_ENTRY_TIMES_LEVERAGE = 2
    RANDOM_START = 3


class TransferPrice(IntEnum):
    """At which price a position changes hands when the market did not take it."""

    BANKRUPTCY = 1
    MARK = 2
    PREVIOUS_MARK = 3


class Tier(msgspec.Struct, frozen=True, array_like=True):
    """One step of a margin schedule; holds for floor <= notional < next floor.

    maintenance = ceil(ceil(notional * mm_num / mm_den) * mm_fraction / 10^6) - deduction
    initial     = ceil(notional * im_num / im_den)

    floor         atoms of notional, 0 for the first tier
    mm_num        count, numerator of the maintenance rate, 0 or more
    mm_den        count, its denominator, 1 or more
    mm_fraction   ppm, 10^6 unless maintenance is a fraction of a base margin
    deduction     atoms, 0 or more
    im_num        count, numerator of the initial rate
    im_den        count, its denominator
    """

    floor: Int64
    mm_num: Int64
    mm_den: Int64
    mm_fraction: Int64
    deduction: Int64
    im_num: Int64
    im_den: Int64

    def __post_init__(self) -> None:
        least = min(self.floor, self.mm_num, self.mm_den - 1, self.mm_fraction, self.im_num, self.im_den - 1)
        if least < 0:
            raise BadRulebook(f"expected a tier with rates of 0 or more and denominators of 1 or more, found {self}")


class MarketPolicy(msgspec.Struct, frozen=True, array_like=True):
    """What a rulebook says of one market.

    tiers               in ascending floors, the first at 0
    oi_lower, oi_upper  atoms of open interest between which the initial rate rises to 100 %; both 0: not scaled
    taker_fee           ppm of notional
    liquidation_fee     ppm of notional
    """

    tiers: tuple[Tier, ...]
    oi_lower: Int64 = 0
    oi_upper: Int64 = 0
    taker_fee: Int64 = 0
    liquidation_fee: Int64 = 0

    def __post_init__(self) -> None:
        floors = [tier.floor for tier in self.tiers]
        if floors[:1] != [0] or any(later <= earlier for earlier, later in pairwise(floors)):
            raise BadRulebook(f"expected tiers from a floor of 0 upwards, found floors {floors}")
        if min(self.oi_lower, self.oi_upper, self.taker_fee, self.liquidation_fee) < 0:
            raise BadRulebook(f"expected fees and open interest of 0 or more, found {self}")


class CoinPolicy(msgspec.Struct, frozen=True, array_like=True):
    """What a rulebook says of a coin that is held beside the settlement asset.

    name              of its market; "*" is for every coin not named
    haircuts          (atoms of value, ppm), floors ascending from 0: each part of a holding's value is cut at the rate
                      of the tier it lies in; 10^6 counts for nothing, so a last tier of 10^6 is a cap
    taker_fee         ppm of what a trade is worth
    liquidation_fee   ppm of what a forced sale is worth
    """

    name: str
    haircuts: tuple[tuple[Int64, Int64], ...]
    taker_fee: Int64 = 0
    liquidation_fee: Int64 = 0

    def __post_init__(self) -> None:
        floors, rates = [floor for floor, _ in self.haircuts], [rate for _, rate in self.haircuts]
        if floors[:1] != [0] or any(later <= earlier for earlier, later in pairwise(floors)):
            raise BadRulebook(f"expected haircuts from a value of 0 upwards, found floors {floors}")
        if not all(0 <= rate <= PPM for rate in rates) or min(self.taker_fee, self.liquidation_fee) < 0:
            raise BadRulebook(f"expected haircuts of 0 to 10^6 ppm and fees of 0 or more, found {self}")
        if any(
            floor * (rate - before) % PPM for floor, (before, rate) in zip(floors[1:], pairwise(rates), strict=True)
        ):
            raise BadRulebook(f"expected floors at which haircuts meet on a whole atom, found {self.haircuts}")


NO_COIN = CoinPolicy("*", ((0, PPM),))


class CollateralPolicy(msgspec.Struct, frozen=True, array_like=True):
    """How coins stand for money, and who may owe it.

    exchange_below     atoms: coins are exchanged for the settlement asset where more than this is owed in it; -1: never
    exchange_fee       ppm of what is exchanged
    borrowing          flag: trades may leave the settlement asset or a coin owed
    debt_initial       ppm of debts, required before more is borrowed
    debt_maintenance   ppm of debts: equity below it is a breach, as margin level - 1
    """

    exchange_below: Int64 = -1
    exchange_fee: Int64 = 0
    borrowing: bool = False
    debt_initial: Int64 = 0
    debt_maintenance: Int64 = 0

    def __post_init__(self) -> None:
        if min(self.exchange_below + 1, self.exchange_fee, PPM - 1 - self.exchange_fee, self.debt_maintenance) < 0:
            raise BadRulebook(f"expected an exchange fee below 100 % and rates of 0 or more, found {self}")
        if self.debt_initial < self.debt_maintenance:
            raise BadRulebook(f"expected an initial rate on debts of at least the maintenance rate, found {self}")


class PricePolicy(msgspec.Struct, frozen=True, array_like=True):
    """How prices are formed.

    min_sources        count of fresh constituents below which the index is held and its markets are not liquidated
    max_age_ns         ns after which a constituent is stale
    basis_ns           ns, time constant of the smoothed basis
    trigger            which price values positions and triggers
    """

    min_sources: Int64
    max_age_ns: Int64
    mark: MarkRule
    basis_ns: Int64
    trigger: PriceRole


class ClosingPolicy(msgspec.Struct, frozen=True, array_like=True):
    """Who is closed, how much, how fast, on what terms.

    warnings            ppm of margin ratio (maintenance / equity), ascending, each below 10^6
    fraction            ppm of the position closed by one order (FRACTION)
    fraction_above      atoms of notional from which FRACTION applies
    escalate_ns         ns after a partial order within which the next one is for everything
    buffer              ppm of maintenance to restore beyond it (RESTORE)
    assumed_cost        ppm of notional: slippage assumed when the restoring size is found, fees come on top
    cooldown_ns         ns between two orders of one bucket
    orders_per_window   count of liquidation orders admitted per window, 0: no limit
    window_ns           ns
    spread              ppm of maintenance (FILLABLE)
    adjustment          ppm (FILLABLE)
    leftover_to_fund    margin left after a full close goes to the fund instead of staying with its owner
    levels              count of tiers one order steps down (TIER_STEP); in the lowest so many it closes everything
    offset_hedged       longs and shorts of one bucket in one market are closed against each other first, at the mark
    """

    comparator: Comparator
    warnings: tuple[Int64, ...]
    cancel_orders: bool
    sizing: Sizing
    fraction: Int64
    fraction_above: Int64
    escalate_ns: Int64
    buffer: Int64
    assumed_cost: Int64
    cooldown_ns: Int64
    orders_per_window: Int64
    window_ns: Int64
    limit: Limit
    spread: Int64
    adjustment: Int64
    fee: LiquidationFee
    leftover_to_fund: bool
    levels: Int64 = 1
    offset_hedged: bool = False


class TakerPolicy(msgspec.Struct, frozen=True, array_like=True):
    """One receiver of positions.

    below    ppm of maintenance: asked as soon as equity is below that share of it; 10^6: only in its turn
    price    the transfer price (not for MARKET)
    """

    kind: Taker
    below: Int64
    price: TransferPrice


class PayerPolicy(msgspec.Struct, frozen=True, array_like=True):
    """One bearer of losses.

    capacity   atoms it pays in all, -1: as much as it has (FUND, WINNERS) or without limit (OPERATOR)
    """

    kind: Payer
    capacity: Int64


class Policy(msgspec.Struct, frozen=True, array_like=True):
    """One rulebook, compiled.

    content_hash   of the text it was compiled from, hexadecimal
    markets        by market name; "*" is for every market not named
    decimals       an atom of its amounts is 10^-decimals: only assets that are counted so can be settled under it
    collateral     how coins stand for money, and who may owe it
    coins          in the order in which they are exchanged; a coin not named counts for nothing
    """

    name: str
    content_hash: str
    prices: PricePolicy
    closing: ClosingPolicy
    takers: tuple[TakerPolicy, ...]
    payers: tuple[PayerPolicy, ...]
    ranking: Ranking
    markets: dict[str, MarketPolicy]
    decimals: Int64 = AMOUNT_DECIMALS
    collateral: CollateralPolicy = CollateralPolicy()
    coins: tuple[CoinPolicy, ...] = ()

    def coin(self, name: str) -> tuple[int, CoinPolicy]:
        """The place in the order of exchange and the entry of a coin, by the name of its market."""
        for wanted in (name, "*"):
            for place, coin in enumerate(self.coins):
                if coin.name == wanted:
                    return place, coin
        return len(self.coins), NO_COIN

    def market(self, name: str) -> MarketPolicy | None:
        """The entry of a market, or the one for all others, or none."""
        return self.markets.get(name) or self.markets.get("*")

    def cells(self) -> list[Any]:
        """The policy as it is written; what was added later and says what holds anyway is left out: old bytes stay."""
        cells: list[Any] = _written(self)
        return cells


# How many fields each part had when it was first written into a journal. Later ones stand at the end, with a default.
_FIRST_FIELDS: dict[type, int] = {
    Tier: 7, MarketPolicy: 5, PricePolicy: 5, ClosingPolicy: 17, TakerPolicy: 3, PayerPolicy: 2, Policy: 8,
}  # fmt: skip


def _written(part: Any) -> Any:
    """A part of a policy as plain lists, later fields at the end left out while they say what holds anyway."""
    if isinstance(part, msgspec.Struct):
        cells, kept = [getattr(part, field) for field in part.__struct_fields__], _FIRST_FIELDS.get(type(part), 0)
        for default in reversed(part.__struct_defaults__):
            if len(cells) <= kept or cells[-1] != default:
                break
            cells.pop()
        return [_written(cell) for cell in cells]
    if isinstance(part, dict):
        return {name: _written(cell) for name, cell in part.items()}
    return [_written(cell) for cell in part] if isinstance(part, tuple) else msgspec.to_builtins(part)
