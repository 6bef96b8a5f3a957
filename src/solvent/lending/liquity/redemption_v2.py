"""Liquity v2: the coin for collateral, out of the troves with the lowest rates; the fee stays with the trove.

Played as in a system of one branch: what the registry would spread over several by what their pools do not back goes to
this one, and the base rate rises by its own supply.

Source    liquity/bold 405f912 CollateralRegistry.sol, TroveManager.sol _redeemCollateralFromTrove,
          _urgentRedeemCollateralFromTrove; Constants.sol (read 2026-11-27)
"""

from typing import NamedTuple

from solvent.fixed import mul_div_down
from solvent.lending.liquity.modes import Trove
from solvent.lending.liquity.redemption import MINUTE, MOST_MINUTES
from solvent.lending.scales import WAD, power_half_up

DECAY = 998_076_443_575_628_800  # wad, a minute: half in six hours
FLOOR = 5 * 10**15
BONUS = 2 * 10**16  # of an urgent redemption, wad


class BaseRate(NamedTuple):
    """The base rate, wad, at first all; and when a fee was last taken, seconds."""

    rate: int = WAD
    since: int = 0

    def raised(self, redeemed: int, supply: int, now: int) -> int:
        """The rate [wad] where so many coins of a supply [wad] are redeemed now."""
        minutes = self._minutes(now)
        decayed = mul_div_down(self.rate, power_half_up(DECAY, min(minutes, MOST_MINUTES), WAD), WAD)
        return min(decayed + mul_div_down(redeemed, WAD, supply), WAD)

    def after(self, redeemed: int, supply: int, now: int) -> "BaseRate":
        """The rate once they are; its time goes on by whole minutes."""
        return BaseRate(self.raised(redeemed, supply, now), self.since + MINUTE * self._minutes(now))

    def _minutes(self, now: int) -> int:
        return mul_div_down(now - self.since, 1, MINUTE)


class Redeemed(NamedTuple):
    """What one trove gives, wad: coins burnt, collateral for them, the trove afterwards."""

    lot: int
    collateral: int
    left: Trove


def charge(rate: int) -> int:
    """The share of the collateral that stays with the trove, by the base rate; wad."""
    return min(FLOOR + rate, WAD)


def from_trove(trove: Trove, wanted: int, price: int, share: int) -> Redeemed:
    """What a trove gives for at most so many coins [wad], of which a share [wad] stays."""
    lot = min(wanted, trove.debt)
    worth = mul_div_down(lot, WAD, price)
    given = worth - mul_div_down(worth, share, WAD)
    return Redeemed(lot, given, Trove(trove.collateral - given, trove.debt - lot))


def urgent(trove: Trove, wanted: int, price: int) -> Redeemed:
    """What a trove of a branch that was shut down gives: two parts in a hundred on top, at most all it has."""
    lot = min(wanted, trove.debt)
    given = mul_div_down(lot, WAD + BONUS, price)
    if given > trove.collateral:
        given, lot = trove.collateral, mul_div_down(trove.collateral, price, WAD + BONUS)
    return Redeemed(lot, given, Trove(trove.collateral - given, trove.debt - lot))
