"""How buckets in breach are closed, and who pays."""

from solvent.columns import Cells
from solvent.events.base import Event


class MarginWarningIssued(Event, kind=26):
    """A bucket's margin ratio passed a warning level (level: how many of the ladder's rungs are reached, 0: none)."""

    bucket: Cells
    level: Cells
    equity: Cells
    maintenance: Cells


class LiquidationTriggered(Event, kind=27):
    """The trigger holds. market, ticks: the price that moved (-1, 0 where time or funding did it)."""

    bucket: Cells
    equity: Cells
    maintenance: Cells
    market: Cells
    ticks: Cells


class LiquidationThrottled(Event, kind=28):
    """A breach that must wait, since queued_ns."""

    bucket: Cells
    queued_ns: Cells


class LiquidationOrderPlaced(Event, kind=29):
    """An order to close: lots signed as traded, limit ticks (0: none), ticks the valuation; the bucket's equity and
    maintenance before it. order: its index. taker: the stage of the market it is for; whole: flag, fill or kill."""

    order: Cells
    bucket: Cells
    row: Cells
    lots: Cells
    limit: Cells
    ticks: Cells
    equity: Cells
    maintenance: Cells
    taker: Cells = 0
    whole: Cells = 0


class LiquidationWithheld(Event, kind=60):
    """A stage of the market ordered nothing from a bucket: in `market` it may take no more lots of the depth that was
    told (depth, on the side it sells into), or there is no price for its band. taker: which one is asked next."""

    bucket: Cells
    market: Cells
    depth: Cells
    taker: Cells


class LiquidationOrderFilled(Event, kind=30):
    """An order was filled: lots signed as traded, notional atoms, fees atoms, equity of the bucket after it."""

    order: Cells
    lots: Cells
    ticks: Cells
    notional: Cells
    taker_fee: Cells
    liquidation_fee: Cells
    equity: Cells


class LiquidationOrderExpired(Event, kind=31):
    """An order is over with this much unfilled (signed as it would have traded); taker: which one is asked next."""

    order: Cells
    lots: Cells
    taker: Cells


class ClosingPaced(Event, kind=32):
    """A bucket's next order waits until cooldown_ns; until escalate_ns it would be for everything."""

    bucket: Cells
    cooldown_ns: Cells
    escalate_ns: Cells


class LiquidationEnded(Event, kind=33):
    """Closing is over; close: reasons.Close; equity and maintenance as they are now."""

    bucket: Cells
    close: Cells
    equity: Cells
    maintenance: Cells


class BackstopTookOver(Event, kind=34):
    """`taker` (a holder) received a row: lots as held, quote: atoms paid for it, equity: what it took on."""

    bucket: Cells
    row: Cells
    taker: Cells
    lots: Cells
    quote: Cells
    equity: Cells


class PositionDeleveraged(Event, kind=35):
    """A winner's row was reduced against a loser's: lots as the loser held them, quote atoms, rank from 0;
    given_up: atoms the winner lost against the valuation price."""

    row: Cells
    winner: Cells
    lots: Cells
    quote: Cells
    rank: Cells
    given_up: Cells


class HedgeOffset(Event, kind=100):
    """A bucket's long and its short in one market were closed against each other: lots of each at ticks; the bucket's
    equity and maintenance before it. long, short: their rows."""

    bucket: Cells
    long: Cells
    short: Cells
    lots: Cells
    ticks: Cells
    equity: Cells
    maintenance: Cells


class ShortfallFound(Event, kind=36):
    """A bucket is closed and owes this many atoms beyond its own margin."""

    bucket: Cells
    amount: Cells


class InsuranceFundDrawn(Event, kind=37):
    """The fund paid for a bucket."""

    bucket: Cells
    amount: Cells


class OperatorPaid(Event, kind=38):
    """The operator paid for a bucket, as a declared payer."""

    bucket: Cells
    amount: Cells


class LossSocialised(Event, kind=39):
    """A winner's bucket gave this much of its profit for the losses of others."""

    bucket: Cells
    amount: Cells
    profit: Cells


class BadDebtRecorded(Event, kind=40):
    """No payer was left: the operator owes this much for a bucket."""

    bucket: Cells
    amount: Cells
