"""Funding as it is settled, and the mark that the last rate gives."""

from fractions import Fraction

from solvent.perps.funding import payment
from solvent.prices.mark import fair
from solvent.units import PPB
from tests.vectors.cases import Case, decimals
from tests.vectors.grid import Grid, exactly
from tests.vectors.registry import Found, adapter


@adapter("vega", "funding", "s_twap", "delta_t_year", "interest", "size_per_contract", "pays", "receives")
def settled(case: Case) -> Found:
    """What each party pays or receives at a rate that is interest x time."""
    i, grid = case.inputs, Grid(0, 6)
    rate = exactly(Fraction(i["delta_t_year"]) * Fraction(i["interest"]) * PPB)
    found = {}
    for way, side in (("pays", 1), ("receives", -1)):
        for party, contracts in i[way].items():
            lots = side * grid.lots(Fraction(contracts) * Fraction(i["size_per_contract"]))
            found[f"{party}_{way}"] = side * grid.worth(payment(lots, grid.ticks(i["s_twap"]), grid.den, rate))
    return found


@adapter("generic", "mark", "index", "last_funding_hourly", "hours_to_next")
def with_the_last_rate(case: Case) -> Found:
    """The index with what the last funding rate still asks for until the next settlement."""
    i = case.inputs
    rate = Fraction(i["last_funding_hourly"]) * Fraction(i["hours_to_next"])
    grid = Grid(0, decimals(i["index"]) + 9)
    return {"price_1": grid.priced(fair(grid.ticks(i["index"]), exactly(rate * PPB)))}
