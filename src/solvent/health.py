"""Equity against its requirement, for a position bucket and for a loan alike.

surplus        atoms, equity - maintenance
margin ratio   maintenance / equity: 0 is safe, 1 is the line
health factor  equity / maintenance: 1 is the line
Ratios are displays. Decisions compare by cross-multiplication and never divide.
"""

from dataclasses import dataclass
from fractions import Fraction

from solvent.fixed import product_below, rule


def _breached(equity: int, maintenance: int, comparator: int) -> bool:
    """Whether the trigger holds.

    equity        atoms, signed
    maintenance   atoms, 0 or more; nothing to maintain is never a breach
    comparator    index of policy.Comparator: 1 below, 2 at or below
    returns       flag
    Source        ours; who uses which comparator is in each rulebook
    """
    if maintenance <= 0:
        return False
    return equity < maintenance or (comparator == 2 and equity == maintenance)


breached = rule(_breached)


def _below_share(equity: int, maintenance: int, share: int) -> bool:
    """Whether equity is below a share of maintenance: equity * 10^6 < maintenance * share.

    equity        atoms, signed
    maintenance   atoms, 0 or more
    share         ppm
    returns       flag
    Source        ours
    """
    return product_below(equity, 1000000, maintenance, share)


below_share = rule(_below_share)


def _ratio_reached(equity: int, maintenance: int, ratio: int) -> bool:
    """Whether the margin ratio is at or above a level: maintenance * 10^6 >= ratio * equity, with no equity always.

    equity        atoms, signed
    maintenance   atoms, 0 or more
    ratio         ppm
    returns       flag
    Source        ours
    """
    if maintenance <= 0:
        return False
    return equity <= 0 or not product_below(maintenance, 1000000, equity, ratio)


ratio_reached = rule(_ratio_reached)


@dataclass(frozen=True, slots=True)
class Health:
    """One bucket's standing at one set of prices; all in atoms."""

    equity: int
    initial: int
    maintenance: int

    @property
    def surplus(self) -> int:
        """Equity beyond maintenance, in atoms."""
        return self.equity - self.maintenance

    @property
    def margin_ratio(self) -> Fraction | None:
        """Maintenance / equity, exactly; none when there is no equity to divide by."""
        return Fraction(self.maintenance, self.equity) if self.equity > 0 else None

    @property
    def health_factor(self) -> Fraction | None:
        """Equity / maintenance, exactly; none when nothing must be maintained."""
        return Fraction(self.equity, self.maintenance) if self.maintenance > 0 else None
