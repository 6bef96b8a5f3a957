"""The terms of a pool of Aave as a rulebook says them: one table a reserve, one an e-mode."""

from typing import Any

from solvent.errors import BadRulebook
from solvent.policy import CategoryPolicy, ReservePolicy
from solvent.rulebooks.plain import bps, count, flag, rate, text
from solvent.rulebooks.reader import no_others, part
from solvent.rulebooks.tree import Node

RATES = ("optimal", "base", "slope", "steep")  # ppb
SHARES = ("ltv", "threshold", "bonus", "factor")  # parts in 10^4
FLAGS = ("active", "frozen", "borrowing")
CAPS = ("supply_cap", "borrow_cap")  # whole assets
MODE_SHARES = ("ltv", "threshold", "bonus")
KEYS = ("reserves", "categories")
BPS = 10_000
PPB_IN_PPM = 1_000


def terms(root: Node) -> dict[str, Any]:
    """The fields of a policy that are Aave's."""
    modes = root.table["categories"].table if "categories" in root.table else {}
    return {
        "reserves": {asset: _reserve(node) for asset, node in part(root, "reserves").table.items()},
        "categories": {mode: _category(node) for mode, node in modes.items()},
    }


def _reserve(node: Node) -> ReservePolicy:
    no_others(node, ["decimals", *SHARES, *RATES, *FLAGS, "fee", *CAPS, "note"])
    cells: dict[str, Any] = {"decimals": count(part(node, "decimals"))} | _shares(node, SHARES)
    for key in RATES:
        cells[key] = rate(part(node, key)) * PPB_IN_PPM
    cells |= {key: flag(node.table[key]) for key in FLAGS if key in node.table}
    cells |= {key: count(node.table[key]) for key in CAPS if key in node.table}
    if "fee" in node.table:
        cells |= _shares(node, ("fee",))
    try:
        return ReservePolicy(**cells)
    except BadRulebook as error:
        node.refuse(str(error))


def _category(node: Node) -> CategoryPolicy:
    no_others(node, [*MODE_SHARES, "isolated", "collateral", "borrowable", "note"])
    cells: dict[str, Any] = _shares(node, MODE_SHARES)
    for key in ("collateral", "borrowable"):
        cells[key] = tuple(text(one) for one in part(node, key).list)
    if "isolated" in node.table:
        cells["isolated"] = flag(node.table["isolated"])
    try:
        return CategoryPolicy(**cells)
    except BadRulebook as error:
        node.refuse(str(error))


def _shares(node: Node, keys: tuple[str, ...]) -> dict[str, int]:
    """Parts in 10^4; a bonus is told as what comes on top."""
    return {key: bps(part(node, key)) + (BPS if key == "bonus" else 0) for key in keys}
