"""What a position becomes if the price moves so slowly that every band is traded at its edge, and the health of that.

Source    curvefi/curve-stablecoin cf1d05f AMM.vy get_xy_up, controller.vy _health, liquidate (read 2026-11-26)
"""

from collections.abc import Iterator
from typing import NamedTuple

from solvent.fixed import mul_div_down, mul_div_up
from solvent.lending.llamma.bands import DEAD_SHARES, Bands, Market, centre, curve, price_up
from solvent.lending.llamma.powers import root
from solvent.lending.refusal import Refusal
from solvent.lending.scales import WAD, mul_div_to_zero


class Position(NamedTuple):
    """Shares of the bands from `first` on, one number a band."""

    first: int
    shares: tuple[int, ...]


class Edge(NamedTuple):
    """A band as the oracle stands: what is in it (wad), its upper and lower price (wad)."""

    borrowed: int
    collateral: int
    up: int
    down: int


def edges(market: Market, bands: Bands, position: Position) -> list[Edge]:
    """The bands of a position, each lower price a (a - 1) / a of its upper one."""
    found, down = [], price_up(market, position.first)
    for band in range(position.first, position.first + len(position.shares)):
        up, down = down, mul_div_down(down, market.a - 1, market.a)
        borrowed = bands.borrowed.get(band, 0) if band <= bands.active else 0
        collateral = bands.collateral.get(band, 0) if band >= bands.active else 0
        found.append(Edge(borrowed, collateral, up, down))
    return found


def x_down(market: Market, bands: Bands, position: Position, oracle: int) -> int:
    """The borrowed coin a position becomes on the way down; oracle in wad, returns wad, rounded down in each band."""
    found = 0
    for edge, share, total in _owned(market, bands, position):
        borrowed, collateral = traded(market, edge, oracle)
        if oracle > edge.up:
            borrowed = mul_div_down(collateral, edge.up, market.root_ratio)
        elif oracle >= edge.down:
            borrowed += mul_div_down(collateral, root(edge.down * oracle), WAD)
        found += mul_div_down(borrowed, share, total)
    return found


def y_up(market: Market, bands: Bands, position: Position, oracle: int) -> int:
    """The collateral a position becomes on the way up; oracle in wad, returns wad, rounded down in each band."""
    found = 0
    for edge, share, total in _owned(market, bands, position):
        borrowed, collateral = traded(market, edge, oracle)
        if oracle < edge.down:
            collateral = mul_div_down(borrowed, market.root_ratio, edge.up)
        elif oracle <= edge.up:
            collateral += mul_div_down(borrowed, WAD, root(edge.up * oracle))
        found += mul_div_down(collateral, share, total)
    return found


def traded(market: Market, edge: Edge, oracle: int) -> tuple[int, int]:
    """What a band holds once it is traded to the oracle price: (borrowed coin, collateral), wad.

    oracle    wad: above the band all is collateral, below it all is borrowed coin
    """
    middle = mul_div_down(mul_div_down(oracle, oracle, edge.down), oracle, edge.up)
    pure = not edge.borrowed or not edge.collateral
    if pure and oracle > edge.up:
        return 0, edge.collateral or mul_div_down(edge.borrowed, WAD, middle)
    if pure and oracle < edge.down:
        return edge.borrowed or mul_div_down(edge.collateral, middle, WAD), 0
    f, g, product = curve(market, edge.borrowed, edge.collateral, oracle, edge.up)
    if oracle > edge.up:
        return 0, max(mul_div_down(product, 1, f) - g, 0)
    if oracle < edge.down:
        return max(mul_div_down(product, 1, g) - f, 0), 0
    y0 = centre(market, edge.borrowed, edge.collateral, oracle, edge.up)
    collateral = mul_div_down(market.a * y0, oracle - edge.down, oracle)
    return max(mul_div_down(product, 1, g + collateral) - f, 0), collateral


def _owned(market: Market, bands: Bands, position: Position) -> Iterator[tuple[Edge, int, int]]:
    """(band, shares owned, all shares) where there is anything; underestimates, as the contract does."""
    for band, (edge, share) in enumerate(
        zip(edges(market, bands, position), position.shares, strict=True), position.first
    ):
        total = bands.shares.get(band, 0)
        if (edge.borrowed or edge.collateral) and total and share:
            yield edge, share, total + DEAD_SHARES


def health(
    market: Market, bands: Bands, position: Position, oracle: int, debt: int, discount: int, full: bool = True
) -> int:  # fmt: skip
    """How much more than its debt a position becomes, with what the price stands above its first band.

    oracle     wad
    debt       wad, above 0
    discount   wad, the liquidation discount
    full       whether what the price stands above its first band counts too
    returns    wad, signed, towards 0: below 0 anybody may liquidate
    """
    found = mul_div_to_zero(x_down(market, bands, position, oracle), WAD - discount, debt) - WAD
    top = price_up(market, position.first)
    if full and position.first > bands.active and oracle > top:
        found += mul_div_down(oracle - top, held(bands, position)[1], debt)
    return found


def held(bands: Bands, position: Position) -> tuple[int, int]:
    """What a position could withdraw: (borrowed coin, collateral), wad, each band rounded down."""
    borrowed = collateral = 0
    for band, shares in enumerate(position.shares, position.first):
        total = bands.shares.get(band, 0) + DEAD_SHARES
        borrowed += mul_div_down(bands.borrowed.get(band, 0) + 1, shares, total)
        collateral += mul_div_down(bands.collateral.get(band, 0) + 1, shares, total)
    return borrowed, collateral


def removed(share: int, discount: int) -> int:
    """What of the bands a liquidator gets for a share of the debt: less than the share, all for all.

    share      wad, at most 1
    discount   wad; 0 for the owner himself
    returns    wad: ((1 + h/2) / (1 + h) (1 - share) + share) share
    """
    if not discount or share == WAD:
        return share
    part = mul_div_down(WAD + mul_div_down(discount, 1, 2), WAD - share, WAD + discount)
    return mul_div_down(part + share, share, WAD)


class Liquidation(NamedTuple):
    """A hard liquidation, in wad: debt closed, the liquidator's own coin in it, and what of the bands he receives."""

    closed: int
    paid: int
    fraction: int


def liquidate(found: int, debt: int, in_bands: int, share: int, discount: int) -> Liquidation | Refusal:
    """A share of a position by somebody else.

    found      wad, its health
    debt       wad
    in_bands   wad of borrowed coin that the removed part of the bands holds; it pays first
    share      wad of the debt
    discount   wad
    returns    HEALTHY at 0 and above; TOO_MUCH for more than all
    """
    if found >= 0:
        return Refusal.HEALTHY
    if share > WAD:
        return Refusal.TOO_MUCH
    closed = mul_div_up(debt, share, WAD)
    fraction = WAD if closed == debt else removed(share, discount)
    return Liquidation(closed, max(closed - in_bands, 0), fraction)
