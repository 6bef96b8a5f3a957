"""Which part of an unsafe vault goes to auction: all of it, what the limits leave room for, and no dust."""

from typing import NamedTuple

from solvent.fixed import mul_div_down
from solvent.lending.refusal import Refusal
from solvent.lending.scales import WAD


class Vault(NamedTuple):
    """Collateral [wad] and normalised debt [wad]; the debt is art x rate."""

    ink: int
    art: int


class Kind(NamedTuple):
    """A collateral type.

    rate   ray, of the debt
    spot   ray: the price with the safety margin in it; 0: nothing is unsafe
    dust   rad: the least debt a vault may have
    chop   wad, 1 or more: the debt with the penalty
    hole   rad: the most that may be under auction of this type, dirt what is
    """

    rate: int
    spot: int
    dust: int
    chop: int
    hole: int
    dirt: int


class Bark(NamedTuple):
    """What goes to auction: collateral [wad], debt [wad], the debt with its rate [rad], and what is to be raised."""

    lot: int
    dart: int
    due: int
    tab: int


def unsafe(vault: Vault, kind: Kind) -> bool:
    """Whether a vault may be liquidated: strictly below, and only where there is a price.

    Source    makerdao/dss fa4f663 src/dog.sol bark (read 2026-11-26)
    """
    return kind.spot > 0 and vault.ink * kind.spot < vault.art * kind.rate


def bark(vault: Vault, kind: Kind, hole: int, dirt: int) -> Bark | Refusal:
    """What of an unsafe vault goes to auction.

    hole, dirt   rad: the most that may be under auction of all types, and what is
    returns      HEALTHY (not-unsafe), NO_ROOM (liquidation-limit-hit), DUST (dusty-auction), NOTHING (null-auction);
                 where the rest would be dust all is taken, and the limits are passed by less than the dust
    Source       makerdao/dss fa4f663 src/dog.sol bark (read 2026-11-26)
    """
    if not unsafe(vault, kind):
        return Refusal.HEALTHY
    room = min(hole - dirt, kind.hole - kind.dirt)
    if room <= 0:
        return Refusal.NO_ROOM
    dart = min(vault.art, mul_div_down(mul_div_down(room, WAD, kind.rate), 1, kind.chop))
    if dart < vault.art:
        if (vault.art - dart) * kind.rate < kind.dust:
            dart = vault.art
        elif dart * kind.rate < kind.dust:
            return Refusal.DUST
    lot = mul_div_down(vault.ink, dart, vault.art)
    if not lot:
        return Refusal.NOTHING
    due = dart * kind.rate
    return Bark(lot, dart, due, mul_div_down(due, kind.chop, WAD))
