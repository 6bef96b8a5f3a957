"""The terms of a pool of Compound III as a rulebook says them: the base asset, its curves, and every collateral."""

from decimal import Decimal
from typing import Any

from solvent.errors import BadRulebook, BadUnit
from solvent.policy import CometCollateral, CometCurve, CometPolicy
from solvent.rulebooks.plain import bps, count, rate, text
from solvent.rulebooks.reader import no_others, part
from solvent.rulebooks.tree import Node, shown
from solvent.units import number, rate_ppt

KEYS = ("base", "supply", "borrow", "collaterals")
AMOUNTS = ("base_borrow_min", "target_reserves")  # of the base asset
CURVE = ("kink", "base", "slope_low", "slope_high")
FACTORS = ("borrow_collateral_factor", "liquidate_collateral_factor", "liquidation_factor")  # parts in 10^4
PPM_IN_BPS = 100
MOST_DIGITS = 38


def terms(root: Node) -> dict[str, Any]:
    """The fields of a policy that are Compound III's."""
    base = part(root, "base")
    no_others(base, ["asset", "decimals", *AMOUNTS, "store_front_price_factor", "note"])
    decimals = count(part(base, "decimals"))
    least, target = (_units(part(base, key), decimals) for key in AMOUNTS)
    comet = CometPolicy(
        base=text(part(base, "asset")),
        decimals=decimals,
        borrow_min=least,
        target=target,
        storefront=rate(part(base, "store_front_price_factor")),
        supply=_curve(part(root, "supply")),
        borrow=_curve(part(root, "borrow")),
        collaterals={asset: _collateral(node) for asset, node in part(root, "collaterals").table.items()},
    )
    return {"reserves": {}, "terms": comet}


def _curve(node: Node) -> CometCurve:
    no_others(node, [*CURVE, "note"])
    try:
        return CometCurve(*(_fine(part(node, key)) for key in CURVE))
    except BadRulebook as error:
        node.refuse(str(error))


def _collateral(node: Node) -> CometCollateral:
    no_others(node, ["decimals", *FACTORS, "supply_cap", "note"])
    borrow, liquidate, liquidation = (bps(part(node, key)) for key in FACTORS)
    decimals, cap = count(part(node, "decimals")), count(part(node, "supply_cap"))
    try:
        return CometCollateral(decimals, borrow, liquidate, liquidation, cap)
    except BadRulebook as error:
        node.refuse(str(error))


def _fine(node: Node) -> int:
    """A rate with as many digits as the contract keeps."""
    try:
        return rate_ppt(text(node))
    except BadUnit as error:
        node.refuse(str(error))


def _units(node: Node, decimals: int) -> str:
    """An amount of the base asset such as "100" in its units, as digits."""
    try:
        value = number(text(node), "an amount")
    except BadUnit as error:
        node.refuse(str(error))
    units = value.scaleb(decimals) if value.adjusted() + decimals < MOST_DIGITS else Decimal(-1)
    if units < 0 or units != units.to_integral_value():
        node.refuse(f"expected an amount of 0 or more with at most {decimals} decimals, found {shown(node.value)}")
    return str(int(units))
