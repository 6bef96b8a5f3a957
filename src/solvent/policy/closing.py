"""Who is closed and how, who takes the position and who pays what is missing."""

import msgspec

from solvent.policy.cells import Int64
from solvent.policy.choices import (
    Comparator,
    Limit,
    LiquidationFee,
    Payer,
    Portion,
    PriceRole,
    Sizing,
    Taker,
    TransferPrice,
)

CATEGORY = "@fund:"  # and the name of a fund: its holder's


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
    """One receiver of positions. The market may stand several times, in stages with terms of their own.

    below           ppm of maintenance: asked as soon as equity is below that share of it; 10^6: only in its turn
    price           the transfer price (not for MARKET)
    portion         which orders this stage is asked for (MARKET, as all that follow up to `again`)
    fill_or_kill    an order is filled whole or not at all
    slice           atoms of notional one order is for at most, though always one lot; 0: no limit
    participation   ppm of the depth last told, which the orders placed on it share; 0: whatever the depth
    every_ns        ns between two orders of one bucket; 0: the closing's cooldown
    band            ppm around a price outside which nothing is sold; 0: none
    around          which price that is
    again           what is left unfilled is ordered again, and never goes on to the next taker by itself
    capacity        atoms of notional it holds at most in all, -1: without limit (FUND, BACKSTOP)
    isolated        a vault of its own for every market, each with its own money and capacity (BACKSTOP)
    """

    kind: Taker
    below: Int64
    price: TransferPrice
    portion: Portion = Portion.SIZED
    fill_or_kill: bool = False
    slice: Int64 = 0
    participation: Int64 = 0
    every_ns: Int64 = 0
    band: Int64 = 0
    around: PriceRole = PriceRole.MARK
    again: bool = False
    capacity: Int64 = -1
    isolated: bool = False


class PayerPolicy(msgspec.Struct, frozen=True, array_like=True):
    """One bearer of losses.

    capacity     atoms it pays in all, -1: as much as it has, or without limit (OPERATOR, OPEN_INTEREST)
    skin         atoms the operator pays in all before anybody's contribution but the defaulter's (DEFAULT_FUND)
    session_ns   ns after midnight UTC at which a day's session begins (DAY_WINNERS)
    """

    kind: Payer
    capacity: Int64
    skin: Int64 = 0
    session_ns: Int64 = 0


class FundPolicy(msgspec.Struct, frozen=True, array_like=True):
    """An insurance fund of its own for a category of markets.

    markets   their names; one that ends with * stands for all that begin so
    """

    name: str
    markets: tuple[str, ...]

    @property
    def holder(self) -> str:
        """What its bucket is called."""
        return CATEGORY + self.name

    def covers(self, market: str) -> bool:
        """Whether a market is of this category."""
        return any(market.startswith(name[:-1]) if name.endswith("*") else market == name for name in self.markets)
