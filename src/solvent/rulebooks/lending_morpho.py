"""The terms of a market of Morpho Blue as a rulebook says them: the table `market`, and `early` where there is one."""

from typing import Any

from solvent.errors import BadRulebook, BadUnit
from solvent.policy import EarlyPolicy, PairPolicy
from solvent.rulebooks.plain import count, text
from solvent.rulebooks.reader import no_others, part
from solvent.rulebooks.tree import Node, shown
from solvent.units import rate_ppt

KEYS = ("market", "early")
ASSETS = ("loan", "collateral")
CURVE = "adaptive-curve"  # the one rate model that is played
EARLY = ("line", "least_share", "most_share", "least_incentive", "most_incentive")
WAD_IN_PPT = 10**6


def terms(root: Node) -> dict[str, Any]:
    """The fields of a policy that are Morpho Blue's."""
    node = part(root, "market")
    no_others(node, [*ASSETS, "loan_decimals", "collateral_decimals", "lltv", "rate_model", "fee", "note"])
    model = part(node, "rate_model")
    if text(model) != CURVE:
        model.refuse(f"expected {CURVE!r}, the rate model the engine plays, found {shown(model.value)}")
    cells: dict[str, Any] = {key: text(part(node, key)) for key in ASSETS}
    cells |= {f"{key}_decimals": count(part(node, f"{key}_decimals")) for key in ASSETS}
    cells |= {key: _wad(part(node, key)) for key in ("lltv", "fee")}
    early = _early(part(root, "early")) if "early" in root.table else None
    try:
        return {"reserves": {}, "terms": PairPolicy(**cells, early=early)}
    except BadRulebook as error:
        node.refuse(str(error))


def _early(node: Node) -> EarlyPolicy:
    no_others(node, [*EARLY, "note"])
    try:
        return EarlyPolicy(*(_wad(part(node, key)) for key in EARLY))
    except BadRulebook as error:
        node.refuse(str(error))


def _wad(node: Node) -> int:
    """A rate such as "94.5 %", exactly."""
    try:
        return rate_ppt(text(node)) * WAD_IN_PPT
    except BadUnit as error:
        node.refuse(str(error))
