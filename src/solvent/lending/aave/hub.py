"""An asset of a hub of Aave v4: shares of what was added, shares of what was drawn, and a premium for risk on those.

Not settled history: the rounding of these lines changed at least five times in seven months. What stands here is the
commits named. The contract keeps a premium as shares and a signed offset; here it is shares and what had accrued when
they were last written, which is the same number and never negative.
"""

from typing import NamedTuple

from solvent.fixed import mul_div_down, mul_div_up
from solvent.lending.refusal import Refusal
from solvent.lending.scales import BPS, RAY, YEAR

VIRTUAL = 10**6  # assets and shares that nobody has, and that every share is counted with


class Curve(NamedTuple):
    """How the rate follows usage: ray; ray of a year."""

    optimal: int
    base: int
    slope: int
    steep: int


class Premium(NamedTuple):
    """A premium for risk: shares that grow with the index, and what they had grown to at an index.

    shares    count
    accrued   ray of a unit, at the index `since`
    """

    shares: int = 0
    accrued: int = 0
    since: int = RAY

    def at(self, index: int) -> int:
        """What is owed of it at a later index: ray of a unit."""
        return self.accrued + self.shares * (index - self.since)


class Asset(NamedTuple):
    """An asset of a hub, as it was last written; the index of its premium is its own.

    cash              units that are not lent out
    added, fees       shares of what was added, by all, and those of who receives fees
    drawn             shares of what was drawn, by all
    premium           of all
    rate              ray of a year
    deficit           ray of a unit: lent, and owed by nobody
    realised          units of fees that were too few for a share
    fee               parts in 10^4 of the interest
    updated           seconds
    """

    cash: int
    added: int
    fees: int
    drawn: int
    premium: Premium
    rate: int
    deficit: int
    realised: int
    fee: int
    updated: int

    @property
    def drawn_index(self) -> int:
        """What a drawn share is worth: ray."""
        return self.premium.since

    @property
    def owed(self) -> int:
        """Units that are lent, with the premium and the deficit, rounded up together."""
        return units_up(self.drawn * self.drawn_index + self.premium.accrued + self.deficit)

    @property
    def assets(self) -> int:
        """Units that the shares of all are worth."""
        return self.cash + self.owed - self.realised


class Moved(NamedTuple):
    """The asset afterwards, and the shares that came or went."""

    asset: Asset
    shares: int


def units_up(ray: int) -> int:
    """Whole units, rounded up."""
    return mul_div_up(ray, 1, RAY)


def assets_down(asset: Asset, shares: int) -> int:
    """Units that shares are worth to who has them.

    Source    aave/aave-v4 014176c src/hub/libraries/SharesMath.sol toAssetsDown (read 2026-11-27)
    """
    return mul_div_down(shares, asset.assets + VIRTUAL, asset.added + VIRTUAL)


def assets_up(asset: Asset, shares: int) -> int:
    """Units that shares cost: as `assets_down`."""
    return mul_div_up(shares, asset.assets + VIRTUAL, asset.added + VIRTUAL)


def shares_down(asset: Asset, units: int) -> int:
    """Shares that units are worth: as `assets_down`."""
    return mul_div_down(units, asset.added + VIRTUAL, asset.assets + VIRTUAL)


def shares_up(asset: Asset, units: int) -> int:
    """Shares that units cost: as `assets_down`."""
    return mul_div_up(units, asset.added + VIRTUAL, asset.assets + VIRTUAL)


def accrued(asset: Asset, now_s: int) -> Asset:
    """The asset with its interest up to now, and the fee of that as shares as far as it makes whole ones.

    now_s     seconds, not before the last update
    Source    aave/aave-v4 014176c src/hub/libraries/AssetLogic.sol accrue, getDrawnIndex, getFee (read 2026-11-27)
    """
    if now_s == asset.updated:
        return asset
    index = asset.drawn_index
    if asset.drawn or asset.premium.shares:
        grown = RAY + mul_div_down(asset.rate * (now_s - asset.updated), 1, YEAR)
        index = mul_div_up(index, grown, RAY)
    premium = Premium(asset.premium.shares, asset.premium.at(index), index)
    later = asset._replace(premium=premium, updated=now_s)
    if index == asset.drawn_index or not asset.fee:
        return later
    realised = asset.realised + mul_div_down(later.owed - asset.owed, asset.fee, BPS)
    later = later._replace(realised=realised)
    shares = shares_down(later, realised)
    left = realised - assets_up(later, shares) if shares else realised
    return later._replace(added=asset.added + shares, fees=asset.fees + shares, realised=left)


