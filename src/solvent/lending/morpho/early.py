"""Pre-liquidation on Morpho Blue: an opt-in second line below the market's, with a bounded share and incentive."""

from typing import NamedTuple

from solvent.fixed import mul_div_down, mul_div_up
from solvent.lending.morpho.liquidation import (
    PRICE,
    Market,
    Position,
    collateral_for,
    limit,
    owed,
    shares_for,
)
from solvent.lending.morpho.shares import assets_up
from solvent.lending.refusal import Refusal
from solvent.lending.scales import WAD


class Terms(NamedTuple):
    """What a borrower opted into, all in wad.

    lltv                         the early line, below the market's
    least_share, most_share      of the debt that may be repaid, at the early line and at the market's
    least_incentive, most_incentive   for one unit repaid, at the same two lines
    """

    lltv: int
    least_share: int
    most_share: int
    least_incentive: int
    most_incentive: int


class Bounds(NamedTuple):
    """What holds for a position now: the incentive in wad, and the shares that may be repaid."""

    incentive: int
    shares: int


def bounds(market: Market, position: Position, price: int, terms: Terms) -> Bounds | Refusal:
    """How much may be repaid early, and for what.

    price     units of the loan asset for one of the collateral, x 10^36
    returns   ALREADY_LIQUIDATABLE past the market's line, HEALTHY on or within the early one
    Source    morpho-org/pre-liquidation PreLiquidation.sol preLiquidate (read 2026-11-26)
    """
    debt = owed(market, position)
    if debt > limit(position.collateral, price, market.lltv):
        return Refusal.ALREADY_LIQUIDATABLE
    if debt <= limit(position.collateral, price, terms.lltv):
        return Refusal.HEALTHY
    ltv = mul_div_up(debt, WAD, mul_div_down(position.collateral, price, PRICE))
    way = mul_div_down(ltv - terms.lltv, WAD, market.lltv - terms.lltv)
    factor = mul_div_down(way, terms.most_incentive - terms.least_incentive, WAD) + terms.least_incentive
    share = mul_div_down(way, terms.most_share - terms.least_share, WAD) + terms.least_share
    return Bounds(factor, mul_div_down(position.borrow_shares, share, WAD))


def liquidate(
    market: Market, position: Position, price: int, terms: Terms, seized: int = 0, shares: int = 0
) -> tuple[int, int] | Refusal:
    """A pre-liquidation, given as collateral or as shares of debt.

    price     units of the loan asset for one of the collateral, x 10^36
    seized    units of collateral, or 0
    shares    count of debt shares, or 0; exactly one of the two
    returns   (units seized, units repaid); TOO_MUCH past the share that may be repaid, what is held, or where the
              account would be past the market's line afterwards
    Source    as `bounds`
    """
    if bool(seized) == bool(shares):
        return Refusal.AMBIGUOUS
    found = bounds(market, position, price, terms)
    if isinstance(found, Refusal):
        return found
    if seized:
        shares = shares_for(seized, price, found.incentive, market)
    else:
        seized = collateral_for(shares, price, found.incentive, market)
    if shares > found.shares or shares > position.borrow_shares or seized > position.collateral:
        return Refusal.TOO_MUCH
    repaid = assets_up(shares, market.borrowed, market.borrow_shares)
    after = market._replace(borrowed=max(market.borrowed - repaid, 0), borrow_shares=market.borrow_shares - shares)
    left = Position(position.collateral - seized, position.borrow_shares - shares)
    if owed(after, left) > limit(left.collateral, price, market.lltv):
        return Refusal.TOO_MUCH
    return seized, repaid
