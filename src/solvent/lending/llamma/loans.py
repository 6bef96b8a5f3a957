"""Where a loan's bands are, what leaves them, and what lenders of a market have: the controller and the vault.

Source    curvefi/curve-stablecoin cf1d05f controller.vy, AMM.vy deposit_range, withdraw, limit_p_o, _rate_mul;
          lending/Vault.vy (version 2.0.0, read 2026-11-27)
"""

from typing import NamedTuple

from solvent.fixed import mul_div_down, mul_div_up
from solvent.lending.llamma.bands import DEAD_SHARES, Bands, Market, deposit, price_up
from solvent.lending.llamma.powers import root, wad_exp, wad_ln
from solvent.lending.llamma.value import Position
from solvent.lending.refusal import Refusal
from solvent.lending.scales import WAD, mul_div_to_zero

LEAST_BANDS, MOST_BANDS = 4, 50
DEEPEST = 1_024  # bands a loan may begin below the active one, or above it where those between are empty
LEAST_A_BAND = 100  # units of collateral
MOST_STEP = 125 * 10**16  # wad: what the price may change by between two trades close in time
STEP_S = 120  # seconds that counts for
LEAST_ASSETS = 10_000  # units a vault must have, or none


class Oracle(NamedTuple):
    """What the AMM remembers of the price at its last trade: wad, the fee for its change (wad), and seconds."""

    price: int
    fee: int = 0
    at: int = 0

    def limited(self, price: int, now: int) -> "Oracle":
        """The price it trades at now: no more than a quarter away from the last within two minutes, at a fee for that.

        price   wad, as the source has it
        """
        left = STEP_S - min(STEP_S, now - self.at)
        if not left or not self.price:
            return Oracle(price, 0, now)
        least = mul_div_down(WAD, WAD, MOST_STEP)
        if price > self.price:
            ratio = mul_div_down(self.price, WAD, price)
            if ratio < least:
                price, ratio = mul_div_down(self.price, MOST_STEP, WAD), least
        else:
            ratio = mul_div_down(price, WAD, self.price)
            if ratio < least:
                price, ratio = mul_div_down(self.price, WAD, MOST_STEP), least
        change = WAD + self.fee - mul_div_down(ratio * ratio, ratio, WAD * WAD)
        return Oracle(price, min(mul_div_down(change, left, STEP_S), WAD - 1), now)


def root_ratio(a: int) -> int:
    """The root of a / (a - 1), wad rounded down."""
    return root(mul_div_down(WAD * WAD, a, a - 1))


def grown(multiplier: int, rate: int, seconds: int) -> int:
    """What a debt of 1 has become: simple between two writes; multiplier in wad, rate in wad of a second."""
    return mul_div_down(multiplier, WAD + rate * seconds, WAD)


def rate_at(least: int, most: int, debt: int, cash: int) -> int:
    """The rate of a second, wad: from the least at no usage in a line of logarithms to the most at full usage.

    debt, cash   units owed by all, and not lent out

    Source       mpolicies/SemilogMonetaryPolicy.vy, of which the logarithm is another approximation: the last digits
                 may differ; a market of one rate has just that
    """
    if least == most or not debt:
        return least
    low = wad_ln(least)
    return wad_exp(mul_div_to_zero(debt, wad_ln(most) - low, debt + cash) + low)


def owed(debt: int, then: int, now: int) -> int:
    """A loan's debt, rounded up; multipliers in wad when it was written and now."""
    return mul_div_up(debt, now, then)


def effective(collateral: int, count: int, discount: int, market: Market) -> int:
    """What collateral [wad] over so many bands counts for in collateral at the top of the first one, wad."""
    dead = mul_div_down(DEAD_SHARES, WAD, max(mul_div_down(collateral, 1, count), DEAD_SHARES))
    part = mul_div_down(collateral, WAD - min(discount + dead, WAD), market.root_ratio * count)
    found = part
    for _ in range(count - 1):
        part = mul_div_down(part, market.a - 1, market.a)
        found += part
    return found


