"""What lenders and borrowers do in one market of Morpho Blue, and the time that passes in between.

What moves the loan asset is given in units or in shares, exactly one of them; the other is rounded against the actor.
The caller brings interest up to now first (`brought`), as each action of the contract does.

Source    morpho-org/morpho-blue 0187e94 Morpho.sol supply, withdraw, borrow, repay, withdrawCollateral (read
          2026-11-27), an early commit. Unverified, since read only as others quote the deployed version: the curve is
          asked at creation, and later while nothing is borrowed too
"""

from typing import NamedTuple

from solvent.lending.morpho.adaptive import rates
from solvent.lending.morpho.liquidation import Market, Position, accrued, healthy
from solvent.lending.morpho.shares import assets_down, assets_up, shares_down, shares_up
from solvent.lending.refusal import Refusal


class Running(NamedTuple):
    """A market with its clock.

    fee         wad of the interest, which its recipient gets as supply shares
    at_target   wad of a second: the rate at the target usage, 0 while the curve was never asked
    updated_s   seconds: when interest was last brought up
    """

    market: Market
    fee: int
    at_target: int
    updated_s: int


class Moved(NamedTuple):
    """What an action moves: units of the loan asset, shares, and the market afterwards."""

    units: int
    shares: int
    market: Market


class Drawn(NamedTuple):
    """What an action on a debt moves: units of the loan asset, shares, and the market and position afterwards."""

    units: int
    shares: int
    market: Market
    position: Position


def opened(lltv: int, fee: int, now_s: int) -> Running:
    """A new market; the curve is asked once, so that its rate at target is the first one.

    lltv, fee   wad
    now_s       seconds
    """
    return Running(Market(lltv, 0, 0, 0, 0), fee, rates(0, 0, 0, 0)[1], now_s)


def brought(running: Running, now_s: int) -> tuple[Running, int]:
    """A market with the interest of the adaptive curve up to now.

    now_s     seconds, at or after updated_s
    returns   (the market, supply shares to the fee's recipient); as it was where no time has passed
    """
    seconds = now_s - running.updated_s
    if not seconds:
        return running, 0
    market = running.market
    average, at_target = rates(market.borrowed, market.supplied, running.at_target, seconds)
    grown, minted = accrued(market, average, seconds, running.fee)
    return Running(grown, running.fee, at_target, now_s), minted


def supply(market: Market, units: int = 0, shares: int = 0) -> Moved | Refusal:
    """Units in from a lender, who gets shares for them.

    returns   AMBIGUOUS unless exactly one amount is given; a unit can be too little for a share, as in the contract
    """
    if bool(units) == bool(shares):
        return Refusal.AMBIGUOUS
    if units:
        shares = shares_down(units, market.supplied, market.supply_shares)
    else:
        units = assets_up(shares, market.supplied, market.supply_shares)
    return Moved(units, shares, _supplied(market, units, shares))


def withdraw(market: Market, held: int, units: int = 0, shares: int = 0) -> Moved | Refusal:
    """Units out to a lender.

    held      supply shares of the lender
    returns   AMBIGUOUS; TOO_MUCH past what is held; LENT_OUT where borrowers have what is asked for
    """
    if bool(units) == bool(shares):
        return Refusal.AMBIGUOUS
    if units:
        shares = shares_up(units, market.supplied, market.supply_shares)
    else:
        units = assets_down(shares, market.supplied, market.supply_shares)
    if shares > held or units > market.supplied:
        return Refusal.TOO_MUCH
    after = _supplied(market, -units, -shares)
    return Refusal.LENT_OUT if after.borrowed > after.supplied else Moved(units, shares, after)


def borrow(market: Market, position: Position, price: int, units: int = 0, shares: int = 0) -> Drawn | Refusal:
    """Units out to a borrower.

    price     units of the loan asset for one of the collateral, x 10^36
    returns   AMBIGUOUS; POWER past the line, which is that of liquidation: Morpho keeps no distance between them;
              LENT_OUT past what lenders have in the market
    """
    if bool(units) == bool(shares):
        return Refusal.AMBIGUOUS
    done = draw(market, position, units, shares)
    if not healthy(done.market, done.position, price):
        return Refusal.POWER
    return Refusal.LENT_OUT if done.market.borrowed > done.market.supplied else done


def draw(market: Market, position: Position, units: int = 0, shares: int = 0) -> Drawn:
    """What borrowing does, without asking whether it may be; units, or shares where those are 0."""
    if units:
        shares = shares_up(units, market.borrowed, market.borrow_shares)
    else:
        units = assets_down(shares, market.borrowed, market.borrow_shares)
    after = market._replace(borrowed=market.borrowed + units, borrow_shares=market.borrow_shares + shares)
    return Drawn(units, shares, after, position._replace(borrow_shares=position.borrow_shares + shares))


def repay(market: Market, position: Position, units: int = 0, shares: int = 0) -> Drawn | Refusal:
    """Units in from a borrower.

    returns   AMBIGUOUS; TOO_MUCH past what is owed: a debt is closed by its shares, since units may round past it
    """
    if bool(units) == bool(shares):
        return Refusal.AMBIGUOUS
    if units:
        shares = shares_down(units, market.borrowed, market.borrow_shares)
    else:
        units = assets_up(shares, market.borrowed, market.borrow_shares)
    if shares > position.borrow_shares:
        return Refusal.TOO_MUCH
    after = market._replace(borrowed=max(market.borrowed - units, 0), borrow_shares=market.borrow_shares - shares)
    return Drawn(units, shares, after, position._replace(borrow_shares=position.borrow_shares - shares))


def release(market: Market, position: Position, price: int, units: int) -> Position | Refusal:
    """Collateral back to a borrower.

    price     units of the loan asset for one of the collateral, x 10^36
    units     of the collateral
    returns   NOTHING for 0; TOO_MUCH past what is held; HEALTH where the debt needs it
    """
    if not units:
        return Refusal.NOTHING
    if units > position.collateral:
        return Refusal.TOO_MUCH
    left = position._replace(collateral=position.collateral - units)
    return left if not left.borrow_shares or healthy(market, left, price) else Refusal.HEALTH


def _supplied(market: Market, units: int, shares: int) -> Market:
    return market._replace(supplied=market.supplied + units, supply_shares=market.supply_shares + shares)
