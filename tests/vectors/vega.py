"""Vega: how much of a position is disposed of at a time. Sizes are whole contracts, which here are worth an atom."""

from fractions import Fraction

from solvent.liquidation.sizing import fraction_size
from solvent.liquidation.slices import allowed, slice_size
from solvent.units import PPM
from tests.vectors.cases import Case
from tests.vectors.grid import exactly
from tests.vectors.registry import Found, adapter


@adapter("vega", "liquidation_step", "network_volume", "full_disposal_size", "disposal_fraction", "available_volume")
def disposal(case: Case) -> Found:
    """A share of the volume, all of it up to a size, and no more than a share of what stands in the book."""
    i = case.inputs
    fraction, consumed = (exactly(Fraction(i[name]) * PPM) for name in ("disposal_fraction", "max_fraction_consumed"))
    asked = fraction_size(case.whole("network_volume"), 1, 1, fraction, case.whole("full_disposal_size"))
    left = allowed(case.whole("available_volume"), consumed, 0)
    return {"order_size": slice_size(asked, 1, 1, 0, left) or None}
