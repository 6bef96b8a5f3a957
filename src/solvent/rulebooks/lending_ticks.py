"""The terms of a vault of Fluid as a rulebook says them: one table, `vault`, and its layer's rate by usage."""

from typing import Any

from solvent.errors import BadRulebook
from solvent.policy import TickPolicy
from solvent.rulebooks.plain import bps, count, text
from solvent.rulebooks.reader import no_others, part
from solvent.rulebooks.tree import Node

KEYS = ("vault",)
LINES = ("collateral_factor", "liquidation_threshold", "liquidation_max_limit")  # parts in 10^3
SHARES = ("liquidation_penalty", "borrow_fee", "borrow_rate_magnifier")
LAYER = ("reserve_factor", "update_threshold")
POINT = ("a usage", "a rate")
BPS_IN_PARTS = 10


def terms(root: Node) -> dict[str, Any]:
    """The fields of a policy that are Fluid's."""
    node = part(root, "vault")
    assets = ("borrowed", "borrowed_decimals", "collateral", "collateral_decimals")
    no_others(node, [*assets, *LINES, *SHARES, *LAYER, "rates", "note"])
    names = [text(part(node, key)) for key in assets[::2]]
    decimals = [count(part(node, key)) for key in assets[1::2]]
    lines = [_parts(part(node, key)) for key in LINES]
    shares, layer = [bps(part(node, key)) for key in SHARES], [bps(part(node, key)) for key in LAYER]
    try:
        policy = TickPolicy(
            names[0], decimals[0], names[1], decimals[1], lines[0], lines[1], lines[2], shares[0], shares[1], shares[2],
            _points(part(node, "rates")), layer[0], layer[1],
        )  # fmt: skip
    except BadRulebook as error:
        node.refuse(str(error))
    return {"reserves": {}, "terms": policy}


def _parts(node: Node) -> int:
    found = bps(node)
    if found % BPS_IN_PARTS:
        node.refuse(f"expected whole tenths of a percent, found {node.value!r}")
    return found // BPS_IN_PARTS


def _points(node: Node) -> tuple[tuple[int, int], ...]:
    """Pairs of usage and rate."""
    return tuple(_point(pair) for pair in node.list)


def _point(node: Node) -> tuple[int, int]:
    found = [bps(one) for one in node.list]
    if len(found) != len(POINT):
        node.refuse(f"expected {' and '.join(POINT)}, found {len(found)} values")
    return found[0], found[1]
