"""Liquity v1: the coin is given back for collateral at par, out of the troves with the lowest ratio, for a fee.

Each redemption raises a base rate by half of the share of all coins it takes, which decays by half in twelve hours; the
fee of a redemption and of a loan is the floor with the base rate on top.

Source    liquity/dev 39f1f7f TroveManager.sol redeemCollateral, _redeemCollateralFromTrove,
          _updateBaseRateFromRedemption, _calcDecayedBaseRate, _updateLastFeeOpTime; LiquityMath.sol _decPow
          (2026-11-27, read in forks that keep them unchanged)
"""

from typing import NamedTuple

from solvent.fixed import mul_div_down
from solvent.lending.liquity.borrowing import Terms
from solvent.lending.liquity.modes import Trove
from solvent.lending.scales import WAD, power_half_up

MINUTE = 60
DECAY = 999_037_758_833_783_000  # wad, a minute: half in twelve hours
MOST_MINUTES = 525_600_000


class BaseRate(NamedTuple):
    """The base rate, wad, and when a fee was last taken, seconds."""

    rate: int = 0
    since: int = 0

    def decayed(self, now: int) -> int:
        """What is left of it, wad: whole minutes, the power half up."""
        minutes = min(mul_div_down(now - self.since, 1, MINUTE), MOST_MINUTES)
        return mul_div_down(self.rate, power_half_up(DECAY, minutes, WAD), WAD)

    def at(self, rate: int, now: int) -> "BaseRate":
        """The rate as it is now; its time goes on by whole minutes only."""
        return BaseRate(rate, now if now - self.since >= MINUTE else self.since)

    def lent(self, now: int) -> "BaseRate":
        """After a loan."""
        return self.at(self.decayed(now), now)

    def redeemed(self, drawn: int, price: int, supply: int, now: int) -> "BaseRate":
        """After a redemption of collateral [wad] at a price [wad] out of a supply of the coin [wad]."""
        share = mul_div_down(drawn, price, supply)
        return self.at(min(self.decayed(now) + mul_div_down(share, 1, 2), WAD), now)


class Redeemed(NamedTuple):
    """What one trove gives.

    lot          wad of the coin that is burnt
    collateral   wad, for it
    left         the trove afterwards; nothing where it is closed
    surplus      wad, its owner's to claim once it is closed
    """

    lot: int
    collateral: int
    left: Trove
    surplus: int


def from_trove(trove: Trove, wanted: int, price: int, terms: Terms) -> Redeemed | None:
    """What a trove gives for at most so many coins; None where it would be left with less than it must owe."""
    lot = min(wanted, trove.debt - terms.set_aside)
    collateral = mul_div_down(lot, WAD, price)
    left = Trove(trove.collateral - collateral, trove.debt - lot)
    if left.debt == terms.set_aside:
        return Redeemed(lot, collateral, Trove(0, 0), left.collateral)
    return Redeemed(lot, collateral, left, 0) if left.debt - terms.set_aside >= terms.least_debt else None


def redemption_fee(terms: Terms, rate: int, drawn: int) -> int:
    """Collateral [wad] of what is drawn that is kept, by the floor and the base rate, at most all."""
    return mul_div_down(min(terms.fee + rate, WAD), drawn, WAD)
