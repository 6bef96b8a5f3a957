"""A vault of Maker: what may be drawn and taken out, and what a debt has become by its fee.

A debt is normalised, art x rate; amounts of the coin are wad and become art as the usual proxy does it: up where it is
drawn, down where it is paid back.

Source    makerdao/dss fa4f663 src/vat.sol frob, src/jug.sol drip (read 2026-11-26)
"""

from solvent.fixed import mul_div_down, mul_div_up
from solvent.lending.maker.auction import feed_price
from solvent.lending.maker.bark import Vault
from solvent.lending.refusal import Refusal
from solvent.lending.scales import RAY, power_half_up


def spot(price: int, mat: int) -> int:
    """The price [wad] with the least ratio mat [ray] in it, the coin at par; ray, rounded down twice."""
    return mul_div_down(feed_price(price, RAY), RAY, mat)


def dripped(rate: int, duty: int, seconds: int) -> int:
    """The rate [ray] after so many seconds of a fee of duty [ray] a second; rounded down, the power half up."""
    return mul_div_down(power_half_up(duty, seconds, RAY), rate, RAY)


def drawn(amount: int, rate: int) -> int:
    """The normalised debt [wad] that an amount [wad] of the coin makes, at least."""
    return mul_div_up(amount, RAY, rate)


def wiped(amount: int, rate: int) -> int:
    """The normalised debt [wad] that an amount [wad] of the coin ends, at most."""
    return mul_div_down(amount, RAY, rate)


def owed(art: int, rate: int) -> int:
    """What must be paid to end a normalised debt: wad, rounded up."""
    return mul_div_up(art, rate, RAY)


def refused(before: Vault, now: Vault, rate: int, spot_: int, dust: int, line: int, total: int) -> Refusal | None:
    """Why a vault may not become what it would.

    rate, spot_   ray
    dust, line    rad
    total         wad, normalised, of all vaults afterwards
    returns       POWER (ceiling-exceeded) for more debt beyond the line; HEALTH (not-safe) for more debt or less
                  collateral below the line of the vault; DUST for a debt above 0 and below dust
    """
    if now.art > before.art and total * rate > line:
        return Refusal.POWER
    riskier = now.art > before.art or now.ink < before.ink
    if riskier and now.art * rate > now.ink * spot_:
        return Refusal.HEALTH
    if now.art and now.art * rate < dust:
        return Refusal.DUST
    return None