def rate(curve: Curve, cash: int, drawn: int) -> int:
    """What drawn assets are charged: the premium counts for nothing in it.

    cash, drawn   units
    returns       ray of a year
    Source        aave/aave-v4 0209bcb src/hub/AssetInterestRateStrategy.sol calculateInterestRate (read 2026-11-27)
    """
    if not drawn:
        return curve.base
    used = mul_div_up(drawn, RAY, cash + drawn)
    if used <= curve.optimal:
        return curve.base + mul_div_up(mul_div_up(curve.slope, used, RAY), RAY, curve.optimal)
    beyond = mul_div_up(curve.steep, used - curve.optimal, RAY)
    return curve.base + curve.slope + mul_div_up(beyond, RAY, RAY - curve.optimal)


def drawn_units(asset: Asset) -> int:
    """Units that were drawn, with their interest and without the premium, rounded up."""
    return mul_div_up(asset.drawn, asset.drawn_index, RAY)


def add(asset: Asset, units: int) -> Moved | Refusal:
    """Units in for shares.

    returns   NOTHING where they are worth no share
    Source    aave/aave-v4 ea3c927 src/hub/Hub.sol add (read 2026-11-27), as of all below
    """
    shares = shares_down(asset, units)
    if not shares:
        return Refusal.NOTHING
    return Moved(asset._replace(cash=asset.cash + units, added=asset.added + shares), shares)


def remove(asset: Asset, units: int) -> Moved | Refusal:
    """Units out for shares; LENT_OUT beyond what is not."""
    if units > asset.cash:
        return Refusal.LENT_OUT
    shares = shares_up(asset, units)
    return Moved(asset._replace(cash=asset.cash - units, added=asset.added - shares), shares)


def draw(asset: Asset, units: int) -> Moved | Refusal:
    """Units out against drawn shares, rounded up; LENT_OUT beyond what is not."""
    if units > asset.cash:
        return Refusal.LENT_OUT
    shares = mul_div_up(units, RAY, asset.drawn_index)
    return Moved(asset._replace(cash=asset.cash - units, drawn=asset.drawn + shares), shares)


def drawn_shares(asset: Asset, units: int) -> int:
    """The drawn shares that units pay for, rounded down."""
    return mul_div_down(units, RAY, asset.drawn_index)


def charged(asset: Asset, before: Premium, after: Premium) -> Asset:
    """The asset after one position's premium has other shares, or less accrued."""
    here = asset.premium
    shares = here.shares + after.shares - before.shares
    owed = here.accrued + after.at(here.since) - before.at(here.since)
    return asset._replace(premium=Premium(shares, owed, here.since))


def restored(asset: Asset, drawn: int, units: int) -> Asset:
    """The asset after shares of what was drawn were paid back, with as many units in all."""
    return asset._replace(drawn=asset.drawn - drawn, cash=asset.cash + units)


def reported(asset: Asset, drawn: int, premium: int) -> Asset:
    """The asset after drawn shares, and premium in ray of a unit that was taken off before, became its deficit."""
    return asset._replace(drawn=asset.drawn - drawn, deficit=asset.deficit + drawn * asset.drawn_index + premium)


def covered(asset: Asset, units: int) -> Moved:
    """The asset after up to as many units of its deficit are given up by who had shares of it, rounded up."""
    gone = units * RAY if units < units_up(asset.deficit) else asset.deficit
    shares = shares_up(asset, units_up(gone))
    return Moved(asset._replace(added=asset.added - shares, deficit=asset.deficit - gone), shares)
