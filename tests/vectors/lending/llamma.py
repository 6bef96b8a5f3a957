"""Curve's LLAMMA: what a position becomes, six trades along a path of the oracle."""

from solvent.lending.llamma.bands import Bands, Market, deposit
from solvent.lending.llamma.swap import swap
from solvent.lending.llamma.value import Position, x_down, y_up
from tests.vectors.cases import Case
from tests.vectors.lending.reading import numbers, wholes
from tests.vectors.registry import Found, adapter


def opened(case: Case) -> tuple[Market, Bands, Position]:
    """The market of a case and its one position, with nothing traded yet."""
    market = Market(*numbers(case, "A", "base", "fee", "sqrt_band_ratio"))
    first, last = numbers(case, "n1", "n2")
    bands, shares = deposit(Bands(0, {}, {}, {}), case.whole("deposit"), first, last)
    return market, bands, Position(first, shares)


@adapter("curve_llamma", "health", "A", "base", "p_oracle", "deposit", "n1", "n2", "sqrt_band_ratio")
def becomes(case: Case) -> Found:
    """What the position becomes on the way down and on the way up."""
    market, bands, position = opened(case)
    oracle = case.whole("p_oracle")
    return {"x_down": x_down(market, bands, position, oracle), "y_up": y_up(market, bands, position, oracle)}


@adapter("curve_llamma", "liquidation_amount", "A", "base", "deposit", "n1", "n2", "sqrt_band_ratio", "steps")
def path(case: Case) -> Found:
    """Trades one after another."""
    market, bands, position = opened(case)
    steps = []
    for told in case.inputs["steps"]:
        amount, oracle = wholes(told, "amount", "oracle")
        paid, received, bands = swap(market, bands, told["pump"], amount, oracle)
        value = x_down(market, bands, position, oracle)
        steps.append({"in": paid, "out": received, "active_band": bands.active, "x_down": value})
    return {"steps": steps}
