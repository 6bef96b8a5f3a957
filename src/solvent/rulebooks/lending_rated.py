"""The terms of a branch of Liquity v2 as a rulebook says them: one table, `branch`."""

from typing import Any

from solvent.errors import BadRulebook
from solvent.policy import RatedBranchPolicy
from solvent.rulebooks.plain import rate, text
from solvent.rulebooks.reader import no_others, part
from solvent.rulebooks.tree import Node

KEYS = ("branch",)
NAMES = ("collateral", "coin")
RATES = ("minimum", "critical", "shutdown", "pool_penalty", "penalty")  # wad
WAD_IN_PPM = 10**12


def terms(root: Node) -> dict[str, Any]:
    """The fields of a policy that are Liquity v2's."""
    node = part(root, "branch")
    no_others(node, [*NAMES, *RATES, "gas", "note"])
    cells: dict[str, Any] = {key: text(part(node, key)) for key in NAMES}
    cells |= {key: rate(part(node, key)) * WAD_IN_PPM for key in RATES}
    cells["gas"] = rate(part(node, "gas")) * WAD_IN_PPM
    try:
        return {"reserves": {}, "terms": RatedBranchPolicy(**cells)}
    except BadRulebook as error:
        node.refuse(str(error))
