"""The terms of a pool of vaults as a rulebook says them: `vaults`, and `falling` (2.0) or `rising` (1.2)."""

from typing import Any

from solvent.errors import BadRulebook
from solvent.fixed import mul_div_down
from solvent.policy import Curve, FallingPolicy, RisingPolicy, VaultPolicy
from solvent.rulebooks.plain import count, duration, rate, text
from solvent.rulebooks.reader import no_others, part
from solvent.rulebooks.tree import Node, shown
from solvent.units import NS

KEYS = ("vaults", "falling", "rising")
NAMES = ("collateral", "coin", "duty")
WAD_IN_PPM = 10**12


def terms(root: Node) -> dict[str, Any]:
    """The fields of a policy that are Maker's."""
    node = part(root, "vaults")
    no_others(node, [*NAMES, "mat", "chop", "line", "dust", "note"])
    ways = [key for key in ("falling", "rising") if key in root.table]
    if len(ways) != 1:
        root.refuse(f"expected one of the tables falling and rising, found {' and '.join(ways) or 'neither'}")
    cells: dict[str, Any] = {key: text(part(node, key)) for key in NAMES}
    cells |= {key: rate(part(node, key)) * WAD_IN_PPM for key in ("mat", "chop")}
    cells |= {key: count(part(node, key)) for key in ("line", "dust")}
    try:
        cells["sale"] = _falling(root.table["falling"]) if ways[0] == "falling" else _rising(root.table["rising"])
        return {"reserves": {}, "terms": VaultPolicy(**cells)}
    except BadRulebook as error:
        node.refuse(str(error))


def _falling(node: Node) -> FallingPolicy:
    shares, counts, times = ("buf", "cusp", "chip", "cut"), ("hole", "tip"), ("tail", "step", "tau")
    no_others(node, [*shares, *counts, *times, "curve", "note"])
    names = {curve.name.lower(): curve for curve in Curve}
    curve = text(part(node, "curve"))
    if curve not in names:
        node.table["curve"].refuse(f"expected one of {', '.join(names)}, found {shown(curve)}")
    cells: dict[str, Any] = {key: rate(part(node, key)) * WAD_IN_PPM for key in shares}
    cells |= {key: count(part(node, key)) for key in counts}
    cells |= {key: _seconds(part(node, key)) for key in times}
    return FallingPolicy(curve=names[curve], **cells)


def _rising(node: Node) -> RisingPolicy:
    no_others(node, ["lump", "beg", "ttl", "tau", "reserve", "note"])
    cells: dict[str, Any] = {key: rate(part(node, key)) * WAD_IN_PPM for key in ("beg", "reserve")}
    cells |= {key: _seconds(part(node, key)) for key in ("ttl", "tau")}
    return RisingPolicy(lump=count(part(node, "lump")), **cells)


def _seconds(node: Node) -> int:
    """A time in whole seconds."""
    found = duration(node)
    if found % NS:
        node.refuse(f"expected whole seconds, found {shown(node.value)}")
    return mul_div_down(found, 1, NS)
