"""Reading a file of cases: every decimal exactly, nothing through a binary float.

A case of perpetuals names a `venue` and prints decimals; what it says under `check` is how it is judged. A case of
lending names a `protocol` and prints integers as text, since they are wider than JSON's; its `check` is the name of the
calculation.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from solvent.errors import BadCase


@dataclass(frozen=True)
class Case:
    """One published number and what it was computed from; numbers are int or Decimal.

    venue     venue or protocol
    check     the calculation a case of lending names, "" where it names none
    lending   flag: it named a protocol
    """

    id: str
    venue: str
    kind: str
    inputs: Mapping[str, Any]
    expected: Mapping[str, Any]
    tolerance: Fraction
    mismatch: bool
    lending: bool = False
    check: str = ""

    def whole(self, name: str) -> int:
        """An input that is a whole number already."""
        return whole(self.inputs[name], name)


def whole(value: Any, name: str = "a number") -> int:
    """A number without a fractional part; 250000.0 is one."""
    exact = Fraction(value)
    if exact.denominator != 1:
        raise BadCase(f"expected a whole number, found {value}", name)
    return exact.numerator


def decimals(*values: Any) -> int:
    """How many decimals the longest of some printed numbers has."""
    return max((max(-int(Decimal(value).normalize().as_tuple().exponent), 0) for value in values), default=0)


def integers(told: Any) -> Any:
    """The same with every integer that stands as text made a number; other text stays."""
    if isinstance(told, dict):
        return {name: integers(value) for name, value in told.items()}
    if isinstance(told, list):
        return [integers(value) for value in told]
    return int(told) if isinstance(told, str) and re.fullmatch(r"-?[0-9]+", told) else told


def read(path: Path) -> list[Case]:
    """The cases of a file, in its order; BadCase where it does not hang together."""
    try:
        document = json.loads(path.read_text("utf-8"), parse_float=Decimal)
    except OSError as error:
        raise BadCase(f"cannot be read: {error.strerror}", str(path)) from None
    except ValueError as error:
        raise BadCase(f"is not JSON: {error}", str(path)) from None
    entries = document.get("vectors") if isinstance(document, dict) else None
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise BadCase("expected an object with a list of objects under `vectors`", str(path))
    named = {entry.get("id"): entry for entry in entries}
    if len(named) != len(entries) or not all(isinstance(name, str) for name in named):
        raise BadCase("expected every case to have an id of its own", str(path))
    return [_case(entry, named) for entry in entries]


def _case(entry: dict[str, Any], named: dict[str, dict[str, Any]]) -> Case:
    name = entry["id"]
    for key, kind in {"kind": str, "inputs": dict, "expected": dict}.items():
        if not isinstance(entry.get(key), kind):
            raise BadCase(f"expected `{key}`", name)
    venue = entry.get("venue", entry.get("protocol"))
    if not isinstance(venue, str):
        raise BadCase("expected `venue` or `protocol` as text", name)
    lending, told = "protocol" in entry, entry.get("check")
    check = told if isinstance(told, dict) else {}
    named_check = told if lending and isinstance(told, str) else ""
    inputs, expected = (integers(entry[key]) if lending else dict(entry[key]) for key in ("inputs", "expected"))
    base = named.get(str(inputs.get("same_as")))  # the one it repeats may have been left out of the file
    if base and isinstance(base.get("inputs"), dict):
        inputs = base["inputs"] | inputs
    try:
        tolerance = Fraction(check.get("abs_tol", entry.get("tolerance", 0) if lending else 0))
    except (TypeError, ValueError):
        raise BadCase(
            f"expected `abs_tol` as a number, found {check.get('abs_tol', entry.get('tolerance'))!r}", name
        ) from None
    mismatch = check.get("status") == "documented_mismatch"
    return Case(name, venue, entry["kind"], inputs, expected, tolerance, mismatch, lending, named_check)
