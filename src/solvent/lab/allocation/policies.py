"""The policies, each a pure function from capacities and a budget to what is taken from each winner."""

from collections.abc import Sequence
from fractions import Fraction

from solvent.lab.allocation.filling import Number, water_fill

ALL = Fraction(1)


def queue(capacities: Sequence[Number], scores: Sequence[Number], budget: Number) -> list[Fraction]:
    """The highest score gives all it has before the next is asked; of equal scores the one that stands first.

    Law   no rule that meets the budget leaves the one at the head less
    """
    taken, left = [Fraction(0)] * len(capacities), Fraction(budget)
    for i in sorted(range(len(capacities)), key=lambda i: -scores[i]):
        taken[i] = min(Fraction(capacities[i]), left)
        left -= taken[i]
    return taken


def pro_rata(capacities: Sequence[Number], budget: Number) -> list[Fraction]:
    """Everyone gives the same share of his profit.

    Law   splitting an account changes nothing; a larger profit never gives less, nor keeps less
    """
    return capped_pro_rata(capacities, [ALL] * len(capacities), budget)


def capped_pro_rata(capacities: Sequence[Number], caps: Sequence[Number], budget: Number) -> list[Fraction]:
    """The same share from everyone whose cap allows it, the cap from the others."""
    return water_fill(capacities, [1] * len(capacities), caps, budget)


def risk_aware(
    capacities: Sequence[Number], leverages: Sequence[Number], caps: Sequence[Number], budget: Number, power: int = 1
) -> list[Fraction]:
    """RAP(g) with g = leverage^power: shares rise with leverage x g(leverage); power 0: with leverage alone."""
    return water_fill(capacities, [leverage ** (power + 1) for leverage in leverages], caps, budget)


def shock_weight(leverage: Number, shocks: Sequence[Number]) -> Fraction:
    """The weight of RAP(g*): leverage x E[(1 / leverage + shock)-], what a sample of next moves takes beyond equity.

    shocks    moves of the price as shares of it, signed so that below 0 hurts
    returns   weight for `water_fill`, which then minimises the deficit expected next
    """
    beyond = [max(-(1 + leverage * Fraction(shock)), Fraction(0)) for shock in shocks]
    return sum(beyond, Fraction(0)) / len(beyond)


def projection(capacities: Sequence[Number], budget: Number, shares: Sequence[Number] | None = None) -> list[Fraction]:
    """L2: the nearest shares of capacity, each 0 to 1, that meet the budget.

        share = clip(before - level x capacity, 0, 1)

    From nothing, shares are in proportion to capacity: who won more gives a larger *share*, not only more. The
    published benchmark calls one such projection vector mirror descent.

    shares    where the projection starts, each 0 to 1; None: nothing taken
    returns   amounts
    """
    before = [Fraction(0)] * len(capacities) if shares is None else [Fraction(share) for share in shares]
    level = _projection_level(capacities, before, Fraction(budget))
    return [w * min(max(share - level * w, Fraction(0)), ALL) for w, share in zip(capacities, before, strict=True)]


def _projection_level(capacities: Sequence[Number], before: Sequence[Fraction], budget: Fraction) -> Fraction:
    """The level at which the clipped shares meet the budget; what is taken falls in straight lines as it rises."""
    borders = sorted(
        border
        for w, share in zip(capacities, before, strict=True)
        if w > 0
        for border in (((share - 1) / w, 0, w, share), (share / w, 1, w, share))
    )
    full = Fraction(sum(w for w in capacities if w > 0))  # of those at 1
    moving, slope, level = Fraction(0), Fraction(0), borders[0][0] if borders else Fraction(0)
    for border, leaves, w, share in borders:
        if slope and full + moving - border * slope <= budget:
            return (full + moving - budget) / slope
        if leaves:
            moving, slope = moving - w * share, slope - w * w
        else:
            full, moving, slope = full - w, moving + w * share, slope + w * w
        level = border
    return level
