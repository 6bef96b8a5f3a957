"""Reading a file of cases: every decimal exactly, nothing through a binary float."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from solvent.errors import BadCase


@dataclass(frozen=True)
class Case:
    """One published number and what it was computed from; numbers are int or Decimal."""

    id: str
    venue: str
    kind: str
    inputs: Mapping[str, Any]
    expected: Mapping[str, Any]
    tolerance: Fraction
    mismatch: bool
    lending: bool = False

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
    check = entry.get("check")
    if not isinstance(check, dict):
        check = {}  # a note in words
    inputs = dict(entry["inputs"])
    base = named.get(str(inputs.get("same_as")))  # the one it repeats may have been left out of the file
    if base and isinstance(base.get("inputs"), dict):
        inputs = base["inputs"] | inputs
    try:
        tolerance = Fraction(check.get("abs_tol", 0))
    except (TypeError, ValueError):
        raise BadCase(f"expected `abs_tol` as a number, found {check['abs_tol']!r}", name) from None
    mismatch = check.get("status") == "documented_mismatch"
    return Case(name, venue, entry["kind"], inputs, entry["expected"], tolerance, mismatch, "protocol" in entry)
