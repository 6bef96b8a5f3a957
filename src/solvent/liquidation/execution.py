"""On what terms a liquidation order is filled: its limit price (policy.Limit) and its fee (policy.LiquidationFee).

A sell is filled at its limit or above, a buy at its limit or below; limit 0 is no limit.
"""

from itertools import repeat
from typing import Any

from solvent.fixed import kernel, mul_div_down, mul_div_up, rule
from solvent.grid import ticks_worth, value, worth_at_least
from solvent.policy import Limit
from solvent.units import MAX_PRICE, PPM


def _within_limit(traded: int, ticks: int, limit: int) -> bool:
    """Whether a fill keeps to the limit of its order.

    traded    lots, signed as traded: below 0 sells
    ticks     ticks of the fill
    limit     ticks, 0: none
    returns   flag
    Source    ours
    """
    return limit == 0 or (ticks >= limit if traded < 0 else ticks <= limit)


within_limit = rule(_within_limit)


def _limit_for(lots: int, quote: int, den: int) -> int:
    """The limit at which closing a position brings at least a quote.

    lots      lots, signed as held
    quote     atoms the account must receive (above 0) or may pay (below 0)
    den       count of lot x ticks in one atom; below 0: an inverse contract, see grid
    returns   ticks; 0 where any price will do, the best price there is where none will
    Source    ours
    Law       value(lots, limit, den) >= quote, and one tick worse is less
    """
    best = MAX_PRICE if lots > 0 else 1
    if not worth_at_least(lots, best, quote, den):
        return best
    return ticks_worth(lots, quote, den)


limit_for = rule(_limit_for)


def _before_fee(quote: int, fee: int) -> int:
    """What a trade must bring so that a quote is left of it once its fee is paid.

    quote     atoms to be left, signed: below 0 the account pays
    fee       ppm of the notional traded, at most 500,000
    returns   atoms, signed
    Source    Bybit help centre 360039261334: bankruptcy price (1 + taker) Q / (Q / EP + balance)
    Law       less its fee, rounded up, it is no less than the quote
    """
    if fee == 0:
        return quote
    return mul_div_up(quote, 1000000, 1000000 - fee if quote >= 0 else 1000000 + fee)


before_fee = rule(_before_fee)


def _bankruptcy_limit(lots: int, ticks: int, den: int, equity: int, maintained: int, margin: int, fee: int) -> int:
    """The limit that leaves a position's share of its bucket's equity at 0 or more.

    lots         lots, signed as held
    ticks        ticks, valuation
    den          count of lot x ticks in one atom; below 0: an inverse contract, see grid
    equity       atoms, signed, of the bucket
    maintained   atoms, maintenance of the bucket
    margin       atoms, maintenance of this position
    fee          ppm of the notional that closing costs besides, 0 where the limit does not look at it
    returns      ticks, 0 where any price will do
    Source       dYdX v4-chain 84d4664 x/clob: equity is shared by maintenance; one position alone has all of it
    """
    share = mul_div_down(equity, margin, maintained) if maintained > 0 else equity
    return limit_for(lots, before_fee(value(lots, ticks, den) - share, fee), den)


bankruptcy_limit = rule(_bankruptcy_limit)


def _bankruptcy_limits(
    lots: list[int],
    ticks: list[int],
    den: list[int],
    equity: list[int],
    maintained: list[int],
    margins: list[int],
    fees: list[int],
    limits: list[int],
) -> None:
    """bankruptcy_limit over many orders; all columns of shape (orders,).

    limits   ticks; written
    """
    for i in range(len(lots)):
        limits[i] = bankruptcy_limit(lots[i], ticks[i], den[i], equity[i], maintained[i], margins[i], fees[i])


bankruptcy_limits = kernel(_bankruptcy_limits, out=("limits",))


