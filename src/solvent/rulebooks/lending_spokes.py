"""The terms of a spoke of Aave v4 as a rulebook says them: what it liquidates to, and its reserves."""

from typing import Any

from solvent.errors import BadRulebook
from solvent.policy import HubReservePolicy, SpokePolicy
from solvent.rulebooks.plain import bps, count, flag, rate
from solvent.rulebooks.reader import no_others, part
from solvent.rulebooks.tree import Node

KEYS = ("liquidation", "reserves")
LIQUIDATION = ("target_health", "most_bonus_at_health", "least_bonus")
SHARES = ("collateral_risk", "collateral_factor", "max_bonus", "liquidation_fee", "liquidity_fee")  # parts in 10^4
RATES = ("optimal", "base", "slope", "steep")  # ppb
CAPS = ("supply_cap", "borrow_cap")
WAD_IN_PPM = 10**12
BPS = 10**4
PPB_IN_PPM = 1_000


def terms(root: Node) -> dict[str, Any]:
    """The fields of a policy that are a spoke's."""
    said, reserves = part(root, "liquidation"), part(root, "reserves")
    no_others(said, [*LIQUIDATION, "note"])
    found = {asset: _reserve(node) for asset, node in sorted(reserves.table.items())}
    target, most_at = (rate(part(said, key)) * WAD_IN_PPM for key in LIQUIDATION[:2])
    least = bps(part(said, "least_bonus"))
    try:
        return {"reserves": {}, "terms": SpokePolicy(target, most_at, least, found)}
    except BadRulebook as error:
        said.refuse(str(error))


def _reserve(node: Node) -> HubReservePolicy:
    no_others(node, ["decimals", *SHARES, *RATES, *CAPS, "frozen", "borrowing", "note"])
    risk, factor, bonus, charge, fee = (bps(part(node, key)) for key in SHARES)
    cells: dict[str, Any] = {key: rate(part(node, key)) * PPB_IN_PPM for key in RATES}
    cells |= {key: count(part(node, key)) for key in CAPS}
    cells |= {key: flag(node.table[key]) for key in ("frozen", "borrowing") if key in node.table}
    try:
        return HubReservePolicy(count(part(node, "decimals")), risk, factor, BPS + bonus, charge, fee, **cells)
    except BadRulebook as error:
        node.refuse(str(error))