def first_band(
    market: Market, bands: Bands, collateral: int, debt: int, count: int, discount: int, oracle: int
) -> int | Refusal:
    """The highest-priced band in which a loan of so much may begin.

    collateral, debt   wad, debt above 0
    discount           wad: the loan discount
    oracle             wad as limited, 0: not asked
    returns            NOTHING where the collateral counts for nothing; POWER where the debt is too high
    """
    log_ratio = wad_ln(mul_div_down(market.a, WAD, market.a - 1))
    top = price_up(market, bands.active)
    worth = mul_div_down(effective(collateral, count, discount, market), top, debt + 1)
    if not worth:
        return Refusal.NOTHING
    log = wad_ln(worth)
    if log < 0:
        log -= log_ratio - 1
    first = min(mul_div_to_zero(log, 1, log_ratio), DEEPEST - count) + bands.active
    blocked = first <= bands.active and not may_skip(bands, first - 1)
    too_near = bool(oracle) and price_up(market, first) > oracle
    return Refusal.POWER if blocked or too_near else first


def may_skip(bands: Bands, last: int) -> bool:
    """Whether no band from the active one up to, and without, a higher-priced one holds borrowed coin."""
    if bands.active - last > DEEPEST:
        return False
    return not any(bands.borrowed.get(band, 0) for band in range(last + 1, bands.active + 1))


def placed(bands: Bands, collateral: int, first: int, count: int) -> tuple[Bands, Position] | Refusal:
    """Collateral put into empty bands, the active one moved above them where it was not.

    returns   DUST where too little comes to a band; NOT_BORROWABLE where a band holds borrowed coin
    """
    if mul_div_down(collateral, 1, count) <= LEAST_A_BAND:
        return Refusal.DUST
    active = min(bands.active, first - 1)
    holds = any(bands.borrowed.get(band, 0) for band in range(first, max(first + count, bands.active + 1)))
    if holds:
        return Refusal.NOT_BORROWABLE
    after, shares = deposit(bands._replace(active=active), collateral, first, first + count - 1)
    if not all(shares):
        return Refusal.DUST
    return after, Position(first, shares)


class Taken(NamedTuple):
    """What leaves the bands, wad, and what stays."""

    borrowed: int
    collateral: int
    bands: Bands
    position: Position


def withdrawn(bands: Bands, position: Position, fraction: int) -> Taken:
    """A fraction [wad] of a position out of its bands, each rounded down; who leaves last leaves dust to nobody."""
    borrowed, collateral, totals = dict(bands.borrowed), dict(bands.collateral), dict(bands.shares)
    out_x = out_y = 0
    kept = []
    for band, shares in enumerate(position.shares, position.first):
        gone, total, x, y = (
            mul_div_down(fraction, shares, WAD),
            totals[band],
            borrowed.get(band, 0),
            collateral.get(band, 0),
        )
        dx, dy = (mul_div_down(held + 1, gone, total + DEAD_SHARES) for held in (x, y))
        kept.append(shares - gone)
        totals[band] = total - gone
        left = (x - dx, y - dy) if totals[band] else (0, 0)
        borrowed[band], collateral[band] = left
        out_x, out_y = out_x + dx, out_y + dy
    return Taken(out_x, out_y, bands._replace(borrowed=borrowed, collateral=collateral, shares=totals),
                 Position(position.first, tuple(kept)))  # fmt: skip


def ends_after(ends: tuple[int, int], bands: Bands, position: Position) -> tuple[int, int]:
    """The lowest and the highest band once a position has left some or all of its bands, as the AMM counts them."""
    least, most = ends
    last = position.first + len(position.shares) - 1
    found = position.first - 1
    for band in range(position.first, last + 1):
        holds = bool(bands.borrowed.get(band, 0) or bands.collateral.get(band, 0))
        least += band == least and not holds
        found = band if holds else found
    return least, found if most <= last else most


def to_shares(assets: int, total: int, supply: int, up: bool = False) -> int:
    """Units of a vault as shares of it, rounded down or up."""
    return (mul_div_up if up else mul_div_down)(supply + DEAD_SHARES, assets, total + 1)


def to_assets(shares: int, total: int, supply: int) -> int:
    """Shares of a vault as units, rounded down."""
    return mul_div_down(shares, total + 1, supply + DEAD_SHARES)
