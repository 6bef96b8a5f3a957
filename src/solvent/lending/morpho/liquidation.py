"""Morpho Blue: health against one line, an incentive made of it, and bad debt that lenders bear at once."""

from typing import NamedTuple

from solvent.fixed import mul_div_down, mul_div_up
from solvent.lending.interest import taylor
from solvent.lending.morpho.shares import assets_down, assets_up, shares_down, shares_up
from solvent.lending.refusal import Refusal
from solvent.lending.scales import WAD

PRICE = 10**36  # an oracle's price is loan units of one collateral unit x this
CURSOR = 3 * 10**17  # wad
MOST_INCENTIVE = 115 * 10**16  # wad


class Market(NamedTuple):
    """One isolated market: units of the loan asset and shares, supplied and borrowed; the line in wad."""

    lltv: int
    supplied: int
    supply_shares: int
    borrowed: int
    borrow_shares: int


class Position(NamedTuple):
    """What one account has in a market: units of collateral and shares of debt."""

    collateral: int
    borrow_shares: int


class Liquidation(NamedTuple):
    """What a liquidation does: units seized and repaid, units that all lenders lose, and what is left."""

    seized: int
    repaid: int
    bad_debt: int
    market: Market
    position: Position


def limit(collateral: int, price: int, lltv: int) -> int:
    """The most that may be owed: units of the loan asset, rounded down twice; price x 10^36, lltv in wad."""
    return mul_div_down(mul_div_down(collateral, price, PRICE), lltv, WAD)


def owed(market: Market, position: Position) -> int:
    """What a position owes, in units of the loan asset, rounded up."""
    return assets_up(position.borrow_shares, market.borrowed, market.borrow_shares)


def healthy(market: Market, position: Position, price: int) -> bool:
    """Whether a position is on the line or within it.

    price     units of the loan asset for one of the collateral, x 10^36
    returns   equality is healthy
    Source    morpho-org/morpho-blue 3085651 Morpho.sol _isHealthy (facts, read 2026-11-26)
    """
    return limit(position.collateral, price, market.lltv) >= owed(market, position)


def incentive(lltv: int) -> int:
    """What a liquidator gets for one unit repaid: 1 / (1 - 0.3 (1 - line)), at most 1.15.

    lltv      wad, above 0 and below 1
    returns   wad, rounded down
    Source    morpho-org/morpho-blue 3085651 Morpho.sol liquidate (facts, read 2026-11-26)
    """
    return min(MOST_INCENTIVE, mul_div_down(WAD, WAD, WAD - mul_div_down(CURSOR, WAD - lltv, WAD)))


def shares_for(seized: int, price: int, factor: int, market: Market) -> int:
    """The shares that pay for an amount of collateral, rounded up three times; factor in wad."""
    quoted = mul_div_up(mul_div_up(seized, price, PRICE), WAD, factor)
    return shares_up(quoted, market.borrowed, market.borrow_shares)


def collateral_for(shares: int, price: int, factor: int, market: Market) -> int:
    """The collateral that an amount of shares buys, rounded down three times; factor in wad, price above 0."""
    repaid = assets_down(shares, market.borrowed, market.borrow_shares)
    return mul_div_down(mul_div_down(repaid, factor, WAD), PRICE, price)


def liquidate(
    market: Market, position: Position, price: int, seized: int = 0, shares: int = 0
) -> Liquidation | Refusal:
    """A liquidation of any amount, given as collateral or as shares of debt.

    price     units of the loan asset for one of the collateral, x 10^36
    seized    units of collateral, or 0
    shares    count of debt shares, or 0; exactly one of the two
    returns   AMBIGUOUS, HEALTHY, or TOO_MUCH where the contract's subtraction would fail; one share can cost a unit and
              buy nothing
    Source    morpho-org/morpho-blue 3085651 Morpho.sol liquidate (facts, read 2026-11-26)
    Law       bad debt leaves what is borrowed and what is supplied alike, and only when no collateral is left
    """
    if bool(seized) == bool(shares):
        return Refusal.AMBIGUOUS
    if healthy(market, position, price):
        return Refusal.HEALTHY
    factor = incentive(market.lltv)
    if seized:
        shares = shares_for(seized, price, factor, market)
    elif not price:
        return Refusal.NO_PRICE
    else:
        seized = collateral_for(shares, price, factor, market)
    if shares > position.borrow_shares or seized > position.collateral:
        return Refusal.TOO_MUCH
    repaid = assets_up(shares, market.borrowed, market.borrow_shares)
    left = Position(position.collateral - seized, position.borrow_shares - shares)
    after = market._replace(borrowed=max(market.borrowed - repaid, 0), borrow_shares=market.borrow_shares - shares)
    if left.collateral or not left.borrow_shares:
        return Liquidation(seized, repaid, 0, after, left)
    bad = min(after.borrowed, owed(after, left))
    after = after._replace(
        borrowed=after.borrowed - bad,
        supplied=after.supplied - bad,
        borrow_shares=after.borrow_shares - left.borrow_shares,
    )
    return Liquidation(seized, repaid, bad, after, left._replace(borrow_shares=0))


def accrued(market: Market, rate: int, seconds: int, fee: int) -> tuple[Market, int]:
    """The market after interest, and the shares that its fee mints.

    rate      wad of a second
    seconds   count, since the last accrual
    fee       wad of the interest
    returns   (market, supply shares to the fee's recipient): interest is credited to lenders at once
    Source    morpho-org/morpho-blue 3085651 Morpho.sol _accrueInterest (facts, read 2026-11-26)
    """
    interest = mul_div_down(market.borrowed, taylor(rate, seconds), WAD)
    supplied, cut = market.supplied + interest, mul_div_down(interest, fee, WAD)
    minted = shares_down(cut, supplied - cut, market.supply_shares) if fee else 0
    grown = market._replace(
        borrowed=market.borrowed + interest, supplied=supplied, supply_shares=market.supply_shares + minted
    )
    return grown, minted
