"""Hyperliquid."""

from fractions import Fraction

from solvent.grid import notional, value
from solvent.perps.collateral import borrowable
from solvent.perps.liquidation_price import liquidation_price
from solvent.tiers import Schedule, row_maintenance
from solvent.units import PPM
from tests.vectors.cases import Case, decimals
from tests.vectors.grid import BELOW, Grid, exactly, grid_for, leverage_tiers, one_tier, side_of
from tests.vectors.registry import Found, adapter


def liquidated_at(grid: Grid, lots: int, ticks: int, equity: int, tiers: Schedule) -> Fraction | None:
    """The liquidation price of one position whose bucket is worth `equity` atoms at a price."""
    maintained = row_maintenance(notional(lots, ticks, grid.den), *tiers)
    direction = -1 if lots > 0 else 1
    return grid.priced(liquidation_price(ticks, direction, [lots], grid.den, equity, maintained, BELOW, tiers))


@adapter("hyperliquid", "liq_price", "rawUsd", "szi", "maxLeverage")
def from_raw_balances(case: Case) -> Found:
    """An isolated position from its raw balance, seen from a price at which it is safe."""
    i = case.inputs
    grid = grid_for([i["szi"]], [], case.tolerance)
    raw, lots = grid.atoms(i["rawUsd"]), grid.lots(i["szi"])
    far = grid.ticks(2 * abs(Fraction(i["rawUsd"]) / Fraction(i["szi"])).__ceil__())
    ticks = far if lots > 0 else 1
    tiers = leverage_tiers(grid, [[0, i["maxLeverage"]]])
    return {"liq_price": liquidated_at(grid, lots, ticks, raw + value(lots, ticks, grid.den), tiers)}


@adapter("hyperliquid", "liq_price", "mark", "avg_entry", "margin", "size", "mmr", "side")
def preview(case: Case) -> Found:
    """Margin is worth what it is at the mark; a wallet once took it to be worth that at the entry."""
    i = case.inputs
    grid = grid_for([i["size"]], [i["mark"], i["avg_entry"]], case.tolerance)
    lots, margin = side_of(i["side"]) * grid.lots(i["size"]), grid.atoms(i["margin"])
    return {
        "right_from_mark": liquidated_at(grid, lots, grid.ticks(i["mark"]), margin, one_tier(i["mmr"])),
        "wrong_from_entry": liquidated_at(grid, lots, grid.ticks(i["avg_entry"]), margin, one_tier(i["mmr"])),
    }


@adapter("hyperliquid", "margin", "positionValue", "rawUsd")
def isolated_equity(case: Case) -> Found:
    """Isolated equity is the raw balance and the value of the position, here one lot worth its whole value."""
    grid = Grid(0, decimals(*case.inputs.values()))
    worth = value(1, grid.ticks(case.inputs["positionValue"]), grid.den)
    return {"marginUsed": grid.worth(grid.atoms(case.inputs["rawUsd"]) + worth)}


@adapter("hyperliquid", "margin", "collateral_tokens", "price", "ltv")
def portfolio_margin(case: Case) -> Found:
    """What may be borrowed against a token."""
    i = case.inputs
    grid = Grid(decimals(i["collateral_tokens"]), decimals(i["price"]))
    worth = value(grid.lots(i["collateral_tokens"]), grid.ticks(i["price"]), grid.den)
    return {"borrowable_usdc": grid.worth(borrowable(worth, exactly(Fraction(i["ltv"]) * PPM)))}


@adapter("hyperliquid", "margin", "notional", "tiers")
def by_tier(case: Case) -> Found:
    """Maintenance of a notional by the published table of floors and maximum leverages."""
    grid = Grid(0, 6)
    tiers = leverage_tiers(grid, case.inputs["tiers"])
    return {"maintenance_margin": grid.worth(row_maintenance(grid.atoms(case.inputs["notional"]), *tiers))}
