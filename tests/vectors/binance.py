"""Binance USD-M futures, and the one case of no venue in particular that has its shape."""

from fractions import Fraction
from typing import Any

from solvent.grid import notional, value
from solvent.perps.collateral import auto_exchange
from solvent.perps.liquidation_price import liquidation_price
from solvent.tiers import continuous_deduction, row_maintenance
from solvent.units import PPM
from tests.vectors.cases import Case, decimals
from tests.vectors.grid import AT_OR_BELOW, Grid, exactly, grid_for, one_tier, side_of
from tests.vectors.registry import Found, adapter


def liquidated_at(
    grid: Grid, size: Any, mark: Any, margin: int, mmr: Any, cum: Any, others: int = 0
) -> Fraction | None:
    """The liquidation price of a signed size whose bucket is worth `margin` atoms at the mark."""
    lots, ticks, tiers = grid.lots(size), grid.ticks(mark), one_tier(mmr, grid.atoms(cum))
    maintained = others + row_maintenance(notional(lots, ticks, grid.den), *tiers)
    direction = -1 if lots > 0 else 1
    return grid.priced(liquidation_price(ticks, direction, [lots], grid.den, margin, maintained, AT_OR_BELOW, tiers))


@adapter("binance_usdm", "liq_price", "wallet", "qty", "entry", "mmr", "cum", "side")
def isolated_by_wallet(case: Case) -> Found:
    """An isolated position, or the only one: the margin is the wallet."""
    i = case.inputs
    grid = grid_for([i["qty"]], [i["entry"]], case.tolerance)
    size = side_of(i["side"]) * Fraction(i["qty"])
    return {"liq_price": liquidated_at(grid, size, i["entry"], grid.atoms(i["wallet"]), i["mmr"], i["cum"])}


@adapter("binance_usdm", "liq_price", "leverage", "qty", "entry", "mmr", "cum", "side")
def isolated_by_leverage(case: Case) -> Found:
    """An isolated position whose margin is entry value / leverage."""
    i = case.inputs
    grid = grid_for([i["qty"]], [i["entry"]], case.tolerance)
    margin = grid.atoms(Fraction(i["qty"]) * Fraction(i["entry"]) / Fraction(i["leverage"]))
    size = side_of(i["side"]) * Fraction(i["qty"])
    return {"liq_price": liquidated_at(grid, size, i["entry"], margin, i["mmr"], i["cum"])}


@adapter("binance_usdm", "liq_price", "wallet", "target", "other", "side")
def cross(case: Case) -> Found:
    """One of several cross positions; the others stand at their mark."""
    i = case.inputs
    others = i["other"] if isinstance(i["other"], list) else [i["other"]]
    legs = [i["target"], *others]
    prices = [leg[name] for leg in legs for name in ("ep", "mark")]
    grid = grid_for([leg["qty"] for leg in legs], prices, case.tolerance)
    signed = [(side_of(leg.get("side", i["side"])) * Fraction(leg["qty"]), leg) for leg in legs]
    equity, maintained = grid.atoms(i["wallet"]), 0
    for size, leg in signed:
        lots = grid.lots(size)
        equity += value(lots, grid.ticks(leg["mark"]), grid.den) - value(lots, grid.ticks(leg["ep"]), grid.den)
        if leg is not i["target"]:
            tier = one_tier(leg["mmr"], grid.atoms(leg["cum"]))
            maintained += row_maintenance(notional(lots, grid.ticks(leg["mark"]), grid.den), *tier)
    size, target = signed[0]
    return {"liq_price": liquidated_at(grid, size, target["mark"], equity, target["mmr"], target["cum"], maintained)}


@adapter("generic", "liq_price", "qty", "mark", "equity", "mmr", "other_maintenance")
def cross_from_equity(case: Case) -> Found:
    """A cross position given by the bucket's equity; naively, as if the others required nothing."""
    i = case.inputs
    grid = grid_for([i["qty"]], [i["mark"]], case.tolerance)
    size = side_of(i.get("side", "long")) * Fraction(i["qty"])
    equity, others = grid.atoms(i["equity"]), grid.atoms(i["other_maintenance"])
    return {
        "liq_price": liquidated_at(grid, size, i["mark"], equity, i["mmr"], 0, others),
        "naive": liquidated_at(grid, size, i["mark"], equity, i["mmr"], 0),
    }


@adapter("binance_usdm", "margin", "floor", "mmr_hi", "floor_mid", "mmr_mid", "mmr_lo")
def deduction_of_the_third_tier(case: Case) -> Found:
    """The maintenance amount, from floors and rates by continuity."""
    i = case.inputs
    low, middle, high = (Fraction(i[name]) for name in ("mmr_lo", "mmr_mid", "mmr_hi"))
    grid = Grid(0, 6)
    second = continuous_deduction(0, grid.atoms(i["floor_mid"]), *middle.as_integer_ratio(), *low.as_integer_ratio())
    third = continuous_deduction(second, grid.atoms(i["floor"]), *high.as_integer_ratio(), *middle.as_integer_ratio())
    return dict.fromkeys(case.expected, grid.worth(third))


@adapter("binance_usdm", "margin", "negative_balance", "rate")
def exchanged(case: Case) -> Found:
    """Auto-exchange of a negative balance, in the units in which the result is printed."""
    unit = 10 ** decimals(case.expected["collateral_sold_value"], case.inputs["negative_balance"])
    debt, rate = exactly(Fraction(case.inputs["negative_balance"]) * unit), exactly(Fraction(case.inputs["rate"]) * PPM)
    return {"collateral_sold_value": Fraction(auto_exchange(debt, rate), unit)}
