"""One trade through the bands, from the active one on: borrowed coin in and collateral out, or the other way.

Source    curvefi/curve-stablecoin cf1d05f AMM.vy calc_swap_out, _exchange (version 2.0.0, read 2026-11-26)
"""

from typing import NamedTuple

from solvent.fixed import mul_div_down
from solvent.lending.llamma.bands import Bands, Market, curve, dynamic_fee, price_up
from solvent.lending.scales import WAD

MOST_TICKS = 50  # bands that one trade may change
MOST_STEPS = MOST_TICKS + 1_024  # and look at, with those it skips
FAR = 50  # bands the active one may be away from the oracle price


class Trade(NamedTuple):
    """What a trade gives and takes, in wad, and the bands afterwards."""

    paid: int
    received: int
    bands: Bands


class _Band(NamedTuple):
    """What one band does: paid in and received, what is left of the coin taken (wad), and whether it is the last."""

    paid: int
    received: int
    left: int
    last: bool


def swap(
    market: Market, bands: Bands, up: bool, amount: int, oracle: int, fee: int = 0, ends: tuple[int, int] | None = None
) -> Trade:
    """A trade of a given amount in, or as much of it as the bands take.

    up       flag: borrowed coin comes in and the price rises, else collateral comes in and it falls
    amount   wad
    oracle   wad, as the contract limits its movement
    fee      wad: what the contract charges for that movement, at least the market's own
    ends     the lowest and the highest number of a band there ever was, none: those that have shares
    returns  what comes in is counted whole, what goes out rounded down; the fee stays in the band
    """
    coming, going = (bands.borrowed, bands.collateral) if up else (bands.collateral, bands.borrowed)
    coming, going = dict(coming), dict(going)
    least, most = ends or (min(bands.shares, default=0), max(bands.shares, default=0))
    step, end = (1, most) if up else (-1, least)
    band, edge, paid, received, touched = bands.active, price_up(market, bands.active), 0, 0, 0
    charged = max(fee, market.fee)
    for _ in range(MOST_STEPS):
        held, against = coming.get(band, 0), going.get(band, 0)
        touched += bool(touched or held or against)
        if against:
            done = _in_band(market, held, against, amount - paid, oracle, edge, up, charged)
            paid, received = paid + done.paid, received + done.received
            coming[band], going[band] = held + done.paid, done.left
            if done.last:
                break
        if band * step >= end * step or touched == MOST_TICKS or _far(market, oracle, edge, up):
            break
        band += step
        edge = mul_div_down(edge, market.a - 1, market.a) if up else mul_div_down(edge, market.a, market.a - 1)
    if not paid or not received:
        return Trade(0, 0, bands)
    borrowed, collateral = (coming, going) if up else (going, coming)
    return Trade(paid, received, Bands(band, borrowed, collateral, bands.shares))


def _in_band(
    market: Market, held: int, against: int, amount: int, oracle: int, edge: int, up: bool, least: int
) -> _Band:
    """One band: all of it, or what the amount buys, rounded against the buyer.

    held, against   wad: the coin that comes in and the coin that goes out, as they stand
    amount          wad left to pay
    oracle, edge    wad
    least           wad: the fee that holds at least
    """
    borrowed, collateral = (held, against) if up else (against, held)
    f, g, product = curve(market, borrowed, collateral, oracle, edge)
    own, other = (f, g) if up else (g, f)
    fee = max(dynamic_fee(market, oracle, edge), least)
    dearer = mul_div_down(WAD, WAD, WAD - min(fee, WAD - 1))
    if not other:
        return _Band(0, 0, against, False)
    whole = mul_div_down(mul_div_down(product, 1, other) - own - held, dearer, WAD)
    if whole < amount:
        return _Band(max(whole, 1), against, 0, False)
    net = mul_div_down(amount, WAD, dearer)
    left = min(mul_div_down(product, 1, own + held + net) - other + 1, against)
    return _Band(amount, against - left, left, True)


def _far(market: Market, oracle: int, edge: int, up: bool) -> bool:
    """Whether the band is some fifty bands away from the oracle price, so that nothing beyond it is traded."""
    reach = WAD
    for _ in range(FAR):
        reach = mul_div_down(reach, market.a, market.a - 1)
    ratio = mul_div_down(edge, WAD, oracle)
    return ratio < mul_div_down(WAD, WAD, reach) if up else ratio > reach
