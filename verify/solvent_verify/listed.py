"""The rules that are recomputed. A bundle that rests on any other is refused, and the rule is named."""

from collections.abc import Iterator
from typing import Any

from solvent_verify.errors import Refused

LISTED: dict[str, tuple[str, ...]] = {
    "index": ("median", "weighted-median", "weighted-mean", "clamped-mean"),
    "mark": ("index", "last", "median-of-three", "fair", "smoothed", "median-with-book"),
    "basis": ("last", "mid", "last-within"),
    "fallback": ("reference", "last"),
    "trigger": ("mark", "index", "last"),
    "comparator": ("below", "at-or-below"),
    "kind": ("perpetual", "reference"),
    "decision": ("close", "release", "leave"),
    "also": (),
}


def names() -> list[str]:
    """Every rule of the list, as "index median"."""
    return [f"{kind} {name}" for kind, found in LISTED.items() for name in found]


def refuse_others(records: list[dict[str, Any]]) -> None:
    """Raises for the first rule that is not in the list."""
    for record in records:
        for kind, name in _rests_on(record):
            if name not in LISTED[kind]:
                raise Refused(f"record {record['n']}: rule {kind} {name!r} is not in the list")


def _rests_on(record: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if record["type"] == "terms":
        yield "index", record["index"]["rule"]
        yield "mark", record["mark"]["rule"]
        yield "basis", record["mark"]["basis"]
        yield "trigger", record["trigger"]
        yield from (("fallback", fallback["rule"]) for fallback in record["fallbacks"])
        yield from (("also", name) for name in record["also"])
    elif record["type"] == "rulebook":
        yield "comparator", record["comparator"]
    elif record["type"] == "market":
        yield "kind", record["kind"]
    elif record["type"] == "decision":
        yield "decision", record["decision"]
