"""One band: its prices, and the constant that says what may be traded in it.

Source    curvefi/curve-stablecoin cf1d05f AMM.vy (version 2.0.0, read 2026-11-26)
"""

from typing import NamedTuple

from solvent.fixed import mul_div_down
from solvent.lending.llamma.powers import root, wad_exp, wad_ln
from solvent.lending.scales import WAD

DEAD_SHARES = 1_000


class Market(NamedTuple):
    """What an AMM is made with.

    a            count: a band is 1/a wide
    base         wad, the price at the top of band 0, interest included
    fee          wad
    root_ratio   wad: the root of a / (a - 1), given to the contract
    """

    a: int
    base: int
    fee: int = 0
    root_ratio: int = 0


class Bands(NamedTuple):
    """What stands in the bands, by number: borrowed coin below the active one, collateral above it; owners' shares."""

    active: int
    borrowed: dict[int, int]
    collateral: dict[int, int]
    shares: dict[int, int]


class Curve(NamedTuple):
    """The invariant of one band: (f + borrowed) (g + collateral)."""

    f: int
    g: int
    product: int


def price_up(market: Market, band: int) -> int:
    """The oracle price at the upper edge of a band; that of the lower edge is the upper edge of the next.

    band      number, signed: a higher one is at a lower price
    returns   wad
    """
    log_ratio = wad_ln(mul_div_down(market.a, WAD, market.a - 1))
    return mul_div_down(market.base, wad_exp(-band * log_ratio), WAD)


def current_price(oracle: int, up: int) -> int:
    """The AMM's price at the lower edge of a band: it moves three times as fast as the oracle's; both wad."""
    return mul_div_down(mul_div_down(oracle, oracle, up), oracle, up)


def dynamic_fee(market: Market, oracle: int, up: int) -> int:
    """A quarter of the distance of the oracle price from the band's current prices; all in wad."""
    low = current_price(oracle, up)
    high = mul_div_down(mul_div_down(low, market.a, market.a - 1), market.a, market.a - 1)
    quarter = mul_div_down(WAD, 1, 4)
    if oracle < low:
        return mul_div_down(low - oracle, quarter, low)
    return mul_div_down(oracle - high, quarter, oracle) if oracle > high else 0


def curve(market: Market, borrowed: int, collateral: int, oracle: int, up: int) -> Curve:
    """The invariant of a band that holds something.

    borrowed, collateral   wad, not both 0
    oracle, up             wad
    returns                f and product in wad and wad x wad, rounded as the contract does
    """
    y0 = centre(market, borrowed, collateral, oracle, up)
    f = mul_div_down(mul_div_down(market.a * y0, oracle, up), oracle, WAD)
    g = mul_div_down((market.a - 1) * y0, up, oracle)
    return Curve(f, g, (f + borrowed) * (g + collateral))


def centre(market: Market, borrowed: int, collateral: int, oracle: int, up: int) -> int:
    """y0: the collateral of the band if its price were the oracle's and the band's upper edge.

    Solves oracle a y0^2 - y0 (up (a - 1) x / oracle + a oracle^2 y / up) - x y = 0.
    """
    a, b = market.a, 0
    if borrowed:
        b = mul_div_down(up * (a - 1), borrowed, oracle)
    if collateral:
        b += mul_div_down(mul_div_down(a * oracle, oracle, up), collateral, WAD)
    if borrowed and collateral:
        discriminant = b * b + mul_div_down(4 * a * oracle, collateral, WAD) * borrowed
        return mul_div_down(b + root(discriminant), WAD, 2 * a * oracle)
    return mul_div_down(b, WAD, a * oracle)


def deposit(bands: Bands, amount: int, first: int, last: int) -> tuple[Bands, tuple[int, ...]]:
    """Collateral spread evenly over bands that hold no borrowed coin; the first gets what does not divide.

    amount         wad
    first, last    numbers of the bands
    returns        (bands, shares of each)
    """
    count = last - first + 1
    each = mul_div_down(amount, 1, count)
    collateral, totals, owned = dict(bands.collateral), dict(bands.shares), []
    for band in range(first, last + 1):
        added = each if band > first else amount - each * (count - 1)
        total = totals.get(band, 0)
        shares = mul_div_down(total + DEAD_SHARES, added, collateral.get(band, 0) + 1)
        owned.append(shares)
        totals[band], collateral[band] = total + shares, collateral.get(band, 0) + added
    return bands._replace(collateral=collateral, shares=totals), tuple(owned)
