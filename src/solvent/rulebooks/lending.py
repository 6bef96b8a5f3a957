"""Rulebooks of lending protocols: `kind = "lending"`, and the terms of a pool as the protocol has them."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from solvent.errors import BadRulebook
from solvent.policy import LendingPolicy, Protocol
from solvent.rulebooks import (
    lending_aave,
    lending_compound,
    lending_euler,
    lending_liquity,
    lending_llamma,
    lending_maker,
    lending_morpho,
    lending_rated,
    lending_spokes,
    lending_ticks,
    plain,
)
from solvent.rulebooks.files import shelved, taken_from
from solvent.rulebooks.reader import no_others, part
from solvent.rulebooks.tree import Node, parse, shown, suggestion

HOME = Path(__file__).parent / "protocols"
LENDING = "lending"
KEYS = ("kind", "name", "title", "valid_from", "protocol", "base_decimals", "sources", "note")


class Family(NamedTuple):
    """How the terms of a protocol are said.

    keys    of the text, beside KEYS
    terms   the fields of a LendingPolicy that are this family's, from the root of a text
    """

    keys: tuple[str, ...]
    terms: Callable[[Node], dict[str, Any]]


AAVE = Family(lending_aave.KEYS, lending_aave.terms)
COMPOUND = Family(lending_compound.KEYS, lending_compound.terms)
MAKER = Family(lending_maker.KEYS, lending_maker.terms)
PROTOCOLS = {
    "aave-v2": (Protocol.AAVE_V2, AAVE),
    "aave-v3.3": (Protocol.AAVE_V3_3, AAVE),
    "aave-v3.5": (Protocol.AAVE_V3_5, AAVE),
    "aave-v3.6": (Protocol.AAVE_V3_6, AAVE),
    "aave-v3.7": (Protocol.AAVE_V3_7, AAVE),
    "liquity-v1": (Protocol.LIQUITY_V1, Family(lending_liquity.KEYS, lending_liquity.terms)),
    "compound-v3": (Protocol.COMPOUND_V3, COMPOUND),
    "morpho-blue": (Protocol.MORPHO_BLUE, Family(lending_morpho.KEYS, lending_morpho.terms)),
    "maker-2.0": (Protocol.MAKER_2, MAKER),
    "maker-1.2": (Protocol.MAKER_1_2, MAKER),
    "liquity-v2": (Protocol.LIQUITY_V2, Family(lending_rated.KEYS, lending_rated.terms)),
    "curve-mint": (Protocol.CURVE_MINT, Family(lending_llamma.KEYS, lending_llamma.terms(mints=True))),
    "curve-lend": (Protocol.CURVE_LEND, Family(lending_llamma.KEYS, lending_llamma.terms(mints=False))),
    "aave-v4": (Protocol.AAVE_V4, Family(lending_spokes.KEYS, lending_spokes.terms)),
    "fluid-t1": (Protocol.FLUID_T1, Family(lending_ticks.KEYS, lending_ticks.terms)),
    "euler-v2": (Protocol.EULER_V2, Family(lending_euler.KEYS, lending_euler.terms)),
}


@dataclass(frozen=True, slots=True)
class LendingRulebook:
    """A rulebook of a lending protocol: what its text says, and the terms of a pool it compiles to."""

    policy: LendingPolicy
    title: str
    text: str


def lending_names() -> list[str]:
    """The shipped ones."""
    return shelved(HOME)


def load_lending(name_or_path: str) -> LendingRulebook:
    """A shipped one by its name, or anyone's own by path; refused with line and reason."""
    return parsed_lending(*taken_from(HOME, name_or_path, "the name of a lending rulebook"))


def parsed_lending(text: str, label: str = "text") -> LendingRulebook:
    """A lending rulebook from its text."""
    root = parse(text, label)
    kind, name, protocol = (plain.text(part(root, key)) for key in ("kind", "name", "protocol"))
    if kind != LENDING:
        root.table["kind"].refuse(f"expected {LENDING!r}, found {shown(kind)}")
    if protocol not in PROTOCOLS:
        root.table["protocol"].refuse(
            f"expected a protocol the engine plays, found {shown(protocol)}{suggestion(protocol, list(PROTOCOLS))}"
        )
    if not isinstance(part(root, "valid_from").value, date):
        root.table["valid_from"].refuse("expected a date")
    number, family = PROTOCOLS[protocol]
    no_others(root, [*KEYS, *family.keys])
    base = plain.count(part(root, "base_decimals"))
    try:
        policy = LendingPolicy(name, "", number, base, **family.terms(root))
    except BadRulebook as error:
        root.refuse(str(error))
    title = plain.text(root.table["title"]) if "title" in root.table else name
    return LendingRulebook(msgspec.structs.replace(policy, content_hash=_hash(policy)), title, text)


def _hash(policy: LendingPolicy) -> str:
    """Of every choice and number, in any order of the text unless order is a choice; the name is not one of them."""
    _, _, protocol, base, *terms = policy.cells()
    ordered = [dict(sorted(part.items())) if isinstance(part, dict) else part for part in terms]
    content = msgspec.json.encode([LENDING, protocol, base, *ordered])
    return hashlib.blake2b(content, digest_size=32).hexdigest()
