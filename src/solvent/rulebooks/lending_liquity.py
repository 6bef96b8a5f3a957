"""The terms of a pool of troves as a rulebook says them: one table, `branch`."""

from typing import Any

from solvent.errors import BadRulebook
from solvent.policy import BranchPolicy
from solvent.rulebooks.plain import count, rate, text
from solvent.rulebooks.reader import no_others, part
from solvent.rulebooks.tree import Node

KEYS = ("branch",)
NAMES = ("collateral", "coin")
RATES = ("minimum", "critical", "fee")  # wad
COUNTS = ("least_debt", "set_aside")  # whole coins
WAD_IN_PPM = 10**12


def terms(root: Node) -> dict[str, Any]:
    """The fields of a policy that are Liquity's."""
    node = part(root, "branch")
    no_others(node, [*NAMES, *RATES, *COUNTS, "note"])
    cells: dict[str, Any] = {key: text(part(node, key)) for key in NAMES}
    cells |= {key: rate(part(node, key)) * WAD_IN_PPM for key in RATES}
    cells |= {key: count(part(node, key)) for key in COUNTS}
    try:
        return {"reserves": {}, "terms": BranchPolicy(**cells)}
    except BadRulebook as error:
        node.refuse(str(error))
