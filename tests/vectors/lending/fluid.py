"""Fluid: the ratio of a tick."""

from solvent.lending.fluid.ticks import ratio_of_tick
from tests.vectors.cases import Case
from tests.vectors.registry import Found, adapter


@adapter("fluid", "liquidation_amount", "tick")
def ratio(case: Case) -> Found:
    """Debt to collateral at a tick."""
    return {"ratioX96": ratio_of_tick(case.whole("tick"))}