def fillable_price(
    lots: int, ticks: int, den: int, equity: int, maintained: int, margin: int, spread: int, adjustment: int
) -> tuple[int, int]:
    """dYdX's fillable price, exactly: it walks from the oracle price past it as the bucket's equity falls to 0.

        (notional - clamp(adjustment (1 - equity / maintenance), 0, 1) spread margin) / size

    Five factors do not fit 128 bits, so this runs on Python integers only. Of an inverse contract it is the price at
    which the position is worth as much less as a linear one would be there.

    lots         lots, signed as held
    ticks        ticks, oracle price
    den          count of lot x ticks in one atom; below 0: an inverse contract, see grid
    equity       atoms, signed, of the bucket
    maintained   atoms, maintenance of the bucket
    margin       atoms, maintenance of this position
    spread       ppm of it at which the walk ends
    adjustment   ppm, how fast it is walked
    returns      count of ticks as numerator and denominator; one of them 0 or below where the walk leaves the prices
    Source       dYdX v4-chain 84d4664 x/clob/keeper/liquidations.go GetFillablePrice; inverse: ours
    """
    whole = PPM * max(maintained, 1)
    walked = min(max(adjustment * (maintained - equity), 0), whole)
    if den < 0:
        worth, distance = whole * PPM * abs(lots) * -den, walked * spread * margin * ticks
        return ticks * worth, worth + distance if lots > 0 else worth - distance
    distance, over = walked * spread * margin * den, whole * PPM * abs(lots)
    return (ticks * over - distance if lots > 0 else ticks * over + distance), over


def fillable_limit(
    lots: int, ticks: int, den: int, equity: int, maintained: int, margin: int, spread: int, adjustment: int
) -> int:
    """The fillable price in ticks: rounded up for a sell, down for a buy, and kept among the prices.

    Parameters as fillable_price.

    Source   dYdX v4-chain 84d4664 x/clob/keeper/liquidations.go ConvertFillablePriceToSubticks
    """
    num, over = fillable_price(lots, ticks, den, equity, maintained, margin, spread, adjustment)
    if over <= 0:
        return MAX_PRICE
    limit = mul_div_up(num, 1, over) if lots > 0 else mul_div_down(num, 1, over)
    return min(max(limit, 1), MAX_PRICE)


def limit_prices(
    lots: Any,
    ticks: Any,
    den: Any,
    equity: Any,
    maintained: Any,
    margins: Any,
    fees: Any,
    limit: int,
    spread: int,
    adjustment: int,
    limits: Any,
) -> None:
    """The limit of many orders; columns of shape (orders,), as bankruptcy_limit and fillable_price.

    fees     ppm of the notional that closing costs besides (BANKRUPTCY_NET)
    limit    index of policy.Limit
    limits   ticks, 0 for none; written
    """
    columns = (lots, ticks, den, equity, maintained, margins)
    limits[:] = 0
    if limit in (Limit.BANKRUPTCY, Limit.BANKRUPTCY_NET):
        bankruptcy_limits(*columns, fees if limit == Limit.BANKRUPTCY_NET else 0 * fees, limits)
    elif limit == Limit.FILLABLE:
        rows = zip(*(column.tolist() for column in columns), repeat(spread), repeat(adjustment), strict=False)
        limits[:] = [fillable_limit(*row) for row in rows]


def _equity_fee(size: int, rate: int, equity: int) -> int:
    """A liquidation fee of at most the equity that is left.

    size      atoms of notional closed
    rate      ppm
    equity    atoms, signed, after the fill and its trading fee
    returns   atoms, rounded up for the fund
    Source    Binance FAQ b3c689c1f50a44cabb3a84e663b81d93: a fee on the liquidated amount only; the cap is ours
    """
    return min(mul_div_up(size, rate, PPM), max(equity, 0))


equity_fee = rule(_equity_fee)


def _improvement_fee(better: int, size: int, rate: int) -> int:
    """A liquidation fee of at most what the fill is better than the bankruptcy price; the account keeps the rest.

    better    atoms, quote of the fill less quote at the bankruptcy price; 0 or less: no fee, the fund pays -better
    size      atoms, quote of the fill, unsigned
    rate      ppm
    returns   atoms
    Source    dYdX v4-chain 84d4664 x/clob/keeper/liquidations.go GetLiquidationInsuranceFundDelta (rounds down)
    """
    return min(mul_div_down(size, rate, PPM), max(better, 0))


improvement_fee = rule(_improvement_fee)
