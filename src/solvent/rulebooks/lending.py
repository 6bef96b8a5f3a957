"""Rulebooks of lending protocols: `kind = "lending"`, one table a reserve, compiled to the terms of a pool."""

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from solvent.errors import BadRulebook, BadUnit
from solvent.policy import CategoryPolicy, LendingPolicy, Protocol, ReservePolicy
from solvent.rulebooks.files import read_text
from solvent.rulebooks.reader import no_others, part
from solvent.rulebooks.tree import Node, parse, shown, suggestion
from solvent.units import rate_ppm

HOME = Path(__file__).parent / "protocols"
LENDING = "lending"
PROTOCOLS = {
    "aave-v2": Protocol.AAVE_V2,
    "aave-v3.3": Protocol.AAVE_V3_3,
    "aave-v3.5": Protocol.AAVE_V3_5,
    "aave-v3.6": Protocol.AAVE_V3_6,
    "aave-v3.7": Protocol.AAVE_V3_7,
}
RATES = ("optimal", "base", "slope", "steep")  # ppb
SHARES = ("ltv", "threshold", "bonus", "factor")  # parts in 10^4
FLAGS = ("active", "frozen", "borrowing")
CAPS = ("supply_cap", "borrow_cap")  # whole assets
MODE_SHARES = ("ltv", "threshold", "bonus")
KEYS = ("kind", "name", "title", "valid_from", "protocol", "base_decimals", "reserves", "categories", "sources", "note")
PPM_IN_BPS = 100
PPB_IN_PPM = 1_000


@dataclass(frozen=True, slots=True)
class LendingRulebook:
    """A rulebook of a lending protocol: what its text says, and the terms of a pool it compiles to."""

    policy: LendingPolicy
    title: str
    text: str


def lending_names() -> list[str]:
    """The shipped ones."""
    return sorted(file.stem for file in HOME.glob("*.toml"))


def load_lending(name_or_path: str) -> LendingRulebook:
    """A shipped one by its name, or anyone's own by path; refused with line and reason."""
    shipped = name_or_path in lending_names()
    if not shipped and not name_or_path.endswith(".toml"):
        raise BadRulebook(f"expected the name of a lending rulebook or the path of a .toml file, found "
                          f"{shown(name_or_path)}{suggestion(name_or_path, lending_names())}")  # fmt: skip
    file = HOME / f"{name_or_path}.toml" if shipped else Path(name_or_path)
    return parsed_lending(read_text(file), file.name if shipped else name_or_path)


def parsed_lending(text: str, label: str = "text") -> LendingRulebook:
    """A lending rulebook from its text."""
    root = parse(text, label)
    no_others(root, list(KEYS))
    kind, name, protocol = (_text(part(root, key)) for key in ("kind", "name", "protocol"))
    if kind != LENDING:
        root.table["kind"].refuse(f"expected {LENDING!r}, found {shown(kind)}")
    if protocol not in PROTOCOLS:
        root.table["protocol"].refuse(
            f"expected a protocol the engine plays, found {shown(protocol)}{suggestion(protocol, list(PROTOCOLS))}"
        )
    if not isinstance(part(root, "valid_from").value, date):
        root.table["valid_from"].refuse("expected a date")
    base = _count(part(root, "base_decimals"))
    reserves = {asset: _reserve(node) for asset, node in part(root, "reserves").table.items()}
    modes = root.table["categories"].table if "categories" in root.table else {}
    categories = {mode: _category(node) for mode, node in modes.items()}
    try:
        policy = LendingPolicy(name, "", PROTOCOLS[protocol], base, reserves, categories)
    except BadRulebook as error:
        root.refuse(str(error))
    title = _text(root.table["title"]) if "title" in root.table else name
    return LendingRulebook(msgspec.structs.replace(policy, content_hash=_hash(policy)), title, text)


def _hash(policy: LendingPolicy) -> str:
    """Of every choice and number, whatever the order of the text; the name is not one of them."""
    _, _, protocol, base, reserves, *categories = policy.cells()
    ordered = [dict(sorted(table.items())) for table in (reserves, *categories)]
    content = msgspec.json.encode([LENDING, protocol, base, *ordered])
    return hashlib.blake2b(content, digest_size=32).hexdigest()


def _reserve(node: Node) -> ReservePolicy:
    no_others(node, ["decimals", *SHARES, *RATES, *FLAGS, "fee", *CAPS, "note"])
    cells: dict[str, Any] = {"decimals": _count(part(node, "decimals"))} | _shares(node, SHARES)
    for key in RATES:
        cells[key] = _rate(part(node, key)) * PPB_IN_PPM
    cells |= {key: _flag(node.table[key]) for key in FLAGS if key in node.table}
    cells |= {key: _count(node.table[key]) for key in CAPS if key in node.table}
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
        cells[key] = tuple(_text(one) for one in part(node, key).list)
    if "isolated" in node.table:
        cells["isolated"] = _flag(node.table["isolated"])
    try:
        return CategoryPolicy(**cells)
    except BadRulebook as error:
        node.refuse(str(error))


def _shares(node: Node, keys: tuple[str, ...]) -> dict[str, int]:
    """Parts in 10^4; a bonus is told as what comes on top."""
    found = {}
    for key in keys:
        ppm = _rate(part(node, key))
        if ppm % PPM_IN_BPS:
            node.table[key].refuse(f"expected whole hundredths of a percent, found {shown(node.table[key].value)}")
        found[key] = ppm // PPM_IN_BPS + (10_000 if key == "bonus" else 0)
    return found


def _flag(node: Node) -> bool:
    if not isinstance(node.value, bool):
        node.refuse(f"expected true or false, found {shown(node.value)}")
    return node.value


def _text(node: Node) -> str:
    if not isinstance(node.value, str) or not node.value:
        node.refuse(f"expected text, found {shown(node.value)}")
    return node.value


def _count(node: Node) -> int:
    if not isinstance(node.value, int) or isinstance(node.value, bool):
        node.refuse(f"expected a whole number, found {shown(node.value)}")
    return node.value


def _rate(node: Node) -> int:
    if not isinstance(node.value, str):
        node.refuse(f'expected a rate such as "80 %", found {shown(node.value)}')
    try:
        return rate_ppm(node.value)
    except BadUnit as error:
        node.refuse(str(error))
