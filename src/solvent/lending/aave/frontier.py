"""Where a liquidation of Aave does harm, and the largest threshold at which it does not.

Repaying r takes r x bonus of the collateral. Past debt / collateral = 1 / bonus that is a larger part of the
collateral than of the debt: health falls with each call, though the surplus (what counts less what is owed) rises by
r x (1 - threshold x bonus), and when the collateral is gone some debt is left.
"""

from collections.abc import Iterable

from solvent.fixed import mul_div_down, mul_div_up
from solvent.lending.scales import BPS, WAD
from solvent.units import PPM


def line(bonus: int) -> int:
    """The debt over collateral past which a liquidation leaves bad debt: 1 / bonus.

    bonus     parts in 10^4 of what is repaid, 10^4 or more
    returns   ppm, rounded down
    Source    Warmuz et al. 2022, arXiv 2212.07306: the toxic spiral
    """
    return mul_div_down(PPM, BPS, bonus)


def toxic_health(threshold: int, bonus: int) -> int:
    """The health factor below which a small liquidation lowers it: threshold x bonus, as `liquidation.health_falls`.

    threshold, bonus   parts in 10^4
    returns            wad, exact
    """
    return mul_div_down(threshold * bonus, WAD, BPS * BPS)


def cushion(threshold: int, bonus: int) -> int:
    """How far collateral may fall from where liquidation begins to where it does harm: 1 - threshold x bonus.

    returns   ppm, rounded down; 0 or less where it does harm from the start
    """
    return PPM - mul_div_up(threshold * bonus, PPM, BPS * BPS)


def breakeven(bonus: int, fee: int, flash: int) -> int:
    """The loss on selling at which a call pays nothing any more; a smaller one in whole ppm pays.

    bonus     parts in 10^4 of what is repaid
    fee       parts in 10^4 of the bonus, to the protocol
    flash     ppm of what is repaid
    returns   ppm, rounded up, so that all whole losses below it pay; at least 0
    """
    received = bonus * BPS - (bonus - BPS) * fee  # parts in 10^8 of what is repaid
    return max(PPM - mul_div_down(PPM + flash, BPS * BPS, received), 0)


def payable(collateral: Iterable[tuple[int, int]]) -> int:
    """The debt that all of some collateral pays for: what is owed beyond it ends as bad debt.

    collateral   (base units, bonus in parts in 10^4) of each asset
    returns      base units, rounded down by asset
    """
    return sum(mul_div_down(worth, BPS, bonus) for worth, bonus in collateral)


def safe_threshold(bonus: int, fall: int, sellable: int, held: int) -> int:
    """The largest threshold at which loans at the line can be closed whole after a fall.

    bonus      parts in 10^4
    fall       ppm that the collateral falls at once, from the line on
    sellable   units that can be sold while that pays
    held       units that stand behind loans at the line
    returns    parts in 10^4, rounded down: (1 - fall) / bonus, and as much less as `sellable` is less than `held`
    Source     ours: debt x bonus is at most the collateral, and at most what can be sold
    """
    if not held:
        return 0
    return mul_div_down(BPS * BPS * (PPM - fall), min(sellable, held), bonus * PPM * held)
